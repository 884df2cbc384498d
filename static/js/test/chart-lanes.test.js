import assert from 'node:assert/strict';
import test from 'node:test';

globalThis.document ??= { documentElement: { lang: 'en' } };
const { lanes, nextLane, room, shelvesOf } = await import('../chart-lanes.js');
const { numberOf } = await import('../chart-options.js');
const { lack } = await import('../chart-kinds.js');

const shelf = (label, holds, least = 1, most = 1) => ({ label, holds, least, most, help: '', wants: '' });
const BUBBLE = [shelf('Each', 'dimension'), shelf('Colour', 'dimension', 0), shelf('Across', 'measure'), shelf('Up', 'measure'), shelf('Size', 'measure')];
const labels = (shelves, count) => lanes(shelves, count).map(({ label }) => label);

test('it works: fields lie on the shelves in their order', () => {
  assert.deepEqual(labels(shelvesOf(BUBBLE, 'measures'), 2), ['Across', 'Up']);
  assert.deepEqual(labels(shelvesOf(BUBBLE, 'dimensions'), 2), ['Each', 'Colour']);
  assert.equal(nextLane(shelvesOf(BUBBLE, 'measures'), 2)?.label, 'Size');
  assert.equal(nextLane(shelvesOf(BUBBLE, 'measures'), 3), undefined);
  assert.equal(nextLane(shelvesOf(BUBBLE, 'dimensions'), 1)?.label, 'Colour');
});

test('what a later shelf needs is kept back for it', () => {
  const shelves = [shelf('Levels', 'dimension', 1, 3), shelf('Along', 'dimension')];
  assert.deepEqual(labels(shelves, 2), ['Levels', 'Along']);
  assert.deepEqual(labels(shelves, 4), ['Levels', 'Levels', 'Levels', 'Along']);
  assert.deepEqual(labels(shelves, 6).length, 4);
  assert.equal(nextLane(shelves, 2)?.label, 'Levels');
});

test('a kind without shelves takes anything', () => {
  assert.equal(room([], 'measures'), Infinity);
  assert.equal(room(BUBBLE, 'rows'), 0);
  assert.equal(nextLane([], 1), undefined);
});

test('numbers stay between the ends that an option has', () => {
  const option = { name: 'top', label: 'Top', default: null, choices: [], help: '', number: true, least: 1, most: 500 };
  assert.deepEqual(['', ' ', 'x', '0', '7', '900'].map((typed) => numberOf(typed, option)), [null, null, null, 1, 7, 500]);
});

test('a kind that does not fit says what it lacks', () => {
  assert.equal(lack({ fits: true, reason: '', spec: null }), '');
  assert.equal(lack({ fits: false, reason: 'Needs two measures.', spec: null }), 'Needs two measures.');
  assert.match(lack({ fits: false, reason: 'Needs two measures.', spec: {} }), /^Needs two measures\. Choosing it/);
});
