// The preview of an upload: every correction is read anew by the server, so what is seen is what is imported.
import { csrfToken } from './api.js';

const PAUSE = 350;

/** @typedef {Record<string, any> & {columns?: Record<string, Record<string, any>>}} Options */

/**
 * The options with one more choice. A choice about how the file is cut (separator, header, sheet) lets go of choices about columns.
 * @param {Options} options @param {string} name @param {unknown} value @returns {Options}
 */
export function withOption(options, name, value) {
  const cut = ['delimiter', 'encoding', 'header', 'sheet', 'skip_rows'].includes(name);
  return { ...options, [name]: value, ...(cut ? { columns: {} } : {}) };
}

/** @param {Options} options @param {string} column as the file names it @param {string} field @param {unknown} value @returns {Options} */
export function withColumn(options, column, field, value) {
  const columns = options.columns ?? {};
  return { ...options, columns: { ...columns, [column]: { ...columns[column], [field]: value } } };
}

/** @param {HTMLInputElement | HTMLSelectElement} control */
function valueOf(control) {
  if (control instanceof HTMLInputElement && control.type === 'checkbox') return control.checked;
  return control.dataset.kind === 'number' ? Number(control.value) : control.value;
}

/** @param {HTMLElement} element the form */
export function attach(element) {
  const form = /** @type {HTMLFormElement} */ (element);
  const field = /** @type {HTMLInputElement} */ (form.elements.namedItem('options'));
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  const again = (/** @type {string} */ options) => {
    clearTimeout(timer);
    field.value = options;
    const busy = form.querySelector('[data-busy]');
    timer = setTimeout(() => {
      if (busy instanceof HTMLElement) busy.hidden = false;
      const name = form.elements.namedItem('name');
      const values = { options, ...(name instanceof HTMLInputElement ? { name: name.value } : {}) };
      window.htmx.ajax('POST', form.dataset.refresh ?? '', { target: form, swap: 'outerHTML', source: form.parentElement ?? form, values });
    }, PAUSE);
  };

  form.addEventListener('change', (event) => {
    const control = /** @type {HTMLInputElement | HTMLSelectElement} */ (event.target);
    const { option, column, field: part } = control.dataset;
    const options = /** @type {Options} */ (JSON.parse(field.value));
    if (option) again(JSON.stringify(withOption(options, option, valueOf(control))));
    else if (column !== undefined && part) again(JSON.stringify(withColumn(options, column, part, valueOf(control))));
  });
  form.addEventListener('click', (event) => {
    const button = event.target instanceof Element ? event.target.closest('button') : null;
    if (button?.hasAttribute('data-reset')) again('');
    if (button?.hasAttribute('data-discard')) discard(form, button.dataset.url ?? '');
  });
  form.addEventListener('submit', () => form.querySelector('[data-create]')?.setAttribute('disabled', ''));
  return () => clearTimeout(timer);
}

/** Forget the file and go back to the drop zone. @param {HTMLElement} form @param {string} url */
async function discard(form, url) {
  await fetch(url, { method: 'DELETE', headers: { 'X-CSRFToken': csrfToken(), 'Tus-Resumable': '1.0.0' } }).catch(() => {});
  form.dispatchEvent(new CustomEvent('upload-discarded', { bubbles: true }));
}
