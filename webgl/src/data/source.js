// Where rows come from: an Arrow stream over HTTP, bytes in memory, or columns in memory. All end up in the worker, piece by piece.
import { breaths } from './breath.js';

/** @typedef {{x: ArrayLike<number>, y: ArrayLike<number>, category?: Uint8Array, names?: string[], value?: ArrayLike<number>, size?: ArrayLike<number>}} Columns `category` holds 0 to 7; `names` what those mean; `value` is a heat map's, or colours points; `size` is the area of points */
/** @typedef {Response | ReadableStream<Uint8Array> | ArrayBuffer | Uint8Array | Columns} Source */
/** @typedef {(what: {tile?: [number, number, number], view?: [number, number, number, number]}, signal: AbortSignal) => Promise<Response>} TileSource asks the server for a tile of counts, the rows of a view, or with neither where tiles lie */
/** @typedef {import('../worker-client.js').Line} Line */

/** Rows of one message: the worker can draw in between. */
const ROWS = 1 << 18;

/** @param {Source} source @returns {source is Columns} */
export const isColumns = (source) => typeof source === 'object' && 'x' in source && 'y' in source;

/** @param {ArrayLike<number>} values @param {number} from @param {number} to a copy that can be given away */
const part = (values, from, to) => (values instanceof Float32Array ? values.slice(from, to) : Float32Array.from(Array.prototype.slice.call(values, from, to)));

/** @param {Columns} columns @param {Line} line @param {AbortSignal} signal */
async function sendColumns({ x, y, category, value, size }, line, signal) {
  const breathe = breaths();
  for (let from = 0; from < x.length; from += ROWS) {
    await breathe();
    if (signal.aborted) return;
    const to = Math.min(x.length, from + ROWS);
    const message = { type: 'columns', x: part(x, from, to), y: part(y, from, to), code: category ? category.slice(from, to) : null, value: value ? part(value, from, to) : null, size: size ? part(size, from, to) : null };
    line.post(message, [message.x, message.y, message.code, message.value, message.size].flatMap((column) => (column ? [column.buffer] : [])));
  }
}

/** @param {ReadableStream<Uint8Array>} stream @param {Line} line @param {AbortSignal} signal */
async function sendStream(stream, line, signal) {
  const reader = stream.getReader();
  const stop = () => { reader.cancel().catch(() => {}); };
  if (signal.aborted) return stop(); // closed before the answer came: the server need not go on
  signal.addEventListener('abort', stop, { once: true });
  for (let step = await reader.read(); !step.done && !signal.aborted; step = await reader.read()) {
    const bytes = step.value.byteOffset === 0 && step.value.byteLength === step.value.buffer.byteLength ? step.value : step.value.slice();
    line.post({ type: 'bytes', bytes }, [bytes.buffer]);
  }
  return undefined;
}

/**
 * Send everything to the worker.
 * @param {Source} source @param {Line} line @param {AbortSignal} signal
 */
export async function send(source, line, signal) {
  if (isColumns(source)) await sendColumns(source, line, signal);
  else if (source instanceof Response) {
    if (!source.ok || !source.body) throw new Error(`The data could not be fetched: the server answered ${source.status}.`);
    await sendStream(source.body, line, signal);
  } else if (source instanceof ReadableStream) await sendStream(source, line, signal);
  else line.post({ type: 'bytes', bytes: new Uint8Array(source) });
  if (!signal.aborted) line.post({ type: 'end' });
}
