import assert from 'node:assert/strict';
import test from 'node:test';
import { cleared, defaults, inWords, readState, sameState, writeState } from '../../../static/js/filters-state.js';

const filter = (id, type = 'values', usual = []) => ({ id, label: id, dataset: 'd', column: id, type, default: usual, tiles: null });
const filters = [filter('region', 'values', ['EU']), filter('day', 'period'), filter('units', 'range')];

test('it works', () => {
  const state = readState(filters, '?tab=1&f.region=US&f.region=APAC&f.day=last-7-days');
  assert.deepEqual(state, { region: ['US', 'APAC'], day: ['last-7-days'], units: [] });
  assert.equal(writeState(filters, state, '?tab=1'), '?tab=1&f.region=US&f.region=APAC&f.day=last-7-days');
});

test('what equals its default is not in the address, and cleared is not default', () => {
  assert.equal(writeState(filters, defaults(filters), '?f.region=US&x=1'), '?x=1');
  assert.equal(writeState(filters, cleared(filters), ''), '?f.region=');
  assert.deepEqual(readState(filters, '?f.region='), cleared(filters));
  assert.deepEqual(readState(filters, ''), defaults(filters));
});

test('every state survives the address', () => {
  for (const values of [[], ['EU'], ['a&b=c'], ['∅', '50 %'], ['ü', '日本', '+ +'], ['x'.repeat(300)]]) {
    const state = { region: values, day: [], units: ['..5'] };
    assert.ok(sameState(filters, readState(filters, writeState(filters, state, '?other=1')), state), JSON.stringify(values));
  }
});

test('the order of values does not matter', () => {
  assert.ok(sameState(filters, { region: ['a', 'b'] }, { region: ['b', 'a'], day: [] }));
  assert.ok(!sameState(filters, { region: ['a', 'b'] }, { region: ['a'] }));
});

test('pills speak in words', () => {
  assert.equal(inWords(filter('r'), []), 'all');
  assert.equal(inWords(filter('r'), ['EU', '∅']), 'EU, empty');
  assert.equal(inWords(filter('r'), ['a', 'b', 'c', 'd']), 'a, b and 2 more');
  assert.equal(inWords(filter('d', 'period'), ['last-30-days']), 'Last 30 days');
  assert.equal(inWords(filter('d', 'period'), ['last-5-weeks']), 'last 5 weeks');
  assert.equal(inWords(filter('d', 'period'), ['2026-01-01..']), 'from 2026-01-01');
  assert.equal(inWords(filter('u', 'range'), ['..5']), 'at most 5');
  assert.equal(inWords(filter('u', 'range'), ['1..5']), '1 – 5');
  assert.equal(inWords(filter('t', 'text'), ['lamp']), 'contains “lamp”');
});
