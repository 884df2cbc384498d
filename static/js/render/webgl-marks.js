// Word of the points of our own engine: the one under the pointer when it is clicked or its menu is asked for.
import { tellMark } from './mark-event.js';
import { cell } from './format.js';

/**
 * @param {HTMLElement} host @param {() => {payload: ChartPayload, categories: string[], hit: any}} now `hit` is the point under the pointer
 * @returns {() => void} stops
 */
export function listen(host, now) {
  const tell = (/** @type {'pick' | 'menu'} */ action, /** @type {MouseEvent} */ event) => {
    const { payload, categories, hit } = now();
    if (!hit) return false;
    const [x, y, category] = payload.columns;
    const named = category && categories[hit.category] !== undefined ? [{ column: { ...category, field: category.field ?? category.name }, value: categories[hit.category] }] : [];
    const values = [x, y].map((column, i) => `${column?.label ?? ''}: ${column ? cell(i ? hit.y : hit.x, column) : ''}`).join('\n');
    const title = named.length ? String(named[0].value) : values.replace('\n', ', ');
    return tellMark(host, { host, payload, rows: [], columns: payload.columns, where: named, title, values, measure: y, value: hit.y, x: event.clientX, y: event.clientY, action, event });
  };
  const menu = (/** @type {MouseEvent} */ event) => { if (tell('menu', event)) event.preventDefault(); };
  const click = (/** @type {MouseEvent} */ event) => { tell('pick', event); };
  host.addEventListener('contextmenu', menu);
  host.addEventListener('click', click);
  return () => { host.removeEventListener('contextmenu', menu); host.removeEventListener('click', click); };
}
