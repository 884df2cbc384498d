// The rows, sorted by counting into 64 x 64 tiles: only the tiles under the picture or the pointer are ever read again.
// Building is a generator, so that the worker can draw between its steps.
import { FINE_BITS, scaleOf, TILE_BITS, TILES, toUnits, UNITS } from '../data/quantise.js';

/** @typedef {import('../types.js').Rect} Rect */
/** @typedef {import('../types.js').Batch} Batch */

/** Rows handled between two chances for other work: about 3 ms. */
const STEP = 1 << 17;

export class TileIndex {
  /** @param {Rect} extent @param {number} rows rows inside the extent */
  constructor(extent, rows) {
    this.extent = extent;
    this.scale = scaleOf(extent);
    /** First row of each tile, row-major from the bottom left; one more at the end. */
    this.start = new Uint32Array(TILES * TILES + 1);
    /** Place inside the tile: y in the high 16 bits, x in the low. */
    this.place = new Uint32Array(rows);
    this.code = new Uint8Array(rows);
    /** Number of the row in the order of arrival. */
    this.row = new Uint32Array(rows);
  }

  /** The tiles that a rectangle touches, or null. @param {Rect} view in data units @returns {{c0: number, c1: number, r0: number, r1: number} | null} */
  touched(view) {
    const u = toUnits(view, this.scale);
    if (u.x1 < 0 || u.y1 < 0 || u.x0 >= UNITS || u.y0 >= UNITS) return null;
    const tile = (/** @type {number} */ at) => Math.max(0, Math.min(TILES - 1, Math.floor(at / 2 ** FINE_BITS)));
    return { c0: tile(u.x0), c1: tile(u.x1), r0: tile(u.y0), r1: tile(u.y1) };
  }

  /** Rows in the tiles that a rectangle touches. @param {Rect} view */
  rowsIn(view) {
    const t = this.touched(view);
    let rows = 0;
    if (t) for (let r = t.r0; r <= t.r1; r++) rows += this.start[(r << TILE_BITS) + t.c1 + 1] - this.start[(r << TILE_BITS) + t.c0];
    return rows;
  }

  /** Steps of one sorted row. @param {number} at its place in the sorted order @param {number} tile @returns {{u: number, v: number}} */
  units(at, tile) {
    const p = this.place[at];
    return { u: ((tile & (TILES - 1)) << FINE_BITS) + (p & 0xffff), v: ((tile >> TILE_BITS) << FINE_BITS) + (p >>> 16) };
  }
}

/** Tile of a row, or -1 when it is not inside. @param {number} a @param {number} b steps of 2^22 */
const tileOf = (a, b) => (a >= 0 && a < UNITS && b >= 0 && b < UNITS ? ((b >> FINE_BITS) << TILE_BITS) + (a >> FINE_BITS) : -1);

/**
 * Sort the batches into tiles. Yields often; the value at the end is the index.
 * @param {Batch[]} batches emptied one by one, to free their memory @param {Rect} extent @returns {Generator<void, TileIndex, void>}
 */
export function* buildIndex(batches, extent) {
  const counts = new Uint32Array(TILES * TILES);
  const scale = scaleOf(extent);
  for (const batch of batches) {
    for (let from = 0; from < batch.x.length; from += STEP) { countPart(batch, scale, counts, from); yield; }
  }
  const index = new TileIndex(extent, counts.reduce((sum, n) => sum + n, 0));
  for (let k = 0; k < counts.length; k++) index.start[k + 1] = index.start[k] + counts[k];
  const next = index.start.slice(0, -1);
  for (let k = 0, base = 0; k < batches.length; k++) {
    const batch = batches[k];
    for (let from = 0; from < batch.x.length; from += STEP) { placePart(batch, scale, index, next, from, base); yield; }
    base += batch.x.length;
    batches[k] = { x: EMPTY, y: EMPTY, code: null };
  }
  return index;
}

const EMPTY = new Float32Array(0);

/** @param {Batch} batch @param {ReturnType<typeof scaleOf>} scale @param {Uint32Array} counts @param {number} from */
function countPart({ x, y }, { kx, ky, x0, y0 }, counts, from) {
  for (let i = from, end = Math.min(x.length, from + STEP); i < end; i++) {
    const tile = tileOf((x[i] - x0) * kx, (y[i] - y0) * ky);
    if (tile >= 0) counts[tile]++;
  }
}

/** @param {Batch} batch @param {ReturnType<typeof scaleOf>} scale @param {TileIndex} index @param {Uint32Array} next @param {number} from @param {number} base */
function placePart({ x, y, code }, { kx, ky, x0, y0 }, index, next, from, base) {
  const { place, row } = index;
  for (let i = from, end = Math.min(x.length, from + STEP); i < end; i++) {
    const a = (x[i] - x0) * kx;
    const b = (y[i] - y0) * ky;
    const tile = tileOf(a, b);
    if (tile < 0) continue;
    const at = next[tile]++;
    place[at] = ((b & 0xffff) << 16) | (a & 0xffff);
    row[at] = base + i;
    if (code) index.code[at] = code[i];
  }
}
