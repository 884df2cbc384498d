// The row nearest to a place, by reading the few tiles around it.
import { TILE_BITS } from '../data/quantise.js';

/** @typedef {import('../types.js').Hit} Hit */

/**
 * @param {import('./tiles.js').TileIndex} index @param {{x: number, y: number, rx: number, ry: number}} at a place and the reach on each axis, data units
 * @param {boolean[]} hidden categories that are not shown
 * @returns {Hit | null} the nearest row inside the ellipse of reach (`row` in order of arrival), null when there is none
 */
export function pick(index, at, hidden) {
  const t = index.touched({ x0: at.x - at.rx, x1: at.x + at.rx, y0: at.y - at.ry, y1: at.y + at.ry });
  if (!t) return null;
  /** @type {{at: number, tile: number, far: number}} */
  const best = { at: -1, tile: -1, far: 1 };
  for (let r = t.r0; r <= t.r1; r++) for (let c = t.c0; c <= t.c1; c++) nearest(index, (r << TILE_BITS) + c, at, hidden, best);
  if (best.at < 0) return null;
  const { u, v } = index.units(best.at, best.tile);
  return { row: index.row[best.at], x: index.scale.toX(u), y: index.scale.toY(v), category: index.code[best.at] };
}

/** Look through one tile. @param {import('./tiles.js').TileIndex} index @param {number} tile @param {{x: number, y: number, rx: number, ry: number}} at @param {boolean[]} hidden @param {{at: number, tile: number, far: number}} best */
function nearest(index, tile, at, hidden, best) {
  const { scale, start, place, code } = index;
  const corner = index.units(0, tile);
  const [u0, v0] = [corner.u - (place[0] & 0xffff), corner.v - (place[0] >>> 16)];
  const [cx, cy] = [(at.x - scale.x0) * scale.kx - u0 - 0.5, (at.y - scale.y0) * scale.ky - v0 - 0.5];
  const [sx, sy] = [1 / (at.rx * scale.kx), 1 / (at.ry * scale.ky)];
  for (let i = start[tile]; i < start[tile + 1]; i++) {
    const p = place[i];
    const dx = ((p & 0xffff) - cx) * sx;
    const dy = ((p >>> 16) - cy) * sy;
    const far = dx * dx + dy * dy;
    if (far > best.far || hidden[code[i]]) continue;
    best.far = far;
    best.at = i;
    best.tile = tile;
  }
}
