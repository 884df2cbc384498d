import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { short, written } from '../render/formats.js';

const vectors = JSON.parse(readFileSync(new URL('../../../tests/core/formats.json', import.meta.url), 'utf8'));
const spaced = (text) => text.replaceAll(' ', '\u00a0');

test('it works: the page writes values as the server does', () => {
  for (const [value, format, text] of vectors.written) assert.equal(written(value, format, 'en'), spaced(text));
});

test('large numbers are short', () => {
  for (const [value, format, text] of vectors.short) assert.equal(short(value, format, 'en'), spaced(text));
});
