// What the pill of a cross-filter says: "Region is EU, US", "Month is Jan 2024 – Mar 2024".
import { EMPTY, isOthers, isRange } from './crossfilter-state.js';
import { cell, text } from './render/format.js';

/** @typedef {import('./crossfilter-state.js').CrossColumn} CrossColumn */

/** @param {CrossColumn} column @param {string} value */
export function saidValue(column, value) {
  if (value === EMPTY) return text('empty');
  if (column.type === 'boolean') return text(value === 'true' ? 'Yes' : 'No');
  return cell(value, /** @type {any} */ ({ name: column.name, label: column.label, type: column.type, role: 'dimension', grain: column.grain ?? undefined }));
}

/** @param {CrossColumn | undefined} column @param {import('./crossfilter-state.js').Choice} choice @returns {string} */
export function saidChoice(column, choice) {
  if (!column) return text('a choice'); // on a drilled tile that has not come into view
  return `${column.label} ${text(isOthers(choice) ? 'is not' : 'is')} ${saidWhat(column, choice)}`;
}

/** What is chosen, without the column's name. @param {CrossColumn} column @param {import('./crossfilter-state.js').Choice} choice @returns {string} */
export function saidWhat(column, choice) {
  if (isRange(choice)) {
    const { from, to } = choice;
    const [low, high] = [from, to].map((end) => end && saidValue(column, end));
    return low && high ? `${low} – ${high}` : low ? `${text('from')} ${low}` : high ? `${text('up to')} ${high}` : '…';
  }
  const shown = (isOthers(choice) ? choice.not : choice).map((value) => saidValue(column, value));
  return shown.length > 3 ? `${shown.slice(0, 2).join(', ')} ${text('and')} ${shown.length - 2} ${text('more')}` : shown.join(', ');
}
