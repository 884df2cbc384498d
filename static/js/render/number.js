// One big number, with what it was before when the result has it.
import { cell, compact, isNumber, number, text } from './format.js';
import { node } from './figure.js';

/** @param {ChartPayload} payload @returns {{value: any, column: ChartColumn | undefined, before: number | null}} */
export function headline(payload) {
  const measures = payload.columns.map((column, i) => ({ column, i })).filter(({ column }) => column.role === 'measure' || isNumber(column));
  const first = measures[0] ?? { column: payload.columns[0], i: 0 };
  const last = payload.rows[payload.rows.length - 1] ?? [];
  const second = measures[1];
  const compare = second && Number.isFinite(Number(last[second.i])) && last[second.i] !== null ? Number(last[second.i]) : null;
  return { value: last[first.i] ?? null, column: first.column, before: compare };
}

/** Large numbers in short, so that they can be read at a glance. @param {number} value @param {ChartColumn} column */
const brief = (value, column) => (Math.abs(value) >= 1e5 ? compact(value, column) : cell(value, { ...column, type: 'float' }));

/** @param {number} now @param {number} before @param {ChartColumn} column */
function delta(now, before, column) {
  const change = before ? (now - before) / Math.abs(before) : 0;
  const direction = change > 0 ? 'up' : change < 0 ? 'down' : 'flat';
  const sign = { up: '▲', down: '▼', flat: '■' }[direction];
  const words = { up: text('up'), down: text('down'), flat: text('unchanged') }[direction];
  const share = number(Math.abs(change), { style: 'percent', maximumFractionDigits: 1 });
  const mark = node('span', { 'aria-hidden': 'true' }, [`${sign} `]);
  return node('p', { class: `big-number-delta delta-${direction}` }, [mark, `${words} ${share}`, node('span', { class: 'muted' }, [` ${text('from')} ${brief(before, column)}`])]);
}

/** @param {HTMLElement} host @param {ChartPayload} payload */
function fill(host, payload) {
  const { value, column, before } = headline(payload);
  const numeric = value !== null && column && isNumber(column) && Number.isFinite(Number(value));
  const full = column ? cell(value, column) : '—';
  const shown = numeric && Math.abs(Number(value)) >= 1e5 ? brief(Number(value), column) : full;
  const parts = [node('p', { class: 'big-number-value num', title: full }, [shown]), node('p', { class: 'big-number-label muted' }, [column?.label ?? ''])];
  if (numeric && before !== null) parts.splice(1, 0, delta(Number(value), before, column));
  host.replaceChildren(node('div', { class: 'big-number' }, parts));
}

/** @type {Renderer['draw']} */
export function draw(host, payload) {
  fill(host, payload);
  return { destroy: () => host.replaceChildren(), resize() {}, update: (next) => fill(host, next) };
}
