import assert from 'node:assert/strict';
import test from 'node:test';

globalThis.document ??= { documentElement: { lang: 'en' } };
const { countOf, rowOf, spokenOf, whereOf, wordsOf } = await import('../render/marks.js');
const { conditionsOf, drilled, exclusionOf, finer } = await import('../mark-filters.js');
const { hue, mixed, paint } = await import('../render/plotly-paint.js');

const region = { name: 'region', label: 'Region', type: 'text', role: 'dimension', field: 'region' };
const month = { name: 'day_month', label: 'Month', type: 'date', role: 'dimension', field: 'day', grain: 'month' };
const sold = { name: 'sold', label: 'Sold', type: 'integer', role: 'measure', additive: true };
const payload = (columns, rows, figure = { data: [], layout: {} }) => ({ columns, rows, figure, title: 'Chart', options: {} });
const COLOURS = {
  series: ['#112233', '#445566'], others: '#777777', text: '#000000', muted: '#555555', line: '#cccccc', surface: '#ffffff', font: 'Inter',
  ramp: ['#000', '#888', '#fff'], diverging: ['#a00', '#fff', '#00a'], status: { good: 'g', bad: 'b', total: 't' }, patterns: false,
};

test('it works: all series at a place, largest first, with shares and a total', () => {
  const data = [{ type: 'bar', name: 'EU', x: ['2026-01-01'], y: [1], customdata: [0] }, { type: 'bar', name: 'US', x: ['2026-01-01'], y: [3], customdata: [1] }];
  const words = wordsOf(payload([month, region, sold], [['2026-01-01', 'EU', 1], ['2026-01-01', 'US', 3]], { data, layout: {} }), data, { curve: 0, at: 0 });
  assert.equal(words.title, 'Jan 2026');
  assert.deepEqual(words.lines.map((line) => [line.name, line.value, line.share]), [['US', '3', '75%'], ['EU', '1', '25%']]);
  assert.equal(spokenOf(words), 'Jan 2026, US: 3, 75%, EU: 1, 25%, total 4');
});

test('what does not add up has no share, and lines over a chart no voice', () => {
  const data = [{ type: 'scatter', name: 'A', x: [1], y: [1] }, { type: 'scatter', name: 'B', x: [1], y: [3] }, { type: 'scatter', name: 'Average', x: [1], y: [2], hoverinfo: 'skip' }];
  const words = wordsOf(payload([{ ...sold, additive: false }], [], { data, layout: {} }), data, { curve: 0, at: 0 });
  assert.deepEqual(words.lines.map((line) => line.name), ['B', 'A']);
  assert.equal(words.total, undefined);
});

test('slices, cells and nodes have words, counts and rows', () => {
  const pie = { type: 'pie', labels: ['EU', 'Others'], values: [3, 1], customdata: [0, null], meta: { column: 'region', values: ['EU', null] } };
  const grid = { type: 'heatmap', x: ['a', 'b'], y: ['c'], z: [[1, 2]], customdata: [[4, 5]] };
  const flow = { type: 'sankey', node: { label: ['a', 'b'] }, link: { source: [0], target: [1], value: [7] } };
  const one = payload([region, sold], [['EU', 3]]);
  assert.deepEqual([countOf(pie), countOf(grid), countOf(flow), rowOf(grid, 1)], [2, 2, 2, 5]);
  assert.equal(spokenOf(wordsOf(one, [pie], { curve: 0, at: 0 })), 'EU, Sold: 3, 75%');
  assert.match(spokenOf(wordsOf(one, [flow], { curve: 0, at: 1 })), /^b, Sold: 7/);
  assert.deepEqual(whereOf(one, pie, 0), [{ column: region, value: 'EU' }]);
  assert.deepEqual(whereOf(one, pie, 1), []);
});

test('a mark becomes conditions: values, periods, bins, nothing', () => {
  const bins = { name: 'p', type: 'float', role: 'dimension', field: 'price', binned: true };
  const rows = payload([bins], [[0], [5], [10]]);
  assert.deepEqual(conditionsOf({ column: region, value: 'EU' }, rows), [{ field: 'region', op: 'in', values: ['EU'] }]);
  assert.deepEqual(conditionsOf({ column: region, value: null }, rows), [{ field: 'region', op: 'is_null' }]);
  assert.deepEqual(conditionsOf({ column: month, value: '2024-02-01' }, rows), [{ field: 'day', op: 'period', value: { from: '2024-02-01', to: '2024-02-29' } }]);
  assert.deepEqual(conditionsOf({ column: bins, value: 5 }, rows), [{ field: 'price', op: 'gte', value: 5 }, { field: 'price', op: 'lt', value: 10 }]);
  assert.deepEqual(conditionsOf({ column: bins, value: 10 }, rows), [{ field: 'price', op: 'gte', value: 10 }]);
  assert.deepEqual(exclusionOf([{ column: region, value: 'EU' }], rows), { field: 'region', op: 'not_in', values: ['EU'] });
});

test('a drill keeps the rows of the mark and groups them anew', () => {
  const draft = { measures: [], dimensions: [{ field: 'region' }], filters: [], rows: [], listing: false, sort: 'sold:desc', limit: null, rest: {} };
  const next = drilled(draft, [{ column: region, value: 'EU' }], payload([region], []), { field: 'city' });
  assert.deepEqual(next.dimensions, [{ field: 'city' }]);
  assert.deepEqual(next.filters, [{ field: 'region', op: 'in', values: ['EU'] }]);
  const time = { ...draft, dimensions: [{ field: 'day', grain: 'year' }, { field: 'region' }] };
  assert.deepEqual(drilled(time, [], payload([], []), { field: 'day', grain: 'quarter' }).dimensions[0], { field: 'day', grain: 'quarter' });
  assert.deepEqual([finer({ grain: 'year' }, 'date'), finer({ grain: 'day' }, 'date'), finer({ grain: 'day' }, 'timestamp')], ['quarter', null, 'hour']);
});

test('places in the palette become hues, repetitions move to the ink, others are neutral', () => {
  assert.equal(hue(COLOURS, 1), '#445566');
  assert.equal(hue(COLOURS, 8), '#777777');
  assert.equal(hue(COLOURS, 0, 1), mixed('#112233', '#000000', 0.4));
  assert.equal(hue(COLOURS, 0, 0, '#abcdef'), '#abcdef');
  const pie = { type: 'pie', labels: ['a', 'b'], meta: { slots: [1, 8] } };
  paint(pie, COLOURS, 0);
  assert.deepEqual(pie.marker.colors, ['#445566', '#777777']);
  const bar = { type: 'bar', meta: { slot: 1 } };
  paint(bar, { ...COLOURS, patterns: true }, 0);
  assert.equal(bar.marker.pattern.shape, '/');
  const map = { type: 'heatmap', z: [[1]], meta: { scale: 'diverging' } };
  paint(map, COLOURS, 0);
  assert.deepEqual([map.colorscale[1], map.zmid], [[0.5, '#fff'], 0]);
});
