// The menu of a mark on a dashboard: choose it for the other tiles, see the rows behind it, copy it.
import { pickedOf } from './crossfilter-state.js';
import { conditionsOf, isTellable } from './mark-filters.js';
import { copy, openMenu } from './mark-menu.js';
import { showRows } from './mark-rows.js';
import { text } from './render/format.js';

/** @typedef {import('./render/mark-event.js').MarkDetail} MarkDetail */
/** @typedef {{root: HTMLElement, api: string, guest: boolean, tiles: Map<string, any>, narrowing: (id: string) => Record<string, unknown>, pick: (id: string, detail: MarkDetail) => void}} Page */

export class TileMarks {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    this.opened = (/** @type {Event} */ event) => this.open(/** @type {CustomEvent} */ (event));
    page.root.addEventListener('pb:mark', this.opened, { capture: true }); // before the mark is taken for a choice
  }

  /** @param {CustomEvent} event */
  open(event) {
    /** @type {MarkDetail} */
    const detail = event.detail;
    const id = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest('[data-tile]'))?.dataset.tile ?? '';
    if (detail.action !== 'menu' || !this.page.tiles.has(id)) return;
    event.preventDefault();
    const held = document.activeElement;
    openMenu({ title: detail.title, x: detail.x, y: detail.y, entries: this.entries(id, detail), home: held instanceof HTMLElement && detail.host.contains(held) ? held : null });
  }

  /** @param {string} id @param {MarkDetail} detail */
  entries(id, detail) {
    const { where, payload } = detail;
    const tile = this.page.tiles.get(id);
    const entries = [];
    if (tile.cross.length && Object.keys(pickedOf(where, tile, payload)).length) entries.push({ label: text('Filter to this'), icon: 'filter', run: () => this.page.pick(id, detail) });
    if (isTellable(where) && !this.page.guest) entries.push({ label: text('See rows'), icon: 'table-2', run: () => this.rows(id, detail) });
    return [...entries, { label: text('Copy value'), icon: 'copy', run: () => copy(detail.values) }];
  }

  /** @param {string} id @param {MarkDetail} detail */
  rows(id, { title, where, payload }) {
    const conditions = where.flatMap((one) => conditionsOf(one, payload));
    showRows({ title, path: `${this.page.api}/tiles/${id}/rows`, json: { ...this.page.narrowing(id), where: conditions } });
  }

  destroy() {
    this.page.root.removeEventListener('pb:mark', this.opened, { capture: true });
  }
}
