// The rows behind a mark: asked with the question's own filters and the mark's, row rules included, shown as a table in a dialog.
import { ApiError, api } from './api.js';
import { node } from './render/figure.js';
import { text } from './render/format.js';
import { fillTable } from './render/table.js';

/** @returns {HTMLDialogElement} */
function dialog() {
  const title = node('h2', { id: 'mark-rows-title' });
  const close = node('button', { class: 'btn btn-quiet', type: 'button' }, [text('Close')]);
  const body = node('div', { class: 'dialog-body' });
  const element = /** @type {HTMLDialogElement} */ (node('dialog', { class: 'dialog wide mark-rows', 'aria-labelledby': 'mark-rows-title' }, [node('div', { class: 'dialog-head' }, [title, close]), body]));
  close.addEventListener('click', () => element.close());
  element.addEventListener('click', (event) => { if (event.target === element) element.close(); });
  element.addEventListener('close', () => element.remove());
  document.body.append(element);
  return element;
}

/**
 * @param {{title: string, path: string, json: Record<string, any>}} source `title` names the mark; the answer is a payload of kind table
 */
export async function showRows({ title, path, json }) {
  const element = dialog();
  const body = /** @type {HTMLElement} */ (element.querySelector('.dialog-body'));
  /** @type {HTMLElement} */ (element.querySelector('h2')).textContent = `${text('Rows of')} ${title}`;
  body.replaceChildren(node('span', { class: 'skeleton' }));
  element.showModal();
  try {
    const payload = await api(path, { json });
    const wrap = node('div', { class: 'table-wrap tall', tabindex: '0', role: 'region', 'aria-label': `${text('Rows of')} ${title}` });
    fillTable(wrap, payload, (after) => api(path, { json: { ...json, after } }));
    body.replaceChildren(wrap);
  } catch (error) {
    body.replaceChildren(node('p', { role: 'alert' }, [error instanceof ApiError ? error.message : text('The rows could not be fetched. Try again.')]));
  }
}
