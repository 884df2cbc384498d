// The looks of maps, trees, flows and words: what people's data say is never markup, and names can be read on their marks.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inkOn } from '../render/plotly-paint.js';
import { fitWords, shaped } from '../render/plotly-shapes.js';
import { plain } from '../render/plotly-theme.js';

const COLOURS = { series: ['#111111'], others: '#777777', text: '#101010', muted: '#606060', line: '#dddddd', surface: '#ffffff', font: 'x', ramp: [], diverging: [], status: {}, patterns: false };

test('it works: land without values is one quiet colour', () => {
  const trace = { type: 'choropleth', meta: { ground: true } };
  shaped([trace], { geo: {} }, COLOURS, plain);
  assert.equal(trace.colorscale[0][1], trace.colorscale[1][1]);
});

test('labels of flows, ticks and annotations are escaped', () => {
  const trace = { type: 'sankey', node: { label: ['<b>x</b>'] }, link: { source: [], target: [] } };
  const layout = { annotations: [{ text: '<a href="x">y</a>' }], xaxis: { ticktext: ['a & b'] } };
  shaped([trace, { type: 'scatter' }], layout, COLOURS, plain);
  assert.deepEqual(trace.node.label, ['&lt;b>x&lt;/b>']);
  assert.equal(layout.annotations[0].text, '&lt;a href="x">y&lt;/a>');
  assert.deepEqual(layout.xaxis.ticktext, ['a &amp; b']);
});

test('names on dark marks are white, on light ones black', () => {
  const trace = { type: 'pie', marker: { colors: ['#111122', 'rgb(240, 240, 200)'] } };
  shaped([trace], {}, COLOURS, plain);
  assert.deepEqual(trace.insidetextfont.color, ['#ffffff', '#111111']);
  assert.equal(inkOn('#ffffff'), '#111111');
});

test('figures without axes have none', () => {
  const layout = { xaxis: {}, yaxis: {} };
  shaped([{ type: 'pie' }], layout, COLOURS, plain);
  assert.deepEqual(Object.keys(layout), []);
});

test('the words of a cloud grow and shrink with the picture', () => {
  const asked = [];
  const plot = { data: [{ meta: { box: [1000, 600], sizes: [80, 20] }, textfont: { size: [80, 20] } }], _fullLayout: { _size: { w: 500, h: 600 } } };
  fitWords({ restyle: (...words) => asked.push(words) }, plot);
  assert.deepEqual(asked[0].slice(1), [{ 'textfont.size': [[40, 10]] }, [0]]);
  plot.data[0].textfont.size = [40, 10];
  fitWords({ restyle: () => assert.fail('nothing has changed') }, plot);
});
