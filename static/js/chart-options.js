// The look of a chart: a control for each option that its kind declares.
import { select } from './chart-shelves.js';
import { node } from './render/figure.js';

/** @typedef {{name: string, label: string, default: any, choices: [string, string][], help: string, number?: boolean, least?: number | null, most?: number | null}} Option */

/** What is typed into a field for a number; nothing leaves it to the kind. @param {string} typed @param {Option} option @returns {number | null} */
export function numberOf(typed, { least, most, default: usual }) {
  const value = Number(typed);
  if (typed.trim() === '' || !Number.isFinite(value)) return usual;
  return Math.min(most ?? value, Math.max(least ?? value, value));
}

/** @param {Option} option @param {any} value @param {(value: any) => void} set */
function input(option, value, set) {
  /** @type {Record<string, string>} */
  const ends = Object.fromEntries([['min', option.least], ['max', option.most]].filter(([, end]) => typeof end === 'number').map(([name, end]) => [name, String(end)]));
  const kind = option.number ? { type: 'number', step: 'any', placeholder: 'Automatic', inputmode: 'decimal', ...ends } : { type: 'text' };
  const control = /** @type {HTMLInputElement} */ (node('input', { class: 'small', 'aria-label': option.label, autocomplete: 'off', ...kind }));
  control.value = value ?? '';
  control.addEventListener('change', () => set(option.number ? numberOf(control.value, option) : control.value));
  return control;
}

/** @param {Option} option @param {any} value @param {(value: any) => void} set @returns {HTMLElement} */
export function optionField(option, value, set) {
  const help = option.help ? [node('span', { class: 'muted small' }, [option.help])] : [];
  if (typeof option.default === 'boolean') {
    const box = /** @type {HTMLInputElement} */ (node('input', { type: 'checkbox' }));
    box.checked = value;
    box.addEventListener('change', () => set(box.checked));
    return node('label', { class: 'choice' }, [box, node('span', {}, [option.label, ...help.map((said) => node('span', {}, [' ', said]))])]);
  }
  const control = option.choices.length ? select(option.label, option.choices, value, set) : input(option, value, set);
  return node('label', { class: 'field' }, [node('span', { class: 'label' }, [option.label]), control, ...help]);
}
