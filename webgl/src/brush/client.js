// The page's side of building a brush index: rows go to a worker, the index comes back ready for frames.
import { BrushIndex } from './index.js';

/** @typedef {import('./index.js').Batch} Batch */

export class BrushBuilder {
  /** @param {{workerUrl: string | URL}} options where brush/worker.js lies */
  constructor({ workerUrl }) {
    this.worker = new Worker(workerUrl, { type: 'module' });
    this.worker.onmessage = ({ data }) => this.came(data);
    this.worker.onerror = (event) => this.lost(event.message || 'The worker of the brush could not be started.');
    /** @type {Map<number, {plan: import('./index.js').Plan, done: (index: BrushIndex) => void, fail: (error: Error) => void}>} */
    this.open = new Map();
    this.next = 1;
  }

  /**
   * Build an index from rows as they come. Columns are copied to the worker, or handed over with `give`.
   * @param {import('./index.js').Plan} plan @param {Iterable<Batch> | AsyncIterable<Batch>} batches @param {{give?: boolean}} [options]
   * @returns {Promise<BrushIndex>}
   */
  async build(plan, batches, { give = false } = {}) {
    const id = this.next++;
    const built = new Promise((done, fail) => this.open.set(id, { plan, done, fail }));
    this.worker.postMessage({ id, plan });
    try {
      for await (const batch of batches) {
        if (!this.open.has(id)) break;
        this.worker.postMessage({ id, batch }, give ? buffersOf(batch) : []);
      }
    } catch (error) {
      this.worker.postMessage({ id, forget: true });
      this.open.get(id)?.fail(error instanceof Error ? error : new Error(String(error)));
      this.open.delete(id);
    }
    this.worker.postMessage({ id, finish: true });
    return built;
  }

  /** @param {{id: number, tables?: Uint32Array<ArrayBuffer>[], rows?: number, failed?: string}} message */
  came({ id, tables, rows = 0, failed }) {
    const asked = this.open.get(id);
    this.open.delete(id);
    if (!asked) return;
    if (tables) asked.done(BrushIndex.over(asked.plan, tables, rows));
    else asked.fail(new Error(failed));
  }

  /** @param {string} why */
  lost(why) {
    for (const { fail } of this.open.values()) fail(new Error(why));
    this.open.clear();
  }

  destroy() {
    this.worker.terminate();
    this.lost('The brush was closed.');
  }
}

/** Every buffer once: two views may look at the same column. @param {Batch} batch @returns {ArrayBuffer[]} */
function buffersOf({ active, views }) {
  const columns = [active, ...views.flatMap(({ x, y }) => (y ? [x, y] : [x]))];
  const held = columns.filter((column) => ArrayBuffer.isView(column));
  return [...new Set(held.map((column) => /** @type {ArrayBuffer} */ (/** @type {Float32Array} */ (column).buffer)))];
}
