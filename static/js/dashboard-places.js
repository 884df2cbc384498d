// Where tiles lie: the grid's places as CSS, the same measures in the view and in the editor.

export const COLUMNS = 12;
export const ROW_PX = 68;
export const GAP_PX = 16;

/** @typedef {{id: string, x: number, y: number, w: number, h: number, mobile_order: number}} Place */

/** Put a tile of the view where it belongs; phones follow `order` instead (see dashboard.css). @param {HTMLElement} element @param {Place} place */
export function lay(element, { x, y, w, h, mobile_order: order }) {
  element.style.gridColumn = `${x + 1} / span ${w}`;
  element.style.gridRow = `${y + 1} / span ${h}`;
  element.style.order = String(order);
  element.style.setProperty('--rows', String(h));
}

/** What the page's script was given. @returns {any} */
export const pageData = () => JSON.parse(document.getElementById('dashboard-data')?.textContent ?? '{}');

/** @param {string} message @param {'ok' | 'bad'} [kind] @param {{label: string, run: () => void}} [action] */
export function toast(message, kind = 'ok', action = undefined) {
  window.dispatchEvent(new CustomEvent('toast', { detail: { message, kind, action } }));
}
