// Positions as whole numbers of 22 bits an axis: 6 bits name one of 64 x 64 tiles, 16 bits the place inside it.
// Four bytes hold a point as exactly as a float32 would (2^22 steps over the extent), and sorting by tile makes the 6 bits implicit.

export const TILE_BITS = 6;
export const TILES = 1 << TILE_BITS;
export const FINE_BITS = 16;
export const UNIT_BITS = TILE_BITS + FINE_BITS;
export const UNITS = 2 ** UNIT_BITS;

/** @typedef {import('../types.js').Rect} Rect */

/**
 * From data units to the 2^22 steps of the extent, and back. The upper edge belongs to the last step.
 * @param {Rect} extent
 */
export function scaleOf(extent) {
  const kx = (UNITS - 0.5) / (extent.x1 - extent.x0);
  const ky = (UNITS - 0.5) / (extent.y1 - extent.y0);
  return {
    kx, ky, x0: extent.x0, y0: extent.y0,
    /** @param {number} u */
    toX: (u) => extent.x0 + (u + 0.5) / kx,
    /** @param {number} v */
    toY: (v) => extent.y0 + (v + 0.5) / ky,
  };
}

/** A rectangle in steps (fractional). @param {Rect} rect in data units @param {ReturnType<typeof scaleOf>} scale @returns {Rect} */
export function toUnits(rect, scale) {
  return { x0: (rect.x0 - scale.x0) * scale.kx, x1: (rect.x1 - scale.x0) * scale.kx, y0: (rect.y0 - scale.y0) * scale.ky, y1: (rect.y1 - scale.y0) * scale.ky };
}

/** An extent that has a size on both axes, with both ends finite. @param {Rect} rect @returns {Rect} */
export function solid(rect) {
  const side = (/** @type {number} */ lo, /** @type {number} */ hi) => {
    if (!(hi >= lo)) return [0, 1];
    const pad = hi > lo ? 0 : Math.max(0.5, Math.abs(lo) * 0.01);
    return [lo - pad, hi + pad];
  };
  const [[x0, x1], [y0, y1]] = [side(rect.x0, rect.x1), side(rect.y0, rect.y1)];
  return { x0, y0, x1, y1 };
}

/** Smallest rectangle around the rows that have both values, or null. @param {{x: Float32Array, y: Float32Array}} batch @returns {Rect | null} */
export function boundsOf({ x, y }) {
  let [x0, y0, x1, y1] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < x.length; i++) {
    const a = x[i];
    const b = y[i];
    if (!(Number.isFinite(a) && Number.isFinite(b))) continue;
    if (a < x0) x0 = a;
    if (a > x1) x1 = a;
    if (b < y0) y0 = b;
    if (b > y1) y1 = b;
  }
  return x1 >= x0 ? { x0, y0, x1, y1 } : null;
}

/** @param {Rect | null} a @param {Rect | null} b @returns {Rect | null} the rectangle around both */
export function union(a, b) {
  if (!a || !b) return a ?? b;
  return { x0: Math.min(a.x0, b.x0), y0: Math.min(a.y0, b.y0), x1: Math.max(a.x1, b.x1), y1: Math.max(a.y1, b.y1) };
}

/**
 * Positions as u16 pairs over a rectangle, for the GPU. Rows without a value go to a corner with code 255, which nothing draws.
 * @param {import('../types.js').Batch} batch @param {Rect} rect @returns {{pos: Uint16Array, code: Uint8Array}} `pos` holds x, y, x, y, ...
 */
export function packU16(batch, rect) {
  const n = batch.x.length;
  const pos = new Uint16Array(n * 2);
  const code = new Uint8Array(n);
  const [kx, ky] = [65535 / (rect.x1 - rect.x0), 65535 / (rect.y1 - rect.y0)];
  for (let i = 0, j = 0; i < n; i++, j += 2) {
    const a = (batch.x[i] - rect.x0) * kx;
    const b = (batch.y[i] - rect.y0) * ky;
    if (!(a >= -0.5 && a <= 65535.5 && b >= -0.5 && b <= 65535.5)) { code[i] = 255; continue; }
    pos[j] = a + 0.5;
    pos[j + 1] = b + 0.5;
    code[i] = batch.code ? batch.code[i] : 0;
  }
  return { pos, code };
}
