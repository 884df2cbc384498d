import assert from 'node:assert/strict';
import test from 'node:test';
import { edge, edges, place } from '../src/brush/bins.js';
import { BrushBuilder } from '../src/brush/client.js';
import { BrushIndex } from '../src/brush/index.js';
import { random } from './helpers.js';

const axis = (low, high, bins) => ({ low, high, bins });

/** The part a value lies in by comparing it with every edge: the slow and certain way. */
function partOf(a, value) {
  if (value === a.high) return a.bins - 1;
  for (let i = 0; i < a.bins; i++) if (value >= edge(a, i) && value < edge(a, i + 1)) return i;
  return -1;
}

/** Counts of a view over the rows whose active value lies in [from, to), by looking at every row. */
function scan(plan, batches, view, keep) {
  const { x, y } = plan.views[view];
  const out = new Uint32Array(x.bins * (y?.bins ?? 1));
  for (const { active, views } of batches) {
    for (let i = 0; i < active.length; i++) {
      const [px, py] = [partOf(x, views[view].x[i]), y ? partOf(y, views[view].y[i]) : 0];
      if (px >= 0 && py >= 0 && keep(active[i])) out[py * x.bins + px]++;
    }
  }
  return out;
}

/** Rows with values inside, outside and on the edges, and missing ones. */
function batch(next, rows, Type = Float32Array) {
  const odd = [NaN, Infinity, -Infinity, 0, 100, 50, 25, 12.5, -1, 101, 33.333];
  const column = () => Type.from({ length: rows }, () => { const u = next(); return u < 0.1 ? odd[Math.floor(u * 110)] : next() * 110 - 5; });
  return { active: column(), views: [{ x: column() }, { x: column(), y: column() }] };
}

const PLAN = { active: axis(0, 100, 61), views: [{ x: axis(0, 100, 7) }, { x: axis(0, 100, 5), y: axis(10, 90, 4) }], steps: 61 };

test('it works: any brush is what a scan of all rows counts', () => {
  const next = random(3);
  for (let turn = 0; turn < 20; turn++) {
    const batches = [batch(next, 200), batch(next, 1 + Math.floor(next() * 300), Float64Array)];
    const index = new BrushIndex(PLAN);
    for (const one of batches) index.add(one);
    index.finish();
    for (let brush = 0; brush < 10; brush++) {
      const [a, b] = [next(), next()].map((u) => Math.floor(u * 62)).sort((p, q) => p - q);
      const [from, to] = [edge(PLAN.active, a), edge(PLAN.active, b)];
      const keep = (value) => value >= from && (b === 61 ? value <= to : value < to);
      for (const view of [0, 1]) assert.deepEqual(index.brushed(view, a, b), scan(PLAN, batches, view, a === b ? () => false : keep), `${a}..${b}`);
    }
    for (const view of [0, 1]) assert.deepEqual(index.all(view), scan(PLAN, batches, view, () => true));
  }
});

test('rounding moves no value over an edge', () => {
  for (const a of [axis(0, 1, 10), axis(-0.3, 0.7, 7), axis(1e9, 1e9 + 1, 13), axis(0, 1000, 997)]) {
    const bounds = edges(a);
    const values = [...bounds, ...bounds.map((v) => v - Math.abs(v) * 2 ** -52), ...bounds.map((v) => v + Math.abs(v) * 2 ** -52)];
    const out = new Uint16Array(values.length);
    place(a, bounds, values, out);
    values.forEach((value, i) => assert.equal(out[i], partOf(a, value) < 0 ? a.bins : partOf(a, value), `${value} on ${JSON.stringify(a)}`));
  }
});

test('integers that lie on edges are counted in the part that they begin', () => {
  const plan = { active: axis(0, 10, 10), views: [{ x: axis(0, 2, 2) }] };
  const index = new BrushIndex(plan).add({ active: Int32Array.from({ length: 11 }, (_, i) => i), views: [{ x: new Uint8Array(11) }] }).finish();
  assert.deepEqual([...index.brushed(0, 3, 5)], [2, 0]);
  assert.deepEqual([...index.brushed(0, 9, 10)], [2, 0]); // 9 and the highest value
});

test('a density follows at its own steps, and at the ends exactly', () => {
  const plan = { active: axis(0, 100, 400), views: [{ x: axis(0, 100, 8), y: axis(0, 100, 8) }] };
  const next = random(9);
  const one = batch(next, 4000);
  const rows = { active: one.active, views: [one.views[1]] };
  const index = new BrushIndex(plan).add(rows).finish();
  assert.equal(index.bytes, 66 * 64 * 4);
  assert.deepEqual(index.brushed(0, 0, 400), scan(plan, [rows], 0, (v) => v >= 0 && v <= 100));
  const [quarter, half] = [edge(plan.active, 100), edge(plan.active, 200)];
  assert.deepEqual(index.brushed(0, 100, 200), scan(plan, [rows], 0, (v) => v >= quarter && v < half));
});

test('a brush may reach over the ends, and a frame reuses its memory', () => {
  const index = new BrushIndex(PLAN).add(batch(random(1), 500)).finish();
  const out = new Uint32Array(7);
  assert.equal(index.brushed(0, -5, 999, out), out);
  assert.deepEqual(out, index.brushed(0, 0, 61));
  assert.deepEqual([...index.brushed(0, 40, 10)], Array(7).fill(0));
});

test('tables travel: an index over them answers the same', () => {
  const index = new BrushIndex(PLAN).add(batch(random(2), 800));
  const tables = index.tables().map((table) => structuredClone(table));
  const other = BrushIndex.over(PLAN, tables, index.rows);
  assert.deepEqual(other.brushed(1, 5, 50), index.brushed(1, 5, 50));
  assert.equal(other.rows, 800);
  assert.throws(() => BrushIndex.over({ ...PLAN, active: axis(0, 100, 60), steps: 60 }, tables, 1), RangeError);
});

test('what makes no axis, and rows that come too late, are refused', () => {
  for (const bad of [axis(1, 1, 5), axis(0, NaN, 5), axis(0, 1, 0), axis(0, 1, 1.5), axis(0, 1, 70_000)]) assert.throws(() => new BrushIndex({ active: bad, views: [] }), RangeError);
  assert.throws(() => new BrushIndex(PLAN).finish().add(batch(random(1), 5)));
});

/** Workers that are none: each counts what it is given, and answers in a turn of its own. */
class Counter {
  static all = [];

  constructor() {
    this.open = new Map();
    Counter.all.push(this);
  }

  postMessage(message, transfer = []) {
    const { id, plan, batch, finish } = structuredClone(message, { transfer });
    if (plan) this.open.set(id, new BrushIndex(plan));
    if (batch) this.open.get(id).add(batch);
    if (!finish) return;
    const index = this.open.get(id);
    const answer = index.rows === 13 ? { id, failed: 'thirteen' } : { id, tables: index.tables(), rows: index.rows };
    setImmediate(() => this.onmessage({ data: answer }));
  }

  terminate() {}
}

test('workers count in turns, and their sum is what one counts alone', async () => {
  globalThis.Worker = Counter;
  const next = random(4);
  const batches = Array.from({ length: 7 }, (_, i) => batch(next, 100 + i));
  const alone = new BrushIndex(PLAN);
  for (const one of batches) alone.add(one);
  alone.finish();
  const builder = new BrushBuilder({ workerUrl: 'none', workers: 3 });
  const index = await builder.build(PLAN, batches, { give: true });
  assert.equal(Counter.all.length, 3);
  assert.equal(index.rows, alone.rows);
  for (const view of [0, 1]) assert.deepEqual(index.brushed(view, 3, 41), alone.brushed(view, 3, 41));
  await builder.build(PLAN, [batch(next, 5)]);
  assert.equal(Counter.all.length, 3);
  await assert.rejects(builder.build(PLAN, [batch(next, 20), batch(next, 13)]), /thirteen/);
  assert.equal((await builder.build(PLAN, [])).rows, 0);
  builder.destroy();
  delete globalThis.Worker;
});
