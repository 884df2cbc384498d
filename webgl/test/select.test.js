import assert from 'node:assert/strict';
import test from 'node:test';
import { buildIndex } from '../src/worker/tiles.js';
import { countInside } from '../src/worker/select.js';
import { EXTENT, indexOf, points, random } from './helpers.js';

const all = points(20_000, 12);
const index = indexOf(all, EXTENT, buildIndex);
const box = (x0, y0, x1, y1) => [{ x: x0, y: y0 }, { x: x1, y: y0 }, { x: x1, y: y1 }, { x: x0, y: y1 }];

/** Every row tested, with another rule: the winding angle is not zero. */
function slow(shape, hidden = []) {
  let rows = 0;
  for (let i = 0; i < all.x.length; i++) {
    let odd = false;
    for (let k = 0; k < shape.length; k++) {
      const [p, q] = [shape[k], shape[(k + 1) % shape.length]];
      const [low, high] = p.y < q.y ? [p, q] : [q, p];
      const side = (high.x - low.x) * (all.y[i] - low.y) - (high.y - low.y) * (all.x[i] - low.x);
      if (low.y <= all.y[i] && all.y[i] < high.y && side > 0) odd = !odd;
    }
    if (odd && !hidden[all.code[i]]) rows++;
  }
  return rows;
}

test('it works: a box around everything holds every row, one beside it none', () => {
  assert.equal(countInside(index, box(-1, -1, 101, 51), []), 20_000);
  assert.equal(countInside(index, box(200, 0, 300, 50), []), 0);
  assert.equal(countInside(index, [{ x: 0, y: 0 }, { x: 9, y: 9 }], []), 0);
});

test('boxes and drawn shapes hold the rows that testing each one finds', () => {
  const next = random(4);
  for (let i = 0; i < 60; i++) {
    const [cx, cy] = [100 * next(), 50 * next()];
    const many = 3 + Math.floor(30 * next());
    const shape = Array.from({ length: many }, (_, k) => {
      const far = 2 + 40 * next();
      return { x: cx + far * Math.cos((6.283 * k) / many), y: cy + (far / 2) * Math.sin((6.283 * k) / many) };
    });
    assert.ok(Math.abs(countInside(index, shape, []) - slow(shape)) <= 1, `shape ${i}`);
  }
});

test('a shape that crosses itself counts by the even-odd rule', () => {
  const bow = [{ x: 10, y: 5 }, { x: 90, y: 45 }, { x: 90, y: 5 }, { x: 10, y: 45 }];
  assert.ok(Math.abs(countInside(index, bow, []) - slow(bow)) <= 1);
});

test('hidden categories do not count, in whole tiles and at the edge', () => {
  const shape = box(13.3, 2.2, 81.7, 40.1);
  assert.ok(Math.abs(countInside(index, shape, [true, false, false]) - slow(shape, [true])) <= 1);
});
