import assert from 'node:assert/strict';
import test from 'node:test';
import { drawCells, levelFor, rampOf } from '../src/render/heat.js';
import { axisOf, cellsOf } from '../src/worker/grid.js';

/** @param {number} columns @param {number} rows @param {(x: number, y: number) => number} value */
function grid(columns, rows, value) {
  const places = Array.from({ length: columns * rows }, (_, i) => [i % columns, Math.floor(i / columns)]);
  return cellsOf(Float64Array.from(places, ([x]) => 10 * x), Float64Array.from(places, ([, y]) => y), places.map(([x, y]) => value(x, y)));
}

/** @param {import('../src/worker/grid.js').Cells} cells @param {any} view @param {number} width @param {number} height */
function picture(cells, view, width, height) {
  const out = new Int32Array(width * height);
  drawCells(cells, { view, width, height }, Int32Array.from({ length: 256 }, (_, i) => i + 1), out);
  return out;
}

test('every pixel takes the cell under its middle, with sharp edges', () => {
  const cells = grid(3, 2, (x, y) => 3 * y + x);
  const out = picture(cells, { x0: -5, x1: 25, y0: -0.5, y1: 1.5 }, 6, 4);
  assert.deepEqual([...out].map((pixel) => Math.round((pixel - 1) / 51)), [3, 3, 4, 4, 5, 5, 3, 3, 4, 4, 5, 5, 0, 0, 1, 1, 2, 2, 0, 0, 1, 1, 2, 2]);
});

test('cells without a value and places outside are empty', () => {
  const cells = grid(2, 1, (x) => (x ? NaN : 7));
  assert.deepEqual([...picture(cells, { x0: -15, x1: 25, y0: -0.5, y1: 0.5 }, 4, 1)].map(Boolean), [false, true, false, false]);
});

test('from afar, pixels take the mean of their cells', () => {
  const cells = grid(256, 256, (x, y) => (x + y) % 2);
  const view = { x0: -5, x1: 2555, y0: -0.5, y1: 255.5 };
  assert.equal(levelFor(cells, view, 256, 256), 0);
  assert.equal(levelFor(cells, view, 64, 64), 2);
  assert.ok(picture(cells, view, 64, 64).every((pixel) => Math.abs(pixel - 129) <= 1));
});

test('places that are not even are refused by name', () => {
  assert.deepEqual(axisOf(Float64Array.of(3, 1, 2, 5, 1), 'x'), { start: 1, step: 1, count: 5 });
  assert.throws(() => axisOf(Float64Array.of(0, 1, 2.5), 'y'), /y is not evenly spaced/);
});

test('the colours run from low over the middle to high', () => {
  const colours = rampOf([0x000000, 0x0000ff, 0x00ffff]);
  assert.deepEqual([colours[0], colours[255]].map((colour) => colour >>> 0), [0xff000000, 0xff00ffff]);
  assert.equal(colours[128] & 255, 255);
});
