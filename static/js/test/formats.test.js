import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { dated, short, written } from '../render/formats.js';

const vectors = JSON.parse(readFileSync(new URL('../../../tests/core/formats.json', import.meta.url), 'utf8'));
// The signs between words are the browser's affair; which digits and words they part is not.
const spaced = (text) => text.replaceAll(/[\u00a0\u202f]/g, ' ');

test('it works: the page writes values as the server does, in every locale', () => {
  for (const [language, value, format, text] of vectors.written) assert.equal(spaced(written(value, format, language)), spaced(text), language);
});

test('large numbers are short', () => {
  for (const [language, value, format, text] of vectors.short) assert.equal(spaced(short(value, format, language)), spaced(text), language);
});

test('days and periods are written at their grain', () => {
  for (const [language, value, grain, text] of vectors.dated) assert.equal(spaced(dated(new Date(value.length > 10 ? `${value}Z` : value), grain, language)), spaced(text), language);
});
