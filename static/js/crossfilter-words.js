// What the pill of a cross-filter says: "Region is EU, US", "Month is Jan 2024 – Mar 2024".
import { EMPTY, isRange } from './crossfilter-state.js';
import { cell, text } from './render/format.js';

/** @typedef {import('./crossfilter-state.js').CrossColumn} CrossColumn */

/** @param {CrossColumn} column @param {string} value */
export function saidValue(column, value) {
  if (value === EMPTY) return text('empty');
  if (column.type === 'boolean') return text(value === 'true' ? 'Yes' : 'No');
  return cell(value, /** @type {any} */ ({ name: column.name, label: column.label, type: column.type, role: 'dimension', grain: column.grain ?? undefined }));
}

/** @param {CrossColumn | undefined} column @param {import('./crossfilter-state.js').Choice} choice */
export function saidChoice(column, choice) {
  if (!column) return '';
  const is = `${column.label} ${text('is')}`;
  if (isRange(choice)) {
    const { from, to } = choice;
    if (!from && !to) return `${is} …`;
    const [low, high] = [from, to].map((end) => end && saidValue(column, end));
    return low && high ? `${is} ${low} – ${high}` : low ? `${is} ${text('from')} ${low}` : `${is} ${text('up to')} ${high}`;
  }
  const shown = choice.map((value) => saidValue(column, value));
  return shown.length > 3 ? `${is} ${shown.slice(0, 2).join(', ')} ${text('and')} ${shown.length - 2} ${text('more')}` : `${is} ${shown.join(', ')}`;
}
