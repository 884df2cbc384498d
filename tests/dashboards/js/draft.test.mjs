import assert from 'node:assert/strict';
import test from 'node:test';
import { Draft, differences, freePlace, freeRow, newId } from '../../../static/js/dashboard-draft.js';

const tile = (id, x, y, w, h) => ({ id, kind: 'text', chart: null, title: id, text: '', x, y, w, h, mobile_order: 0 });
const content = (...tiles) => ({ name: 'Sales', description: '', filters: [], tiles });

test('it works', () => {
  const draft = new Draft(content(tile('a', 0, 0, 6, 4)));
  let told = 0;
  draft.listeners.add(() => { told += 1; });
  draft.tile('a', { w: 8 });
  assert.equal(draft.content.tiles[0].w, 8);
  assert.ok(draft.dirty && draft.canUndo && !draft.canRedo);
  assert.ok(draft.walk(-1));
  assert.ok(!draft.dirty && draft.canRedo);
  assert.ok(draft.walk(1));
  assert.equal(told, 3);
});

test('a change that changes nothing is no step', () => {
  const draft = new Draft(content(tile('a', 0, 0, 6, 4)));
  draft.tile('a', { w: 6 });
  draft.commit({ name: 'Sales' });
  assert.ok(!draft.canUndo && !draft.walk(-1));
});

test('a new step forgets what was undone', () => {
  const draft = new Draft(content());
  draft.commit({ name: 'One' });
  draft.commit({ name: 'Two' });
  draft.walk(-1);
  draft.commit({ name: 'Three' });
  assert.ok(!draft.canRedo);
  draft.walk(-1);
  assert.equal(draft.content.name, 'One');
});

test('the oldest steps are forgotten, not the newest', () => {
  const draft = new Draft(content());
  for (let n = 0; n < 500; n += 1) draft.commit({ name: `Step ${n}` });
  assert.equal(draft.content.name, 'Step 499');
  let back = 0;
  while (draft.walk(-1)) back += 1;
  assert.ok(back >= 150 && back <= 200, String(back));
});

test('a new tile goes to the first free place', () => {
  const tiles = [tile('a', 0, 0, 6, 4), tile('b', 6, 0, 6, 2)];
  assert.deepEqual(freePlace(tiles, 6, 2), { x: 6, y: 2, w: 6, h: 2 });
  assert.deepEqual(freePlace(tiles, 12, 3), { x: 0, y: 4, w: 12, h: 3 });
  assert.deepEqual(freePlace([], 3, 2), { x: 0, y: 0, w: 3, h: 2 });
  assert.equal(freeRow([]), 0);
  assert.notEqual(newId(), newId());
});

test('a conflict names what differs', () => {
  const mine = { ...content(tile('a', 0, 0, 6, 4), tile('b', 6, 0, 6, 4)), name: 'Mine' };
  const theirs = content(tile('a', 0, 2, 6, 4));
  const rows = differences(mine, theirs);
  assert.deepEqual(rows[0], ['Name', 'Mine', 'Sales']);
  assert.ok(rows.some(([what, , now]) => what === 'Tile b' && now === 'not there'));
  assert.ok(rows.some(([what, , now]) => what === 'Tile a' && now === 'column 1, row 3, 6 × 4'));
  assert.deepEqual(differences(theirs, theirs), []);
});
