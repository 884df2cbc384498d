// A result as a table: sticky header, numbers to the right, sorting in the page, and how many of how many rows are shown.
import { cell, isNumber, number, text } from './format.js';
import { node } from './figure.js';
import { listen } from './table-marks.js';
import { resizable } from './table-widths.js';

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
  const head = node('th', { scope: 'col', ...(isNumber(column) ? { class: 'num' } : {}) }, [button]);
  resizable(head, column);
  return head;
}

/** The last line: the total of each measure, as the engine has computed it. @param {ChartPayload} payload */
function totalsRow({ columns, totals }) {
  if (!totals) return [];
  const cells = columns.map((column, i) => node(i ? 'td' : 'th', { ...(i ? {} : { scope: 'row' }), ...(isNumber(column) ? { class: 'num' } : {}) },
    [totals[i] === null || totals[i] === undefined ? (i ? '' : text('Total')) : cell(totals[i], column)]));
  return [node('tfoot', {}, [node('tr', {}, cells)])];
}

/** @param {number} shown @param {ChartPayload} payload */
function countText(shown, payload) {
  const total = payload.total ?? payload.row_count;
  return `${text('Rows')} ${number(shown)} / ${number(total)}`;
}

/**
 * Put the table of a payload into an element. With `fetchMore`, rows beyond those of the payload are asked for page by page.
 * @param {HTMLElement} host @param {ChartPayload} first @param {(after: string) => Promise<ChartPayload>} [fetchMore]
 */
export function fillTable(host, first, fetchMore) {
  const payload = fetchMore ? { ...first, rows: [...first.rows] } : first;
  const places = new Map(payload.rows.map((row, i) => [row, i]));
  let rows = payload.rows;
  let shown = Math.min(PAGE, rows.length);
  const body = node('tbody');
  const count = node('span', { class: 'muted small', role: 'status' });
  const problem = node('span', { class: 'error small', role: 'alert' });
  const more = node('button', { type: 'button', class: 'btn btn-quiet btn-small' }, [text('Show more rows')]);
  const fill = () => {
    body.replaceChildren(...rows.slice(0, shown).map((row) => bodyRow(payload.columns, row, places.get(row) ?? -1)));
    count.textContent = countText(shown, payload);
    more.hidden = shown >= rows.length && !(fetchMore && payload.next);
  };
  const load = async () => {
    if (!fetchMore || !payload.next) return;
    more.setAttribute('aria-busy', 'true');
    try {
      const page = await fetchMore(payload.next);
      page.rows.forEach((row, i) => places.set(row, payload.rows.length + i));
      if (rows !== payload.rows) rows = [...rows, ...page.rows]; // what is sorted stays; new rows come below it
      payload.rows.push(...page.rows);
      payload.next = page.next;
    } catch (error) {
      problem.textContent = error instanceof Error && error.message ? error.message : text('More rows could not be fetched. Try again.');
    }
    more.removeAttribute('aria-busy');
  };
  more.addEventListener('click', async () => {
    problem.textContent = '';
    if (shown + PAGE > rows.length) await load();
    shown = Math.min(rows.length, shown + PAGE);
    fill();
  });
  const heads = payload.columns.map((column, i) => heading(column, () => {
    const way = heads[i].getAttribute('aria-sort') === 'ascending' ? -1 : 1;
    heads.forEach((other) => other.removeAttribute('aria-sort'));
    heads[i].setAttribute('aria-sort', way === 1 ? 'ascending' : 'descending');
    rows = [...payload.rows].sort((a, b) => compare(a[i], b[i], isNumber(column), way));
    fill();
  }));
  fill();
  const table = node('table', { class: 'table table-sticky' }, [node('thead', {}, [node('tr', {}, heads)]), body, ...totalsRow(payload)]);
  host.replaceChildren(table, node('div', { class: 'table-foot cluster' }, [count, more, problem]));
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
