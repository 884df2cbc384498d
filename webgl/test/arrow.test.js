import assert from 'node:assert/strict';
import test from 'node:test';
import { dictionary, float32, float64, int32, tableFromArrays, tableToIPC, timestamp, utf8 } from '@uwdata/flechette';
import { ArrowDecoder } from '../src/data/arrow.js';
import { Categories } from '../src/data/categories.js';
import { Messages } from '../src/data/ipc.js';

const stream = (columns, types, rows = 100) => tableToIPC(tableFromArrays(columns, { types, maxBatchRows: rows }), { format: 'stream' });
function decode(bytes, piece = bytes.length, names = {}) {
  const decoder = new ArrowDecoder(names);
  const batches = [];
  for (let at = 0; at < bytes.length; at += piece) batches.push(...decoder.push(bytes.slice(at, at + piece)));
  decoder.end();
  return { batches, known: decoder.known };
}
const numbers = (n, f) => Array.from({ length: n }, (_, i) => f(i));

test('it works: float32 columns come as they are, batch by batch', () => {
  const bytes = stream({ x: numbers(250, (i) => i), y: numbers(250, (i) => -i) }, { x: float32(), y: float32() });
  const { batches } = decode(bytes);
  assert.deepEqual(batches.map((batch) => batch.x.length), [100, 100, 50]);
  assert.equal(batches[2].x[49], 249);
  assert.equal(batches[2].y[49], -249);
  assert.equal(batches[0].code, null);
});

test('pieces of any size give the same rows', () => {
  const bytes = stream({ x: numbers(120, (i) => i), y: numbers(120, (i) => i / 2), category: numbers(120, (i) => 'abc'[i % 3]) }, { x: float32(), y: float32(), category: dictionary(utf8(), int32()) }, 50);
  const whole = decode(bytes);
  for (const piece of [1, 7, 64, 1000]) {
    const { batches, known } = decode(bytes, piece);
    assert.deepEqual(batches, whole.batches);
    assert.deepEqual(known.categories.names, ['a', 'b', 'c']);
  }
  assert.deepEqual([...whole.batches[0].code.slice(0, 4)], [0, 1, 2, 0]);
});

test('missing values become NaN, a missing category is one of its own', () => {
  const { batches, known } = decode(stream({ x: [1, null, 3], y: [1, 2, null], category: ['a', null, 'a'] }, { x: float32(), y: float32(), category: dictionary(utf8(), int32()) }));
  assert.ok(Number.isNaN(batches[0].x[1]) && Number.isNaN(batches[0].y[2]));
  assert.deepEqual(known.categories.names, ['a', 'No value']);
  assert.deepEqual([...batches[0].code], [0, 1, 0]);
});

test('times and doubles keep their digits by an origin', () => {
  const start = Date.UTC(2024, 0, 1);
  const { batches, known } = decode(stream({ x: numbers(10, (i) => start + i), y: numbers(10, (i) => 1e12 + i) }, { x: timestamp(1), y: float64() }));
  assert.equal(known.time.x, true);
  assert.equal(known.time.y, false);
  assert.deepEqual([...batches[0].x].map((value) => value + known.origin.x), numbers(10, (i) => start + i));
  assert.deepEqual([...batches[0].y].map((value) => value + known.origin.y), numbers(10, (i) => 1e12 + i));
});

test('columns can be named, and a wrong name is explained', () => {
  const bytes = stream({ price: [1, 2], size: [3, 4] }, { price: float32(), size: float32() });
  assert.deepEqual([...decode(bytes, 999, { x: 'size', y: 'price' }).batches[0].x], [3, 4]);
  assert.throws(() => decode(bytes, 999, { x: 'nothing' }), /no column "nothing"/);
});

test('what is not Arrow, or cut off, is refused with a reason', () => {
  assert.throws(() => decode(new TextEncoder().encode('{"error": {"code": "gone"}}')), /not an Arrow stream/);
  const bytes = stream({ x: [1, 2], y: [3, 4] }, { x: float32(), y: float32() });
  assert.throws(() => decode(bytes.slice(0, bytes.length - 40)), /cut off/);
  assert.throws(() => decode(stream({ x: [1] }, { x: float32() })), /two columns/);
});

test('more than eight categories: the seven most frequent have a colour, the rest share one', () => {
  const categories = new Categories();
  categories.choose(new Map([5, 50, 1, 40, 30, 20, 10, 9, 8, 7].map((rows, i) => [`c${i}`, rows])));
  assert.deepEqual(categories.names, ['c1', 'c3', 'c4', 'c5', 'c6', 'c7', 'c8', 'Others']);
  assert.deepEqual([categories.slot('c1'), categories.slot('c0'), categories.slot('new')], [0, 7, 7]);
});

test('categories that turn up later get a free colour, then share', () => {
  const categories = new Categories();
  categories.choose(new Map([['a', 3], ['b', 1]]));
  for (const name of 'cdefgh') categories.slot(name);
  assert.deepEqual(categories.names, [...'abcdefgh']);
  assert.equal(categories.slot('i'), 7);
  assert.equal(categories.names[7], 'Others');
});

test('a dictionary that is replaced in mid-stream keeps every name its colour', () => {
  const types = { x: float32(), y: float32(), category: dictionary(utf8(), int32()) };
  const part = (names) => stream({ x: names.map((_, i) => i), y: names.map((_, i) => i), category: names }, types);
  const [one, two] = [part(['a', 'b', 'a']), part(['c', 'a', 'b'])];
  const messages = (bytes) => [...new Messages().push(bytes)];
  const decoder = new ArrowDecoder();
  const batches = [...messages(one), ...messages(two).slice(1)].flatMap(({ bytes }) => [...decoder.push(bytes)]);
  assert.deepEqual(decoder.known.categories.names, ['a', 'b', 'c']);
  assert.deepEqual(batches.map((batch) => [...batch.code]), [[0, 1, 0], [2, 0, 1]]);
});

test('a third column of numbers does not colour', () => {
  const { batches } = decode(stream({ x: [1, 2], y: [3, 4], weight: [0.5, 0.25] }, { x: float32(), y: float32(), weight: float32() }));
  assert.equal(batches[0].code, null);
});
