// One series: places along x, values, and the pyramid of their lowest and highest.
import { Places } from '../data/places.js';
import { Growing } from './growing.js';
import { MinMax } from './minmax.js';

/** @typedef {{x0: number, x1: number, y0: number, y1: number}} Bounds */

/** Infinite values have no place in a picture: they become gaps. @param {Float32Array} values */
function scrub(values) {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) values[i] = NaN;
}

export class Lane {
  /** @param {number} [expected] rows */
  constructor(expected = 0) {
    this.places = new Places();
    this.values = new Growing(Float32Array, expected);
    this.pyramid = new MinMax();
    /** @type {Bounds} */
    this.bounds = { x0: Infinity, x1: -Infinity, y0: Infinity, y1: -Infinity };
  }

  get length() {
    return this.values.length;
  }

  /** The series as plain data, to travel, and the memory it lies in. */
  pack() {
    const { places, values, pyramid, bounds } = this;
    const levels = pyramid.levels.map(({ low, high }) => [low.pack(), high.pack()]);
    const packed = { places: places.pack(), values: values.pack(), levels, bounds };
    const arrays = [packed.values, packed.places.own, ...levels.flat()].flatMap((one) => (one ? [one.values.buffer] : []));
    return { ...packed, memory: /** @type {ArrayBuffer[]} */ (arrays) };
  }

  /** A series that has travelled. @param {ReturnType<Lane['pack']>} packed */
  static from({ places, values, levels, bounds }) {
    const lane = new Lane();
    lane.places = Places.from(places);
    lane.values = Growing.from(Float32Array, values);
    lane.pyramid = MinMax.from(lane.values, levels);
    lane.bounds = bounds;
    return lane;
  }

  /** @param {import('../data/places.js').Run | null} run or @param {ArrayLike<number>} x @param {Float32Array} y */
  append(run, x, y) {
    const from = this.length;
    this.places.append(run, x);
    this.values.append(y);
    this.pyramid.extend(this.values.values, this.length);
    this.pyramid.range(from, this.length);
    if (this.pyramid.lo === -Infinity || this.pyramid.hi === Infinity) {
      const added = this.values.values.subarray(from, this.length);
      if (added.some((value) => Math.abs(value) === Infinity)) {
        scrub(added);
        this.pyramid.rows = from;
        this.pyramid.extend(this.values.values, this.length);
        this.pyramid.range(from, this.length);
      }
    }
    this.#grow(from);
  }

  /** @param {number} from first row that is new */
  #grow(from) {
    const { bounds, places, pyramid } = this;
    if (pyramid.lo < bounds.y0) bounds.y0 = pyramid.lo;
    if (pyramid.hi > bounds.y1) bounds.y1 = pyramid.hi;
    bounds.x0 = Math.min(bounds.x0, places.at(from), places.at(0));
    bounds.x1 = Math.max(bounds.x1, places.at(this.length - 1));
  }

  /** Where the line between two neighbours crosses a place. @param {number} i the first row at or after it @param {number} x @returns {number} NaN outside and in gaps */
  between(i, x) {
    if (i <= 0 || i >= this.length) return NaN;
    const [before, after] = [this.places.at(i - 1), this.places.at(i)];
    const [from, to] = [this.values.values[i - 1], this.values.values[i]];
    return from + ((x - before) / (after - before)) * (to - from);
  }

  /** Rows whose place is nearest to x, and value to y where several lie within reach. @param {{x: number, y: number, rx: number}} at @returns {number} -1 when there is none */
  nearest({ x, y, rx }) {
    const from = this.places.lower(x - rx);
    const to = this.places.lower(x + rx, from);
    let [best, far] = [-1, Infinity];
    for (let i = from; i < to; i++) {
      const off = Math.abs(this.values.values[i] - y);
      if (off < far) { best = i; far = off; }
    }
    if (best >= 0) return best;
    const after = this.places.lower(x);
    const near = [after - 1, after].filter((i) => i >= 0 && i < this.length && !Number.isNaN(this.values.values[i]));
    return near.sort((a, b) => Math.abs(this.places.at(a) - x) - Math.abs(this.places.at(b) - x))[0] ?? -1;
  }

  /** Rows in order of x, where they came otherwise. @returns {Lane} */
  sorted() {
    if (this.places.sorted) return this;
    const order = Uint32Array.from({ length: this.length }, (_, i) => i).sort((a, b) => this.places.at(a) - this.places.at(b));
    const [x, y] = [new Float64Array(this.length), new Float32Array(this.length)];
    order.forEach((from, to) => { x[to] = this.places.at(from); y[to] = this.values.values[from]; });
    const lane = new Lane(this.length);
    lane.append(null, x, y);
    return lane;
  }

  /** Least distance between two places that differ, for the width of bars. */
  gap() {
    const { run } = this.places;
    if (run) return run.step;
    let least = Infinity;
    for (let i = 1; i < this.length; i++) {
      const step = this.places.at(i) - this.places.at(i - 1);
      if (step > 0 && step < least) least = step;
    }
    return least;
  }
}
