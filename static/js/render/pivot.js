// A pivot table: groups down and across, with the totals that the server asked for.
import { cell, number, text } from './format.js';
import { node } from './figure.js';
import { tellMark } from './mark-event.js';
import { focus, walk } from './table-marks.js';

/** @typedef {{head: string[], level: number | null, cells: any[], rows: (number | null)[]}} Line `level` is how many groups a total is of; null for a plain line */
/** @typedef {{down: string[], across: string[], heads: string[][], measures: string[], right: boolean, lines: Line[]}} Pivot as the server lays it out */

/** @param {ChartPayload} payload @returns {Pivot | undefined} */
const laidOut = (payload) => payload.figure?.layout.meta?.pivot;

/**
 * One row of heads across: equal neighbours under the same heads above are one.
 * @param {string[][]} heads @param {number} level @returns {{label: string, span: number}[]}
 */
export function spans(heads, level) {
  /** @type {{label: string, span: number}[]} */
  const found = [];
  heads.forEach((head, i) => {
    const same = i > 0 && head.slice(0, level + 1).every((label, j) => label === heads[i - 1][j]);
    if (same) found[found.length - 1].span += 1;
    else found.push({ label: head[level], span: 1 });
  });
  return found;
}

/** @param {string} label @param {number} columns @param {number} [rows] */
const top = (label, columns, rows = 1) => node('th', { scope: columns > 1 ? 'colgroup' : 'col', class: 'num', colspan: String(columns), rowspan: String(rows) }, [label]);

/** @param {Pivot} pivot @param {ChartColumn[]} measures */
function head(pivot, measures) {
  const rows = pivot.across.map((_, level) => spans(pivot.heads, level).map(({ label, span }) => top(label, span * measures.length)));
  if (measures.length > 1 || !rows.length) rows.push(Array.from({ length: pivot.heads.length + Number(pivot.right) }, () => measures.map(({ label }) => top(label, 1))).flat());
  if (pivot.right) rows[0].push(top(text('Total'), measures.length, Math.max(1, pivot.across.length)));
  rows[0].unshift(...pivot.down.map((label) => node('th', { scope: 'col', rowspan: String(rows.length) }, [label])));
  return node('thead', {}, rows.map((cells) => node('tr', {}, cells)));
}

/** What a line is called, group by group; groups that the line above has already are quiet. @param {Line} line @param {Line | undefined} above @param {number} depth */
function labels(line, above, depth) {
  if (line.level !== null) {
    const name = line.level ? `${text('Total')} ${line.head[line.level - 1]}` : text('Total of all');
    return [...line.head.slice(0, Math.max(0, line.level - 1)).map((label) => node('th', { scope: 'row', class: 'repeated' }, [label])), node('th', { scope: 'row', colspan: String(depth - Math.max(0, line.level - 1)) }, [name])];
  }
  let same = above?.level === null;
  return line.head.map((label, i) => {
    same = same && i < depth - 1 && above?.head[i] === label;
    return node('th', { scope: 'row', ...(same ? { class: 'repeated' } : {}) }, [label]);
  });
}

/** @param {Pivot} pivot @param {number} at @param {ChartColumn[]} measures */
function row(pivot, at, measures) {
  const line = pivot.lines[at];
  const cells = line.cells.map((value, i) => {
    const group = Math.floor(i / measures.length);
    const behind = line.rows[group];
    const total = pivot.right && group === pivot.heads.length ? ' pivot-right' : '';
    return node('td', { class: `num${total}`, ...(behind === null ? {} : { 'data-row': String(behind) }) }, [cell(value, measures[i % measures.length])]);
  });
  /** @type {Record<string, string>} */
  const kind = line.level === null ? {} : { class: line.level ? 'pivot-subtotal' : 'pivot-total' };
  return node('tr', kind, [...labels(line, pivot.lines[at - 1], pivot.down.length), ...cells]);
}

/** @param {HTMLElement} host @param {ChartPayload} payload */
function fill(host, payload) {
  const pivot = laidOut(payload);
  if (!pivot) {
    host.replaceChildren(node('p', { class: 'muted' }, [text('There are no rows to show.')]));
    return;
  }
  const measures = pivot.measures.map((name) => /** @type {ChartColumn} */ (payload.columns.find((column) => column.name === name)));
  const body = node('tbody', {}, pivot.lines.map((_, at) => row(pivot, at, measures)));
  const foot = node('p', { class: 'muted small table-foot' }, [`${number(pivot.lines.filter(({ level }) => level === null).length)} ${text('lines')}`]);
  host.replaceChildren(node('table', { class: 'table table-sticky pivot' }, [head(pivot, measures), body]), foot);
}

/** The row of the answer that stands at a place: of a line, of a group across, or of both. @param {Pivot} pivot @param {number} line @param {number} group */
function rowAt(pivot, line, group) {
  if (line >= 0 && group >= 0) return pivot.lines[line]?.rows[group] ?? null;
  if (line >= 0) return pivot.lines[line]?.rows.find((row) => row !== null) ?? null;
  return pivot.lines.map(({ rows }) => rows[group]).find((row) => row !== null && row !== undefined) ?? null;
}

/** The group across that a heading begins at, and how many groups above it are named. @param {HTMLTableCellElement} th @param {number} size columns of a group @returns {[number, number]} */
function placeOf(th, size) {
  const level = /** @type {HTMLTableRowElement} */ (th.parentElement).rowIndex;
  const own = [...(/** @type {HTMLTableRowElement} */ (th.parentElement).cells)].filter((one) => one.scope !== 'col' || one.classList.contains('num'));
  const before = own.slice(0, own.indexOf(th)).reduce((sum, one) => sum + one.colSpan, 0);
  return [Math.floor(before / size), level + 1];
}

/** What a cell or a heading stands for, by column. @param {HTMLTableCellElement} cellElement @param {ChartPayload} payload @returns {{where: {column: ChartColumn, value: any}[], measure?: ChartColumn, value?: any, row: number} | null} */
export function meantBy(cellElement, payload) {
  const pivot = laidOut(payload);
  const tr = /** @type {HTMLTableRowElement} */ (cellElement.parentElement);
  if (!pivot) return null;
  const dims = payload.columns.filter((column) => column.role === 'dimension');
  const [down, size] = [pivot.down.length, pivot.measures.length];
  const of = (/** @type {number | null} */ row, /** @type {ChartColumn[]} */ columns) => (row === null ? null : { row, where: columns.map((column) => ({ column, value: payload.rows[row][payload.columns.indexOf(column)] })) });
  if (tr.parentElement?.tagName === 'THEAD') {
    const [group, named] = placeOf(cellElement, size);
    return pivot.across.length && named <= pivot.across.length && group < pivot.heads.length && cellElement.classList.contains('num') ? of(rowAt(pivot, -1, group), dims.slice(down, down + named)) : null;
  }
  const line = tr.sectionRowIndex;
  const heads = [...tr.cells].filter((one) => one.tagName === 'TH');
  if (pivot.lines[line]?.level !== null) return null;
  if (cellElement.tagName === 'TH') return of(rowAt(pivot, line, -1), dims.slice(0, heads.indexOf(cellElement) + 1));
  const at = cellElement.cellIndex - heads.length;
  const found = of(rowAt(pivot, line, Math.floor(at / size)), dims);
  const measure = payload.columns.find((column) => column.name === pivot.measures[at % size]);
  return found && { ...found, measure, value: measure && payload.rows[found.row][payload.columns.indexOf(measure)] };
}

/** Cells and headings as marks: arrow keys walk, a click picks, a right click, Enter or the menu key asks for the menu. @param {HTMLElement} region @param {() => ChartPayload} payload @returns {() => void} stops */
function listen(region, payload) {
  const tell = (/** @type {'pick' | 'menu'} */ action, /** @type {Event} */ event) => {
    const at = /** @type {HTMLTableCellElement | null} */ (event.target instanceof Element ? event.target.closest('td, th') : null);
    const found = at && meantBy(at, payload());
    if (!found) return false;
    const { where, measure, value, row } = found;
    const box = at.getBoundingClientRect();
    const [x, y] = event instanceof MouseEvent && event.clientX ? [event.clientX, event.clientY] : [box.x, box.bottom];
    const title = where.map((place) => cell(place.value, place.column)).join(' · ');
    return tellMark(region, { host: region, payload: payload(), rows: [row], columns: payload().columns, where, title, values: at.textContent ?? '', measure, value, x, y, action, event });
  };
  const menu = (/** @type {Event} */ event) => { if (tell('menu', event)) event.preventDefault(); };
  const click = (/** @type {Event} */ event) => { tell('pick', event); };
  const press = (/** @type {KeyboardEvent} */ event) => {
    const at = /** @type {HTMLTableCellElement | null} */ (event.target instanceof Element ? event.target.closest('td, th') : null);
    if (!at) return event.key === 'Enter' && event.target === region ? focus(region.querySelector('tbody td')) : undefined;
    if (walk(at, event)) return undefined;
    return event.key === 'Enter' || event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey) ? menu(event) : undefined;
  };
  const ending = new AbortController();
  region.addEventListener('contextmenu', menu, { signal: ending.signal });
  region.addEventListener('click', click, { signal: ending.signal });
  region.addEventListener('keydown', press, { signal: ending.signal });
  return () => ending.abort();
}

/** @type {Renderer['draw']} */
export function draw(host, payload) {
  const wrap = node('div', { class: 'table-wrap chart-scroll', tabindex: '0', role: 'region', 'aria-label': payload.title || text('Pivot table') });
  host.replaceChildren(wrap);
  fill(wrap, payload);
  let now = payload;
  const stop = listen(wrap, () => now);
  return { destroy: () => { stop(); wrap.remove(); }, resize() {}, update: (next) => { now = next; fill(wrap, next); } };
}
