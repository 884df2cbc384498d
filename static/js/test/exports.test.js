// Addresses of a chart's forms.
import assert from 'node:assert/strict';
import { test } from 'node:test';

globalThis.document = /** @type {any} */ ({ documentElement: { dataset: { theme: 'dark' }, lang: 'en' } });
globalThis.matchMedia = /** @type {any} */ (() => ({ matches: true }));
const { exportUrl, themeNow } = await import('../exports.js');

test('rows keep what narrows them', () => {
  assert.equal(exportUrl('/c/1', 'csv'), '/c/1/csv');
  assert.equal(exportUrl('/c/1', 'xlsx', '?f.region=EU&f.region=US'), '/c/1/xlsx?f.region=EU&f.region=US');
});

test('pictures have the page’s theme, paper is white', () => {
  const png = new URLSearchParams(exportUrl('/c/1', 'png', '?f.region=EU').split('?')[1]);
  assert.deepEqual([png.get('format'), png.get('theme'), png.get('scale'), png.get('f.region'), png.get('download')], ['png', 'dark', '2', 'EU', '1']);
  const pdf = new URLSearchParams(exportUrl('/c/1', 'pdf').split('?')[1]);
  assert.deepEqual([pdf.get('format'), pdf.get('theme'), pdf.get('scale')], ['pdf', 'light', null]);
});

test('the theme is the page’s, else the system’s', () => {
  assert.equal(themeNow(), 'dark');
  document.documentElement.dataset.theme = 'light';
  assert.equal(themeNow(), 'light');
  document.documentElement.dataset.theme = 'system';
  assert.equal(themeNow(), 'dark');
});
