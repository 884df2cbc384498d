// The rows in 64 x 64 tiles, joined from sorted batches: only the tiles under the picture or the pointer are ever read again.
// Building is a generator, so that the worker can draw between its steps.
import { FINE_BITS, scaleOf, TILE_BITS, TILES, toUnits, UNITS } from '../data/quantise.js';

/** @typedef {import('../types.js').Rect} Rect */
/** @typedef {import('./sort.js').Part} Part */

/** Tiles of a batch that are joined between two chances for other work. */
const STEP = 1 << 10;

export class TileIndex {
  /** @param {Rect} extent @param {number} rows rows inside the extent @param {boolean} [sized] whether rows have sizes */
  constructor(extent, rows, sized = false) {
    this.extent = extent;
    this.scale = scaleOf(extent);
    /** First row of each tile, row-major from the bottom left; one more at the end. */
    this.start = new Uint32Array(TILES * TILES + 1);
    /** Place inside the tile: y in the high 16 bits, x in the low. */
    this.place = new Uint32Array(rows);
    this.code = new Uint8Array(rows);
    /** Diameter as 255ths of the largest. */
    this.size = sized ? new Uint8Array(rows) : null;
    /** Number of the row in the order of arrival. */
    this.row = new Uint32Array(rows);
  }

  /** The tiles that a rectangle touches, or null. @param {Rect} view in data units @returns {{c0: number, c1: number, r0: number, r1: number} | null} */
  touched(view) {
    const u = toUnits(view, this.scale);
    if (u.x1 < 0 || u.y1 < 0 || u.x0 >= UNITS || u.y0 >= UNITS) return null;
    const tile = (/** @type {number} */ at) => Math.max(0, Math.min(TILES - 1, Math.floor(at / 2 ** FINE_BITS)));
    return { c0: tile(u.x0), c1: tile(u.x1), r0: tile(u.y0), r1: tile(u.y1) };
  }

  /** Rows in the tiles that a rectangle touches. @param {Rect} view */
  rowsIn(view) {
    const t = this.touched(view);
    let rows = 0;
    if (t) for (let r = t.r0; r <= t.r1; r++) rows += this.start[(r << TILE_BITS) + t.c1 + 1] - this.start[(r << TILE_BITS) + t.c0];
    return rows;
  }

  /** Steps of one sorted row. @param {number} at its place in the sorted order @param {number} tile @returns {{u: number, v: number}} */
  units(at, tile) {
    const p = this.place[at];
    return { u: ((tile & (TILES - 1)) << FINE_BITS) + (p & 0xffff), v: ((tile >> TILE_BITS) << FINE_BITS) + (p >>> 16) };
  }
}

/**
 * Join sorted batches. Yields often; the value at the end is the index.
 * @param {Part[]} parts emptied one by one, to free their memory @param {Rect} extent @returns {Generator<void, TileIndex, void>}
 */
export function* buildIndex(parts, extent) {
  const index = new TileIndex(extent, parts.reduce((sum, part) => sum + part.place.length, 0), parts.some((part) => part.size));
  for (let tile = 0, rows = 0; tile < TILES * TILES; tile++) {
    for (const { start } of parts) rows += start[tile + 1] - start[tile];
    index.start[tile + 1] = rows;
  }
  const next = index.start.slice(0, -1);
  for (let k = 0, base = 0; k < parts.length; k++) {
    const part = parts[k];
    for (let tile = 0; tile < TILES * TILES; tile += STEP) { join(index, part, next, tile, base); yield; }
    base += part.length;
    parts[k] = { ...part, place: NONE, row: NONE, code: null, size: null };
  }
  return index;
}

const NONE = new Uint32Array(0);

/** Copy some tiles of one batch behind those of the batches before. @param {TileIndex} index @param {Part} part @param {Uint32Array} next @param {number} first @param {number} base */
function join(index, { start, place, row, code, size }, next, first, base) {
  for (let tile = first; tile < first + STEP; tile++) {
    let at = next[tile];
    for (let i = start[tile], end = start[tile + 1]; i < end; i++, at++) {
      index.place[at] = place[i];
      index.row[at] = base + row[i];
      if (code) index.code[at] = code[i];
      if (size && index.size) index.size[at] = size[i];
    }
    next[tile] = at;
  }
}
