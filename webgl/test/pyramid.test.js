import assert from 'node:assert/strict';
import test from 'node:test';
import { scaleOf, UNIT_BITS } from '../src/data/quantise.js';
import { gridBits, Pyramid, slotBits } from '../src/worker/pyramid.js';
import { resample } from '../src/render/resample.js';
import { EXTENT, partOf, points, random, STYLE, sum } from './helpers.js';

/** Counting one by one, the slow and certain way. */
function direct({ x, y, code }, bits, slots) {
  const { kx, ky } = scaleOf(EXTENT);
  const counts = new Uint32Array(4 ** bits << slots);
  for (let i = 0; i < x.length; i++) {
    const column = Math.floor((x[i] * kx) / 2 ** (UNIT_BITS - bits));
    const row = Math.floor((y[i] * ky) / 2 ** (UNIT_BITS - bits));
    counts[((row * 2 ** bits + column) << slots) + (slots ? code[i] : 0)]++;
  }
  return counts;
}

test('it works: every point is counted once', () => {
  const pyramid = new Pyramid(EXTENT, 8, 3);
  pyramid.add(partOf(points(5000)));
  pyramid.count();
  assert.equal(sum(pyramid.counts), 5000);
});

test('counts equal direct binning, with and without categories, in one batch or in many', () => {
  const all = points(20_000, 5);
  for (const categories of [1, 3]) {
    const pyramid = new Pyramid(EXTENT, 7, categories);
    for (let i = 0; i < 20_000; i += 777) pyramid.add(partOf({ x: all.x.slice(i, i + 777), y: all.y.slice(i, i + 777), code: all.code.slice(i, i + 777) }));
    pyramid.count();
    assert.deepEqual(Uint32Array.from(pyramid.counts), direct(all, 7, slotBits(categories)));
  }
});

test('a cell may hold more points than two bytes count', () => {
  for (const categories of [1, 3]) {
    const pyramid = new Pyramid(EXTENT, 8, categories);
    for (let batch = 0; batch < 3; batch++) {
      pyramid.add(partOf({ x: new Float32Array(50_000).fill(7), y: new Float32Array(50_000).fill(9), code: new Uint8Array(50_000).fill(1) }));
      pyramid.count();
    }
    assert.equal(pyramid.counts.reduce((most, n) => Math.max(most, n)), 150_000);
    assert.equal(sum(pyramid.counts), 150_000);
  }
});

test('missing values and points outside are left out', () => {
  const pyramid = new Pyramid(EXTENT, 8, 1);
  pyramid.add(partOf({ x: Float32Array.of(1, NaN, 3, -1, 100, 101), y: Float32Array.of(1, 2, NaN, 4, 50, 1), code: null }));
  assert.equal(pyramid.points, 2);
});

test('coarser levels keep the counts, and the right level is chosen', () => {
  const pyramid = new Pyramid(EXTENT, 9, 3);
  pyramid.add(partOf(points(10_000)));
  for (const [wanted, bits] of [[5000, 9], [512, 9], [300, 9], [256, 8], [10, 7]]) {
    const level = pyramid.level(STYLE, wanted);
    assert.equal(level.bits, bits);
    assert.equal(Math.round(sum(level.counts)), 10_000);
  }
});

test('hiding a category takes exactly its points away', () => {
  const all = points(8000, 11);
  const pyramid = new Pyramid(EXTENT, 8, 3);
  pyramid.add(partOf(all));
  const own = all.code.filter((code) => code === 1).length;
  assert.equal(sum(pyramid.level({ ...STYLE, hidden: [false, true, false] }, 256).counts), 8000 - own);
});

test('a cell with one category has its colour', () => {
  const pyramid = new Pyramid(EXTENT, 8, 3);
  pyramid.add(partOf({ x: Float32Array.of(50, 50), y: Float32Array.of(25, 25), code: Uint8Array.of(2, 2) }));
  const { counts, tint } = pyramid.level(STYLE, 256);
  const at = counts.findIndex((n) => n === 2);
  assert.equal(tint[at], STYLE.rgb[2]);
});

test('resampling conserves counts at any size and offset', () => {
  const next = random(21);
  const counts = Float32Array.from({ length: 64 * 64 }, () => Math.floor(20 * next()));
  for (let i = 0; i < 100; i++) {
    const [width, height] = [1 + Math.floor(150 * next()), 1 + Math.floor(150 * next())];
    const [before, after] = [10 * next(), 10 * next()];
    const out = new Float32Array(width * height);
    resample({ counts, bits: 6 }, { width, height, u0: -before, v0: -after, du: (64 + 2 * before) / width, dv: (64 + 2 * after) / height }, out);
    assert.ok(Math.abs(sum(out) - sum(counts)) < 0.01 * sum(counts) / 100, `${width}x${height}`);
  }
});

test('resampling shares a cell between pixels by area', () => {
  const counts = new Float32Array(16);
  counts[5] = 8; // column 1, row 1
  const out = new Float32Array(4);
  resample({ counts, bits: 2 }, { width: 2, height: 2, u0: 0.25, v0: 0.5, du: 1, dv: 1 }, out);
  assert.deepEqual([...out], [8 * 0.25 * 0.5, 8 * 0.75 * 0.5, 8 * 0.25 * 0.5, 8 * 0.75 * 0.5]);
});

test('grids are fine for many rows and small for few', () => {
  assert.deepEqual([gridBits(1000, 8), gridBits(200_000, 8), gridBits(10_000_000, 8), gridBits(10_000_000, 1)], [8, 9, 10, 11]);
});
