import assert from 'node:assert/strict';
import test from 'node:test';
import { Sorters, sortFor } from '../src/worker/sorters.js';
import { LARGE, Store } from '../src/worker/store.js';
import { EXTENT, points, STYLE } from './helpers.js';

/** A worker that is none: it answers when `work` is called. */
function fakes() {
  const queue = [];
  const counts = { started: 0, ended: 0 };
  const start = () => {
    counts.started++;
    const worker = {
      terminate: () => { counts.ended++; },
      postMessage(message, transfer) {
        const question = structuredClone(message, { transfer });
        queue.push(() => sortFor(question, (answer, back) => worker.onmessage({ data: structuredClone(answer, { transfer: back }) })));
      },
    };
    return worker;
  };
  return { counts, start, work: (many = queue.length) => { for (const job of queue.splice(0, many)) job(); } };
}

const batchOf = ({ x, y, code }, from, to) => ({ x: x.slice(from, to), y: y.slice(from, to), code: code.slice(from, to) });
const SETTINGS = { extent: EXTENT, rows: LARGE, padding: 0, style: STYLE, chunks: false, categories: 3 };

/** Load in pieces and join; `help` sorts what was lent, in the middle and at the end. */
function load(all, settings, help = () => {}) {
  const store = new Store({ ...SETTINGS, ...settings }, () => {});
  const pieces = [[0, 900], [900, 1800], [1800, 2000], [2000, 3100], [3100, 4000]];
  pieces.forEach(([from, to], at) => { store.add(batchOf(all, from, to)); if (at === 2) help(1); });
  help();
  let whole = false;
  store.whole(() => { whole = true; });
  assert.ok(whole);
  store.loaded();
  for (const step of store.join()) assert.equal(step, undefined);
  return store;
}

const known = ({ rows, missing, index, pyramid }) => {
  pyramid.count();
  return { rows, missing, start: index.start, place: index.place, row: index.row, code: index.code, counts: pyramid.counts, extent: pyramid.extent };
};

for (const [name, spoil, settings] of [
  ['all inside', () => {}, {}],
  ['some without a value', (all) => { for (let i = 0; i < 4000; i += 37) all.x[i] = NaN; }, {}],
  ['some outside what was announced', (all) => { all.x[950] = EXTENT.x1 + 500; all.y[3500] = EXTENT.y0 - 90; }, {}],
]) {
  test(`rows that other workers sorted are those that one sorts alone: ${name}`, () => {
    const all = points(4000, 3);
    spoil(all);
    const { counts, start, work } = fakes();
    const sorters = new Sorters(start, 3, assert.fail);
    sorters.wake(1);
    const helped = load(all, { ...settings, sorters }, work);
    sorters.rest(1);
    assert.deepEqual(counts, { started: 2, ended: 2 });
    const alone = load(all, settings);
    if (name.startsWith('some outside')) { // the extent grew in another order: the same rows, if not the same steps
      assert.equal(helped.rows, alone.rows);
      assert.equal(helped.missing, alone.missing);
      assert.deepEqual([...helped.index.row].sort((a, b) => a - b), [...alone.index.row].sort((a, b) => a - b));
    } else assert.deepEqual(known(helped), known(alone));
  });
}

test('the last rows are waited for, and workers live while a chart loads', () => {
  const { counts, start, work } = fakes();
  const sorters = new Sorters(start, 2, assert.fail);
  sorters.wake(1);
  sorters.wake(2);
  assert.equal(counts.started, 1);
  const store = new Store({ ...SETTINGS, sorters }, () => {});
  const all = points(2000, 3);
  for (const from of [0, 1000]) store.add(batchOf(all, from, from + 1000));
  let whole = 0;
  store.whole(() => { whole++; });
  sorters.rest(1);
  sorters.rest(2);
  assert.deepEqual([whole, store.rows, counts.ended], [0, 1000, 0]);
  work();
  assert.deepEqual([whole, store.rows, counts.ended], [1, 2000, 1]);
});

test('one core has no other workers, and few rows need none', () => {
  const { counts, start } = fakes();
  const sorters = new Sorters(start, 1, assert.fail);
  sorters.wake(1);
  assert.equal(counts.started, 0);
  assert.equal(sorters.lends(), false);
});
