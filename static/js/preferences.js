// The settings form shows at once what a choice does: theme, density and movement on the page, numbers and dates in samples.
import { cell, number } from './render/format.js';

const ON_PAGE = ['theme', 'density', 'motion', 'locale', 'dates'];
const root = document.documentElement;

/** @param {HTMLFormElement} form */
function samples(form) {
  const show = (/** @type {string} */ name, /** @type {string} */ text) => {
    const place = form.querySelector(`[data-sample="${name}"]`);
    if (place) place.textContent = text;
  };
  show('number', number(1234567.89));
  show('currency', cell(1234.5, { name: 'amount', label: 'Amount', role: 'measure', type: 'number', format: { style: 'currency', currency: 'EUR' } }));
  show('date', cell('2026-12-31', { name: 'day', label: 'Day', role: 'dimension', type: 'date' }));
  const zone = /** @type {HTMLSelectElement | null} */ (form.elements.namedItem('timezone'))?.value || 'UTC';
  show('now', new Intl.DateTimeFormat(root.dataset.locale, { dateStyle: 'medium', timeStyle: 'short', timeZone: zone }).format(new Date()));
}

/** @param {HTMLElement} element the form whose fields are named like the preferences */
export function attach(element) {
  const form = /** @type {HTMLFormElement} */ (element);
  const before = { ...root.dataset };
  const apply = () => {
    for (const name of ON_PAGE) {
      const field = form.elements.namedItem(name);
      if (field instanceof HTMLSelectElement && field.value) root.dataset[name] = field.value;
    }
    samples(form);
  };
  form.addEventListener('change', apply);
  samples(form);
  return () => Object.assign(root.dataset, before);
}
