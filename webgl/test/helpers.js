// Small deterministic data for the tests.
import { scaleOf } from '../src/data/quantise.js';
import { sortBatch } from '../src/worker/sort.js';

/** Numbers in [0, 1) that are the same on every machine. @param {number} seed */
export function random(seed) {
  let a = seed | 0;
  return () => {
    a = (Math.imul(a, 1664525) + 1013904223) | 0;
    return (a >>> 0) / 4294967296;
  };
}

/** @param {number} n @param {number} [seed] @param {number} [categories] */
export function points(n, seed = 1, categories = 3) {
  const next = random(seed);
  const [x, y, code] = [new Float32Array(n), new Float32Array(n), new Uint8Array(n)];
  for (let i = 0; i < n; i++) {
    x[i] = 100 * next();
    y[i] = 50 * next() * next();
    code[i] = Math.floor(categories * next());
  }
  return { x, y, code };
}

export const EXTENT = { x0: 0, y0: 0, x1: 100, y1: 50 };
export const STYLE = { rgb: [0x0000ff, 0x00ff00, 0xff0000, 0x111111, 0x222222, 0x333333, 0x444444, 0x555555], hidden: [], low: 0x0000aa, high: 0x0000ff };

/** @param {ArrayLike<number>} values */
export const sum = (values) => Array.prototype.reduce.call(values, (total, value) => total + value, 0);

/** A copy of a batch, sorted. @param {import('../src/types.js').Batch} batch @param {import('../src/types.js').Rect} [extent] */
export const partOf = ({ x, y, code }, extent = EXTENT) => sortBatch({ x: x.slice(), y: y.slice(), code: code && code.slice() }, scaleOf(extent));

/** @param {import('../src/types.js').Batch} batch @param {import('../src/types.js').Rect} extent @param {(batches: any[], extent: any) => Generator<void, any, void>} build */
export function indexOf(batch, extent, build) {
  const work = build([partOf(batch, extent)], extent);
  for (let step = work.next(); ; step = work.next()) if (step.done) return step.value;
}
