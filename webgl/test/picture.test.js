import assert from 'node:assert/strict';
import test from 'node:test';
import { Sizes } from '../src/data/sizes.js';
import { Store } from '../src/worker/store.js';
import { BINS, binOf, countOf, toneTable } from '../src/render/tonemap.js';
import { EXTENT, points, STYLE } from './helpers.js';

const SETTINGS = { extent: EXTENT, rows: 1000, padding: 0, style: STYLE, chunks: false, categories: 3 };
const REQUEST = { view: EXTENT, width: 200, height: 100, size: 1, moving: false };

function storeWith(batch, settings = {}) {
  const messages = [];
  const store = new Store({ ...SETTINGS, ...settings }, (message) => messages.push(message));
  store.add({ x: batch.x.slice(), y: batch.y.slice(), code: batch.code?.slice() ?? null });
  return { store, messages };
}
const finish = (store) => { store.loaded(); for (const step of store.join()) assert.equal(step, undefined); return store; };
const pixels = (store, request) => new Uint32Array(store.frame({ ...REQUEST, ...request }, null).pixels);
const inked = (picture) => picture.reduce((n, pixel) => n + (pixel >>> 24 > 10 ? 1 : 0), 0);

test('it works: one point is one mark of its colour in its place, top row first', () => {
  const { store } = storeWith({ x: Float32Array.of(25.1), y: Float32Array.of(40.1), code: Uint8Array.of(2) });
  const picture = pixels(finish(store), { size: 2 });
  assert.equal(inked(picture), 4);
  assert.equal(picture[200 * 19 + 50] & 0xffffff, STYLE.rgb[2]);
});

test('marks of 1, 2 and 3 pixels cover as many squares; larger ones are round', () => {
  const { store } = storeWith({ x: Float32Array.of(50.2), y: Float32Array.of(25.2), code: Uint8Array.of(0) });
  finish(store);
  for (const size of [1, 2, 3]) assert.equal(inked(pixels(store, { size })), size * size);
  const round = inked(pixels(store, { size: 8 }));
  assert.ok(round > 44 && round < 70, `${round}`);
});

test('a picture from cells is close to one from rows', () => {
  const { store } = storeWith(points(40_000, 3));
  const cells = pixels(store, { size: 2 });
  const rows = pixels(finish(store), { size: 2 });
  let differ = 0;
  for (let i = 0; i < rows.length; i++) differ += Math.abs((rows[i] >>> 24) - (cells[i] >>> 24));
  assert.ok(differ / rows.length < 40, `${differ / rows.length}`);
  assert.ok(Math.abs(inked(cells) - inked(rows)) < 0.05 * inked(rows), `${inked(cells)} ${inked(rows)}`);
});

test('data without categories take the ramp, denser is stronger', () => {
  const [x, y] = [new Float32Array(3000).fill(20.2), new Float32Array(3000).fill(20.2)];
  x.fill(70.2, 0, 10);
  const { store } = storeWith({ x, y, code: null }, { categories: 1 });
  const picture = pixels(finish(store), {});
  const marks = [...picture].filter((pixel) => pixel >>> 24);
  assert.equal(marks.length, 2);
});

test('what lies outside the view is not drawn, deep views draw their few points', () => {
  const { store } = storeWith({ x: Float32Array.of(50, 50.001, 90), y: Float32Array.of(25, 25.001, 40), code: Uint8Array.of(0, 1, 2) });
  finish(store);
  const deep = pixels(store, { view: { x0: 49.9995, x1: 50.0015, y0: 24.9995, y1: 25.0015 }, size: 3 });
  assert.equal(inked(deep), 18);
  assert.equal(inked(pixels(store, { view: { x0: 5, x1: 6, y0: 5, y1: 6 } })), 0);
});

test('an extent that was too small grows, and nothing is lost', () => {
  const { store, messages } = storeWith({ x: Float32Array.of(1, 2), y: Float32Array.of(1, 2), code: null }, { extent: null, categories: 1 });
  store.add({ x: Float32Array.of(500, NaN, -20), y: Float32Array.of(80, 1, 3), code: null });
  finish(store);
  assert.equal(store.pyramid.points, 4);
  assert.equal(store.missing, 1);
  assert.equal(messages.filter((message) => message.type === 'extent').length, 2);
  assert.equal(store.pick({ x: 500, y: 80, rx: 1, ry: 1 }).row, 2);
});

test('more rows than expected get a finer grid; no rows at all are no error', () => {
  const { store } = storeWith(points(60_000), { rows: 10 });
  assert.equal(store.pyramid.bits, 8);
  finish(store);
  assert.equal(store.pyramid.bits, 9);
  const empty = new Store(SETTINGS, () => {});
  finish(empty);
  assert.equal(inked(pixels(empty, {})), 0);
});

test('while moving, no more rows are read than the measured time allows', () => {
  const { store } = storeWith(points(100_000));
  finish(store);
  store.nsPerRow = 10_000;
  assert.equal(store.plan({ ...REQUEST, moving: true }).read, false);
  assert.equal(store.plan({ ...REQUEST, moving: false, width: 4000, height: 2000 }).read, true);
});

test('rows for the GPU are sent as they come and again when asked', () => {
  const { store, messages } = storeWith(points(1000), { chunks: true });
  finish(store);
  store.replay();
  const chunks = messages.filter((message) => message.type === 'chunk');
  assert.equal(chunks.length, 2);
  assert.equal(chunks[1].code.length, 1000);
});

test('the area of marks follows the value, and the largest has the size asked for', () => {
  const sizes = new Sizes([1, 4, 16, NaN, -3]);
  assert.deepEqual([...sizes.bytes([16, 4, 1, NaN, -3, 99])], [255, 128, 64, 0, 0, 255]);
  const store = new Store({ ...SETTINGS, categories: 1 }, () => {});
  store.add({ x: Float32Array.of(25, 75), y: Float32Array.of(25, 25), code: null, size: sizes.bytes([16, 4]) });
  const picture = pixels(finish(store), { size: 20, sized: true });
  const side = (from) => inked(picture.filter((_, i) => i % 200 >= from && i % 200 < from + 100));
  assert.ok(Math.abs(side(0) / side(100) - 4) < 0.8, `${side(0)} ${side(100)}`);
  assert.ok(Math.abs(side(0) - Math.PI * 100) < 50, `${side(0)}`);
});

test('bins: sixteen a doubling, and a count is inside its own bin', () => {
  for (const count of [0.07, 0.5, 1, 1.5, 7, 1000, 1e7]) assert.ok(Math.abs(countOf(binOf(count)) / count - 1) < 0.05, `${count}`);
  assert.equal(binOf(2) - binOf(1), 16);
});

test('opacity grows with the count, for thin and for crowded pictures', () => {
  for (const crowd of [1, 200]) {
    const histogram = new Uint32Array(BINS);
    for (let count = 1; count <= 50; count++) histogram[binOf(count * crowd)] += 51 - count;
    const table = toneTable(histogram);
    for (let bin = binOf(0.5) + 1; bin < BINS; bin++) assert.ok(table[bin] >= table[bin - 1] - 1e-6);
    assert.ok(table[binOf(50 * crowd)] > 0.9 && table[binOf(crowd)] > 0.2 && table[binOf(crowd)] < 0.8);
  }
});

test('a view that moved by whole pixels is the picture of that view', () => {
  const { store } = storeWith(points(30_000, 9));
  finish(store);
  const moved = (by) => ({ x0: 10 + by, x1: 60 + by, y0: 5 + by, y1: 30 + by });
  for (const size of [1, 2, 3, 6]) {
    for (const [by, moving] of [[0, false], [2, true], [-3.5, true], [7, true]]) {
      const kept = pixels(store, { view: moved(by), size, moving });
      store.version++;
      const fresh = pixels(store, { view: moved(by), size, moving });
      const differ = kept.reduce((n, pixel, i) => n + (Math.abs((pixel >>> 24) - (fresh[i] >>> 24)) > 2 ? 1 : 0), 0);
      assert.ok(differ < 0.002 * kept.length, `size ${size}, by ${by}: ${differ}`);
    }
  }
});

test('a view that moved by parts of a pixel is drawn at whole ones while moving, and says so', () => {
  const { store } = storeWith(points(5000, 2));
  finish(store);
  const view = { x0: 0, x1: 50, y0: 0, y1: 25 };
  const request = { ...REQUEST, view, size: 2 };
  store.frame(request, null);
  const by = (px) => ({ ...view, x0: px * 0.25, x1: 50 + px * 0.25 });
  assert.deepEqual(store.frame({ ...request, view: by(3.3), moving: true }, null).view, by(3));
  assert.deepEqual(store.frame({ ...request, view: by(3.3) }, null).view, by(3.3));
});

test('pictures that came late have a quarter of the pixels until the view rests, also where the last one could be used', () => {
  const { store } = storeWith(points(60_000));
  store.frame(REQUEST, null);
  const by = (pixels) => ({ ...EXTENT, x0: EXTENT.x0 + pixels / 2, x1: EXTENT.x1 + pixels / 2 });
  assert.equal(store.frame({ ...REQUEST, view: by(2), moving: true }, null).width, 200);
  for (const pixels of [4, 8]) assert.equal(store.frame({ ...REQUEST, view: by(pixels), moving: true, pressed: true }, null).width, 100);
  assert.equal(store.frame({ ...REQUEST, view: by(8) }, null).width, 200);
});

test('while moving, a picture that costs too much has fewer, larger pixels; at rest it has all', () => {
  const { store } = storeWith(points(60_000));
  const request = { ...REQUEST, width: 4000, height: 2500, size: 3 };
  const moving = store.frame({ ...request, moving: true }, null);
  assert.ok(moving.width < 4000 && moving.height < 2500);
  assert.equal(store.frame(request, null).width, 4000);
});
