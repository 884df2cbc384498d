import assert from 'node:assert/strict';
import test from 'node:test';
import { crossOf, excluding, isChosen, pickedOf, readCross, sameCross, startOf, toggled, without, writeCross } from '../../../static/js/crossfilter-state.js';

const column = (name, more = {}) => ({ name, label: name, type: 'text', grain: null, binned: false, ...more });
const tiles = [{ id: 't1', title: 'One', cross: [column('region'), column('a.b')] }, { id: 't2', title: 'Two', cross: [column('day_month', { type: 'date', grain: 'month' })] }];

test('it works: what is chosen survives the address, and what the dashboard does not have is left out', () => {
  const state = { t1: { region: ['EU', '∅', 'a&b=..c'], 'a.b': ['x'] }, t2: { day_month: { from: '2024-01-01', to: '' } } };
  const search = writeCross(state, '?tab=1&f.region=US&x.t9.region=EU');
  assert.ok(search.startsWith('?tab=1&f.region=US&'));
  assert.deepEqual(readCross(tiles, search), state);
  assert.deepEqual(readCross(tiles, '?x.t9.region=EU&x.t1.units=3&xr.t2.day_month=..&xr.t2.day_month'), {});
  assert.equal(writeCross({}, search), '?tab=1&f.region=US');
});

test('the order of tiles does not matter, that of values is not sorted away', () => {
  assert.ok(sameCross({ t1: { region: ['EU'] }, t2: {} }, { t2: {}, t1: { region: ['EU'] } }));
  assert.ok(!sameCross({ t1: { region: ['EU'] } }, { t1: { region: ['US'] } }));
});

test('a tile is not narrowed by itself', () => {
  const state = { t1: { region: ['EU'] }, t2: { day_month: ['2024-01-01'] } };
  assert.deepEqual(crossOf(state, 't1'), { t2: state.t2 });
  assert.deepEqual(crossOf(state, 't3'), state);
});

test('a click chooses a mark alone, the same click lets it go', () => {
  const once = toggled({}, 't1', { region: ['EU'] }, false);
  assert.deepEqual(once, { t1: { region: ['EU'] } });
  assert.deepEqual(toggled(once, 't1', { region: ['US'] }, false), { t1: { region: ['US'] } });
  assert.deepEqual(toggled(once, 't1', { region: ['EU'] }, false), {});
  assert.equal(toggled(once, 't1', {}, false), once);
});

test('a click with a key held adds a mark and takes it away', () => {
  let state = toggled({}, 't1', { region: ['EU'] }, true);
  state = toggled(state, 't1', { region: ['US'] }, true);
  assert.deepEqual(state, { t1: { region: ['EU', 'US'] } });
  state = toggled(state, 't1', { region: ['EU'] }, true);
  assert.deepEqual(state, { t1: { region: ['US'] } });
  assert.deepEqual(toggled(state, 't1', { region: ['US'] }, true), {});
  const range = { t2: { day_month: { from: 'a', to: 'b' } } };
  assert.deepEqual(toggled(range, 't2', { day_month: ['2024-01-01'] }, true), { t2: { day_month: ['2024-01-01'] } });
});

test('without a column the others of the tile stay', () => {
  const state = { t1: { region: ['EU'], 'a.b': ['x'] } };
  assert.deepEqual(without(state, 't1', 'region'), { t1: { 'a.b': ['x'] } });
  assert.deepEqual(without({ t1: { region: ['EU'] } }, 't1', 'region'), {});
  assert.deepEqual(without(state, 't1'), {});
});

test('which rows of the tile are chosen', () => {
  const columns = [{ name: 'region' }, { name: 'month' }, { name: 'n' }];
  assert.ok(isChosen({ region: ['EU'] }, columns, ['EU', '2024-01-01', 1]));
  assert.ok(!isChosen({ region: ['EU'], month: ['2024-02-01'] }, columns, ['EU', '2024-01-01', 1]));
  assert.ok(isChosen({ region: ['∅'] }, columns, [null, '2024-01-01', 1]));
  assert.ok(isChosen({ month: { from: '2024-01-01', to: '2024-02-01' } }, columns, ['EU', '2024-02-01T00:00:00', 1]));
  assert.ok(!isChosen({ month: { from: '2024-01-02', to: '' } }, columns, ['EU', '2024-01-01', 1]));
  assert.ok(isChosen({ n: { from: '2', to: '10' } }, columns, ['EU', null, 9]));
  assert.ok(!isChosen({ n: { from: '2', to: '10' } }, columns, ['EU', null, null]));
  assert.ok(isChosen({ gone: ['x'] }, columns, ['EU', null, 1]));
});

test('where a group of time begins', () => {
  const starts = ['year', 'quarter', 'month', 'week', 'day', null].map((grain) => startOf('2026-05-20', grain));
  assert.deepEqual(starts, ['2026-01-01', '2026-04-01', '2026-05-01', '2026-05-18', '2026-05-20', '2026-05-20']);
  assert.equal(startOf('soon', 'month'), 'soon');
});

test('what a mark stands for', () => {
  const tile = { id: 't', title: '', cross: [column('region'), column('units_bin', { binned: true })] };
  const where = (value) => [{ column: { name: 'region' }, value: null }, { column: { name: 'units_bin' }, value }, { column: { name: 'other' }, value: 1 }];
  assert.deepEqual(pickedOf(where(2.5), tile), { region: ['∅'], units_bin: ['2.5'] });
});

test('values are left out one after the other', () => {
  let state = excluding({ t1: { 'a.b': ['x'] } }, 't1', 'region', 'EU');
  state = excluding(state, 't1', 'region', 'US');
  assert.deepEqual(state, { t1: { 'a.b': ['x'], region: { not: ['EU', 'US'] } } });
  assert.deepEqual(readCross(tiles, writeCross(state, '')), state);
  const columns = [{ name: 'region' }];
  assert.deepEqual([['EU'], ['APAC'], [null]].map((row) => isChosen({ region: { not: ['EU'] } }, columns, row)), [false, true, true]);
  assert.deepEqual(toggled(state, 't1', { region: ['EU'] }, true).t1.region, ['EU']);
});

test('of a tile that is drilled down the address may name any column', () => {
  assert.deepEqual(readCross(tiles, '?d.t1.0=each:units&x.t1.units=3&x.t2.units=3'), { t1: { units: ['3'] } });
});
