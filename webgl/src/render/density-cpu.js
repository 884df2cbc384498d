// Pieces of a picture without a GPU: counts a pixel from cells or from rows, then the bin and the colour of each.
import { accumulate, affine, box, discs, SQUARE } from './accumulate.js';
import { resample } from './resample.js';
import { BINS, BIN_SHIFT, FIRST_BIN } from './tonemap.js';
import { toUnits, UNIT_BITS } from '../data/quantise.js';

/** @typedef {import('../types.js').FrameRequest} FrameRequest */
/** @typedef {import('../types.js').Style} Style */
/** @typedef {import('./accumulate.js').Plane} Plane */
/** @typedef {{pyramid: import('../worker/pyramid.js').Pyramid, index: import('../worker/tiles.js').TileIndex | null, style: Style, coloured: boolean}} Source */

/** A column's cells are this much finer than pixels at least, else rows are wanted. */
export const wantedCells = (/** @type {FrameRequest} */ request, /** @type {import('../types.js').Rect} */ extent) =>
  Math.max(request.width * (extent.x1 - extent.x0) / (request.view.x1 - request.view.x0), request.height * (extent.y1 - extent.y0) / (request.view.y1 - request.view.y0));

/** Scratch planes, kept between frames: allocating 10 MB a frame costs more than filling it. */
export class Scratch {
  constructor() {
    this.grid = new Float32Array(0);
  }

  /** @param {number} length @returns {Float32Array} zeros */
  zeros(length) {
    if (this.grid.length < length) this.grid = new Float32Array(length);
    return this.grid.subarray(0, length).fill(0);
  }
}

/** The plane that the marks of one size need: small squares reach over the edge. @param {FrameRequest} request @param {number} step @param {Scratch} scratch @returns {Plane} */
function planeFor({ width, height, size }, step, scratch) {
  const margin = size <= SQUARE ? size - 1 : 0;
  const [stride, rows] = [width + margin, height + margin];
  return { grid: scratch.zeros(stride * rows * step), stride, rows, step };
}

/** Counts of a piece of picture from its rows. @param {Source} source @param {FrameRequest} request @param {Scratch} scratch @returns {Plane} */
export function countRows(source, request, scratch) {
  const index = /** @type {import('../worker/tiles.js').TileIndex} */ (source.index);
  const plane = planeFor(request, source.coloured ? 4 : 1, scratch);
  const square = request.size <= SQUARE;
  const to = affine(request.view, request.width, request.height, index.scale, square ? (request.size - 1) / 2 : 0);
  const reach = { x: request.size * (request.view.x1 - request.view.x0) / request.width, y: request.size * (request.view.y1 - request.view.y0) / request.height };
  const around = { x0: request.view.x0 - reach.x, x1: request.view.x1 + reach.x, y0: request.view.y0 - reach.y, y1: request.view.y1 + reach.y };
  accumulate(index, around, to, plane, source.style, square ? undefined : discs(request.size, request.sized));
  if (square) box(plane, request.size);
  return plane;
}

/** @typedef {{tint: Int32Array, bits: number, u0: number, v0: number, du: number, dv: number}} Tints colours of cells, and where pixels lie among them */

/** Counts of a piece of picture from cells. @param {Source} source @param {FrameRequest} request @param {number} wanted cells an axis @param {Scratch} scratch @returns {{plane: Plane, tints: Tints | null}} */
export function countCells({ pyramid, style }, request, wanted, scratch) {
  const size = Math.min(request.size, SQUARE);
  const level = pyramid.level(style, wanted);
  const plane = planeFor({ ...request, size }, 1, scratch);
  const u = toUnits(request.view, pyramid.scale);
  const cell = 2 ** (UNIT_BITS - level.bits);
  const [du, dv] = [(u.x1 - u.x0) / cell / request.width, (u.y1 - u.y0) / cell / request.height];
  const [u0, v0] = [u.x0 / cell, u.y0 / cell];
  const edge = (size - 1) / 2;
  resample(level, { width: plane.stride, height: plane.rows, u0: u0 - edge * du, v0: v0 - edge * dv, du, dv }, plane.grid);
  if (size > 1) box(plane, size);
  plane.least = (0.5 * Math.min(1, size * du) * Math.min(1, size * dv)) || 0;
  return { plane, tints: level.tint && { tint: level.tint, bits: level.bits, u0, v0, du, dv } };
}

/** @typedef {{bins: Uint16Array, tints: Int32Array | null, stride: number, at: number}} Sheet where the bins (0: nothing, else bin + 1) and colours of pixels go: `at` is the first */

/** The counts' bit patterns; signed, which the machine adds faster. @param {Plane} plane @returns {Int32Array} */
const bitsOf = ({ grid }) => new Int32Array(grid.buffer, grid.byteOffset, grid.length);

/** Bit pattern of a count; patterns of positive numbers are in the order of the numbers. @param {number} count */
const patternOf = (count) => new Int32Array(Float32Array.of(count).buffer)[0];

/** @param {number} bits of a count @param {number} least pattern of the smallest count that is drawn @returns {number} its bin + 1, or 0 */
function binAfter(bits, least) {
  if (bits < least) return 0;
  const bin = (bits >>> BIN_SHIFT) - (FIRST_BIN - 1);
  return bin < 0 ? 0 : bin > BINS ? BINS : bin;
}

/** Bins of pixels without colours. @param {Plane} plane @param {number} width @param {number} height @param {Sheet} to */
export function keepBins(plane, width, height, { bins, stride, at }) {
  const bits = bitsOf(plane);
  const least = patternOf(plane.least ?? 0);
  for (let row = 0; row < height; row++) {
    for (let a = 0, i = row * plane.stride, o = at + row * stride; a < width; a++, i++, o++) bins[o] = binAfter(bits[i], least);
  }
}

/** Bins and mean colours of pixels that know the sums of colours. @param {Plane} plane @param {number} width @param {number} height @param {Sheet} to */
export function keepMixed(plane, width, height, { bins, tints, stride, at }) {
  if (!tints) return;
  const { grid } = plane;
  const bits = bitsOf(plane);
  const least = patternOf(plane.least ?? 0);
  for (let row = 0; row < height; row++) {
    for (let a = 0, i = row * plane.stride * 4, o = at + row * stride; a < width; a++, i += 4, o++) {
      const bin = binAfter(bits[i], least);
      bins[o] = bin;
      if (bin === 0) { tints[o] = 0; continue; }
      const share = 1 / grid[i];
      tints[o] = ((grid[i + 3] * share) << 16) | ((grid[i + 2] * share) << 8) | (grid[i + 1] * share);
    }
  }
}

/** Bins of pixels and the colours of their cells. @param {Plane} plane @param {number} width @param {number} height @param {Sheet} to @param {Tints} from */
export function keepTinted(plane, width, height, { bins, tints, stride, at }, from) {
  if (!tints) return;
  const bits = bitsOf(plane);
  const least = patternOf(plane.least ?? 0);
  const last = (1 << from.bits) - 1;
  const column = Int32Array.from({ length: width }, (_, a) => Math.max(0, Math.min(last, Math.floor(from.u0 + (a + 0.5) * from.du))));
  for (let row = 0; row < height; row++) {
    const line = Math.max(0, Math.min(last, Math.floor(from.v0 + (row + 0.5) * from.dv))) << from.bits;
    for (let a = 0, i = row * plane.stride, o = at + row * stride; a < width; a++, i++, o++) {
      const bin = binAfter(bits[i], least);
      const tint = bin && (from.tint[line + column[a]] || nearby(from, line, column[a]));
      tints[o] = tint;
      bins[o] = tint && bin;
    }
  }
}

/** The colour of the nearest cell beside an empty one: its counts reached this pixel. @param {Tints} from @param {number} line @param {number} column */
function nearby({ tint, bits }, line, column) {
  const size = 1 << bits;
  for (let far = 1; far <= 3; far++) {
    for (let r = -far; r <= far; r++) {
      for (let c = Math.max(-far, -column); c <= Math.min(far, size - 1 - column); c++) {
        const found = tint[line + r * size + column + c];
        if (found) return found;
      }
    }
  }
  return 0;
}

/** What each bin puts on the picture: with colours of their own only the opacity, in the top byte. @param {Float32Array} table @param {Style} style @param {boolean} coloured */
export const inksOf = (table, style, coloured) => (coloured ? Int32Array.from(table, (t) => Math.round(255 * t) << 24) : rampOf(table, style));

/** Colour and opacity of each bin for data without categories: from the light end to the strong end. @param {Float32Array} table @param {Style} style */
function rampOf(table, { low, high }) {
  const mix = (/** @type {number} */ shift, /** @type {number} */ t) => Math.round(((low >> shift) & 255) + (((high >> shift) & 255) - ((low >> shift) & 255)) * t);
  return Int32Array.from(table, (opacity) => {
    const t = Math.max(0, Math.min(1, opacity));
    return ((Math.round(255 * Math.min(1, t * 1.25)) << 24) | (mix(16, t) << 16) | (mix(8, t) << 8) | mix(0, t));
  });
}
