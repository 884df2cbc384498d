// The menu of a mark on a dashboard: choose it for the other tiles or leave it out, drill down, see the rows behind it, copy it.
import { pickedOf } from './crossfilter-state.js';
import { conditionsOf, isTellable } from './mark-filters.js';
import { copy, openMenu } from './mark-menu.js';
import { showRows } from './mark-rows.js';
import { text } from './render/format.js';
import { said } from './render/marks.js';

/** @typedef {import('./render/mark-event.js').MarkDetail} MarkDetail */
/** @typedef {{root: HTMLElement, api: string, explored: Set<string>, tiles: Map<string, any>, narrowing: (id: string) => Record<string, unknown>, pick: (id: string, detail: MarkDetail) => void,
 *   exclude: (id: string, column: string, value: string) => void, drill: (id: string, detail: MarkDetail) => import('./mark-menu.js').Entry[]}} Page `explored` are datasets that the viewer sees */

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
    const { where } = detail;
    const tile = this.page.tiles.get(id);
    const picked = Object.entries(pickedOf(where, tile));
    /** @type {import('./mark-menu.js').Entry[]} */
    const entries = [];
    if (picked.length) entries.push({ label: text('Filter to this'), icon: 'filter', run: () => this.page.pick(id, detail) }, this.excluding(id, detail, picked));
    const more = this.page.drill(id, detail);
    if (more.length) entries.push({ label: text('Drill by…'), icon: 'arrow-down', run: () => {}, more });
    if (isTellable(where) && this.page.explored.has(tile.shown.dataset)) entries.push({ label: text('See rows'), icon: 'table-2', run: () => this.rows(id, detail) });
    return [...entries, { label: text('Copy value'), icon: 'copy', run: () => copy(detail.values) }];
  }

  /** Leave the mark's value out; of several columns people say which. @param {string} id @param {MarkDetail} detail @param {[string, string[]][]} picked @returns {import('./mark-menu.js').Entry} */
  excluding(id, { where }, picked) {
    const choices = picked.map(([name, [value]]) => {
      const place = where.find(({ column }) => column.name === name);
      return { label: place ? said(place.value, place.column) : value, icon: 'filter-x', run: () => this.page.exclude(id, name, value) };
    });
    return choices.length === 1 ? { ...choices[0], label: text('Exclude') } : { label: text('Exclude…'), icon: 'filter-x', run: () => {}, more: choices };
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
