// How many points lie in each cell of a fine grid, by category, and coarser grids made from it: the source of every overview.
// One memory increment a point; colours and hidden categories are worked out from the counts, never from the points again.
import { FINE_BITS, scaleOf, TILE_BITS, TILES, UNIT_BITS } from '../data/quantise.js';

/** @typedef {import('../types.js').Rect} Rect */
/** @typedef {import('./sort.js').Part} Part */
/** @typedef {import('../types.js').Style} Style */
/** @typedef {{bits: number, counts: Float32Array, tint: Int32Array | null}} Level `counts` of 2^bits x 2^bits cells, row 0 at the bottom; `tint` their mean colour 0xbbggrr */

const COARSEST_BITS = 7;
/** What two bytes cannot hold. */
const OVER = 0x10000;
/** Batches that are counted together: enough to stay in the cache, few enough that the last picture need not wait. */
const TOGETHER = 8;

/** Slots for categories as a power of two, so that a cell's counts share a cache line. @param {number} categories */
export const slotBits = (categories) => (categories <= 1 ? 0 : 3);

/** Cells an axis as a power of two, by expected rows: small data are drawn from their rows anyway. @param {number} rows @param {number} categories */
export function gridBits(rows, categories) {
  if (rows <= 50_000) return 8;
  if (rows <= 500_000) return 9;
  return categories <= 1 ? 11 : 10;
}

export class Pyramid {
  /** @param {Rect} extent @param {number} bits cells an axis as a power of two @param {number} categories 1 to 8 */
  constructor(extent, bits, categories) {
    this.extent = extent;
    this.bits = bits;
    this.slots = slotBits(categories);
    /** By cell and category; complete after `count()`. Two bytes each, four once a cell is full: fresh memory is what counting costs most. @type {Uint16Array | Uint32Array} */
    this.counts = new Uint16Array(4 ** bits << this.slots);
    this.scale = scaleOf(extent);
    this.points = 0;
    /** @type {Part[]} not counted yet */
    this.pending = [];
    /** @type {Level[]} finest first, coarser ones when asked for */
    this.levels = [];
  }

  /** Take a sorted batch; it is counted when a picture needs it, together with the others. @param {Part} part */
  add(part) {
    this.pending.push(part);
    this.points += part.place.length;
    this.levels = [];
    if (this.pending.length >= TOGETHER) this.count();
  }

  /** Room for more than 65,535 points in a cell, when a row was one too many. @param {number} corner @param {number} shift @param {Part} part @param {number} i */
  overflow(corner, shift, { place, code }, i) {
    if (this.counts instanceof Uint32Array) return;
    const p = place[i];
    const at = ((corner + ((p >>> 16 >>> shift) << this.bits) + ((p & 0xffff) >>> shift)) << this.slots) + (this.slots && code ? code[i] & 7 : 0);
    this.counts = new Uint32Array(this.counts);
    this.counts[at] = OVER;
  }

  /** Count what waits, tile by tile: a tile's cells stay in the nearest cache while all batches are read. */
  count() {
    const parts = this.pending.splice(0);
    if (parts.length) for (let tile = 0; tile < TILES * TILES; tile++) for (const part of parts) countRun(this, tile, part);
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
    this.count();
    const { levels } = this;
    if (!levels.length) levels.push(this.slots ? mixed(this, style) : plain(this, style));
    for (let k = 0; ; k++) {
      const { bits } = levels[k];
      if (bits <= COARSEST_BITS || 1 << (bits - 1) < cells) return levels[k];
      if (k + 1 === levels.length) levels.push(halve(levels[k]));
    }
  }
}

/** Count one batch's rows of one tile. @param {Pyramid} pyramid @param {number} tile @param {Part} part */
function countRun(pyramid, tile, part) {
  const shift = UNIT_BITS - pyramid.bits;
  const corner = (((tile >> TILE_BITS) << (FINE_BITS - shift)) << pyramid.bits) + ((tile & (TILES - 1)) << (FINE_BITS - shift));
  const count = pyramid.slots && part.code ? countMixed : countPlain;
  const end = part.start[tile + 1];
  for (let i = part.start[tile]; i < end; i++) {
    i = count(pyramid, corner, shift, part, i, end);
    if (i < end) pyramid.overflow(corner, shift, part, i);
  }
}

/** @param {Pyramid} pyramid @param {number} corner first cell of the tile @param {number} shift from steps to cells @param {Part} part @param {number} from @param {number} end @returns {number} the row that was one too many for two bytes, else `end` */
function countMixed({ counts, bits }, corner, shift, { place, code }, from, end) {
  const codes = /** @type {Uint8Array} */ (code);
  for (let i = from; i < end; i++) {
    const p = place[i];
    const at = ((corner + ((p >>> 16 >>> shift) << bits) + ((p & 0xffff) >>> shift)) << 3) + (codes[i] & 7);
    const many = counts[at] + 1;
    counts[at] = many;
    if (many === OVER) return i;
  }
  return end;
}

/** The same without categories. @param {Pyramid} pyramid @param {number} corner @param {number} shift @param {Part} part @param {number} from @param {number} end @returns {number} */
function countPlain({ counts, bits, slots }, corner, shift, { place }, from, end) {
  for (let i = from; i < end; i++) {
    const p = place[i];
    const at = (corner + ((p >>> 16 >>> shift) << bits) + ((p & 0xffff) >>> shift)) << slots;
    const many = counts[at] + 1;
    counts[at] = many;
    if (many === OVER) return i;
  }
  return end;
}

/** @param {Pyramid} pyramid @param {Style} style @returns {Level} */
function plain({ counts, bits }, style) {
  return { bits, counts: style.hidden[0] ? new Float32Array(counts.length) : Float32Array.from(counts), tint: null };
}

/** What each slot adds to the sums: one and its colour, nothing when hidden. @param {Style} style */
function weights({ hidden, rgb }) {
  const of = (/** @type {(colour: number) => number} */ part) => Float64Array.from({ length: 8 }, (_, k) => (hidden[k] ? 0 : part(rgb[k])));
  return [of(() => 1), of((c) => c & 255), of((c) => (c >> 8) & 255), of((c) => c >> 16)];
}

/** Totals of the shown categories and their mean colour in each cell; written out, as it is three times quicker than a loop. @param {Pyramid} pyramid @param {Style} style @returns {Level} */
function mixed({ counts, bits }, style) {
  const total = new Float32Array(4 ** bits);
  const tint = new Int32Array(4 ** bits);
  const [one, red, green, blue] = weights(style);
  for (let cell = 0, at = 0; cell < total.length; cell++, at += 8) {
    const a = counts[at] * one[0], b = counts[at + 1] * one[1], c = counts[at + 2] * one[2], d = counts[at + 3] * one[3];
    const e = counts[at + 4] * one[4], f = counts[at + 5] * one[5], g = counts[at + 6] * one[6], h = counts[at + 7] * one[7];
    const n = a + b + c + d + e + f + g + h;
    if (n === 0) continue;
    total[cell] = n;
    const share = 1 / n;
    tint[cell] = (((a * blue[0] + b * blue[1] + c * blue[2] + d * blue[3] + e * blue[4] + f * blue[5] + g * blue[6] + h * blue[7]) * share) << 16)
      | (((a * green[0] + b * green[1] + c * green[2] + d * green[3] + e * green[4] + f * green[5] + g * green[6] + h * green[7]) * share) << 8)
      | ((a * red[0] + b * red[1] + c * red[2] + d * red[3] + e * red[4] + f * red[5] + g * red[6] + h * red[7]) * share);
  }
  return bleed({ bits, counts: total, tint });
}

/** Empty cells take the colour of a neighbour: marks reach over the edges of their cells. @param {Level & {tint: Int32Array}} level @returns {Level} */
function bleed(level) {
  const { counts, tint, bits } = level;
  const size = 1 << bits;
  const around = [1, -1, size, -size, size + 1, size - 1, -size + 1, -size - 1];
  for (let cell = size + 1; cell < counts.length - size - 1; cell++) {
    if (counts[cell] !== 0) continue;
    for (let k = 0; k < 8; k++) if (counts[cell + around[k]] !== 0) { tint[cell] = tint[cell + around[k]]; break; }
  }
  return level;
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
  return mean ? bleed({ bits: bits - 1, counts: out, tint: mean }) : { bits: bits - 1, counts: out, tint: null };
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
