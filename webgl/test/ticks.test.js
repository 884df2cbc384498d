import assert from 'node:assert/strict';
import test from 'node:test';
import { decimals, fullText, niceStep, numberTicks, timeTicks } from '../src/axes/ticks.js';
import { random } from './helpers.js';

const DAY = 86_400_000;

test('it works: ticks of a simple range', () => {
  const { values, label } = numberTicks(0, 10, 5, 'en');
  assert.deepEqual(values, [0, 2, 4, 6, 8, 10]);
  assert.equal(label(2), '2');
});

test('steps are 1, 2 or 5 times a power of ten, and about as many as asked', () => {
  const next = random(3);
  for (let i = 0; i < 500; i++) {
    const span = 10 ** (12 * next() - 6);
    const step = niceStep(span, 6);
    const lead = step / 10 ** Math.floor(Math.log10(step) + 1e-9);
    assert.ok([1, 2, 5].some((n) => Math.abs(lead - n) < 1e-6), `${step}`);
    assert.ok(span / step > 2.5 && span / step < 15);
  }
});

test('every tick lies in the range and no two look the same', () => {
  const next = random(9);
  for (let i = 0; i < 500; i++) {
    const lo = (next() - 0.5) * 10 ** (8 * next());
    const hi = lo + 10 ** (8 * next() - 4);
    const { values, label } = numberTicks(lo, hi, 6, 'en');
    assert.ok(values.length >= 2 && values.every((value) => value >= lo - 1e-6 * (hi - lo) && value <= hi + 1e-6 * (hi - lo)));
    if (Math.max(Math.abs(lo), Math.abs(hi)) < 1e5) assert.equal(new Set(values.map(label)).size, values.length);
  }
});

test('numbers are written as the language does', () => {
  assert.equal(numberTicks(0, 1, 4, 'de').label(0.2), '0,2');
  assert.equal(numberTicks(0, 2_000_000, 4, 'en').label(500_000), '500K');
});

test('years, months, days and minutes of a time axis begin where calendars begin', () => {
  const at = (...parts) => Date.UTC(...parts);
  const years = timeTicks(at(2010, 3), at(2024, 8), 6, 'en');
  assert.ok(years.values.every((t) => new Date(t).getUTCMonth() === 0 && new Date(t).getUTCDate() === 1));
  assert.equal(years.label(at(2020, 0)), '2020');
  const months = timeTicks(at(2024, 0, 10), at(2024, 7, 3), 6, 'en');
  assert.ok(months.values.length >= 4 && months.values.every((t) => new Date(t).getUTCDate() === 1));
  const weeks = timeTicks(at(2024, 0, 1), at(2024, 1, 10), 6, 'en');
  assert.ok(weeks.values.every((t) => new Date(t).getUTCDay() === 1));
  const minutes = timeTicks(at(2024, 0, 1, 10, 3), at(2024, 0, 1, 10, 58), 6, 'en');
  assert.ok(minutes.values.every((t) => t % 600_000 === 0));
});

test('time ticks are in range from milliseconds to centuries', () => {
  for (let span = 20; span < 400 * 365 * DAY; span *= 3) {
    const lo = Date.UTC(1999, 5, 7, 8, 9, 10);
    const { values } = timeTicks(lo, lo + span, 6, 'en');
    assert.ok(values.length >= 2 && values.length < 30, `${span}: ${values.length}`);
    assert.ok(values.every((t) => t >= lo && t <= lo + span));
  }
});

test('a tooltip shows enough digits for the zoom', () => {
  assert.equal(fullText(1.23456789, 1, false, 'en'), '1.235');
  assert.match(fullText(Date.UTC(2024, 0, 5, 6, 7, 8), 60_000, true, 'en'), /6:07:08/);
  assert.equal(decimals(0.05), 2);
});
