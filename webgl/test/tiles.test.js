import assert from 'node:assert/strict';
import test from 'node:test';
import { boundsOf, packU16, scaleOf, solid, TILE_BITS, union } from '../src/data/quantise.js';
import { pick } from '../src/worker/pick.js';
import { strideFor } from '../src/worker/store.js';
import { buildIndex } from '../src/worker/tiles.js';
import { windowOf } from '../src/worker/window.js';
import { EXTENT, indexOf, points, random } from './helpers.js';

const index = (batch, extent = EXTENT) => indexOf(batch, extent, buildIndex);

test('it works: rows are all there after sorting, each once', () => {
  const found = index(points(5000));
  assert.deepEqual([...found.row].sort((a, b) => a - b), Array.from({ length: 5000 }, (_, i) => i));
});

test('positions come back as exactly as a float32 holds them', () => {
  const all = points(3000, 4);
  const found = index({ ...all });
  for (let tile = 0; tile < 4 ** TILE_BITS; tile++) {
    for (let at = found.start[tile]; at < found.start[tile + 1]; at++) {
      const { u, v } = found.units(at, tile);
      assert.ok(Math.abs(found.scale.toX(u) - all.x[found.row[at]]) <= 100 / 2 ** 22);
      assert.ok(Math.abs(found.scale.toY(v) - all.y[found.row[at]]) <= 50 / 2 ** 22);
      assert.equal(found.code[at], all.code[found.row[at]]);
    }
  }
});

test('the picked row is the nearest of all', () => {
  const all = points(2000, 8);
  const found = index({ ...all });
  const next = random(2);
  for (let i = 0; i < 200; i++) {
    const at = { x: 100 * next(), y: 50 * next(), rx: 6, ry: 3 };
    let [best, near] = [-1, 1];
    for (let r = 0; r < 2000; r++) {
      const far = ((all.x[r] - at.x) / at.rx) ** 2 + ((all.y[r] - at.y) / at.ry) ** 2;
      if (far < near) [best, near] = [r, far];
    }
    const hit = pick(found, at, []);
    if (best < 0 || near > 0.999) continue;
    assert.equal(hit?.row, best);
    assert.ok(Math.abs(hit.x - all.x[best]) < 1e-4);
  }
});

test('hidden categories cannot be picked, and nothing is found in the void', () => {
  const found = index({ x: Float32Array.of(10, 10.1), y: Float32Array.of(10, 10), code: Uint8Array.of(0, 1) });
  assert.equal(pick(found, { x: 10, y: 10, rx: 1, ry: 1 }, [])?.row, 0);
  assert.equal(pick(found, { x: 10, y: 10, rx: 1, ry: 1 }, [true])?.row, 1);
  assert.equal(pick(found, { x: 60, y: 40, rx: 1, ry: 1 }, []), null);
  assert.equal(pick(found, { x: 900, y: 900, rx: 1, ry: 1 }, []), null);
});

test('rows without a value are not sorted in, and their numbers stay right', () => {
  const found = index({ x: Float32Array.of(NaN, 5, 6), y: Float32Array.of(1, NaN, 7), code: null });
  assert.deepEqual([...found.row], [2]);
});

test('a window holds the rows inside it and no others, unless there are too many', () => {
  const all = points(4000, 6);
  const found = index({ ...all });
  const rect = { x0: 20, y0: 5, x1: 40, y1: 15 };
  const inside = [...all.x.keys()].filter((i) => all.x[i] >= 20 && all.x[i] <= 40 && all.y[i] >= 5 && all.y[i] <= 15).length;
  const view = windowOf(found, rect, 4000);
  assert.ok(Math.abs(view.rows - inside) <= 2);
  assert.equal(view.pos.length, 2 * view.rows);
  assert.equal(windowOf(found, rect, 10), null);
  assert.equal(windowOf(found, { x0: 500, y0: 500, x1: 600, y1: 600 }, 10).rows, 0);
});

test('positions for the GPU fit 16 bits; rows without a value are marked', () => {
  const { pos, code } = packU16({ x: Float32Array.of(0, 100, NaN, 200), y: Float32Array.of(0, 50, 1, 1), code: Uint8Array.of(1, 2, 3, 4) }, EXTENT);
  assert.deepEqual([...pos.slice(0, 4)], [0, 0, 65535, 65535]);
  assert.deepEqual([...code], [1, 2, 255, 255]);
});

test('extents: of rows, of both, of one single value', () => {
  assert.deepEqual(boundsOf({ x: Float32Array.of(1, NaN, 3), y: Float32Array.of(2, 9, -4) }), { x0: 1, y0: -4, x1: 3, y1: 2 });
  assert.equal(boundsOf({ x: new Float32Array(0), y: new Float32Array(0) }), null);
  assert.deepEqual(union(null, EXTENT), EXTENT);
  const single = solid({ x0: 5, y0: 0, x1: 5, y1: 0 });
  assert.ok(single.x1 > single.x0 && single.y1 > single.y0);
  const { kx, x0 } = scaleOf(single);
  assert.ok((5 - x0) * kx > 0);
});

test('the shuffled order meets every row once', () => {
  for (const n of [1, 2, 10, 1000, 1 << 16]) {
    const seen = new Set();
    for (let i = 0, at = 0; i < n; i++, at = (at + strideFor(n)) % n) seen.add(at);
    assert.equal(seen.size, n);
  }
});
