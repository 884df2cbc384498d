// Widths of a table's columns: dragged at the edge of a heading or changed by arrow keys, and kept in this browser.
import { node } from './figure.js';
import { text } from './format.js';

const LEAST = 48;
const MOST = 800;
const STEP = 16;
const PLACE = 'pb-widths';
const KEPT = 200; // columns; the oldest go first

/** @returns {Record<string, number>} */
function kept() {
  try {
    return JSON.parse(localStorage.getItem(PLACE) ?? '{}');
  } catch {
    return {};
  }
}

/** @param {string} name @param {number | null} width */
function keep(name, width) {
  const { [name]: _, ...others } = kept();
  const all = Object.entries(width === null ? others : { ...others, [name]: width }).slice(-KEPT);
  try {
    localStorage.setItem(PLACE, JSON.stringify(Object.fromEntries(all)));
  } catch { /* a browser that keeps nothing: the width holds until the page is left */ }
}

/** @param {number} width */
export const within = (width) => Math.round(Math.min(MOST, Math.max(LEAST, width)));

/**
 * Give a heading an edge that changes its column's width; the double click and the key Home give it back to the browser.
 * @param {HTMLElement} head @param {ChartColumn} column
 */
export function resizable(head, column) {
  const edge = node('span', { class: 'table-edge', role: 'separator', tabindex: '0', 'aria-orientation': 'vertical', 'aria-label': `${text('Width of')} ${column.label || column.name}`, 'aria-valuemin': String(LEAST), 'aria-valuemax': String(MOST), 'aria-valuenow': String(LEAST) });
  const name = `${column.name}:${column.type}`;
  const put = (/** @type {number | null} */ width) => {
    for (const side of /** @type {const} */ (['width', 'minWidth', 'maxWidth'])) head.style[side] = width === null ? '' : `${width}px`;
    edge.setAttribute('aria-valuenow', String(width ?? within(head.offsetWidth || LEAST)));
  };
  const change = (/** @type {number | null} */ width) => { put(width); keep(name, width); };
  const known = kept()[name];
  if (Number.isFinite(known)) put(within(known));
  edge.addEventListener('focus', () => edge.setAttribute('aria-valuenow', String(within(head.offsetWidth))));
  edge.addEventListener('keydown', (event) => {
    const way = { ArrowLeft: -STEP, ArrowRight: STEP }[event.key];
    if (way) change(within(head.offsetWidth + way));
    else if (event.key === 'Home') change(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  edge.addEventListener('dblclick', () => change(null));
  edge.addEventListener('pointerdown', (event) => {
    const [from, wide] = [event.clientX, head.offsetWidth];
    edge.setPointerCapture(event.pointerId);
    event.preventDefault();
    const move = (/** @type {PointerEvent} */ now) => put(within(wide + now.clientX - from));
    edge.addEventListener('pointermove', move);
    edge.addEventListener('lostpointercapture', () => { edge.removeEventListener('pointermove', move); if (head.style.width) keep(name, within(head.offsetWidth)); }, { once: true });
  });
  head.append(edge);
}
