// One big number: the value, what it was before and whether that is good, and a small line of all periods.
import { cell, compact, isNumber, number, text } from './format.js';
import { node } from './figure.js';

/** @typedef {{value: any, row: number, label: string, period: string, running: boolean, before: any, against: string, good: boolean | null, line: [number, any][]}} Facts as the server works them out */

const WIDE = 200;
const HIGH = 40;

/** @param {ChartPayload} payload @returns {Facts | undefined} */
export const facts = (payload) => payload.figure?.layout.meta?.number;

/** A value in the form that the chart asks for; large ones in short, so that they can be read at a glance. @param {any} value @param {ChartColumn | undefined} column @param {string} form */
export function shown(value, column, form) {
  if (value === null || !column || !isNumber(column) || !Number.isFinite(Number(value))) return column ? cell(value, column) : '—';
  if (form === 'percent') return number(Number(value), { style: 'percent', maximumFractionDigits: 1 });
  const short = form === 'short' ? 1e3 : form === 'full' ? Infinity : 1e5;
  return Math.abs(Number(value)) >= short ? compact(Number(value), column) : cell(value, column);
}

/** Places of a small line from left to right, its lowest value at the bottom. @param {[number, any][]} line @returns {string[]} one list of points for each stretch without a gap */
export function stretches(line) {
  const values = line.map(([, value]) => value).filter((value) => typeof value === 'number');
  const low = Math.min(...values);
  const size = Math.max(...values) - low || 1;
  /** @type {string[][]} */
  const found = [[]];
  line.forEach(([, value], i) => {
    if (typeof value !== 'number') found.push([]);
    else found[found.length - 1].push(`${((i / (line.length - 1)) * WIDE).toFixed(1)},${(HIGH - 3 - ((value - low) / size) * (HIGH - 6)).toFixed(1)}`);
  });
  return found.filter((points) => points.length).map((points) => points.join(' '));
}

/** @param {string} tag @param {Record<string, string>} attributes */
function drawing(tag, attributes) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

/** @param {[number, any][]} line */
function sparkline(line) {
  const host = drawing('svg', { class: 'sparkline', viewBox: `0 0 ${WIDE} ${HIGH}`, preserveAspectRatio: 'none', 'aria-hidden': 'true' });
  host.append(...stretches(line).map((points) => drawing('polyline', { points, 'vector-effect': 'non-scaling-stroke' })));
  return host;
}

/** @param {Facts} found @param {string} before */
function delta(found, before) {
  const change = found.before ? (found.value - found.before) / Math.abs(found.before) : 0;
  const way = found.value > found.before ? 'up' : found.value < found.before ? 'down' : 'flat';
  const sign = { up: '▲', down: '▼', flat: '■' }[way];
  const words = { up: text('up'), down: text('down'), flat: text('unchanged') }[way];
  const share = found.before && way !== 'flat' ? ` ${number(Math.abs(change), { style: 'percent', maximumFractionDigits: 1 })}` : '';
  const judged = found.good === null ? '' : found.good ? ' delta-good' : ' delta-bad';
  const from = ` ${text('from')} ${before}${found.against ? ` ${text('in')} ${found.against}` : ''}`;
  return node('p', { class: `big-number-delta${judged}` }, [node('span', { 'aria-hidden': 'true' }, [`${sign} `]), `${words}${share}`, node('span', { class: 'muted' }, [from])]);
}

/** @param {HTMLElement} host @param {ChartPayload} payload */
function fill(host, payload) {
  const found = facts(payload);
  if (!found) {
    host.replaceChildren(node('p', { class: 'muted' }, [text('There is no value.')]));
    return;
  }
  const column = payload.columns.find(({ role }) => role === 'measure');
  const form = String(payload.options.format ?? 'auto');
  const label = [found.label, found.period, found.running ? text('so far') : ''].filter(Boolean).join(' · ');
  const parts = [
    node('p', { class: 'big-number-value num', title: column ? cell(found.value, column) : '' }, [shown(found.value, column, form)]),
    node('p', { class: 'big-number-label muted' }, [label]),
  ];
  if (typeof found.value === 'number' && typeof found.before === 'number') parts.splice(1, 0, delta(found, shown(found.before, column, form)));
  host.replaceChildren(node('div', { class: 'big-number' }, [...parts, ...(found.line.length ? [sparkline(found.line)] : [])]));
}

/** @type {Renderer['draw']} */
export function draw(host, payload) {
  fill(host, payload);
  return { destroy: () => host.replaceChildren(), resize() {}, update: (next) => fill(host, next) };
}
