// A tile's bytes as the server packs them: a head of 24 bytes, then all counts or, where few bins hold something, those bins and their counts.
import { SIDE } from './tile-grid.js';

/** @typedef {{counts: Float32Array | null, rows: number}} Tile 256 x 256 counts, lowest y first; null when it is empty */

const HEAD = 24;
const MAGIC = 0x31544250; // "PBT1"

/** @param {ArrayBuffer} bytes @param {number} at @param {number} length @param {number} width bytes of a count */
const countsAt = (bytes, at, length, width) => (width === 1 ? new Uint8Array(bytes, at, length) : width === 2 ? new Uint16Array(bytes, at, length) : new Uint32Array(bytes, at, length));

/** @param {ArrayBuffer} bytes @returns {Tile} @throws {Error} when these are no tile */
export function readTile(bytes) {
  const head = bytes.byteLength >= HEAD ? new DataView(bytes) : null;
  if (!head || head.getUint32(0, true) !== MAGIC || head.getUint16(6, true) !== SIDE) throw new Error('The server sent something that is no tile.');
  const [layout, width] = [head.getUint8(4), head.getUint8(5)];
  const entries = head.getUint32(8, true);
  const rows = head.getFloat64(16, true);
  if (!entries || !rows) return { counts: null, rows: 0 };
  if (layout === 0) return { counts: Float32Array.from(countsAt(bytes, HEAD, entries, width)), rows };
  const bins = new Uint16Array(bytes, HEAD, entries);
  const values = countsAt(bytes, HEAD + 4 * Math.ceil(entries / 2), entries, width);
  const counts = new Float32Array(SIDE * SIDE);
  for (let i = 0; i < entries; i++) counts[bins[i]] = values[i];
  return { counts, rows };
}
