// Lowest and highest value of any range of rows, by a pyramid: a cell of its lowest level stands for 64 rows, and 16 cells for one above.
// (64, not 16, at the bottom: a new cell costs mispredicted branches, and the larger ones are counted in 40 % less time.)
// A range costs a bounded number of looks, whatever its length, and nothing is left out: the answer is that of reading every row.
// Memory: two floats for 64 rows, and a fifteenth of that for all levels above.
import { Growing } from './growing.js';

/** Powers of two: rows of a lowest cell, cells of a higher one. */
const [LEAF, BITS] = [6, 4];
/** @param {number} level */
const bitsOf = (level) => (level ? BITS : LEAF);

/** @typedef {{low: Growing<Float32Array>, high: Growing<Float32Array>}} Level */

/** Fill the cells over the values from `from` on. @param {Level} level @param {number} bits @param {Float32Array} low @param {Float32Array} high @param {number} from @param {number} to */
function fill(level, bits, low, high, from, to) {
  const cells = Math.ceil(to / (1 << bits));
  for (const side of [level.low, level.high]) { side.reserve(cells); side.length = cells; }
  const [lows, highs] = [level.low.values, level.high.values];
  for (let cell = from >> bits; cell < cells; cell++) {
    let [lo, hi] = [Infinity, -Infinity];
    const end = Math.min(to, (cell + 1) << bits);
    for (let i = cell << bits; i < end; i++) { // a missing value is NaN, which is neither below nor above
      if (low[i] < lo) lo = low[i];
      if (high[i] > hi) hi = high[i];
    }
    lows[cell] = lo;
    highs[cell] = hi;
  }
}

export class MinMax {
  constructor() {
    /** @type {Level[]} */
    this.levels = [];
    this.rows = 0;
    /** @type {Float32Array} */
    this.values = new Float32Array(0);
    this.lo = Infinity;
    this.hi = -Infinity;
  }

  /** A pyramid over values that it was built over before. @param {Growing<Float32Array>} values @param {{values: Float32Array, length: number}[][]} levels */
  static from({ values, length }, levels) {
    const pyramid = new MinMax();
    pyramid.levels = levels.map(([low, high]) => ({ low: Growing.from(Float32Array, low), high: Growing.from(Float32Array, high) }));
    return Object.assign(pyramid, { rows: length, values });
  }

  /** Take in the rows that came since the last time. @param {Float32Array} values all so far, with room behind them or without @param {number} rows how many they are */
  extend(values, rows) {
    this.values = values;
    let [low, high, from, to] = [values, values, this.rows, rows];
    this.rows = rows;
    for (let at = 0; to > 1 << bitsOf(at); at++) {
      const level = this.levels[at] ?? (this.levels[at] = { low: new Growing(Float32Array), high: new Growing(Float32Array) });
      if (level.low.length === 0) from = 0; // a new level counts all that is below
      fill(level, bitsOf(at), low, high, from, to);
      [low, high, from, to] = [level.low.values, level.high.values, from >> bitsOf(at), level.low.length];
    }
  }

  /** Find the lowest and highest value of rows `from` (with) to `to` (without) into `lo` and `hi`: Infinity and -Infinity when there is none. @param {number} from @param {number} to */
  range(from, to) {
    this.lo = Infinity;
    this.hi = -Infinity;
    this.#look(from, to);
  }

  /** @param {number} from @param {number} to */
  #look(from, to) {
    const { levels } = this;
    let [low, high] = [this.values, this.values];
    for (let at = 0; ; at++) {
      const bits = bitsOf(at);
      const [first, last] = [(from + (1 << bits) - 1) >> bits, to >> bits];
      if (first >= last || at >= levels.length) return this.#read(low, high, from, to);
      this.#read(low, high, from, first << bits);
      this.#read(low, high, last << bits, to);
      [from, to] = [first, last];
      [low, high] = [levels[at].low.values, levels[at].high.values];
    }
  }

  /** @param {Float32Array} low @param {Float32Array} high @param {number} from @param {number} to */
  #read(low, high, from, to) {
    let { lo, hi } = this;
    for (let i = from; i < to; i++) {
      if (low[i] < lo) lo = low[i];
      if (high[i] > hi) hi = high[i];
    }
    this.lo = lo;
    this.hi = hi;
  }
}
