// The accessible frame of every chart: a figure with a one-sentence caption and a switch to the numbers as a real table.
import { fillTable } from './table.js';
import { text } from './format.js';

/** @type {number} */
let count = 0;

/** @param {string} tag @param {Record<string, string>} [attributes] @param {(Node | string)[]} [children] @returns {HTMLElement} */
export function node(tag, attributes = {}, children = []) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** What people noted on the picture, in full. @param {HTMLElement} list @param {{id: string, place: string, text: string, drawn: boolean}[]} notes */
function listNotes(list, notes) {
  list.hidden = !notes.length;
  list.replaceChildren(...notes.map((note) => node('li', { 'data-note': note.id }, [node('span', { class: 'muted' }, [`${note.place}${note.drawn ? '' : ` (${text('not in view')})`}: `]), note.text])));
}

/**
 * @param {HTMLElement} element @param {ChartPayload} first
 * @returns {{body: HTMLElement, caption: HTMLElement, update(payload: ChartPayload): void, destroy(): void}}
 */
export function figure(element, first) {
  let payload = first;
  const id = `chart-${++count}`;
  const body = node('div', { class: 'chart-body' });
  const table = node('div', { class: 'chart-table table-wrap', id: `${id}-table`, tabindex: '0', role: 'region' });
  const toggle = node('button', { type: 'button', class: 'btn btn-quiet btn-small chart-toggle', 'aria-pressed': 'false', 'aria-controls': table.id }, [text('Table')]);
  const summary = node('span', { class: 'chart-summary' });
  const caption = node('figcaption', { class: 'chart-caption', id: `${id}-caption` }, [summary, toggle]);
  const notes = node('ul', { class: 'chart-notes small', 'aria-label': text('Notes') });
  const frame = node('figure', { class: 'chart', 'aria-labelledby': caption.id }, [body, table, caption, notes]);
  table.hidden = true;
  const show = (/** @type {boolean} */ on) => {
    toggle.setAttribute('aria-pressed', String(on));
    table.hidden = !on;
    body.hidden = on;
    if (on && !table.firstChild) fillTable(table, payload);
  };
  toggle.addEventListener('click', () => show(table.hidden));
  const update = (/** @type {ChartPayload} */ next) => {
    payload = next;
    summary.textContent = next.summary;
    table.setAttribute('aria-label', `${next.title || text('Chart')}: ${text('table')}`);
    table.replaceChildren();
    toggle.hidden = next.kind === 'table';
    listNotes(notes, next.annotations ?? []);
    if (!table.hidden) show(next.kind !== 'table');
  };
  update(first);
  element.replaceChildren(frame);
  return { body, caption, update, destroy: () => frame.remove() };
}
