import assert from 'node:assert/strict';
import test from 'node:test';

globalThis.document ??= /** @type {any} */ ({ documentElement: { lang: 'en' } });
globalThis.window ??= /** @type {any} */ ({ location: { href: 'http://x/' }, addEventListener() {} });
const { tileAddress } = await import('../render/tile-source.js');
const { told } = await import('../render/tile-job.js');

const job = (state, more = {}) => ({ id: 'j', state, progress: 41.6, message: 'Sorting', error: '', yours: true, ...more });

test('it works: a tile has an address, so that the browser keeps it', () => {
  assert.equal(tileAddress('/api/v1/charts/c1/data', {}, [3, 1, 2]), '/api/v1/charts/c1/tiles/3/1/2');
  assert.equal(tileAddress('/api/v1/charts/render', { kind: 'points' }, [0, 0, 0]), '/api/v1/charts/render/tiles/0/0/0?ask=%7B%22kind%22%3A%22points%22%7D');
  assert.equal(tileAddress('/api/v1/dashboards/d/tiles/t/data', {}, [0, 0, 0]), '/api/v1/dashboards/d/tiles/t/counts/0/0/0');
  assert.equal(tileAddress('/api/v1/shared/s/tiles/t/data', {}, [0, 0, 0]), '/api/v1/shared/s/tiles/t/counts/0/0/0');
  assert.equal(tileAddress('/api/v1/charts/render', { kind: 'x'.repeat(5000) }, [0, 0, 0]), null);
});

test('the line says how far the job is, why it failed, and offers what one may do', () => {
  assert.deepEqual([told(job('running')).words, told(job('running')).act], ['Preparing tiles: 42 %', 'cancel']);
  assert.match(told(job('running')).more, /^Sorting\. Until they are ready, tiles are counted from all rows/);
  assert.deepEqual([told(job('queued', { yours: false })).words, told(job('queued', { yours: false })).act], ['Preparing tiles: waiting', '']);
  assert.match(told(job('failed', { error: 'The disk is full.' })).words, /could not be prepared\. The disk is full\. They are counted/);
  assert.deepEqual([told(job('failed')).act, told(job('failed', { yours: false })).act, told(job('cancelled')).act], ['retry', '', 'retry']);
  assert.equal(told(job('completed')).words, '');
});
