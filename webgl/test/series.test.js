import assert from 'node:assert/strict';
import test from 'node:test';
import { dictionary, float32, float64, int32, tableFromArrays, tableToIPC, timestamp, utf8 } from '@uwdata/flechette';
import { Places, runOf } from '../src/data/places.js';
import { sendSeries } from '../src/data/series-source.js';
import { SeriesDecoder } from '../src/data/series-decoder.js';
import { barColumns, lineColumns, pathOf } from '../src/worker/columns.js';
import { Lane } from '../src/worker/lane.js';
import { MinMax } from '../src/worker/minmax.js';
import { openSeries, Series } from '../src/worker/series.js';
import { SeriesRows } from '../src/worker/series-rows.js';
import { stacked } from '../src/worker/stack.js';
import { random } from './helpers.js';

/** A walk with spikes and gaps. @param {number} n @param {number} seed @param {{even?: boolean, gaps?: boolean}} [options] */
function walk(n, seed, { even = true, gaps = false } = {}) {
  const next = random(seed);
  const [x, y] = [new Float64Array(n), new Float32Array(n)];
  for (let i = 0, at = 0, value = 0; i < n; i++) {
    at += even ? 1 : next() ** 6 * 40;
    value += next() - 0.5;
    x[i] = at;
    y[i] = gaps && i % 97 < 9 ? NaN : value + (next() < 0.001 ? 60 : 0);
  }
  return { x, y };
}

/** @param {{x: Float64Array, y: Float32Array}} rows @param {number} [piece] rows of a batch */
function laneOf({ x, y }, piece = x.length) {
  const lane = new Lane();
  for (let from = 0; from < x.length; from += piece) lane.append(null, x.slice(from, from + piece), y.slice(from, from + piece));
  return lane;
}

/** What all points together cover in a column: every row in it, and every line between neighbours cut at its edges. */
function covered({ x, y }, left, right) {
  let [lo, hi] = [Infinity, -Infinity];
  const take = (value) => { if (value < lo) lo = value; if (value > hi) hi = value; };
  for (let i = 0; i < x.length; i++) {
    if (x[i] >= left && x[i] < right) take(y[i]);
    if (i === 0 || x[i] < left || x[i - 1] >= right || Number.isNaN(y[i - 1] + y[i])) continue;
    for (const edge of [left, right]) if (x[i - 1] < edge && x[i] >= edge) take(y[i - 1] + ((edge - x[i - 1]) / (x[i] - x[i - 1])) * (y[i] - y[i - 1]));
  }
  return lo <= hi ? [lo, hi] : null;
}

const FRAME = { width: 120, height: 400 };

for (const [name, options] of Object.entries({ 'even places': {}, 'uneven places': { even: false }, gaps: { gaps: true }, 'uneven places with gaps': { even: false, gaps: true } })) {
  test(`pixel column by pixel column, lines of ${name} cover what all points cover`, () => {
    const rows = walk(20_000, 5, options);
    const lane = laneOf(rows, 3000);
    const { bounds } = lane;
    const width = bounds.x1 - bounds.x0;
    for (const [from, share] of [[0, 1], [0.31, 0.4], [0.5, 0.02], [0.7123, 0.002], [-0.2, 1.6]]) {
      const view = { x0: bounds.x0 + from * width, x1: bounds.x0 + (from + share) * width, y0: bounds.y0, y1: bounds.y1 };
      const columns = lineColumns(lane, { view, ...FRAME });
      const down = (y) => (view.y1 - y) * (FRAME.height / (view.y1 - view.y0));
      for (let c = 0; c < FRAME.width; c++) {
        const edge = (at) => view.x0 + at * ((view.x1 - view.x0) / FRAME.width);
        const whole = covered(rows, edge(c), edge(c + 1));
        const told = `column ${c} of ${JSON.stringify(view)}`;
        if (!whole) assert.ok(Number.isNaN(columns[2 * c]), told);
        else assert.ok(Math.abs(columns[2 * c] - down(whole[1])) < 0.01 && Math.abs(columns[2 * c + 1] - down(whole[0])) < 0.01, told);
      }
    }
  });
}

test('a single spike among a million rows is in its column', () => {
  const [x, y] = [Float64Array.from({ length: 1_000_000 }, (_, i) => i), new Float32Array(1_000_000)];
  y[654_321] = 9;
  const columns = lineColumns(laneOf({ x, y }), { view: { x0: 0, x1: 1_000_000, y0: 0, y1: 10 }, width: 1000, height: 100 });
  const spikes = Array.from({ length: 1000 }, (_, c) => c).filter((c) => columns[2 * c] < 50);
  assert.deepEqual(spikes, [654]);
  assert.equal(columns[2 * 654], 10);
});

test('the pyramid knows the lowest and highest of any range, however the rows came', () => {
  const next = random(3);
  const y = Float32Array.from({ length: 9000 }, () => (next() < 0.2 ? NaN : next()));
  const pyramid = new MinMax();
  for (const rows of [1, 63, 64, 65, 1000, 4100, 9000]) pyramid.extend(y, rows);
  for (let i = 0; i < 400; i++) {
    const [a, b] = [Math.floor(9001 * next()), Math.floor(9001 * next())].sort((p, q) => p - q);
    pyramid.range(a, b);
    const part = [...y.subarray(a, b)].filter((value) => !Number.isNaN(value));
    assert.deepEqual([pyramid.lo, pyramid.hi], [Math.min(...part), Math.max(...part)]);
  }
});

test('even places take no memory; others are found by search', () => {
  const places = new Places();
  places.append(null, Float64Array.from({ length: 50 }, (_, i) => 10 + 0.25 * i));
  places.append(runOf(Float64Array.from({ length: 50 }, (_, i) => 22.5 + 0.25 * i)), []);
  assert.equal(places.own, null);
  assert.equal(places.at(99), 34.75);
  assert.deepEqual([places.lower(0), places.lower(10.1), places.lower(22.5), places.lower(99)], [0, 1, 50, 100]);
  places.append(null, [40, 41, 41, 47]);
  assert.deepEqual([places.at(0), places.at(99), places.lower(35), places.lower(41), places.lower(41.5), places.sorted], [10, 34.75, 100, 101, 103, true]);
  places.append(null, [46]);
  assert.equal(places.sorted, false);
});

test('rows that come out of order are sorted, infinite values become gaps', () => {
  const lane = laneOf({ x: Float64Array.of(3, 1, 2, 4), y: Float32Array.of(30, 10, Infinity, 40) }).sorted();
  assert.deepEqual([...lane.places.own?.values.slice(0, 4) ?? [0, 1, 2, 3].map((i) => lane.places.at(i))], [1, 2, 3, 4]);
  assert.deepEqual([...lane.values.values], [10, NaN, 30, 40]);
  assert.deepEqual(lane.bounds, { x0: 1, x1: 4, y0: 10, y1: 40 });
});

test('few rows are drawn point by point, with a neighbour on each side', () => {
  const lane = laneOf({ x: Float64Array.of(0, 10, 20, 30, 40), y: Float32Array.of(0, 1, NaN, 3, 4) });
  const path = pathOf(lane, { view: { x0: 5, x1: 35, y0: 0, y1: 4 }, width: 30, height: 40 }, 1, 4);
  assert.deepEqual([...path], [-5, 40, 5, 30, 15, NaN, 25, 10, 35, 0]);
});

test('bars narrower than a pixel keep the highest, wide ones fill whole columns', () => {
  const y = new Float32Array(10_000).fill(1);
  y[5_555] = 8;
  const lane = laneOf({ x: Float64Array.from(y, (_, i) => i), y });
  const far = barColumns(lane, { view: { x0: -0.5, x1: 9999.5, y0: 0, y1: 10 }, width: 100, height: 100 }, { from: -0.4, to: 0.4, base: 0 });
  assert.deepEqual([far[2 * 55], far[2 * 55 + 1], far[2 * 54]], [20, 100, 90]);
  const near = barColumns(lane, { view: { x0: 5553.5, x1: 5557.5, y0: 0, y1: 10 }, width: 40, height: 100 }, { from: -0.4, to: 0.4, base: 0 });
  const tops = Array.from({ length: 40 }, (_, c) => near[2 * c]);
  assert.deepEqual(tops.map((top) => (Number.isNaN(top) ? '.' : top === 20 ? '8' : '1')).join(''), '.11111111..88888888..11111111..11111111.');
});

test('stacked series lie on the sum of those before them, also where one has no row', () => {
  const one = laneOf({ x: Float64Array.of(1, 2, 3), y: Float32Array.of(10, NaN, 30) });
  const two = laneOf({ x: Float64Array.of(2, 3, 4), y: Float32Array.of(1, 2, 3) });
  const [low, high] = stacked([one, two], []);
  assert.deepEqual([[...low.values.values], [...high.values.values]], [[10, 0, 30, 0], [10, 1, 32, 3]]);
  const [none, alone] = stacked([one, two], [true]);
  assert.deepEqual([none, [...alone.values.values]], [null, [0, 1, 2, 3]]);
});

const stream = (columns, types) => tableToIPC(tableFromArrays(columns, { types, maxBatchRows: 4 }), { format: 'stream' });

/** A worker's side that keeps what it posts. @param {object} options @param {Uint8Array} [bytes] */
function series(options, bytes) {
  const posted = [];
  const side = new Series({ mark: 'lines', stack: false, rows: 0, padding: 0, extent: null, categories: [], ...options }, (message) => posted.push(message));
  if (bytes) {
    for (const batch of side.decoder.series(bytes)) side.add(batch);
    side.finish();
  }
  return { side, posted, last: (type) => posted.findLast((message) => message.type === type) };
}

test('Arrow batches become series by name, times keep their milliseconds, missing places are counted', () => {
  const start = Date.UTC(2024, 0, 1);
  const rows = { at: [0, 1, 2, 3, null, 5].map((i) => (i === null ? null : start + 1001 * i)), y: [1, 2, null, 4, 5, 6], who: [...'abaaab'] };
  const { side, last } = series({}, stream(rows, { at: timestamp(1), y: float32(), who: dictionary(utf8(), int32()) }));
  assert.deepEqual(last('columns').lanes, ['a', 'b']);
  assert.deepEqual(last('columns').time, { x: true, y: false });
  assert.deepEqual([last('loaded').rows, last('loaded').missing], [6, 1]);
  assert.deepEqual([0, 1, 2].map((i) => side.lanes[0].places.at(i)), [start, start + 2002, start + 3003]);
  assert.deepEqual([...side.lanes[0].values.values.subarray(0, 3)], [1, NaN, 4]);
  assert.deepEqual(last('extent').extent, { x0: start, x1: start + 5005, y0: 1, y1: 6 });
});

test('hovering reads the nearest value of every series', () => {
  const rows = { x: [0, 0, 10, 10, 20, 20], y: [1, 100, 2, 200, 3, 300], who: [...'ababab'] };
  const { side } = series({}, stream(rows, { x: float64(), y: float64(), who: dictionary(utf8(), int32()) }));
  const hit = side.pick({ x: 11, y: 195, rx: 1, ry: 10 }, []);
  assert.deepEqual([hit.category, hit.x, hit.y], [1, 10, 200]);
  assert.deepEqual(hit.values.map(({ category, y }) => [category, y]), [[0, 2], [1, 200]]);
  assert.equal(side.pick({ x: 11, y: 195, rx: 1, ry: 10 }, [false, true]).values.length, 1);
});

test('areas and bars stand on zero, a stack reaches its sum', () => {
  const rows = { x: [1, 1, 2, 2], y: [5, 7, 6, 8], who: [...'abab'] };
  const types = { x: float64(), y: float32(), who: dictionary(utf8(), int32()) };
  assert.deepEqual(series({ mark: 'area' }, stream(rows, types)).last('extent').extent, { x0: 1, x1: 2, y0: 0, y1: 8 });
  assert.deepEqual(series({ mark: 'bars' }, stream(rows, types)).last('extent').extent, { x0: 0.5, x1: 2.5, y0: 0, y1: 8 });
  const { side, last } = series({ mark: 'area', stack: true }, stream(rows, types));
  assert.deepEqual(last('extent').extent, { x0: 1, x1: 2, y0: 0, y1: 14 });
  const { parts } = side.frame({ view: { x0: 1, x1: 2, y0: 0, y1: 14 }, width: 10, height: 14, hidden: [] });
  assert.deepEqual(parts.map(({ slot }) => slot), [1, 0]);
});

test('many series keep their own lines and share the last colour', () => {
  const names = Array.from({ length: 12 }, (_, i) => `s${i}`);
  const rows = { x: names.map((_, i) => i), y: names.map((_, i) => i), who: names };
  const { side, last } = series({}, stream(rows, { x: float64(), y: float32(), who: dictionary(utf8(), int32()) }));
  assert.deepEqual(last('columns').categories, [...names.slice(0, 7), '5 others']);
  assert.deepEqual(side.frame({ view: { x0: 0, x1: 12, y0: 0, y1: 12 }, width: 10, height: 10, hidden: [] }).parts.map(({ slot }) => slot), [0, 1, 2, 3, 4, 5, 6, 7, 7, 7, 7, 7]);
});

test('more series than can be told apart by a byte are refused with a reason', () => {
  const decoder = new SeriesDecoder();
  assert.throws(() => { for (let i = 0; i < 300; i++) decoder.lanes.slot(`s${i}`); }, /more than 250 series/);
});

/** What the worker says to rows that come as columns. */
function told(columns, options = {}) {
  const messages = [];
  const side = openSeries({ mark: 'lines', stack: false, rows: 0, padding: 0, extent: null, categories: [], ...options }, (message, transfer = []) => messages.push(structuredClone(message, { transfer })));
  side.hear({ type: 'columns', zero: 0, run: null, ...columns });
  side.hear({ type: 'end' });
  return { messages, side };
}

for (const [name, options] of Object.entries({ 'even places': {}, 'uneven places with gaps': { even: false, gaps: true } })) {
  test(`a few series go to the page and are drawn there to the same columns: ${name}`, () => {
    const rows = walk(30_000, 8, options);
    const { messages, side } = told({ x: rows.x.slice(), y: rows.y.slice(), code: null });
    const { packed } = messages.find((message) => message.type === 'home');
    assert.ok(messages.findIndex((message) => message.type === 'home') < messages.findIndex((message) => message.type === 'loaded'));
    const [home, lane] = [SeriesRows.from(packed), laneOf(rows)];
    const { bounds } = lane;
    for (const share of [1, 0.3, 0.0004]) {
      const view = { ...bounds, x1: bounds.x0 + share * (bounds.x1 - bounds.x0) };
      const { parts: [part] } = home.frame({ view, ...FRAME, hidden: [] });
      if (part.columns) assert.deepEqual(part.columns, lineColumns(lane, { view, ...FRAME }));
      else assert.deepEqual(part.path, pathOf(lane, { view, ...FRAME }, lane.places.lower(view.x0), lane.places.lower(view.x1)));
    }
    side.hear({ type: 'frame', seq: 7, asked: { view: bounds, ...FRAME, hidden: [] } });
    assert.deepEqual(messages.at(-1), { type: 'moved', seq: 7 }); // a question that crossed the rows on their way
  });
}

test('many series, and those on top of each other, stay in the worker', () => {
  const n = 600;
  const columns = { x: Float64Array.from({ length: n }, (_, i) => i), y: new Float32Array(n).fill(1), code: Uint8Array.from({ length: n }, (_, i) => i % 6) };
  for (const [options, code] of [[{}, columns.code], [{ mark: 'area', stack: true }, columns.code.map((slot) => slot % 2)]]) {
    const { messages, side } = told({ ...columns, code: code.slice() }, options);
    assert.equal(messages.some((message) => message.type === 'home'), false);
    side.hear({ type: 'frame', seq: 1, asked: { view: { x0: 0, x1: n, y0: 0, y1: 2 }, ...FRAME, hidden: [] } });
    assert.equal(messages.at(-1).parts.length, new Set(code).size);
  }
});

for (const [name, spoil] of Object.entries({ 'even places': () => {}, 'a place that is not even, late': (x) => { x[2_400_000] += 0.25; } })) {
  test(`columns are sent in one message, whole, though in pieces of work: ${name}`, async () => {
    const n = 2_500_000;
    const [x, y] = [Float64Array.from({ length: n }, (_, i) => 5 + 2 * i), Float64Array.from({ length: n }, (_, i) => 1e9 + (i % 1000))];
    spoil(x);
    const messages = [];
    await sendSeries({ x, y, category: new Uint8Array(n).fill(3) }, { post: (message) => messages.push(message), close() {} }, new AbortController().signal);
    assert.deepEqual(messages.map(({ type }) => type), ['names', 'columns', 'end']);
    assert.deepEqual(messages[0].categories, ['0', '1', '2', '3']);
    const { run, zero, ...sent } = messages[1];
    assert.deepEqual(run, runOf(x));
    if (!run) assert.deepEqual(sent.x, x);
    assert.equal(sent.y.length, n);
    assert.ok([0, 1_048_575, 1_048_576, n - 1].every((i) => sent.y[i] + zero === y[i]));
  });
}

test('a chart that is closed while its columns are sent gets no more', async () => {
  const [messages, stop] = [[], new AbortController()];
  const sending = sendSeries({ x: new Float64Array(10).map((_, i) => i), y: new Float32Array(10) }, { post: (message) => messages.push(message), close() {} }, stop.signal);
  stop.abort();
  await sending;
  assert.deepEqual(messages, []);
});
