// A result as a table: sticky header, numbers to the right, sorting in the page, and how many of how many rows are shown.
import { cell, isNumber, number, text } from './format.js';
import { node } from './figure.js';
import { listen } from './table-marks.js';

const PAGE = 200;

/** Nulls last in both directions; numbers as numbers; text by the language. @param {any} a @param {any} b @param {boolean} numeric @param {1 | -1} way */
export function compare(a, b, numeric, way) {
  if (a === null || a === undefined) return b === null || b === undefined ? 0 : 1;
  if (b === null || b === undefined) return -1;
  return way * (numeric ? Number(a) - Number(b) : String(a).localeCompare(String(b), undefined, { numeric: true }));
}

/** @param {ChartColumn[]} columns @param {any[]} row @param {number} place in the payload's rows */
function bodyRow(columns, row, place) {
  return node('tr', { 'data-row': String(place) }, columns.map((column, i) => {
    const td = node('td', isNumber(column) ? { class: 'num' } : {}, [cell(row[i], column)]);
    if (row[i] === null || row[i] === undefined) td.title = 'null';
    return td;
  }));
}

/** @param {ChartColumn} column @param {() => void} sort */
function heading(column, sort) {
  const button = node('button', { type: 'button', class: 'table-sort' }, [column.label || column.name]);
  button.addEventListener('click', sort);
  return node('th', { scope: 'col', ...(isNumber(column) ? { class: 'num' } : {}) }, [button]);
}

/** @param {number} shown @param {ChartPayload} payload */
function countText(shown, payload) {
  const total = payload.total ?? payload.row_count;
  return `${text('Rows')} ${number(shown)} / ${number(total)}`;
}

/**
 * Put the table of a payload into an element.
 * @param {HTMLElement} host @param {ChartPayload} payload
 */
export function fillTable(host, payload) {
  const places = new Map(payload.rows.map((row, i) => [row, i]));
  let rows = payload.rows;
  let shown = Math.min(PAGE, rows.length);
  const body = node('tbody');
  const count = node('span', { class: 'muted small', role: 'status' });
  const more = node('button', { type: 'button', class: 'btn btn-quiet btn-small' }, [text('Show more rows')]);
  const fill = () => {
    body.replaceChildren(...rows.slice(0, shown).map((row) => bodyRow(payload.columns, row, places.get(row) ?? -1)));
    count.textContent = countText(shown, payload);
    more.hidden = shown >= rows.length;
  };
  more.addEventListener('click', () => { shown = Math.min(rows.length, shown + PAGE); fill(); });
  const heads = payload.columns.map((column, i) => heading(column, () => {
    const way = heads[i].getAttribute('aria-sort') === 'ascending' ? -1 : 1;
    heads.forEach((other) => other.removeAttribute('aria-sort'));
    heads[i].setAttribute('aria-sort', way === 1 ? 'ascending' : 'descending');
    rows = [...payload.rows].sort((a, b) => compare(a[i], b[i], isNumber(column), way));
    fill();
  }));
  fill();
  const table = node('table', { class: 'table table-sticky' }, [node('thead', {}, [node('tr', {}, heads)]), body]);
  host.replaceChildren(table, node('div', { class: 'table-foot cluster' }, [count, more]));
}

/** @type {Renderer['draw']} */
export function draw(host, payload) {
  const wrap = node('div', { class: 'table-wrap chart-scroll', tabindex: '0', role: 'region', 'aria-label': payload.title || text('Table') });
  host.replaceChildren(wrap);
  fillTable(wrap, payload);
  let now = payload;
  const stop = listen(wrap, () => now);
  return { destroy: () => { stop(); wrap.remove(); }, resize() {}, update: (next) => { now = next; fillTable(wrap, next); } };
}
