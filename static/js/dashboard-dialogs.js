// Two dialogs of the editor: a tile's title and text, and the order of tiles on phones.
import { node } from './render/figure.js';

/** @typedef {import('./dashboard-edit.js').Editor} Editor */
/** @typedef {import('./dashboard-draft.js').DraftTile} DraftTile */

/** @param {Editor} editor @param {DraftTile} tile */
export function openTileEditor(editor, tile) {
  const dialog = /** @type {HTMLDialogElement} */ (document.getElementById('tile-editor'));
  const title = /** @type {HTMLInputElement} */ (dialog.querySelector('#tile-title'));
  const text = /** @type {HTMLTextAreaElement} */ (dialog.querySelector('#tile-text'));
  const own = editor.charts.get(tile.chart ?? '')?.name;
  /** @type {HTMLElement} */ (dialog.querySelector('[data-text-field]')).hidden = tile.kind !== 'text';
  /** @type {HTMLElement} */ (dialog.querySelector('[data-own-name]')).textContent = own ? `Empty shows the chart's own name, ${own}.` : '';
  title.value = tile.title;
  text.value = tile.text;
  dialog.returnValue = '';
  dialog.onclose = () => {
    if (dialog.returnValue === 'apply') editor.draft.tile(tile.id, { title: title.value.trim(), text: text.value.trim() });
  };
  dialog.showModal();
  (tile.kind === 'text' ? text : title).focus();
}

/** @param {Editor} editor */
export function phoneOrder(editor) {
  const dialog = /** @type {HTMLDialogElement} */ (document.getElementById('phone-order'));
  const list = /** @type {HTMLElement} */ (dialog.querySelector('[data-phone-list]'));
  const draw = () => list.replaceChildren(...ordered(editor).map((tile, at) => row(editor, tile, at, draw)));
  draw();
  dialog.showModal();
}

/** @param {Editor} editor */
const ordered = (editor) => [...editor.draft.content.tiles].sort((a, b) => a.mobile_order - b.mobile_order || a.y - b.y || a.x - b.x);

/** @param {Editor} editor @param {DraftTile} tile @param {number} at @param {() => void} draw */
function row(editor, tile, at, draw) {
  const name = editor.nameOf(tile);
  const move = (/** @type {number} */ way) => {
    const tiles = ordered(editor);
    [tiles[at], tiles[at + way]] = [tiles[at + way], tiles[at]];
    const order = new Map(tiles.map((t, i) => [t.id, i]));
    editor.draft.commit({ tiles: editor.draft.content.tiles.map((t) => ({ ...t, mobile_order: order.get(t.id) ?? 0 })) });
    draw();
    /** @type {HTMLElement | null} */ (document.querySelector(`[data-phone-list] li:nth-child(${at + way + 1}) button:not(:disabled)`))?.focus();
  };
  const button = (/** @type {string} */ label, /** @type {number} */ way, /** @type {boolean} */ off) => {
    const element = /** @type {HTMLButtonElement} */ (node('button', { type: 'button', class: 'btn btn-small', 'aria-label': `Move ${name} ${label}` }, [way < 0 ? '↑' : '↓']));
    element.disabled = off;
    element.addEventListener('click', () => move(way));
    return element;
  };
  const last = at === editor.draft.content.tiles.length - 1;
  return node('li', {}, [node('span', { class: 'clip' }, [name]), node('span', { class: 'end cluster' }, [button('up', -1, at === 0), button('down', 1, last)])]);
}
