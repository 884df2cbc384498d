// Rows of series to the worker: streams as they are, columns in pieces. Evenly spaced places along x travel as a start and a step.
import { runOf } from './places.js';
import { isColumns, send } from './source.js';

/** @typedef {import('../worker-client.js').Line} Line */

/** Rows of one message: many, because the worker keeps the first one's memory as it is. */
const ROWS = 1 << 24;

/** @param {ArrayLike<number>} values @param {number} from @param {number} to */
const view = (values, from, to) => (ArrayBuffer.isView(values) ? /** @type {Float64Array} */ (values).subarray(from, to) : Array.prototype.slice.call(values, from, to));

/** @param {ArrayLike<number>} y @returns {number} what float32 values are taken relative to: doubles would lose digits otherwise */
function zeroOf(y) {
  if (y instanceof Float32Array) return 0;
  for (let i = 0; i < y.length; i++) if (Number.isFinite(y[i])) return y[i];
  return 0;
}

/** @param {import('./source.js').Columns} columns @param {Line} line */
function sendColumns({ x, y, category, names }, line) {
  if (category) line.post({ type: 'names', categories: names ?? Array.from({ length: Math.max(...category) + 1 }, (_, i) => String(i)) });
  const zero = zeroOf(y);
  for (let from = 0; from < x.length; from += ROWS) {
    const to = Math.min(x.length, from + ROWS);
    const places = view(x, from, to);
    const run = runOf(places);
    const message = {
      type: 'columns', run, zero, x: run ? null : Float64Array.from(places), code: category?.slice(from, to) ?? null,
      y: y instanceof Float32Array ? y.slice(from, to) : Float32Array.from(view(y, from, to), (value) => value - zero),
    };
    line.post(message, [message.y.buffer, ...(message.x ? [message.x.buffer] : []), ...(message.code ? [message.code.buffer] : [])]);
  }
  line.post({ type: 'end' });
}

/** Send everything. @param {import('./source.js').Source} source @param {Line} line @param {AbortSignal} signal */
export function sendSeries(source, line, signal) {
  return isColumns(source) ? sendColumns(source, line) : send(source, line, signal);
}
