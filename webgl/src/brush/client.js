// The page's side of building a brush index: rows go to workers, batch by batch in turns, each counts what it gets, and the sum of their
// counts is the index. Two workers need about half the time of one; a further one starts only when there is a batch for it.
import { BrushIndex } from './index.js';

/** @typedef {import('./index.js').Batch} Batch */
/** @typedef {{plan: import('./index.js').Plan, counting: number, tables: Uint32Array<ArrayBuffer>[] | null, rows: number, done: (index: BrushIndex) => void, fail: (error: Error) => void}} Building `counting`: workers that have not answered yet */

/** More workers than this wait for memory, not for each other. */
const MOST_WORKERS = 4;

export class BrushBuilder {
  /** @param {{workerUrl: string | URL, workers?: number}} options where brush/worker.js lies, and how many may count at once */
  constructor({ workerUrl, workers = navigator.hardwareConcurrency || 1 }) {
    this.url = workerUrl;
    this.most = Math.max(1, Math.min(MOST_WORKERS, workers));
    /** @type {Worker[]} */
    this.workers = [];
    /** @type {Map<number, Building>} */
    this.open = new Map();
    this.next = 1;
  }

  /** @param {number} at @returns {Worker} */
  #worker(at) {
    if (this.workers[at]) return this.workers[at];
    const worker = this.workers[at] = new Worker(this.url, { type: 'module' });
    worker.onmessage = ({ data }) => this.came(data);
    worker.onerror = (event) => this.lost(event.message || 'The worker of the brush could not be started.');
    return worker;
  }

  /**
   * Build an index from rows as they come. Columns are copied to the workers, or handed over with `give`.
   * @param {import('./index.js').Plan} plan @param {Iterable<Batch> | AsyncIterable<Batch>} batches @param {{give?: boolean}} [options]
   * @returns {Promise<BrushIndex>}
   */
  async build(plan, batches, { give = false } = {}) {
    const id = this.next++;
    /** @type {Worker[]} */
    const used = [];
    const built = new Promise((done, fail) => this.open.set(id, { plan, counting: Infinity, tables: null, rows: 0, done, fail }));
    built.catch(() => {}); // told to the caller
    const send = (/** @type {number} */ at, /** @type {Batch | undefined} */ batch) => {
      if (!used[at]) (used[at] = this.#worker(at)).postMessage({ id, plan });
      if (batch) used[at].postMessage({ id, batch }, give ? buffersOf(batch) : []);
    };
    try {
      let turn = 0;
      send(0, undefined);
      for await (const batch of batches) {
        if (!this.open.has(id)) break;
        send(turn++ % this.most, batch);
      }
    } catch (error) {
      this.open.get(id)?.fail(error instanceof Error ? error : new Error(String(error)));
      this.open.delete(id);
    }
    const building = this.open.get(id);
    if (building) building.counting = used.length;
    for (const worker of used) worker.postMessage(building ? { id, finish: true } : { id, forget: true });
    return built;
  }

  /** @param {{id: number, tables?: Uint32Array<ArrayBuffer>[], rows?: number, failed?: string}} message */
  came({ id, tables, rows = 0, failed }) {
    const asked = this.open.get(id);
    if (!asked) return;
    if (!tables) {
      this.open.delete(id);
      asked.fail(new Error(failed));
      return;
    }
    asked.tables = asked.tables ? asked.tables.map((sum, view) => added(sum, tables[view])) : tables;
    asked.rows += rows;
    if (--asked.counting > 0) return;
    this.open.delete(id);
    asked.done(BrushIndex.over(asked.plan, asked.tables, asked.rows));
  }

  /** @param {string} why */
  lost(why) {
    for (const { fail } of this.open.values()) fail(new Error(why));
    this.open.clear();
  }

  destroy() {
    for (const worker of this.workers) worker.terminate();
    this.workers = [];
    this.lost('The brush was closed.');
  }
}

/** Counts that were summed along the brush may be added: the sum of sums. @param {Uint32Array<ArrayBuffer>} sum changed @param {Uint32Array<ArrayBuffer>} more */
function added(sum, more) {
  for (let i = 0; i < sum.length; i++) sum[i] += more[i];
  return sum;
}

/** Every buffer once: two views may look at the same column. @param {Batch} batch @returns {ArrayBuffer[]} */
function buffersOf({ active, views }) {
  const columns = [active, ...views.flatMap(({ x, y }) => (y ? [x, y] : [x]))];
  const held = columns.filter((column) => ArrayBuffer.isView(column));
  return [...new Set(held.map((column) => /** @type {ArrayBuffer} */ (/** @type {Float32Array} */ (column).buffer)))];
}
