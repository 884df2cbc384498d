// One worker for all charts of a page, started with the first and ended with the last.
import { count } from './gl/pool.js';

/** @typedef {(message: any) => void} Listener */
/** @typedef {{post(message: Record<string, any>, transfer?: Transferable[]): void, close(): void}} Line */

/** @typedef {{worker: Worker, listeners: Map<number, Listener>}} Shared */

/** @type {Map<string, Shared>} */
const workers = new Map();
let charts = 0;

/** @param {string} url @returns {Shared} */
function start(url) {
  const worker = new Worker(url, { type: 'module' });
  /** @type {Map<number, Listener>} */
  const listeners = new Map();
  worker.onmessage = ({ data }) => listeners.get(data.chart)?.(data);
  worker.onerror = (event) => {
    event.preventDefault();
    for (const listener of listeners.values()) listener({ type: 'failed', message: event.message || 'The drawing worker could not be started.' });
  };
  const shared = { worker, listeners };
  workers.set(url, shared);
  count('workers');
  return shared;
}

/**
 * A line to the worker for one chart.
 * @param {string | URL} workerUrl @param {Record<string, any>} options of the chart @param {Listener} listener @returns {Line}
 */
export function connect(workerUrl, options, listener) {
  const url = String(workerUrl);
  const shared = workers.get(url) ?? start(url);
  const chart = ++charts;
  shared.listeners.set(chart, listener);
  shared.worker.postMessage({ chart, type: 'open', options });
  return {
    post: (message, transfer = []) => { if (shared.listeners.has(chart)) shared.worker.postMessage({ chart, ...message }, transfer); },
    close: () => {
      if (!shared.listeners.delete(chart)) return;
      shared.worker.postMessage({ chart, type: 'close' });
      if (shared.listeners.size) return;
      shared.worker.terminate();
      workers.delete(url);
      count('workers', -1);
    },
  };
}
