// Where the rows of a series lie along x, in order: evenly spaced ones as a start and a step (no memory at all), others as doubles.
import { Growing } from '../worker/growing.js';

/** @typedef {{from: number, step: number, length: number}} Run the i-th place is exactly from + i * step */

/** The places as a run. @param {ArrayLike<number>} x @returns {Run | null} null when they are not exactly even, or not rising */
export function runOf(x) {
  const { length } = x;
  const [from, step] = [x[0], x[1] - x[0]];
  if (length < 2 || !(step > 0)) return null;
  const run = { from, step, length };
  return continues(run, x, 2, length) ? run : null;
}

/** Whether these places are those of the run. @param {Run} run @param {ArrayLike<number>} x @param {number} begin @param {number} end */
export function continues({ from, step }, x, begin, end) {
  for (let i = begin; i < end; i++) if (x[i] !== from + i * step) return false;
  return true;
}

export class Places {
  constructor() {
    this.length = 0;
    /** @type {Run | null} */
    this.run = null;
    /** @type {Growing<Float64Array> | null} */
    this.own = null;
    /** Whether they never fall. */
    this.sorted = true;
  }

  /** As plain data. */
  pack() {
    const { length, run, own, sorted } = this;
    return { length, run, own: own && own.pack(), sorted };
  }

  /** @param {ReturnType<Places['pack']>} packed */
  static from({ own, ...facts }) {
    return Object.assign(new Places(), facts, { own: own && Growing.from(Float64Array, own) });
  }

  /** @param {Run | null} run or @param {ArrayLike<number>} x the places themselves */
  append(run, x) {
    const length = run ? run.length : x.length;
    if (!length) return;
    run ??= this.own ? null : runOf(x);
    if (run && !this.own && this.#continues(run)) this.run = { from: this.run?.from ?? run.from, step: run.step, length: this.length + length };
    else this.#write(run ? Float64Array.from({ length }, (_, i) => run.from + i * run.step) : x);
    this.length += length;
  }

  /** @param {Run} next */
  #continues(next) {
    const { run } = this;
    return !this.length || (run !== null && run.step === next.step && run.from + run.length * run.step === next.from);
  }

  /** @param {ArrayLike<number>} x */
  #write(x) {
    if (!this.own) {
      this.own = new Growing(Float64Array);
      const { run } = this;
      if (run) this.own.append(Float64Array.from({ length: run.length }, (_, i) => run.from + i * run.step));
      this.run = null;
    }
    let before = this.length ? this.own.values[this.length - 1] : -Infinity;
    for (let i = 0; i < x.length && this.sorted; i++) {
      if (x[i] < before) this.sorted = false;
      before = x[i];
    }
    this.own.append(x);
  }

  /** @param {number} i */
  at(i) {
    return this.own ? this.own.values[i] : /** @type {Run} */ (this.run).from + i * /** @type {Run} */ (this.run).step;
  }

  /** The first row at or after a place. @param {number} x @param {number} [from] a row known to lie before it @returns {number} `length` when there is none */
  lower(x, from = 0) {
    if (this.own) return this.#search(this.own.values, x, from);
    if (!this.run) return 0;
    let i = Math.max(0, Math.min(this.length, Math.ceil((x - this.run.from) / this.run.step)));
    while (i > 0 && this.at(i - 1) >= x) i--; // the division may be off by one
    while (i < this.length && this.at(i) < x) i++;
    return i;
  }

  /** Strides that double until they are too far, then halving. @param {Float64Array} values @param {number} x @param {number} low */
  #search(values, x, low) {
    let stride = 1;
    while (low + stride < this.length && values[low + stride] < x) { low += stride; stride *= 2; }
    let high = Math.min(this.length, low + stride);
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (values[middle] < x) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
