import assert from 'node:assert/strict';
import test from 'node:test';

globalThis.document ??= { documentElement: { lang: 'en' } };
const { cell, compact } = await import('../render/format.js');
const { compare } = await import('../render/table.js');
const { shown, stretches } = await import('../render/number.js');
const { spans } = await import('../render/pivot.js');
const { plain, themed } = await import('../render/plotly-theme.js');

const column = (type, role = 'measure', name = type) => ({ name, label: name, type, role });
const COLOURS = { series: ['#111', '#222'], text: '#000', muted: '#555', line: '#ccc', surface: '#fff', font: 'Inter' };

test('it works: values are written as the language does', () => {
  assert.equal(cell(1234567.891, column('float')), '1,234,567.89');
  assert.equal(cell(42, column('integer')), '42');
  assert.equal(cell('2024-05-06', column('date')), 'May 6, 2024');
  assert.match(cell('2024-05-06T07:08:09', column('timestamp')), /May 6, 2024.*7:08/);
  assert.equal(compact(4_200_000), '4.2M');
});

test('nothing is a dash, truth is a word, small numbers keep their digits', () => {
  assert.equal(cell(null, column('text')), '—');
  assert.equal(cell(true, column('boolean')), 'Yes');
  assert.equal(cell(0.0123, column('float')), '0.0123');
  assert.equal(cell('abc', column('integer')), 'abc');
});

test('rows sort as numbers or as words, with nothing last both ways', () => {
  const sorted = (values, numeric, way) => [...values].sort((a, b) => compare(a, b, numeric, way));
  assert.deepEqual(sorted([10, null, 9], true, 1), [9, 10, null]);
  assert.deepEqual(sorted([10, null, 9], true, -1), [10, 9, null]);
  assert.deepEqual(sorted(['b10', 'b9', 'a'], false, 1), ['a', 'b9', 'b10']);
});

test('a number is written as its chart asks, large ones in short', () => {
  const money = column('float');
  assert.deepEqual(['auto', 'short', 'full'].map((form) => shown(1234567, money, form)), ['1.2M', '1.2M', '1,234,567']);
  assert.deepEqual([shown(1234, money, 'auto'), shown(1234, money, 'short'), shown(0.1234, money, 'percent')], ['1,234', '1.2K', '12.3%']);
  assert.equal(shown(null, money, 'auto'), '—');
});

test('a small line goes from left to right and keeps its gaps', () => {
  assert.deepEqual(stretches([[0, 0], [1, 10], [2, null], [3, 5], [4, 10]]), ['0.0,37.0 50.0,3.0', '150.0,20.0 200.0,3.0']);
  assert.deepEqual(stretches([[0, 4], [1, 4], [2, 4]]), ['0.0,37.0 100.0,37.0 200.0,37.0']);
});

test('heads across span equal neighbours under the same heads', () => {
  const heads = [['EU', 'a'], ['EU', 'b'], ['US', 'b']];
  assert.deepEqual(spans(heads, 0), [{ label: 'EU', span: 2 }, { label: 'US', span: 1 }]);
  assert.deepEqual(spans(heads, 1).map(({ span }) => span), [1, 1, 1]);
});

test('a figure takes the colours of the page and keeps what it sets itself', () => {
  const figure = { data: [{ type: 'bar', x: [1], y: [2] }, { type: 'bar', x: [1], y: [3] }], layout: { yaxis: { title: 'Revenue', tickformat: '.0f' }, barmode: 'stack', title: 'gone' } };
  const { layout } = themed(figure, COLOURS, ',.');
  assert.deepEqual(layout.colorway, COLOURS.series);
  assert.equal(layout.yaxis.title.text, 'Revenue');
  assert.equal(layout.yaxis.tickformat, '.0f');
  assert.equal(layout.barmode, 'stack');
  assert.equal(layout.hovermode, 'x unified');
  assert.equal(layout.showlegend, true);
  assert.equal(layout.title, undefined);
  assert.equal(figure.layout.title, 'gone');
});

test('sideways bars get their tooltip by row, single series no legend, lines keep gaps', () => {
  assert.equal(themed({ data: [{ type: 'bar', orientation: 'h' }], layout: {} }, COLOURS, ',.').layout.hovermode, 'y unified');
  const line = themed({ data: [{ type: 'scatter', mode: 'lines' }], layout: {} }, COLOURS, ',.');
  assert.equal(line.layout.showlegend, false);
  assert.equal(line.data[0].connectgaps, false);
});

test('markup in names, places and titles stays text', () => {
  const link = '<a href="https://evil.example">Sign in</a> & <b>win</b>';
  const figure = { data: [{ type: 'bar', name: link, x: [link, 'EU'], y: [1, 2] }], layout: { xaxis: { title: link }, yaxis: { title: { text: link } } } };
  const { data, layout } = themed(figure, COLOURS, ',.');
  for (const told of [data[0].name, data[0].x[0], layout.xaxis.title.text, layout.yaxis.title.text]) {
    assert.ok(!told.includes('<'), told);
    assert.match(told, /&lt;a href/);
  }
  assert.deepEqual([data[0].x[1], data[0].y], ['EU', [1, 2]]);
  assert.equal(plain('&lt;'), '&amp;lt;');
  assert.equal(figure.data[0].name, link);
});
