// Values as the reader writes them: numbers, dates and true/false by the locale of the reader's preferences.
import { dated, short, written } from './formats.js';

const DATE_TYPES = new Set(['date', 'timestamp', 'datetime', 'time']);
const NUMBER_TYPES = new Set(['integer', 'number', 'float', 'double', 'decimal', 'currency', 'percent']);
/** @type {Map<string, Intl.NumberFormat | Intl.DateTimeFormat>} */
const formats = new Map();

/** The language that the person writes numbers in. @returns {string} */
export const language = () => document.documentElement.dataset?.locale || document.documentElement.lang || 'en';

/** Who writes days in the order that the person chose. @type {Record<string, string>} */
const ORDERS = { iso: 'sv', day: 'en-GB', month: 'en-US' };
const DAY = /** @type {const} */ ({ year: 'numeric', month: '2-digit', day: '2-digit' });
const CLOCK = /** @type {const} */ ({ hour: '2-digit', minute: '2-digit' });
const chosenOrder = () => ORDERS[document.documentElement.dataset?.dates ?? ''];

/** Words shown to people go through here, so that a later translation finds them in one place. @param {string} words @returns {string} */
export const text = (words) => words;

/** @param {Intl.NumberFormatOptions} options @returns {Intl.NumberFormat} */
function numbers(options) {
  const key = language() + JSON.stringify(options);
  const known = formats.get(key) ?? new Intl.NumberFormat(language(), options);
  formats.set(key, known);
  return /** @type {Intl.NumberFormat} */ (known);
}

/** @param {Intl.DateTimeFormatOptions} options @returns {Intl.DateTimeFormat} */
function dates(options) {
  const tag = chosenOrder() ?? language();
  const key = `d${tag}${JSON.stringify(options)}`;
  const known = formats.get(key) ?? new Intl.DateTimeFormat(tag, options);
  formats.set(key, known);
  return /** @type {Intl.DateTimeFormat} */ (known);
}

/** @param {ChartColumn} column */
export const isNumber = (column) => NUMBER_TYPES.has(column.type);

/** @param {number} value @param {Intl.NumberFormatOptions} [options] */
export const number = (value, options = { maximumFractionDigits: 2 }) => numbers(options).format(value);

/** Short for axes and headlines: 4.2M, €4.2M. @param {number} value @param {ChartColumn} [column] */
export const compact = (value, column) => short(value, column?.format, language());

/** @param {unknown} value @param {ChartColumn} column @returns {string} */
function dateText(value, column) {
  const raw = String(value);
  const time = new Date(/[Zz]|[+-]\d\d:?\d\d$/.test(raw) || raw.length <= 10 ? raw : `${raw.replace(' ', 'T')}Z`);
  if (column.type === 'time' || Number.isNaN(time.getTime())) return raw;
  const grain = column.grain ?? (column.type === 'date' ? 'day' : null);
  if (chosenOrder() && !['year', 'quarter', 'month'].includes(String(grain))) {
    const midnight = grain ? grain !== 'hour' : time.getTime() % 86_400_000 === 0;
    return dates({ ...DAY, ...(midnight ? {} : CLOCK), timeZone: 'UTC' }).format(time).replaceAll('\u202f', ' ');
  }
  return dated(time, grain, language());
}

/**
 * One cell as text; nothing is shown as a dash.
 * @param {unknown} value @param {ChartColumn} column @returns {string}
 */
export function cell(value, column) {
  if (value === null || value === undefined) return '—';
  if (typeof value === 'boolean') return text(value ? 'Yes' : 'No');
  if (DATE_TYPES.has(column.type) || column.type.startsWith('timestamp')) return dateText(value, column);
  if (isNumber(column) && value !== '' && Number.isFinite(Number(value))) return written(Number(value), column.format, language());
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
