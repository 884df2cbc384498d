// How many points lie in each cell of a fine grid, by category, and coarser grids made from it: the source of every overview.
// One memory increment a point; colours and hidden categories are worked out from the counts, never from the points again.
import { scaleOf, UNIT_BITS } from '../data/quantise.js';

/** @typedef {import('../types.js').Rect} Rect */
/** @typedef {import('../types.js').Batch} Batch */
/** @typedef {import('../types.js').Style} Style */
/** @typedef {{bits: number, counts: Float32Array, tint: Int32Array | null}} Level `counts` of 2^bits x 2^bits cells, row 0 at the bottom; `tint` their mean colour 0xbbggrr */

const COARSEST_BITS = 7;

/** Slots for categories are a power of two, so that a cell's counts share a cache line. @param {number} categories */
export const slotBits = (categories) => (categories <= 1 ? 0 : categories <= 2 ? 1 : categories <= 4 ? 2 : 3);

/** Cells an axis as a power of two, by expected rows: small data are drawn from their rows anyway. @param {number} rows @param {number} categories */
export function gridBits(rows, categories) {
  if (rows <= 50_000) return 8;
  if (rows <= 500_000) return 9;
  return categories <= 2 ? 11 : 10;
}

export class Pyramid {
  /** @param {Rect} extent @param {number} bits cells an axis as a power of two @param {number} categories 1 to 8 */
  constructor(extent, bits, categories) {
    this.extent = extent;
    this.bits = bits;
    this.slots = slotBits(categories);
    this.counts = new Uint32Array(4 ** bits << this.slots);
    this.scale = scaleOf(extent);
    this.points = 0;
    /** @type {Level[]} */
    this.levels = [];
  }

  /** Count a batch. @param {Batch} batch @returns {number} rows that were left out: missing values, or outside the extent */
  add(batch) {
    const counted = batch.code && this.slots ? countCodes(this, batch.x, batch.y, batch.code) : countAll(this, batch.x, batch.y);
    this.points += counted;
    this.levels = [];
    return batch.x.length - counted;
  }

  /** Forget colours and totals, for a new style. */
  restyle() {
    this.levels = [];
  }

  /**
   * The coarsest grid whose cells are no larger than wanted, else the finest.
   * @param {Style} style @param {number} cells an axis, wanted at least
   */
  level(style, cells) {
    if (!this.levels.length) this.levels = buildLevels(this, style);
    let best = this.levels[0];
    for (const level of this.levels) if (1 << level.bits >= cells) best = level;
    return best;
  }
}

/** @param {Pyramid} pyramid @param {Float32Array} x @param {Float32Array} y */
function countAll(pyramid, x, y) {
  const { counts, bits, slots } = pyramid;
  const { kx, ky, x0, y0 } = pyramid.scale;
  const shift = UNIT_BITS - bits;
  const limit = 2 ** UNIT_BITS;
  let counted = 0;
  for (let i = 0; i < x.length; i++) {
    const a = (x[i] - x0) * kx;
    const b = (y[i] - y0) * ky;
    if (a >= 0 && a < limit && b >= 0 && b < limit) {
      counts[(((b >> shift) << bits) + (a >> shift)) << slots]++;
      counted++;
    }
  }
  return counted;
}

/** @param {Pyramid} pyramid @param {Float32Array} x @param {Float32Array} y @param {Uint8Array} code */
function countCodes(pyramid, x, y, code) {
  const { counts, bits, slots } = pyramid;
  const { kx, ky, x0, y0 } = pyramid.scale;
  const shift = UNIT_BITS - bits;
  const limit = 2 ** UNIT_BITS;
  const mask = (1 << slots) - 1;
  let counted = 0;
  for (let i = 0; i < x.length; i++) {
    const a = (x[i] - x0) * kx;
    const b = (y[i] - y0) * ky;
    if (a >= 0 && a < limit && b >= 0 && b < limit) {
      counts[((((b >> shift) << bits) + (a >> shift)) << slots) + (code[i] & mask)]++;
      counted++;
    }
  }
  return counted;
}

/** @param {Pyramid} pyramid @param {Style} style @returns {Level[]} finest first */
function buildLevels(pyramid, style) {
  const levels = [pyramid.slots ? mixed(pyramid, style) : plain(pyramid, style)];
  while (levels[levels.length - 1].bits > COARSEST_BITS) levels.push(halve(levels[levels.length - 1]));
  return levels;
}

/** @param {Pyramid} pyramid @param {Style} style @returns {Level} */
function plain({ counts, bits }, style) {
  return { bits, counts: style.hidden[0] ? new Float32Array(counts.length) : Float32Array.from(counts), tint: null };
}

/** Totals of the shown categories and their mean colour in each cell. @param {Pyramid} pyramid @param {Style} style @returns {Level} */
function mixed({ counts, bits, slots }, style) {
  const total = new Float32Array(4 ** bits);
  const tint = new Int32Array(4 ** bits);
  const many = 1 << slots;
  const shown = Array.from({ length: many }, (_, k) => (style.hidden[k] ? 0 : 1));
  for (let cell = 0, at = 0; cell < total.length; cell++) {
    let n = 0;
    let r = 0;
    let g = 0;
    let b = 0;
    for (let k = 0; k < many; k++, at++) {
      const c = counts[at] * shown[k];
      if (c === 0) continue;
      const rgb = style.rgb[k];
      n += c;
      r += c * (rgb & 255);
      g += c * ((rgb >> 8) & 255);
      b += c * (rgb >> 16);
    }
    if (n === 0) continue;
    total[cell] = n;
    tint[cell] = ((b / n) << 16) | ((g / n) << 8) | (r / n);
  }
  return { bits, counts: total, tint };
}

/** @param {Level} fine @returns {Level} four cells in one */
function halve({ bits, counts, tint }) {
  const size = 1 << (bits - 1);
  const out = new Float32Array(size * size);
  const mean = tint ? new Int32Array(size * size) : null;
  for (let r = 0, at = 0; r < size; r++) {
    for (let c = 0; c < size; c++, at++) {
      const from = (2 * r << bits) + 2 * c;
      const up = from + (1 << bits);
      out[at] = counts[from] + counts[from + 1] + counts[up] + counts[up + 1];
      if (mean && tint && out[at]) mean[at] = meanTint(counts, tint, from, up, out[at]);
    }
  }
  return { bits: bits - 1, counts: out, tint: mean };
}

/** @param {Float32Array} counts @param {Int32Array} tint @param {number} from @param {number} up @param {number} total */
function meanTint(counts, tint, from, up, total) {
  let r = 0;
  let g = 0;
  let b = 0;
  for (let k = 0; k < 4; k++) {
    const at = (k < 2 ? from : up) + (k & 1);
    const rgb = tint[at];
    const n = counts[at];
    r += n * (rgb & 255);
    g += n * ((rgb >> 8) & 255);
    b += n * (rgb >> 16);
  }
  return ((b / total) << 16) | ((g / total) << 8) | (r / total);
}
