// Arrow batches for series: x as doubles (a line may be looked at a millionfold nearer than its extent), y as float32 relative to an origin,
// and a byte a row that names its series. Rows without a place along x are left out; a missing y stays, as a gap.
import { ArrowDecoder, floats, originOf, TIMES } from './arrow.js';
import { codesOf } from './categories.js';
import { doubles } from './doubles.js';
import { Lanes } from './lanes.js';

/** @typedef {{run: import('./places.js').Run | null, x: ArrayLike<number>, y: Float32Array, code: Uint8Array | null}} SeriesBatch `run` instead of `x` where the sender saw that it is even */

export class SeriesDecoder extends ArrowDecoder {
  /** @param {import('./arrow.js').Names} [names] */
  constructor(names = {}) {
    super(names);
    this.lanes = new Lanes();
    this.time = { x: false, y: false };
    /** @type {number | null} */
    this.zero = null;
  }

  /** @param {Uint8Array} bytes the next piece @returns {Generator<SeriesBatch, void, void>} */
  *series(bytes) {
    for (const columns of this.batches(bytes)) yield this.read(columns);
  }

  /** @param {{x: any, y: any, category: any}} columns @returns {SeriesBatch} */
  read({ x, y, category }) {
    this.time = { x: TIMES.has(x.type.typeId), y: TIMES.has(y.type.typeId) };
    this.zero ??= originOf(y);
    const coded = category && codesOf(category, /** @type {any} */ (this.lanes));
    const { zero } = this;
    const wide = y.type.bitWidth === 64 || TIMES.has(y.type.typeId); // what `floats` would read value by value
    return { run: null, x: doubles(x), y: wide ? Float32Array.from(doubles(y), (value) => value - zero) : floats(y, zero), code: coded ? coded.codes : null };
  }
}
