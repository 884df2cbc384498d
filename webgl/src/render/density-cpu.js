// One picture without a GPU: counts a pixel from cells or from rows, opacity by rank, colours, RGBA bytes.
import { accumulate, affine, box, discs, SQUARE } from './accumulate.js';
import { resample } from './resample.js';
import { BINS, BIN_SHIFT, FIRST_BIN, histogramOf, toneTable } from './tonemap.js';
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
    this.histogram = new Uint32Array(BINS);
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

/** @param {Source} source @param {FrameRequest} request @param {Scratch} scratch @param {Int32Array} out pixels, top row first */
export function drawRows(source, request, scratch, out) {
  const index = /** @type {import('../worker/tiles.js').TileIndex} */ (source.index);
  const plane = planeFor(request, source.coloured ? 4 : 1, scratch);
  const square = request.size <= SQUARE;
  const to = affine(request.view, request.width, request.height, index.scale, square ? (request.size - 1) / 2 : 0);
  const reach = { x: request.size * (request.view.x1 - request.view.x0) / request.width, y: request.size * (request.view.y1 - request.view.y0) / request.height };
  const around = { x0: request.view.x0 - reach.x, x1: request.view.x1 + reach.x, y0: request.view.y0 - reach.y, y1: request.view.y1 + reach.y };
  accumulate(index, around, to, plane, source.style, square ? undefined : discs(request.size));
  if (square) box(plane, request.size);
  const table = tone(plane, request, scratch);
  if (plane.step === 4) paintMixed(plane, request, table, out);
  else paintRamp(plane, request, rampOf(table, source.style), out);
}

/** @param {Source} source @param {FrameRequest} request @param {Scratch} scratch @param {Int32Array} out */
export function drawCells(source, request, scratch, out) {
  const { pyramid, style } = source;
  const size = Math.min(request.size, SQUARE);
  const level = pyramid.level(style, wantedCells(request, pyramid.extent));
  const plane = planeFor({ ...request, size }, 1, scratch);
  const u = toUnits(request.view, pyramid.scale);
  const cell = 2 ** (UNIT_BITS - level.bits);
  const du = (u.x1 - u.x0) / cell / request.width;
  const dv = (u.y1 - u.y0) / cell / request.height;
  const edge = (size - 1) / 2;
  resample(level, { width: plane.stride, height: plane.rows, u0: u.x0 / cell - edge * du, v0: u.y0 / cell - edge * dv, du, dv }, plane.grid);
  if (size > 1) box(plane, size);
  const table = tone(plane, { ...request, size }, scratch);
  if (level.tint) paintTinted(plane, request, table, { tint: level.tint, bits: level.bits, u0: u.x0 / cell, v0: u.y0 / cell, du, dv }, out);
  else paintRamp(plane, request, rampOf(table, style), out);
}

/** @param {Plane} plane @param {FrameRequest} request @param {Scratch} scratch */
function tone(plane, request, scratch) {
  histogramOf(plane.grid, request.width, request.height, plane.stride, plane.step, scratch.histogram);
  return toneTable(scratch.histogram);
}

/** Colour and opacity of each bin for data without categories: from the light end to the strong end. @param {Float32Array} table @param {Style} style */
function rampOf(table, { low, high }) {
  const ramp = new Int32Array(BINS);
  const mix = (/** @type {number} */ shift, /** @type {number} */ t) => Math.round(((low >> shift) & 255) + (((high >> shift) & 255) - ((low >> shift) & 255)) * t);
  for (let bin = 0; bin < BINS; bin++) {
    const t = Math.max(0, Math.min(1, table[bin]));
    ramp[bin] = ((Math.round(255 * Math.min(1, t * 1.25)) << 24) | (mix(16, t) << 16) | (mix(8, t) << 8) | mix(0, t));
  }
  return ramp;
}

/** The counts' bit patterns; signed, which the machine adds faster. @param {Plane} plane @returns {Int32Array} */
const bitsOf = ({ grid }) => new Int32Array(grid.buffer, grid.byteOffset, grid.length);

/** @param {Plane} plane @param {FrameRequest} request @param {Int32Array} ramp @param {Int32Array} out */
function paintRamp(plane, { width, height }, ramp, out) {
  const bits = bitsOf(plane);
  for (let row = 0; row < height; row++) {
    for (let a = 0, i = (height - 1 - row) * plane.stride, o = row * width; a < width; a++, i++, o++) {
      const bin = (bits[i] >>> BIN_SHIFT) - FIRST_BIN;
      out[o] = bin < 0 ? 0 : ramp[bin < BINS ? bin : BINS - 1];
    }
  }
}

/** Opacity of each bin as the top byte. @param {Float32Array} table */
const opacities = (table) => Int32Array.from(table, (t) => Math.round(255 * t) << 24);

/** @param {Plane} plane @param {FrameRequest} request @param {Float32Array} table @param {Int32Array} out */
function paintMixed(plane, { width, height }, table, out) {
  const { grid, stride } = plane;
  const bits = bitsOf(plane);
  const opaque = opacities(table);
  for (let row = 0; row < height; row++) {
    for (let a = 0, i = (height - 1 - row) * stride * 4, o = row * width; a < width; a++, i += 4, o++) {
      const bin = (bits[i] >>> BIN_SHIFT) - FIRST_BIN;
      if (bin < 0) { out[o] = 0; continue; }
      const share = 1 / grid[i];
      out[o] = opaque[bin < BINS ? bin : BINS - 1] | ((grid[i + 3] * share) << 16) | ((grid[i + 2] * share) << 8) | (grid[i + 1] * share);
    }
  }
}

/** @typedef {{tint: Int32Array, bits: number, u0: number, v0: number, du: number, dv: number}} Tints colours of cells, and where pixels lie among them */

/** @param {Plane} plane @param {FrameRequest} request @param {Float32Array} table @param {Tints} from @param {Int32Array} out */
function paintTinted(plane, { width, height }, table, from, out) {
  const bits = bitsOf(plane);
  const opaque = opacities(table);
  const last = (1 << from.bits) - 1;
  const column = Int32Array.from({ length: width }, (_, a) => Math.max(0, Math.min(last, Math.floor(from.u0 + (a + 0.5) * from.du))));
  for (let row = 0; row < height; row++) {
    const up = height - 1 - row;
    const line = Math.max(0, Math.min(last, Math.floor(from.v0 + (up + 0.5) * from.dv))) << from.bits;
    for (let a = 0, i = up * plane.stride, o = row * width; a < width; a++, i++, o++) {
      const bin = (bits[i] >>> BIN_SHIFT) - FIRST_BIN;
      if (bin < 0) { out[o] = 0; continue; }
      const tint = from.tint[line + column[a]] || nearby(from, line, column[a]);
      out[o] = tint && opaque[bin < BINS ? bin : BINS - 1] | tint;
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
