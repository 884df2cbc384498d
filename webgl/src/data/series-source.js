// Rows of series to the worker: streams as they are, columns in pieces. Evenly spaced places along x travel as a start and a step.
import { breaths } from './breath.js';
import { continues, runOf } from './places.js';
import { isColumns, send } from './source.js';

/** @typedef {import('../worker-client.js').Line} Line */

/** Rows of one message: many, because the worker keeps the first one's memory as it is. */
const ROWS = 1 << 24;
/** Rows that are looked at, or copied, between two breaths. */
const PIECE = 1 << 20;

/** @param {ArrayLike<number>} values @param {number} from @param {number} to */
const view = (values, from, to) => (ArrayBuffer.isView(values) ? /** @type {Float64Array} */ (values).subarray(from, to) : Array.prototype.slice.call(values, from, to));

/** @param {ArrayLike<number>} y @returns {number} what float32 values are taken relative to: doubles would lose digits otherwise */
function zeroOf(y) {
  if (y instanceof Float32Array) return 0;
  for (let i = 0; i < y.length; i++) if (Number.isFinite(y[i])) return y[i];
  return 0;
}

/** Whether places lie evenly, piece by piece. @param {ArrayLike<number>} places @param {() => Promise<void>} breathe @returns {Promise<import('./places.js').Run | null>} */
async function evenly(places, breathe) {
  const run = runOf(view(places, 0, PIECE));
  if (!run) return null;
  for (let from = PIECE; from < places.length; from += PIECE) {
    await breathe();
    if (!continues(run, places, from, Math.min(places.length, from + PIECE))) return null;
  }
  return { ...run, length: places.length };
}

/** @param {ArrayLike<number>} y @param {number} from @param {number} to @param {number} zero @param {() => Promise<void>} breathe @returns {Promise<Float32Array<ArrayBuffer>>} a copy that can be given away, relative to `zero` */
async function copied(y, from, to, zero, breathe) {
  const copy = new Float32Array(to - from);
  for (let at = from; at < to; at += PIECE) {
    await breathe();
    const piece = view(y, at, Math.min(to, at + PIECE));
    copy.set(y instanceof Float32Array ? piece : Float32Array.from(piece, (value) => value - zero), at - from);
  }
  return copy;
}

/** @param {import('./source.js').Columns} columns @param {Line} line @param {AbortSignal} signal */
async function sendColumns({ x, y, category, names }, line, signal) {
  if (category) line.post({ type: 'names', categories: names ?? Array.from({ length: category.reduce((most, slot) => Math.max(most, slot), 0) + 1 }, (_, i) => String(i)) });
  const zero = zeroOf(y);
  const breathe = breaths();
  for (let from = 0; from < x.length; from += ROWS) {
    const to = Math.min(x.length, from + ROWS);
    await breathe();
    const places = view(x, from, to);
    const run = await evenly(places, breathe);
    const message = { type: 'columns', run, zero, x: run ? null : Float64Array.from(places), code: category?.slice(from, to) ?? null, y: await copied(y, from, to, zero, breathe) };
    if (signal.aborted) return;
    line.post(message, [message.y.buffer, ...(message.x ? [message.x.buffer] : []), ...(message.code ? [message.code.buffer] : [])]);
  }
  line.post({ type: 'end' });
}

/** Send everything. @param {import('./source.js').Source} source @param {Line} line @param {AbortSignal} signal */
export function sendSeries(source, line, signal) {
  return isColumns(source) ? sendColumns(source, line, signal) : send(source, line, signal);
}
