// Where the ticks of an axis go and what they say: round numbers, or round moments in UTC. Pure arithmetic.

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** @typedef {{values: number[], label: (value: number) => string}} Ticks */

/** The round step (1, 2 or 5 times a power of ten) that gives about `count` steps. @param {number} span @param {number} count */
export function niceStep(span, count) {
  const rough = span / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const times = rough / power;
  return power * (times < 1.5 ? 1 : times < 3.5 ? 2 : times < 7.5 ? 5 : 10);
}

/** Decimals needed to tell steps apart. @param {number} step */
export const decimals = (step) => Math.max(0, Math.min(12, -Math.floor(Math.log10(step) + 1e-9)));

/** @param {number} lo @param {number} hi @param {number} count about so many @param {string} language @returns {Ticks} */
export function numberTicks(lo, hi, count, language) {
  const step = niceStep(hi - lo, count);
  const values = [];
  for (let k = Math.ceil(lo / step - 1e-9); k * step <= hi + step * 1e-9; k++) values.push(k === 0 ? 0 : Number((k * step).toPrecision(15)));
  const biggest = Math.max(Math.abs(lo), Math.abs(hi));
  const short = biggest >= 1e5 && step >= 100;
  const digits = decimals(step);
  const format = short
    ? new Intl.NumberFormat(language, { notation: 'compact', maximumFractionDigits: 3 })
    : new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return { values, label: (value) => format.format(value) };
}

/** Steps of a clock and a calendar, in milliseconds; months and years are counted, not measured. */
const STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500].concat(
  [1, 2, 5, 10, 15, 30].map((n) => n * SECOND), [1, 2, 5, 10, 15, 30].map((n) => n * MINUTE), [1, 3, 6, 12].map((n) => n * HOUR), [1, 2, 7].map((n) => n * DAY),
);
const MONTHS = [1, 3, 6, 12, 24, 60, 120, 240, 600, 1200];
const MONTH = 30.44 * DAY;

/** @param {number} lo @param {number} hi @param {number} months @returns {number[]} */
function monthValues(lo, hi, months) {
  const first = new Date(lo);
  const values = [];
  for (let m = Math.floor((first.getUTCFullYear() * 12 + first.getUTCMonth()) / months) * months; ; m += months) {
    const date = new Date(Date.UTC(2000, 0, 1));
    date.setUTCFullYear(Math.floor(m / 12), m % 12, 1);
    const at = date.getTime();
    if (at > hi) return values;
    if (at >= lo) values.push(at);
  }
}

/** @param {number} step in milliseconds @returns {Intl.DateTimeFormatOptions} */
function timeFormat(step) {
  if (step >= 12 * MONTH * 0.99) return { year: 'numeric' };
  if (step >= MONTH * 0.99) return { year: 'numeric', month: 'short' };
  if (step >= DAY) return { day: 'numeric', month: 'short' };
  if (step >= MINUTE) return { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' };
  return { hour: '2-digit', minute: '2-digit', second: '2-digit', ...(step < SECOND ? { fractionalSecondDigits: 3 } : {}) };
}

/** @param {number} lo @param {number} hi milliseconds since 1970 @param {number} count @param {string} language @returns {Ticks} */
export function timeTicks(lo, hi, count, language) {
  const rough = (hi - lo) / Math.max(1, count);
  const off = (/** @type {number} */ length) => Math.abs(Math.log(length / rough));
  const step = STEPS.reduce((best, one) => (off(one) < off(best) ? one : best));
  const months = MONTHS.reduce((best, one) => (off(one * MONTH) < off(best * MONTH) ? one : best));
  const calendar = off(months * MONTH) < off(step);
  const format = new Intl.DateTimeFormat(language, { timeZone: 'UTC', ...timeFormat(calendar ? months * MONTH : step) });
  const label = (/** @type {number} */ value) => format.format(value);
  if (calendar) return { values: monthValues(lo, hi, months), label };
  const values = [];
  const monday = step === 7 * DAY ? 4 * DAY : 0; // 1970 began on a Thursday
  for (let at = Math.ceil((lo - monday) / step) * step + monday; at <= hi; at += step) values.push(at);
  return { values, label };
}

/** A value in full, for tooltips. @param {number} value @param {number} span of the view @param {boolean} time @param {string} language */
export function fullText(value, span, time, language) {
  if (time) {
    const format = span < 2 * MINUTE ? { dateStyle: 'medium', timeStyle: 'medium' } : span < 400 * DAY ? { dateStyle: 'medium', timeStyle: 'short' } : { dateStyle: 'medium' };
    return new Intl.DateTimeFormat(language, { timeZone: 'UTC', .../** @type {Intl.DateTimeFormatOptions} */ (format) }).format(value);
  }
  return new Intl.NumberFormat(language, { maximumFractionDigits: Math.min(12, decimals(niceStep(span, 1000))) }).format(value);
}
