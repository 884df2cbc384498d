// The rows of the builder's shelves: one measure, group, column or filter each, made of ordinary form controls.
import { AGGREGATES, PERIODS, aggregateOf, dimension, freshFilter, groupingOf, groupings, isFixed, isNumber, isTime, measure, operators, period, periodOf } from './chart-draft.js';
import { node } from './render/figure.js';

/** @typedef {import('./chart-draft.js').Column} Column */
/** @typedef {import('./chart-draft.js').Part} Part */
/** @typedef {{columns: Column[], replace: (part: Part) => void, remove: () => void}} Row what a row works on, and how it says that it changed */

/** @param {string} label @param {[string, string][]} options @param {string} value @param {(value: string) => void} changed */
export function select(label, options, value, changed) {
  const known = options.some(([v]) => v === value) ? options : [...options, /** @type {[string, string]} */ ([value, value])];
  const element = /** @type {HTMLSelectElement} */ (node('select', { class: 'small', 'aria-label': label }, known.map(([v, text]) => node('option', { value: v }, [text]))));
  element.value = value;
  element.addEventListener('change', () => changed(element.value));
  return element;
}

/** @param {string} label @param {Record<string, string>} attributes @param {string} value @param {(value: string) => void} changed */
function input(label, attributes, value, changed) {
  const element = /** @type {HTMLInputElement} */ (node('input', { class: 'small', 'aria-label': label, autocomplete: 'off', ...attributes }));
  element.value = value;
  element.addEventListener('change', () => changed(element.value));
  return element;
}

/** @param {Column[]} columns @returns {[string, string][]} */
export const fieldOptions = (columns) => columns.map(({ name, label }) => [name, label]);

/** @param {string} label @param {() => void} remove */
function removeButton(label, remove) {
  const button = node('button', { type: 'button', class: 'btn btn-quiet btn-icon btn-small', 'aria-label': label, title: label }, ['×']);
  button.addEventListener('click', remove);
  return button;
}

/** @param {(Node | string)[]} controls @param {string} what @param {Row} row */
const line = (controls, what, row) => node('li', { class: 'shelf-row' }, [...controls, removeButton(`Remove ${what}`, row.remove)]);

/** A part that was not made here: said in words, kept or removed. @param {Part} part @param {string} what @param {Row} row */
const fixed = (part, what, row) => line([node('span', { class: 'chip clip' }, [part.as ?? (part.agg ? `${part.agg} …` : 'Several conditions')])], what, row);

/** @param {Part} part @param {Row} row */
export function measureRow(part, row) {
  if (isFixed(part)) return fixed(part, 'this measure', row);
  const field = part.field ?? row.columns.find(isNumber)?.name ?? row.columns[0]?.name ?? '';
  const column = row.columns.find((c) => c.name === field);
  const kinds = AGGREGATES.filter(([, , needs]) => !needs || row.columns.some(isNumber)).map(([value, label]) => /** @type {[string, string]} */ ([value, label]));
  const aggregate = aggregateOf(part);
  const fits = (/** @type {string} */ chosen) => {
    const needs = AGGREGATES.find(([value]) => value === chosen)?.[2];
    return needs && !isNumber(column) ? row.columns.find(isNumber)?.name ?? field : field;
  };
  const how = select('Measure', [['rows', 'Number of rows'], ...kinds], aggregate, (value) => row.replace(measure(value, fits(value))));
  if (aggregate === 'rows') return line([how], 'the measure', row);
  const needs = AGGREGATES.find(([value]) => value === aggregate)?.[2];
  const choices = fieldOptions(needs ? row.columns.filter(isNumber) : row.columns);
  return line([how, select('Field', choices, field, (value) => row.replace(measure(aggregate, value)))], `the measure of ${field}`, row);
}

/** @param {Part} part @param {Row} row */
export function dimensionRow(part, row) {
  const column = row.columns.find((c) => c.name === part.field);
  const field = select('Field', fieldOptions(row.columns), part.field, (value) => {
    const next = row.columns.find((c) => c.name === value);
    row.replace(dimension(value, isTime(next) ? 'month' : ''));
  });
  const options = groupings(column);
  const how = options.length > 1 ? [select('How', options, String(groupingOf(part)), (value) => row.replace(dimension(part.field, value)))] : [];
  return line([field, ...how], `the group by ${part.field}`, row);
}

/** @param {string} name @param {{columns: Column[], replace: (name: string) => void, remove: () => void}} row */
export function columnRow(name, row) {
  const options = fieldOptions(row.columns);
  const field = select('Column', name === '*' ? [['*', 'All columns'], ...options] : options, name, row.replace);
  return node('li', { class: 'shelf-row' }, [field, removeButton(`Remove the column ${name}`, row.remove)]);
}

/** @param {Part} part @param {Row} row */
export function filterRow(part, row) {
  if (isFixed(part)) return fixed(part, 'these conditions', row);
  const column = row.columns.find((c) => c.name === part.field);
  const field = select('Field', fieldOptions(row.columns), part.field, (value) => row.replace(freshFilter(/** @type {Column} */ (row.columns.find((c) => c.name === value)))));
  const how = select('Condition', operators(column), part.op, (op) => row.replace(withOperator(part, op)));
  return line([field, how, ...values(part, column, row)], `the filter on ${part.field}`, row);
}

/** The same filter under another operator, its value kept where it fits. @param {Part} part @param {string} op @returns {Part} */
export function withOperator(part, op) {
  const { field } = part;
  const first = part.values ? part.values[0] ?? '' : typeof part.value === 'object' ? '' : part.value ?? '';
  if (op === 'is_null' || op === 'not_null') return { field, op };
  if (op === 'in' || op === 'not_in') return { field, op, values: part.values ?? (first === '' ? [] : [first]) };
  if (op === 'between') return { field, op, values: [first, part.values?.[1] ?? ''] };
  return { field, op, value: op === 'period' ? period('last:12:month:calendar') : first };
}

/** @param {Part} part @param {Column | undefined} column @param {Row} row @returns {HTMLElement[]} */
function values(part, column, row) {
  /** @type {Record<string, string>} */
  const kind = isTime(column) ? { type: 'date' } : isNumber(column) ? { type: 'number', step: 'any' } : { type: 'text' };
  const typed = (/** @type {string} */ text) => (isNumber(column) && text !== '' ? Number(text) : text);
  if (part.op === 'is_null' || part.op === 'not_null') return [];
  if (part.op === 'period' && !part.value?.rel) return [node('span', { class: 'chip' }, [`${part.value?.from ?? '…'} to ${part.value?.to ?? '…'}`])];
  if (part.op === 'period') return [select('Period', PERIODS, periodOf(part.value), (value) => row.replace({ ...part, value: period(value) }))];
  if (column?.type === 'boolean') return [select('Value', [['true', 'true'], ['false', 'false']], String(part.value), (value) => row.replace({ ...part, value: value === 'true' }))];
  if (part.op === 'between') {
    const set = (/** @type {number} */ i) => (/** @type {string} */ text) => row.replace({ ...part, values: part.values.map((/** @type {any} */ v, /** @type {number} */ j) => (i === j ? typed(text) : v)) });
    return [input('From', kind, String(part.values[0]), set(0)), input('To', kind, String(part.values[1]), set(1))];
  }
  if (part.values) {
    const shown = part.values.map((/** @type {any} */ v) => (v === null ? '∅' : v)).join(', ');
    const read = (/** @type {string} */ text) => text.split(',').map((v) => v.trim()).filter(Boolean).map((v) => (v === '∅' ? null : typed(v)));
    return [input('Values, separated by commas', { type: 'text', placeholder: 'EU, US' }, shown, (text) => row.replace({ ...part, values: read(text) }))];
  }
  return [input('Value', kind, String(part.value ?? ''), (text) => row.replace({ ...part, value: typed(text) }))];
}
