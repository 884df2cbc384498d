// Rows to pixel counts: every row of the visible tiles adds one (and its colour) to the pixels its mark covers.
// Marks up to 3 pixels are squares: one addition a row, then a box sum over the picture. Larger ones are discs with soft edges.
import { FINE_BITS, scaleOf, TILE_BITS } from '../data/quantise.js';

/** @typedef {import('../worker/tiles.js').TileIndex} TileIndex */
/** @typedef {import('../types.js').Style} Style */
/** @typedef {{grid: Float32Array, stride: number, rows: number, step: number, least?: number}} Plane `step` floats a pixel: the count, then with 4 the summed red, green and blue;
 *  counts below `least` are only the blur of a mark whose place is known to a cell: they are not drawn, so that marks keep their size */
/** @typedef {{sx: number, sy: number, ox: number, oy: number}} Affine from steps of 2^22 to pixels of the plane */

/** Largest mark drawn as a square. */
export const SQUARE = 3;
/** Radius of the smallest mark among those of different size, pixels. */
const SMALLEST = 1.25;

/** @param {import('../types.js').Rect} view @param {number} width @param {number} height @param {ReturnType<typeof scaleOf>} scale @param {number} shift pixels to add @returns {Affine} */
export function affine(view, width, height, scale, shift) {
  const sx = width / ((view.x1 - view.x0) * scale.kx);
  const sy = height / ((view.y1 - view.y0) * scale.ky);
  return { sx, sy, ox: shift - (view.x0 - scale.x0) * scale.kx * sx + 0.5 * sx, oy: shift - (view.y0 - scale.y0) * scale.ky * sy + 0.5 * sy };
}

/**
 * Add the rows of the tiles in view, one pixel each.
 * @param {TileIndex} index @param {import('../types.js').Rect} view @param {Affine} to @param {Plane} plane @param {Style} style
 * @param {(index: TileIndex, from: number, to: number, tile: Affine, plane: Plane, style: Style) => void} [put] how a tile is added
 */
export function accumulate(index, view, to, plane, style, put = plane.step === 4 ? dots4 : dots1) {
  const t = index.touched(view);
  if (!t) return;
  const side = 2 ** FINE_BITS;
  for (let r = t.r0; r <= t.r1; r++) {
    for (let c = t.c0; c <= t.c1; c++) {
      const tile = (r << TILE_BITS) + c;
      if (index.start[tile] === index.start[tile + 1]) continue;
      put(index, index.start[tile], index.start[tile + 1], { ...to, ox: to.ox + c * side * to.sx, oy: to.oy + r * side * to.sy }, plane, style);
    }
  }
}

/** @type {NonNullable<Parameters<typeof accumulate>[5]>} */
export function dots1(index, from, end, { sx, sy, ox, oy }, { grid, stride, rows }, style) {
  const { place } = index;
  if (style.hidden[0]) return;
  for (let i = from; i < end; i++) {
    const p = place[i];
    const a = (p & 0xffff) * sx + ox;
    const b = (p >>> 16) * sy + oy;
    if (a >= 0 && a < stride && b >= 0 && b < rows) grid[(b | 0) * stride + (a | 0)]++;
  }
}

/** @type {NonNullable<Parameters<typeof accumulate>[5]>} */
export function dots4(index, from, end, { sx, sy, ox, oy }, { grid, stride, rows }, { rgb, hidden }) {
  const { place, code } = index;
  for (let i = from; i < end; i++) {
    const p = place[i];
    const a = (p & 0xffff) * sx + ox;
    const b = (p >>> 16) * sy + oy;
    if (!(a >= 0 && a < stride && b >= 0 && b < rows)) continue;
    const k = code[i];
    if (hidden[k]) continue;
    const at = ((b | 0) * stride + (a | 0)) << 2;
    const colour = rgb[k];
    grid[at]++;
    grid[at + 1] += colour & 255;
    grid[at + 2] += (colour >> 8) & 255;
    grid[at + 3] += colour >> 16;
  }
}

/** Discs of a diameter; the plane has no margin. @param {number} size @param {boolean} [sized] whether each row has its own, up to that @returns {NonNullable<Parameters<typeof accumulate>[5]>} */
export const discs = (size, sized = false) => (index, from, end, { sx, sy, ox, oy }, plane, style) => {
  for (let i = from; i < end; i++) {
    const k = index.code[i];
    if (style.hidden[k]) continue;
    const p = index.place[i];
    const radius = sized && index.size ? Math.max(SMALLEST, (size / 2) * (index.size[i] / 255)) : size / 2;
    disc(plane, (p & 0xffff) * sx + ox, (p >>> 16) * sy + oy, radius, style.rgb[k]);
  }
};

/** @param {Plane} plane @param {number} x @param {number} y centre @param {number} radius @param {number} colour */
function disc({ grid, stride, rows, step }, x, y, radius, colour) {
  const [a0, a1] = [Math.max(0, Math.floor(x - radius - 0.5)), Math.min(stride - 1, Math.ceil(x + radius))];
  const [b0, b1] = [Math.max(0, Math.floor(y - radius - 0.5)), Math.min(rows - 1, Math.ceil(y + radius))];
  for (let b = b0; b <= b1; b++) {
    for (let a = a0; a <= a1; a++) {
      const cover = Math.min(1, radius + 0.5 - Math.hypot(a + 0.5 - x, b + 0.5 - y));
      if (cover <= 0) continue;
      const at = (b * stride + a) * step;
      grid[at] += cover;
      if (step === 1) continue;
      grid[at + 1] += cover * (colour & 255);
      grid[at + 2] += cover * ((colour >> 8) & 255);
      grid[at + 3] += cover * (colour >> 16);
    }
  }
}

/** Sums over squares of `size` (2 or 3) pixels, in place: pixel p becomes the sum of p .. p+size-1 on both axes. @param {Plane} plane @param {number} size */
export function box({ grid, stride, rows, step }, size) {
  const end = stride * rows * step;
  for (const reach of [step, stride * step]) {
    if (size === 2) for (let i = 0; i < end - reach; i++) grid[i] += grid[i + reach];
    if (size === 3) for (let i = 0; i < end - 2 * reach; i++) grid[i] += grid[i + reach] + grid[i + 2 * reach];
  }
}
