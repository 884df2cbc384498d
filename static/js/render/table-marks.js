// Cells of a table as marks: arrow keys walk through them, a right click, Enter or the menu key tells of the one that is meant.
import { tellMark } from './mark-event.js';
import { cell } from './format.js';

const STEPS = /** @type {Record<string, [number, number]>} */ ({ ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] });

/** @param {HTMLTableCellElement} from @param {string} key @returns {HTMLElement | null} */
function next(from, key) {
  const [down, right] = STEPS[key];
  const row = /** @type {HTMLTableRowElement} */ (from.parentElement);
  const rows = [...(row.parentElement?.children ?? [])];
  const target = /** @type {HTMLTableRowElement | undefined} */ (rows[rows.indexOf(row) + down]);
  return target?.cells[from.cellIndex + right] ?? null;
}

/** @param {HTMLElement | null} cellElement */
export function focus(cellElement) {
  if (!cellElement) return;
  cellElement.tabIndex = -1;
  cellElement.focus();
}

/** Go to the next cell with an arrow key. @param {HTMLTableCellElement} from @param {KeyboardEvent} event @returns {boolean} whether it was one */
export function walk(from, event) {
  if (!(event.key in STEPS)) return false;
  event.preventDefault();
  focus(next(from, event.key));
  return true;
}

/**
 * @param {HTMLElement} region scrolls and can be focused; its rows carry `data-row`, a place in the payload's rows
 * @param {() => ChartPayload} payload @returns {() => void} stops
 */
export function listen(region, payload) {
  const tell = (/** @type {HTMLTableCellElement} */ td, /** @type {'pick' | 'menu'} */ action, /** @type {Event} */ event) => {
    const now = payload();
    const at = Number(/** @type {HTMLElement} */ (td.parentElement).dataset.row);
    const row = now.rows[at];
    const column = now.columns[td.cellIndex];
    if (!row || !column) return false;
    const places = now.columns.map((one, i) => ({ column: one, value: row[i] }));
    const own = column.role === 'measure' ? [] : places.filter((place) => place.column === column);
    const where = column.role === 'field' ? own : places.filter((place) => place.column.role === 'dimension');
    const box = td.getBoundingClientRect();
    const [x, y] = event instanceof MouseEvent && event.clientX ? [event.clientX, event.clientY] : [box.x, box.bottom];
    const title = where.map((place) => cell(place.value, place.column)).join(' · ') || column.label;
    return tellMark(region, { host: region, payload: now, rows: [at], columns: now.columns, where, title, values: cell(row[td.cellIndex], column), measure: column, value: row[td.cellIndex], x, y, action, event });
  };
  const cellOf = (/** @type {Event} */ event) => /** @type {HTMLTableCellElement | null} */ (event.target instanceof Element ? event.target.closest('tbody td') : null);
  const menu = (/** @type {Event} */ event) => { const td = cellOf(event); if (td && tell(td, 'menu', event)) event.preventDefault(); };
  const click = (/** @type {Event} */ event) => { const td = cellOf(event); if (td) tell(td, 'pick', event); };
  const press = (/** @type {KeyboardEvent} */ event) => {
    const td = cellOf(event);
    if (!td && event.target === region && event.key === 'Enter') return focus(region.querySelector('tbody td'));
    if (!td) return undefined;
    if (walk(td, event)) return undefined;
    return event.key === 'Enter' || event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey) ? menu(event) : undefined;
  };
  region.addEventListener('contextmenu', menu);
  region.addEventListener('click', click);
  region.addEventListener('keydown', press);
  return () => {
    region.removeEventListener('contextmenu', menu);
    region.removeEventListener('click', click);
    region.removeEventListener('keydown', press);
  };
}
