import assert from 'node:assert/strict';
import test from 'node:test';
import { Categories } from '../src/data/categories.js';
import { addPlane, countAt, readTile } from '../src/data/tile-bytes.js';
import { above, keyOf, levelFor, rectOf, SIDE, tilesIn } from '../src/data/tile-grid.js';
import { TileQueue } from '../src/data/tile-queue.js';
import { Mosaic } from '../src/worker/mosaic.js';

const WORLD = { x0: -10, y0: 100, x1: 30, y1: 120 };
const STYLE = { rgb: [0xff0000], hidden: [], low: 0xeeeeee, high: 0x222222 };

/** Rows scattered over the world, denser towards one corner. */
function scattered(n) {
  const rows = [];
  for (let i = 0, a = 7; i < n; i++) {
    a = (Math.imul(a, 1664525) + 1013904223) >>> 0;
    const b = (Math.imul(a, 22695477) + 1) >>> 0;
    rows.push([WORLD.x0 + 40 * (a / 2 ** 32) ** 2, WORLD.y0 + 20 * (b / 2 ** 32) ** 2]);
  }
  return rows;
}

/** The server's bytes of a tile. */
function packed(rows, { z, x, y }, dense = true, width = 2) {
  const counts = new Map();
  const side = SIDE * 2 ** z;
  for (const [px, py] of rows) {
    const [c, r] = [Math.floor(((px - WORLD.x0) / 40) * side) - x * SIDE, Math.floor(((py - WORLD.y0) / 20) * side) - y * SIDE];
    if (c >= 0 && c < SIDE && r >= 0 && r < SIDE) counts.set(r * SIDE + c, (counts.get(r * SIDE + c) ?? 0) + 1);
  }
  const entries = dense ? SIDE * SIDE : counts.size;
  const start = 24 + (dense ? 0 : 4 * Math.ceil(entries / 2));
  const bytes = new ArrayBuffer(start + entries * width);
  const head = new DataView(bytes);
  [...'PBT1'].forEach((letter, i) => head.setUint8(i, letter.charCodeAt(0)));
  head.setUint8(4, dense ? 0 : 1);
  head.setUint8(5, width);
  head.setUint16(6, SIDE, true);
  head.setUint32(8, entries, true);
  head.setUint32(12, Math.max(0, ...counts.values()), true);
  head.setFloat64(16, [...counts.values()].reduce((a, b) => a + b, 0), true);
  const values = width === 1 ? new Uint8Array(bytes, start) : width === 2 ? new Uint16Array(bytes, start, entries) : new Uint32Array(bytes, start, entries);
  [...counts].forEach(([bin, n], i) => {
    if (!dense) new Uint16Array(bytes, 24, entries)[i] = bin;
    values[dense ? bin : i] = n;
  });
  return bytes;
}

/** Planes behind each other, as the server sends counts by category. @param {ArrayBuffer[]} planes */
function joined(planes) {
  const starts = planes.reduce((all, plane) => [...all, 4 * Math.ceil((all.at(-1) + plane.byteLength) / 4)], [0]);
  const bytes = new Uint8Array(starts.at(-2) + planes.at(-1).byteLength);
  planes.forEach((plane, i) => bytes.set(new Uint8Array(plane), starts[i]));
  return bytes.buffer;
}

/** All counts of a tile, planes together. */
function countsOf({ planes }) {
  const sums = new Float32Array(SIDE * SIDE);
  for (const plane of planes) addPlane(plane, sums);
  return sums;
}

const request = (view, width = 256, height = 256, size = 1) => ({ view, width, height, size, ratio: 1, moving: false });
const ROWS = scattered(20_000);

function mosaic(...names) {
  const made = new Mosaic(STYLE);
  Object.assign(made, { world: WORLD, deepest: 24 });
  for (const name of names) made.add(name, packed(ROWS, name));
  return made;
}

test('it works: where a pixel is a bin, the picture has the counts of the tiles beside each other', () => {
  const names = [{ z: 1, x: 0, y: 0 }, { z: 1, x: 1, y: 0 }, { z: 1, x: 0, y: 1 }, { z: 1, x: 1, y: 1 }];
  const plane = mosaic(...names).plane(request(WORLD, 512, 512));
  assert.equal(plane.points, ROWS.length);
  for (const name of names) {
    const counts = countsOf(readTile(packed(ROWS, name)));
    for (let r = 0; r < SIDE; r++) for (let c = 0; c < SIDE; c++) assert.equal(plane.grid[(name.y * SIDE + r) * 512 + name.x * SIDE + c], counts[r * SIDE + c]);
  }
});

test('all forms of a tile say the same', () => {
  const name = { z: 0, x: 0, y: 0 };
  const all = [[true, 1], [true, 2], [true, 4], [false, 1], [false, 2], [false, 4]].map(([dense, width]) => readTile(packed(ROWS, name, dense, width)));
  for (const tile of all) assert.deepEqual(countsOf(tile), countsOf(all[0]));
  for (const tile of all) assert.deepEqual([0, 1, 77].map((bin) => countAt(tile.planes[0], bin)), [0, 1, 77].map((bin) => countsOf(all[0])[bin]));
  assert.equal(all[0].rows, ROWS.length);
  assert.equal(readTile(packed([], name, false)).rows, 0);
  assert.throws(() => readTile(new ArrayBuffer(40)), /no tile/);
});

test('a tile that is missing is filled from above and from below, and no row is lost or counted twice', () => {
  const child = { z: 1, x: 0, y: 0 };
  const parent = mosaic({ z: 0, x: 0, y: 0 });
  const children = [{ z: 1, x: 0, y: 0 }, { z: 1, x: 1, y: 0 }, { z: 1, x: 0, y: 1 }, { z: 1, x: 1, y: 1 }];
  assert.ok(Math.abs(parent.plane(request(WORLD, 512, 512)).points - ROWS.length) < 0.5);
  assert.ok(Math.abs(mosaic(...children).plane(request(WORLD)).points - ROWS.length) < 0.5);
  const inside = readTile(packed(ROWS, child)).rows;
  const view = rectOf(child, WORLD);
  assert.ok(Math.abs(parent.plane(request(view)).points - inside) < 0.5);
  assert.ok(Math.abs(mosaic({ z: 0, x: 0, y: 0 }, child).plane(request(WORLD, 512, 512)).points - ROWS.length) < 0.5);
});

test('far above, one bin is spread over the view', () => {
  const one = new Mosaic(STYLE);
  Object.assign(one, { world: WORLD, deepest: 24 });
  one.add({ z: 0, x: 0, y: 0 }, packed([[10, 110]], { z: 0, x: 0, y: 0 }));
  const view = { x0: 10, x1: 10 + 40 / 2 ** 14, y0: 110, y1: 110 + 20 / 2 ** 14 };
  const { points } = one.plane(request(view));
  assert.ok(Math.abs(points - 2 ** -12) < 1e-6, String(points)); // the view is 1/64 of the bin on each axis
});

test('the same place has the same opacity on both sides of a seam', () => {
  const frame = mosaic({ z: 1, x: 0, y: 0 }, { z: 0, x: 0, y: 0 }).frame(request(WORLD, 512, 512, 2), null);
  const whole = mosaic({ z: 0, x: 0, y: 0 }).frame(request(WORLD, 512, 512, 2), null);
  assert.equal(frame.rows, ROWS.length);
  const mean = (pixels) => new Uint8Array(pixels).filter((_, i) => i % 4 === 3).reduce((a, b) => a + b, 0) / (512 * 512);
  assert.ok(Math.abs(mean(frame.pixels) - mean(whole.pixels)) < 0.25 * mean(whole.pixels));
});

const HUES = { ...STYLE, rgb: [0x0000ff, 0x00ff00, 0xff0000], hidden: [] };
const THIRDS = [0, 1, 2].map((k) => ROWS.filter((_, i) => (i % 5 < 3 ? 0 : i % 5 < 4 ? 1 : 2) === k));

/** Three categories over the whole world; layouts and widths differ from plane to plane. */
function coloured(style = HUES) {
  const made = new Mosaic(style);
  Object.assign(made, { world: WORLD, deepest: 24, coloured: true });
  const name = { z: 0, x: 0, y: 0 };
  made.add(name, joined([packed(THIRDS[0], name, true, 1), packed(THIRDS[1], name, false, 1), packed(THIRDS[2], name, false, 4)]));
  return made;
}

test('a pixel has the rows of all categories and their mean colour', () => {
  const name = { z: 0, x: 0, y: 0 };
  const planes = THIRDS.map((rows) => countsOf(readTile(packed(rows, name))));
  const { grid, points } = coloured().plane(request(WORLD));
  assert.equal(points, ROWS.length);
  for (let bin = 0; bin < SIDE * SIDE; bin += 97) {
    const counts = planes.map((plane) => plane[bin]);
    assert.deepEqual([...grid.slice(4 * bin, 4 * bin + 4)], [counts[0] + counts[1] + counts[2], ...counts.map((n) => 255 * n)]);
  }
  const frame = coloured().frame(request(WORLD), null);
  const pixels = new Uint8Array(frame.pixels);
  const bin = planes[0].findIndex((n, i) => n > 0 && planes[1][i] === n && planes[2][i] === 0);
  const at = 4 * ((255 - Math.floor(bin / SIDE)) * SIDE + (bin % SIDE));
  assert.deepEqual([...pixels.slice(at, at + 3)], [127, 127, 0]);
});

test('a hidden category is not counted, in the picture and under the pointer', () => {
  const made = coloured();
  const [x, y] = THIRDS[1][3];
  made.plane(request(WORLD));
  const all = made.pick({ x, y });
  assert.equal(all.parts.reduce((a, b) => a + b, 0), all.value);
  assert.ok(all.parts[1] > 0);
  made.restyle({ ...HUES, hidden: [true, false, true] });
  assert.equal(made.plane(request(WORLD)).points, THIRDS[1].length);
  assert.deepEqual(made.pick({ x, y }).parts, [0, all.parts[1], 0]);
});

test('rows of a near view have the colours that the tiles had', () => {
  const some = Categories.of(['app', 'No value'], false);
  assert.deepEqual([some.slot('No value'), some.slot('app'), some.slot('cash')], [1, 0, 2]);
  const many = Categories.of(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'Others'], true);
  assert.deepEqual([many.slot('c'), many.slot('z'), many.slot('Others')], [2, 7, 7]);
});

test('the pointer learns the count and the edges of its bin', () => {
  const made = mosaic({ z: 0, x: 0, y: 0 });
  made.plane(request(WORLD));
  const [x, y] = ROWS[5];
  const hit = made.pick({ x, y });
  assert.equal(hit.value, countsOf(readTile(packed(ROWS, { z: 0, x: 0, y: 0 })))[Math.floor(((y - 100) / 20) * 256) * 256 + Math.floor(((x + 10) / 40) * 256)]);
  assert.ok(hit.cell.x0 <= x && x < hit.cell.x1 && hit.cell.y0 <= y && y < hit.cell.y1);
  assert.equal(made.pick({ x: 500, y: 500 }), null);
});

test('levels and tiles follow from the view', () => {
  assert.equal(levelFor({ view: WORLD, width: 1000, height: 500 }, WORLD, 24), 2);
  assert.equal(levelFor({ view: { ...WORLD, x1: -10 + 1e-9 }, width: 1000, height: 500 }, WORLD, 24), 24);
  const view = { x0: 9, x1: 12, y0: 109, y1: 111 };
  assert.deepEqual(tilesIn(view, 2, WORLD).map(keyOf).sort(), ['2/1/1', '2/1/2', '2/2/1', '2/2/2']);
  assert.equal(keyOf(tilesIn({ ...view, x0: 11 }, 2, WORLD)[0]).slice(0, 3), '2/2');
  assert.deepEqual(above({ z: 5, x: 31, y: 9 }, 3), { z: 2, x: 3, y: 1 });
  assert.deepEqual(tilesIn({ x0: 100, x1: 200, y0: 0, y1: 1 }, 3, WORLD), []);
});

test('tiles are fetched a few at a time, and given up when they leave the view', async () => {
  const [asked, arrived, dropped, failed] = [[], [], [], []];
  /** @type {Map<string, (bytes: ArrayBuffer) => void>} */
  const answer = new Map();
  const queue = new TileQueue({
    fetch: (name, signal) => new Promise((resolve, reject) => {
      asked.push(keyOf(name));
      answer.set(keyOf(name), resolve);
      signal.addEventListener('abort', () => reject(new DOMException('gone', 'AbortError')));
    }),
    arrived: (name) => arrived.push(keyOf(name)), dropped: (keys) => dropped.push(...keys), failed: (error) => failed.push(error),
  });
  const row = (/** @type {number} */ n, z = 9) => Array.from({ length: n }, (_, x) => ({ z, x, y: 0 }));
  assert.equal(queue.want(row(10)), false);
  assert.equal(asked.length, 6);
  answer.get('9/0/0')?.(new ArrayBuffer(0));
  await new Promise(setImmediate);
  assert.deepEqual([arrived, asked.length], [['9/0/0'], 7]);
  queue.want(row(1));
  await new Promise(setImmediate);
  assert.equal(queue.asked.size, 0);
  queue.want(row(3)); // wanted again while being given up
  await new Promise(setImmediate);
  for (const key of ['9/1/0', '9/2/0']) answer.get(key)?.(new ArrayBuffer(0));
  await new Promise(setImmediate);
  assert.equal(queue.want(row(3)), true);
  for (let z = 10; z < 14; z++) {
    queue.want(row(100, z));
    for (let i = 0; i < 100; i++) { for (const resolve of answer.values()) resolve(new ArrayBuffer(0)); await new Promise(setImmediate); }
  }
  assert.deepEqual(failed, []);
  queue.want(row(1, 14));
  assert.ok(dropped.includes('9/0/0'), 'the oldest go');
  assert.ok(queue.here.size <= 256);
  queue.destroy();
});
