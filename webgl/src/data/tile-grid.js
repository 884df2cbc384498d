// Where tiles lie: tile (z, x, y) is 1 / 2^z of the world on each axis and holds 256 x 256 bins, counted from the lowest y. Pure arithmetic.

/** @typedef {import('../types.js').Rect} Rect */
/** @typedef {{z: number, x: number, y: number}} TileName */
/** @typedef {{view: Rect, width: number, height: number}} Shown a view and its size in device pixels */

export const SIDE = 256;

/** @param {TileName} tile @returns {string} */
export const keyOf = ({ z, x, y }) => `${z}/${x}/${y}`;

/** The level whose bins are nearest to a pixel. @param {Shown} shown @param {Rect} world @param {number} deepest @returns {number} */
export function levelFor({ view, width, height }, world, deepest) {
  const across = (width * (world.x1 - world.x0)) / (view.x1 - view.x0);
  const up = (height * (world.y1 - world.y0)) / (view.y1 - view.y0);
  return Math.max(0, Math.min(deepest, Math.round(Math.log2(Math.max(across, up) / SIDE))));
}

/** A rectangle in bins of a level. @param {Rect} rect @param {number} z @param {Rect} world @returns {Rect} */
export function toBins(rect, z, world) {
  const bins = SIDE * 2 ** z;
  const [kx, ky] = [bins / (world.x1 - world.x0), bins / (world.y1 - world.y0)];
  return { x0: (rect.x0 - world.x0) * kx, x1: (rect.x1 - world.x0) * kx, y0: (rect.y0 - world.y0) * ky, y1: (rect.y1 - world.y0) * ky };
}

/** The tiles of a level that a view touches, those in its middle first. @param {Rect} view @param {number} z @param {Rect} world @returns {TileName[]} */
export function tilesIn(view, z, world) {
  const last = 2 ** z - 1;
  const b = toBins(view, z, world);
  const span = (/** @type {number} */ lo, /** @type {number} */ hi) => [Math.max(0, Math.floor(lo / SIDE)), Math.min(last, Math.ceil(hi / SIDE) - 1)];
  const [x0, x1] = span(b.x0, b.x1);
  const [y0, y1] = span(b.y0, b.y1);
  /** @type {TileName[]} */
  const found = [];
  for (let y = y0; y <= y1; y++) for (let x = x0; x <= x1; x++) found.push({ z, x, y });
  const [cx, cy] = [(b.x0 + b.x1) / 2 / SIDE - 0.5, (b.y0 + b.y1) / 2 / SIDE - 0.5];
  const far = (/** @type {TileName} */ tile) => Math.hypot(tile.x - cx, tile.y - cy);
  return found.sort((a, c) => far(a) - far(c));
}

/** The tile `up` levels above. @param {TileName} tile @param {number} up @returns {TileName} */
export const above = ({ z, x, y }, up) => ({ z: z - up, x: Math.floor(x / 2 ** up), y: Math.floor(y / 2 ** up) });

/** What a tile covers. @param {TileName} tile @param {Rect} world @returns {Rect} */
export function rectOf({ z, x, y }, world) {
  const [w, h] = [(world.x1 - world.x0) / 2 ** z, (world.y1 - world.y0) / 2 ** z];
  return { x0: world.x0 + x * w, y0: world.y0 + y * h, x1: world.x0 + (x + 1) * w, y1: world.y0 + (y + 1) * h };
}
