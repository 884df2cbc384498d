// A column of numbers as at most seven classes with about as many rows each, so that it can colour points like a category does: breaks are
// quantiles of the first batch, which is a fair sample as rows come in random order. Rows without a value are a class of their own.
import { SLOTS } from './categories.js';

export const MISSING = 'No value';
/** Values looked at for the breaks. */
const SAMPLE = 20_000;

/** @param {number} value three digits are enough to tell classes apart */
const words = (value) => String(Number(value.toPrecision(3)));

export class Classes {
  /** @param {ArrayLike<number>} values of the first batch */
  constructor(values) {
    const step = Math.max(1, Math.floor(values.length / SAMPLE));
    const sorted = Float64Array.from({ length: Math.floor(values.length / step) }, (_, i) => values[i * step]).filter(Number.isFinite).sort();
    const at = (/** @type {number} */ share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
    const many = SLOTS - 1;
    const quantiles = Array.from({ length: many - 1 }, (_, k) => at((k + 1) / many));
    /** First value of each class but the lowest. @type {number[]} */
    this.breaks = [...new Set(quantiles)].filter((value) => value > sorted[0]);
    const edges = [words(sorted[0] ?? 0), ...this.breaks.map(words), words(sorted[sorted.length - 1] ?? 0)];
    this.names = edges.slice(1).map((to, k) => `${edges[k]} to ${to}`);
  }

  /** The class of each row. @param {ArrayLike<number>} values @returns {Uint8Array} */
  codes(values) {
    const { breaks } = this;
    const codes = new Uint8Array(values.length);
    let missing = false;
    for (let i = 0; i < values.length; i++) {
      const value = values[i];
      let k = 0;
      while (k < breaks.length && value >= breaks[k]) k++;
      if (!Number.isFinite(value)) { k = breaks.length + 1; missing = true; }
      codes[i] = k;
    }
    if (missing && this.names.length === breaks.length + 1) this.names.push(MISSING);
    return codes;
  }
}
