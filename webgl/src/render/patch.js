// Adds a part of a tile to a plane of pixels by area: a bin that straddles pixels is shared between them, one larger than pixels is spread over them.
import { SIDE } from '../data/tile-grid.js';

/** @typedef {import('../types.js').Rect} Rect */
/** @typedef {{u0: number, v0: number, du: number, dv: number}} Affine the bin where the plane's first pixel begins, and bins that a pixel spans */
/** @typedef {{grid: Float32Array, stride: number, rows: number, step: number}} Pixels `step` floats a pixel, as many as a bin has */

/** Edges of pixels in bins, clamped to a span. @param {number} start @param {number} step @param {number} lo @param {number} hi @param {number} length of the plane @returns {{first: number, edges: Float64Array}} */
function edgesOf(start, step, lo, hi, length) {
  const first = Math.max(0, Math.floor((lo - start) / step));
  const end = Math.min(length, Math.ceil((hi - start) / step));
  const edges = new Float64Array(Math.max(0, end - first) + 1);
  for (let i = 0; i < edges.length; i++) edges[i] = Math.min(hi, Math.max(lo, start + (first + i) * step));
  return { first, edges };
}

/** The sum of a row of bins between two places in it. @param {Float64Array} line @param {number} step floats a bin @param {number} k which of them @param {number} from @param {number} to */
function between(line, step, k, from, to) {
  let at = Math.min(SIDE - 1, Math.floor(from));
  const last = Math.min(SIDE - 1, Math.floor(to));
  if (at === last) return line[at * step + k] * (to - from);
  let sum = line[at * step + k] * (at + 1 - from);
  while (++at < last) sum += line[at * step + k];
  return sum + line[last * step + k] * (to - last);
}

/**
 * @param {Float32Array} sums of a tile: `pixels.step` floats a bin @param {Rect} part of it, in its bins @param {Affine} to in its bins @param {Pixels} pixels added to
 */
export function addPatch(sums, part, { u0, v0, du, dv }, { grid, stride, rows, step }) {
  const across = edgesOf(u0, du, part.x0, part.x1, stride);
  const up = edgesOf(v0, dv, part.y0, part.y1, rows);
  const [left, right] = [Math.floor(part.x0) * step, Math.min(SIDE, Math.ceil(part.x1)) * step];
  const line = new Float64Array(SIDE * step);
  for (let b = 0; b + 1 < up.edges.length; b++) {
    const [low, high] = [up.edges[b], up.edges[b + 1]];
    if (!(high > low)) continue;
    line.fill(0, left, right);
    for (let r = Math.floor(low); r < Math.min(SIDE, high); r++) {
      const weight = Math.min(r + 1, high) - Math.max(r, low);
      for (let c = left, i = r * SIDE * step + left; c < right; c++, i++) line[c] += sums[i] * weight;
    }
    const first = ((up.first + b) * stride + across.first) * step;
    for (let k = 0; k < step; k++) {
      for (let a = 0, at = first + k; a + 1 < across.edges.length; a++, at += step) grid[at] += between(line, step, k, across.edges[a], across.edges[a + 1]);
    }
  }
}
