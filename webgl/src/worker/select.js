// How many rows lie in a drawn shape: tiles wholly inside are counted whole, tiles wholly outside not at all, and only the rows of tiles that an
// edge of the shape crosses are tested one by one (even-odd rule).
import { FINE_BITS, TILE_BITS } from '../data/quantise.js';

/** @typedef {import('../types.js').Point} Point */
/** @typedef {import('./tiles.js').TileIndex} TileIndex */
/** @typedef {[number, number, number, number]} Edge x0, y0, x1, y1 in steps */

const SIDE = 2 ** FINE_BITS;

/** @param {Edge[]} edges @param {number} u @param {number} v @returns {boolean} */
function inside(edges, u, v) {
  let odd = false;
  for (const [x0, y0, x1, y1] of edges) if ((y0 > v) !== (y1 > v) && u < x0 + ((v - y0) / (y1 - y0)) * (x1 - x0)) odd = !odd;
  return odd;
}

/** Whether an edge has a point in a tile (Liang and Barsky's clipping). @param {Edge} edge @param {number} u @param {number} v the tile's corner */
function crosses([x0, y0, x1, y1], u, v) {
  let [from, to] = [0, 1];
  const [dx, dy] = [x1 - x0, y1 - y0];
  for (const [p, q] of [[-dx, x0 - u], [dx, u + SIDE - x0], [-dy, y0 - v], [dy, v + SIDE - y0]]) {
    if (p === 0 && q < 0) return false;
    if (p < 0) from = Math.max(from, q / p);
    if (p > 0) to = Math.min(to, q / p);
  }
  return from <= to;
}

/** Shown rows of a tile. @param {TileIndex} index @param {number} tile @param {boolean[]} hidden */
function whole({ start, code }, tile, hidden) {
  if (!hidden.some(Boolean)) return start[tile + 1] - start[tile];
  let rows = 0;
  for (let i = start[tile]; i < start[tile + 1]; i++) if (!hidden[code[i]]) rows++;
  return rows;
}

/** Shown rows of a tile that are inside. @param {TileIndex} index @param {number} tile @param {Edge[]} edges @param {boolean[]} hidden */
function some(index, tile, edges, hidden) {
  const v0 = (tile >> TILE_BITS) * SIDE;
  const near = edges.filter(([, y0, , y1]) => Math.max(y0, y1) >= v0 && Math.min(y0, y1) <= v0 + SIDE);
  let rows = 0;
  for (let i = index.start[tile]; i < index.start[tile + 1]; i++) {
    const { u, v } = index.units(i, tile);
    if (!hidden[index.code[i]] && inside(near, u + 0.5, v + 0.5)) rows++;
  }
  return rows;
}

/**
 * @param {TileIndex} index @param {Point[]} shape corners in data units, the last joined to the first @param {boolean[]} hidden categories that do not count
 * @returns {number} rows inside
 */
export function countInside(index, shape, hidden) {
  const { kx, ky, x0, y0 } = index.scale;
  const corners = shape.map((p) => [(p.x - x0) * kx, (p.y - y0) * ky]);
  const edges = corners.map(([u, v], i) => /** @type {Edge} */ ([u, v, ...corners[(i + 1) % corners.length]]));
  const [xs, ys] = [shape.map((p) => p.x), shape.map((p) => p.y)];
  const t = shape.length > 2 ? index.touched({ x0: Math.min(...xs), x1: Math.max(...xs), y0: Math.min(...ys), y1: Math.max(...ys) }) : null;
  let rows = 0;
  if (t) for (let r = t.r0; r <= t.r1; r++) for (let c = t.c0; c <= t.c1; c++) {
    const tile = (r << TILE_BITS) + c;
    if (index.start[tile] === index.start[tile + 1]) continue;
    if (edges.some((edge) => crosses(edge, c * SIDE, r * SIDE))) rows += some(index, tile, edges, hidden);
    else if (inside(edges, (c + 0.5) * SIDE, (r + 0.5) * SIDE)) rows += whole(index, tile, hidden);
  }
  return rows;
}
