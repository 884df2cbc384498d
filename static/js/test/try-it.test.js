import assert from 'node:assert/strict';
import test from 'node:test';

globalThis.HTMLMetaElement = /** @type {any} */ (class {});
globalThis.document = /** @type {any} */ ({ querySelector: () => null, body: null, cookie: '' });
const { request } = await import('../try-it.js');

const operation = { method: 'PATCH', path: '/api/v1/charts/{chart_id}', media: 'application/json', parameters: [], body: '{}' };
const part = (/** @type {string} */ name, /** @type {string} */ where) => ({ name, in: where });

test('it works', () => {
  const made = request(operation, new Map([[part('chart_id', 'path'), 'a/b?c'], [part('fields', 'query'), 'id,name'], [part('If-Match', 'header'), '"x.1"']]));
  assert.equal(made.address, '/api/v1/charts/a%2Fb%3Fc?fields=id%2Cname');
  assert.equal(made.headers['If-Match'], '"x.1"');
  assert.equal(made.headers['Content-Type'], 'application/json');
});

test('what is left empty is not sent', () => {
  const made = request({ ...operation, method: 'GET', body: '' }, new Map([[part('q', 'query'), ''], [part('chart_id', 'path'), 'x']]));
  assert.equal(made.address, '/api/v1/charts/x');
  assert.deepEqual(made.headers, { Accept: 'application/json' });
});
