// A tile's bytes as the server packs them: for each category, or for all rows, a plane. A plane is a head of 24 bytes, then all counts or, where
// few bins hold something, those bins and their counts. The next plane begins at the next multiple of four.
import { SIDE } from './tile-grid.js';

/** @typedef {Uint8Array | Uint16Array | Uint32Array} Counts */
/** @typedef {{bins: Uint16Array | null, counts: Counts, rows: number}} Plane counts of `bins`, row by row from the lowest y; of all bins where there are none */
/** @typedef {{planes: Plane[], rows: number}} Tile */

const HEAD = 24;
const MAGIC = 0x31544250; // "PBT1"
const BINS = SIDE * SIDE;

/** @param {ArrayBuffer} bytes @param {number} at @param {number} length @param {number} width bytes of a count @returns {Counts} */
const countsAt = (bytes, at, length, width) => (width === 1 ? new Uint8Array(bytes, at, length) : width === 2 ? new Uint16Array(bytes, at, length) : new Uint32Array(bytes, at, length));

/** @param {ArrayBuffer} bytes @param {number} at where the plane begins @returns {{plane: Plane, end: number}} */
function readPlane(bytes, at) {
  const head = bytes.byteLength >= at + HEAD ? new DataView(bytes, at) : null;
  if (!head || head.getUint32(0, true) !== MAGIC || head.getUint16(6, true) !== SIDE) throw new Error('The server sent something that is no tile.');
  const [layout, width, entries, rows] = [head.getUint8(4), head.getUint8(5), head.getUint32(8, true), head.getFloat64(16, true)];
  const from = at + HEAD + (layout ? 4 * Math.ceil(entries / 2) : 0);
  const bins = layout ? new Uint16Array(bytes, at + HEAD, entries) : null;
  return { plane: { bins, counts: countsAt(bytes, from, entries, width), rows }, end: 4 * Math.ceil((from + entries * width) / 4) };
}

/** @param {ArrayBuffer} bytes kept: planes read from them @returns {Tile} @throws {Error} when these are no tile */
export function readTile(bytes) {
  /** @type {Plane[]} */
  const planes = [];
  for (let at = 0; at < bytes.byteLength || !planes.length;) {
    const { plane, end } = readPlane(bytes, at);
    planes.push(plane);
    at = end;
  }
  return { planes, rows: planes.reduce((sum, { rows }) => sum + rows, 0) };
}

/** The count of a bin. @param {Plane} plane @param {number} bin @returns {number} */
export function countAt({ bins, counts }, bin) {
  if (!bins) return counts[bin];
  const at = bins.indexOf(bin);
  return at < 0 ? 0 : counts[at];
}

/** Add a plane to sums, each count times a weight. @param {Plane} plane @param {Float32Array} sums of all bins @param {number} [weight] */
export function addPlane({ bins, counts }, sums, weight = 1) {
  if (bins) for (let i = 0; i < counts.length; i++) sums[bins[i]] += counts[i] * weight;
  else for (let i = 0; i < BINS; i++) sums[i] += counts[i] * weight;
}
