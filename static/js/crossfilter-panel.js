// What opens below the pill of a cross-filter: its values, each to be let go, and two inputs where a range makes sense.
import { isOthers, isRange, startOf } from './crossfilter-state.js';
import { saidValue } from './crossfilter-words.js';
import { node } from './render/figure.js';
import { text } from './render/format.js';

/** @typedef {import('./crossfilter-state.js').CrossColumn} CrossColumn */
/** @typedef {import('./crossfilter-state.js').Choice} Choice */
/** @typedef {{tile: import('./crossfilter-state.js').CrossTile, own: Record<string, Choice>, choose: (column: string, choice: Choice | null) => void}} Panel */

const NUMBERS = new Set(['integer', 'float', 'decimal']);
const TIMES = new Set(['date', 'timestamp']);

/** @param {HTMLElement} host @param {Panel} panel */
export function openCrossPanel(host, { tile, own, choose }) {
  const parts = Object.entries(own).flatMap(([name, choice]) => {
    const column = tile.cross.find((one) => one.name === name);
    if (!column) return [];
    const told = (/** @type {Choice | null} */ next) => choose(name, next);
    const list = isRange(choice) ? [] : [isOthers(choice) ? values(column, choice.not, (left) => told(Array.isArray(left) ? { not: left } : left)) : values(column, choice, told)];
    const ranged = !isOthers(choice) && (NUMBERS.has(column.type) || TIMES.has(column.type));
    return [node('p', { class: 'small strong' }, [column.label]), ...list, ...(ranged ? [range(column, choice, told)] : [])];
  });
  host.replaceChildren(...parts, node('p', { class: 'help' }, [`${text('Chosen on')} ${tile.title}.`]));
  host.querySelector('input')?.focus();
}

/** @param {CrossColumn} column @param {string[]} chosen @param {(next: Choice | null) => void} choose */
function values(column, chosen, choose) {
  const rows = chosen.map((value) => {
    const box = /** @type {HTMLInputElement} */ (node('input', { type: 'checkbox', checked: '' }));
    box.addEventListener('change', () => {
      const left = chosen.filter((one) => one !== value);
      choose(left.length ? left : null);
    });
    return node('label', {}, [box, node('span', { class: 'clip' }, [saidValue(column, value)])]);
  });
  return node('div', { class: 'choices filter-values', role: 'group', 'aria-label': column.label }, rows);
}

/** @param {CrossColumn} column @param {Choice} choice @param {(next: Choice | null) => void} choose */
function range(column, choice, choose) {
  const { from, to } = isRange(choice) ? choice : { from: '', to: '' };
  const kind = NUMBERS.has(column.type) ? 'number' : column.grain === 'hour' || (!column.grain && column.type === 'timestamp') ? 'datetime-local' : 'date';
  const cut = (/** @type {string} */ value) => (kind === 'date' ? value.slice(0, 10) : kind === 'number' ? value : value.slice(0, 16));
  const inputs = [['From', from], ['To', to]].map(([label, value]) =>
    /** @type {HTMLInputElement} */ (node('input', { type: kind, class: 'small', 'aria-label': `${column.label}: ${text(label)}`, value: cut(value), ...(kind === 'number' ? { step: 'any' } : {}) })));
  const apply = node('button', { type: 'submit', class: 'btn btn-small' }, [text('Apply')]);
  const form = node('form', { class: 'filter-range' }, [inputs[0], node('span', { 'aria-hidden': 'true' }, ['–']), inputs[1], apply]);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const [low, high] = inputs.map(({ value }) => written(value, kind, column));
    if (low && high && (kind === 'number' ? Number(low) > Number(high) : low > high)) {
      inputs[1].setCustomValidity(text('This lies before the beginning.'));
      inputs[1].reportValidity();
    } else choose(low || high ? { from: low, to: high } : null);
  });
  for (const input of inputs) input.addEventListener('input', () => inputs[1].setCustomValidity(''));
  return form;
}

/** What was typed as the server takes it: a day becomes the beginning of its group of time. @param {string} value @param {string} kind @param {CrossColumn} column */
function written(value, kind, column) {
  if (!value || kind === 'number') return value;
  return kind === 'date' ? startOf(value, column.grain) : `${value.slice(0, column.grain === 'hour' ? 13 : 16)}${column.grain === 'hour' ? ':00:00' : ':00'}`;
}
