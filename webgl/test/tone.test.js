import assert from 'node:assert/strict';
import test from 'node:test';
import { BINS, binOf, LEAST, toneTable, TONES } from '../src/render/tonemap.js';
import { countsTo, topOf } from '../src/ui/density.js';

const histogram = new Uint32Array(BINS);
for (const [count, pixels] of [[1, 500], [10, 300], [100, 150], [1000, 50]]) histogram[binOf(count)] = pixels;

test('it works: every mapping shades more where there is more, and the densest pixel fully', () => {
  for (const tone of TONES) {
    const table = toneTable(histogram, tone);
    for (let bin = 1; bin < BINS; bin++) assert.ok(table[bin] >= table[bin - 1] - 1e-6, tone);
    assert.ok(table[binOf(1000)] > 0.99, tone);
  }
});

test('linear is in proportion, logarithmic adds the same for each factor, rank follows the share of pixels', () => {
  const at = (tone, count) => (toneTable(histogram, tone)[binOf(count)] - LEAST) / (1 - LEAST);
  assert.ok(Math.abs(at('linear', 100) - 0.1) < 0.01);
  assert.ok(Math.abs(at('log', 100) - 2 * at('log', 10)) < 0.05);
  assert.ok(Math.abs(at('rank', 10) - 0.8) < 1e-6);
});

test('the legend goes from one point to the densest pixel', () => {
  assert.ok(Math.abs(topOf(histogram) / 1000 - 1) < 0.04);
  const counts = countsTo(1000, 4);
  assert.deepEqual(counts.map(Math.round), [1, 10, 100, 1000]);
});
