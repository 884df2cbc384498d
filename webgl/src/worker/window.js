// The rows of a rectangle as u16 pairs over that rectangle: exact for the GPU at any zoom, because the 65,536 steps span the view only.
import { TILE_BITS, toUnits } from '../data/quantise.js';

/**
 * @param {import('./tiles.js').TileIndex} index @param {import('../types.js').Rect} rect data units @param {number} limit most rows
 * @returns {{pos: Uint16Array, code: Uint8Array, rows: number} | null} null when there are more than `limit`
 */
export function windowOf(index, rect, limit) {
  const t = index.touched(rect);
  const most = index.rowsIn(rect);
  if (!t || most > limit) return t ? null : { pos: new Uint16Array(0), code: new Uint8Array(0), rows: 0 };
  const out = { pos: new Uint16Array(most * 2), code: new Uint8Array(most), rows: 0 };
  const u = toUnits(rect, index.scale);
  for (let r = t.r0; r <= t.r1; r++) for (let c = t.c0; c <= t.c1; c++) copyTile(index, (r << TILE_BITS) + c, u, out);
  return { pos: out.pos.slice(0, out.rows * 2), code: out.code.slice(0, out.rows), rows: out.rows };
}

/** @param {import('./tiles.js').TileIndex} index @param {number} tile @param {import('../types.js').Rect} units @param {{pos: Uint16Array, code: Uint8Array, rows: number}} out */
function copyTile(index, tile, units, out) {
  const [kx, ky] = [65535 / (units.x1 - units.x0), 65535 / (units.y1 - units.y0)];
  for (let i = index.start[tile]; i < index.start[tile + 1]; i++) {
    const { u, v } = index.units(i, tile);
    const a = (u + 0.5 - units.x0) * kx + 0.5;
    const b = (v + 0.5 - units.y0) * ky + 0.5;
    if (!(a >= 0 && a < 65536 && b >= 0 && b < 65536)) continue;
    out.pos[2 * out.rows] = a;
    out.pos[2 * out.rows + 1] = b;
    out.code[out.rows++] = index.code[i];
  }
}
