// A pivot table: groups down and across, with the totals that the server asked for.
import { cell, number, text } from './format.js';
import { node } from './figure.js';

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

/** @type {Renderer['draw']} */
export function draw(host, payload) {
  const wrap = node('div', { class: 'table-wrap chart-scroll', tabindex: '0', role: 'region', 'aria-label': payload.title || text('Pivot table') });
  host.replaceChildren(wrap);
  fill(wrap, payload);
  return { destroy: () => wrap.remove(), resize() {}, update: (next) => fill(wrap, next) };
}
