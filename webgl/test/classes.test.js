import assert from 'node:assert/strict';
import test from 'node:test';
import { Classes } from '../src/data/classes.js';

const count = (codes) => Array.from({ length: 8 }, (_, k) => codes.filter((code) => code === k).length);

test('it works: classes hold about as many rows each, in order', () => {
  const values = Float64Array.from({ length: 7000 }, (_, i) => (i % 7000) ** 2);
  const classes = new Classes(values);
  const codes = classes.codes(values);
  assert.equal(classes.names.length, 7);
  for (const rows of count(codes).slice(0, 7)) assert.ok(Math.abs(rows - 1000) < 10, `${rows}`);
  for (let i = 1; i < codes.length; i++) assert.ok(codes[i] >= codes[i - 1]);
});

test('few different values are few classes; rows without a value are their own', () => {
  const classes = new Classes([1, 1, 2, 2, 2, NaN]);
  assert.deepEqual([...classes.codes([1, 2, NaN, 9])], [0, 1, 2, 1]);
  assert.deepEqual(classes.names, ['1 to 2', '2 to 2', 'No value']);
});

test('nothing but missing values is one class and the missing', () => {
  const classes = new Classes([NaN, NaN]);
  assert.deepEqual([...classes.codes([NaN])], [1]);
});
