import assert from 'node:assert/strict';
import test from 'node:test';
import { Camera, DEEPEST, grow, holds } from '../src/camera.js';

const extent = { x0: 0, y0: 0, x1: 100, y1: 50 };

test('it works: a camera starts with the whole extent', () => {
  assert.deepEqual(new Camera(extent).view, extent);
});

test('zooming keeps the point under the pointer', () => {
  const camera = new Camera(extent);
  const before = camera.at(0.3, 0.7);
  camera.zoom(5, 0.3, 0.7);
  const after = camera.at(0.3, 0.7);
  assert.ok(Math.abs(before.x - after.x) < 1e-9 && Math.abs(before.y - after.y) < 1e-9);
  assert.ok(Math.abs(camera.view.x1 - camera.view.x0 - 20) < 1e-9);
});

test('zooming in and out again comes back', () => {
  const camera = new Camera(extent);
  camera.zoom(3, 0.2, 0.9);
  camera.zoom(1 / 3, 0.2, 0.9);
  for (const side of ['x0', 'x1', 'y0', 'y1']) assert.ok(Math.abs(camera.view[side] - extent[side]) < 1e-9);
});

test('dragging to the right shows what lies to the left', () => {
  const camera = new Camera(extent);
  camera.zoom(4);
  const { x0, y0 } = camera.view;
  camera.pan(0.1, -0.1);
  assert.ok(camera.view.x0 < x0);
  assert.ok(camera.view.y0 > y0);
});

test('the data cannot be dragged out of sight', () => {
  const camera = new Camera(extent);
  for (let i = 0; i < 50; i++) camera.pan(1, 1);
  assert.ok(camera.view.x1 >= extent.x0 && camera.view.y1 >= extent.y0);
  assert.ok(holds(grow(extent, 0.5), { ...camera.view, x0: camera.view.x1, y0: camera.view.y1 }));
});

test('zoom ends at the precision of positions and at four times the extent', () => {
  const camera = new Camera(extent);
  for (let i = 0; i < 100; i++) camera.zoom(10);
  assert.ok(camera.view.x1 - camera.view.x0 >= 100 * DEEPEST * 0.999);
  for (let i = 0; i < 100; i++) camera.zoom(0.1);
  assert.ok(camera.view.x1 - camera.view.x0 <= 400.001);
});

test('a box may be drawn from any corner', () => {
  const camera = new Camera(extent);
  camera.fit({ x0: 40, y0: 30, x1: 20, y1: 10 });
  assert.deepEqual(camera.view, { x0: 20, y0: 10, x1: 40, y1: 30 });
});

test('a new extent moves a view of everything, but not a view somebody chose', () => {
  const wide = { x0: -100, y0: -50, x1: 200, y1: 100 };
  const home = new Camera(extent);
  home.setExtent(wide);
  assert.deepEqual(home.view, wide);
  const chosen = new Camera(extent);
  chosen.fit({ x0: 1, y0: 1, x1: 2, y1: 2 });
  chosen.setExtent(wide);
  assert.deepEqual(chosen.view, { x0: 1, y0: 1, x1: 2, y1: 2 });
});
