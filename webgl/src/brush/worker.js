// Builds brush indexes off the page's thread: a plan, batches of rows, and back come the finished tables.
import { BrushIndex } from './index.js';

/** @type {Map<number, BrushIndex>} */
const open = new Map();

self.onmessage = ({ data }) => {
  try {
    answer(data);
  } catch (error) {
    open.delete(data.id);
    self.postMessage({ id: data.id, failed: error instanceof Error ? error.message : String(error) });
  }
};

/** @param {{id: number, plan?: import('./index.js').Plan, batch?: import('./index.js').Batch, finish?: boolean, forget?: boolean}} message */
function answer({ id, plan, batch, finish, forget }) {
  if (plan) open.set(id, new BrushIndex(plan));
  if (batch) open.get(id)?.add(batch);
  if (forget) open.delete(id);
  const index = finish ? open.get(id) : undefined;
  if (!index) return;
  const tables = index.tables();
  open.delete(id);
  self.postMessage({ id, tables, rows: index.rows }, { transfer: tables.map((table) => table.buffer) });
}
