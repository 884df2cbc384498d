// Two linked charts over many rows: a histogram and a density that follow a brush on another histogram.
// `window.brush(rows)` answers with the milliseconds to build the index in a worker, for a frame, for a frame by scanning all
// rows, and for which the page's own thread was held at most while the index was built.
import { BrushBuilder } from '../src/brush/client.js';
import { BrushIndex } from '../src/brush/index.js';

const PLAN = {
  active: { low: 0, high: 1000, bins: 400 },
  views: [{ x: { low: 0, high: 1000, bins: 100 } }, { x: { low: 0, high: 1000, bins: 128 }, y: { low: 0, high: 1000, bins: 80 } }],
};
const BATCH = 122_880;
const FRAMES = 400;

/** The same rows every time, three columns. @param {number} rows */
function* batchesOf(rows) {
  let seed = 1;
  const column = (/** @type {number} */ n) => Float32Array.from({ length: n }, () => ((seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) / 2 ** 32) * 1000);
  for (let at = 0; at < rows; at += BATCH) {
    const n = Math.min(BATCH, rows - at);
    const [active, x, y] = [column(n), column(n), column(n)];
    yield { active, views: [{ x }, { x, y }] };
  }
}

/** What a frame costs without an index: every row is placed and counted again. @param {any[]} batches @param {number} start @param {number} end */
function scanned(batches, start, end) {
  const plan = { active: { low: start * 2.5, high: end * 2.5, bins: 1 }, views: PLAN.views, steps: 1 };
  const index = new BrushIndex(plan);
  for (const batch of batches) index.add(batch);
  index.finish();
  return [index.brushed(0, 0, 1), index.brushed(1, 0, 1)];
}

/** The longest time between two turns of the page's thread. */
function holdups() {
  let longest = 0;
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
  }, 1);
  return () => { clearInterval(timer); return longest; };
}

/** @param {number} rows */
window.brush = async (rows) => {
  const batches = [...batchesOf(rows)];
  const builder = new BrushBuilder({ workerUrl: new URL('../src/brush/worker.js', import.meta.url) });
  await builder.build(PLAN, [1, 2, 3, 4].flatMap(() => [...batchesOf(1000)])); // every worker is started
  const before = performance.now();
  scanned(batches, 100, 200);
  const scan = performance.now() - before;
  const held = holdups();
  const began = performance.now();
  const index = await builder.build(PLAN, batches, { give: true });
  const build = performance.now() - began;
  const longest = held();
  const out = PLAN.views.map((view) => new Uint32Array(view.x.bins * (view.y?.bins ?? 1)));
  const start = performance.now();
  for (let i = 0; i < FRAMES; i++) out.forEach((counts, view) => index.brushed(view, i % 100, 150 + (i % 200), counts));
  const frame = (performance.now() - start) / FRAMES;
  builder.destroy();
  return { build, frame, scan, longest, bytes: index.bytes };
};
