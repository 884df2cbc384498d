import assert from 'node:assert/strict';
import test from 'node:test';
import { offersFor, readDrill, sameSteps, withSteps, writeDrill } from '../../../static/js/drill-state.js';

const tiles = [{ id: 't1' }, { id: 't2' }];

test('it works: steps survive the address beside what is there', () => {
  const state = { t1: [{ by: 'each:a.b', where: { 'x.y': ['EU', '∅'], units_bin: { from: '1', to: '2' } } }, { by: 'month:day', where: { 'a.b': ['1'] } }], t2: [{ by: 'ranges:price', where: { region: ['US'] } }] };
  const search = writeDrill(state, '?f.region=US&x.t1.region=EU&d.t9.0=each:a');
  assert.deepEqual(readDrill(tiles, search), state);
  assert.equal(writeDrill({}, search), '?f.region=US&x.t1.region=EU');
  assert.deepEqual(readDrill(tiles, '?d.t1.1=each:a&d.t9.0=each:a'), {});
});

test('steps of one tile change alone', () => {
  const state = withSteps({ t2: [] }, 't1', [{ by: 'each:a', where: { b: ['1'] } }]);
  assert.ok(!sameSteps(state, {}, 't1') && sameSteps(state, {}, 't2'));
  assert.deepEqual(withSteps(state, 't1', []), { t2: [] });
});

test('the same time more finely comes first, then one offer for each column that is not shown', () => {
  const offer = (by) => ({ by, label: by, type: 'text', field: by.split(':')[1] });
  const offers = ['year:day', 'quarter:day', 'month:day', 'year:paid', 'month:paid', 'each:units', 'ranges:units', 'each:region', 'year:born'].map(offer);
  const where = [{ column: { field: 'day', grain: 'year' } }];
  const found = offersFor(offers, where, [{ field: 'day' }, { field: 'region' }, {}]);
  assert.deepEqual(found.map(({ by }) => by), ['quarter:day', 'month:paid', 'each:units', 'year:born']);
});
