// A batch, as soon as it is here, sorted by counting into 64 x 64 tiles: counting its cells then stays inside one tile's few kilobytes,
// and the index of all rows is made by joining runs. The batch's own memory is used again: positions become steps, nothing is allocated.
import { FINE_BITS, TILE_BITS, TILES, UNITS } from '../data/quantise.js';

/** @typedef {import('../types.js').Batch} Batch */
/** @typedef {ReturnType<typeof import('../data/quantise.js').scaleOf>} Scale */
/**
 * @typedef {object} Part a sorted batch
 * @property {Uint32Array} start first row of each tile, one more at the end
 * @property {Uint32Array} place inside the tile: y in the high 16 bits, x in the low
 * @property {Uint8Array | null} code
 * @property {Uint8Array | null} size
 * @property {Uint32Array} row number of the row in the batch
 * @property {number} length rows of the batch, with those that were left out
 */

const NOWHERE = 0xffff;

/** Scratch of one worker, as long as the longest batch. */
const scratch = { tile: new Uint16Array(0), place: new Uint32Array(0), code: new Uint8Array(0) };

/** @param {number} rows */
function room(rows) {
  if (scratch.tile.length >= rows) return;
  Object.assign(scratch, { tile: new Uint16Array(rows), place: new Uint32Array(rows), code: new Uint8Array(rows) });
}

/** Tile and place of every row. @param {Batch} batch @param {Scale} scale @param {Uint32Array} counts rows of each tile, added to @returns {number} rows inside */
function quantise({ x, y }, { kx, ky, x0, y0 }, counts) {
  const { tile, place } = scratch;
  let inside = 0;
  for (let i = 0; i < x.length; i++) {
    const a = (x[i] - x0) * kx;
    const b = (y[i] - y0) * ky;
    if (!(a >= 0 && a < UNITS && b >= 0 && b < UNITS)) { tile[i] = NOWHERE; continue; }
    const t = ((b >> FINE_BITS) << TILE_BITS) + (a >> FINE_BITS);
    tile[i] = t;
    place[i] = (b << 16) | (a & 0xffff);
    counts[t]++;
    inside++;
  }
  return inside;
}

/** Write the rows in the order of their tiles. @param {number} length @param {Uint32Array} next first free place of each tile @param {Part} part */
function scatter(length, next, { place, row, code }) {
  const { tile, place: from, code: codes } = scratch;
  for (let i = 0; i < length; i++) {
    const t = tile[i];
    if (t === NOWHERE) continue;
    const at = next[t]++;
    place[at] = from[i];
    row[at] = i;
    if (code) code[at] = codes[i];
  }
}

/**
 * Sort a batch. Its columns must not be read afterwards, unless rows were left out and `whole` is set: then it is untouched.
 * @param {Batch} batch @param {Scale} scale @param {boolean} [whole] refuse a batch with rows outside or without a value
 * @returns {Part | null} null when refused
 */
export function sortBatch(batch, scale, whole = false) {
  const { x, y, code } = batch;
  room(x.length);
  const start = new Uint32Array(TILES * TILES + 1);
  const counts = new Uint32Array(TILES * TILES);
  const inside = quantise(batch, scale, counts);
  if (whole && inside < x.length) return null;
  for (let t = 0; t < counts.length; t++) start[t + 1] = start[t] + counts[t];
  counts.set(start.subarray(0, -1));
  if (code) scratch.code.set(code);
  const own = x.buffer !== y.buffer || x.byteOffset !== y.byteOffset; // else the same column lies on both axes
  const row = own ? new Uint32Array(y.buffer, y.byteOffset, inside) : new Uint32Array(inside);
  /** @type {Part} */
  const part = { size: null, start, place: new Uint32Array(x.buffer, x.byteOffset, inside), row, code: code && code.subarray(0, inside), length: x.length };
  scatter(x.length, counts, part);
  const { size } = batch;
  if (size) part.size = Uint8Array.from(row, (i) => size[i]);
  return part;
}

/** The batch again, in the order of arrival, for another extent; left-out rows stay without a value. @param {Part} part @param {Scale} scale @returns {Batch} */
export function unsorted({ start, place, row, code, size, length }, scale) {
  const batch = { x: new Float32Array(length).fill(NaN), y: new Float32Array(length).fill(NaN), code: code && new Uint8Array(length), size: size && new Uint8Array(length) };
  for (let t = 0; t + 1 < start.length; t++) {
    const [u, v] = [(t & (TILES - 1)) << FINE_BITS, (t >> TILE_BITS) << FINE_BITS];
    for (let i = start[t]; i < start[t + 1]; i++) {
      batch.x[row[i]] = scale.toX(u + (place[i] & 0xffff));
      batch.y[row[i]] = scale.toY(v + (place[i] >>> 16));
      if (batch.code && code) batch.code[row[i]] = code[i];
      if (batch.size && size) batch.size[row[i]] = size[i];
    }
  }
  return batch;
}
