// Looking at a dashboard: tiles load as they come into view, filters live in the address, changes by others arrive live.
import { runExport } from './exports.js';
import { DashboardCross } from './dashboard-cross.js';
import { writeCross } from './crossfilter-state.js';
import { writeDrill } from './drill-state.js';
import { FilterBar } from './filters.js';
import { writeState } from './filters-state.js';
import { TileView } from './dashboard-tile.js';
import { lay, pageData, toast } from './dashboard-places.js';
import { live } from './live.js';

const SHORTCUTS_KEY = 'pilotba.shortcuts';

/** @typedef {import('./filters-state.js').Declared} Declared */

class DashboardPage {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.data = pageData();
    /** @type {Map<string, TileView>} */
    this.tiles = new Map();
    /** @type {(() => void)[]} */
    this.ends = [];
    const bar = /** @type {HTMLElement} */ (root.querySelector('[data-filter-bar]'));
    this.bar = new FilterBar(bar, this.data.filters, { api: this.data.api, changed: () => this.filtered(), reached: (f) => this.highlight(f) });
    this.cross = new DashboardCross({ root, bar, data: this.data, views: this.tiles, filters: () => this.bar.state, changed: () => this.told() });
    for (const tile of this.data.tiles) this.addTile(tile);
    this.listen();
    this.keepEditLink();
  }

  /** @param {any} tile */
  addTile(tile) {
    const element = /** @type {HTMLElement | null} */ (this.root.querySelector(`[data-tile="${tile.id}"]`));
    if (!element) return;
    lay(element, tile);
    if (tile.kind !== 'chart') return;
    const path = `${this.data.api}/tiles/${tile.id}/data`;
    const view = new TileView(element, { path, body: () => ({ filters: this.bar.state, cross: this.cross.of(tile.id), ...this.cross.down }), shown: () => void this.cross.shown(tile.id) });
    this.tiles.set(tile.id, view);
  }

  filtered() {
    for (const view of this.tiles.values()) view.refresh();
    this.told();
  }

  /** Say how many filters there are now. */
  told() {
    this.keepEditLink();
    const active = this.bar.active + this.cross.bar.active;
    const words = active ? `${active} ${active === 1 ? 'filter' : 'filters'} in force` : 'No filter in force';
    const status = this.root.querySelector('[data-status]');
    if (status) status.textContent = words;
  }

  /** Show which tiles a filter reaches. @param {Declared | null} filter */
  highlight(filter) {
    this.root.classList.toggle('showing-reach', filter !== null);
    for (const tile of this.data.tiles) {
      const reached = filter !== null && tile.shown.dataset === filter.dataset && (!filter.tiles || filter.tiles.includes(tile.id));
      this.root.querySelector(`[data-tile="${tile.id}"]`)?.classList.toggle('reached', reached);
    }
  }

  keepEditLink() {
    const link = this.root.querySelector('[data-edit-link]');
    if (link instanceof HTMLAnchorElement) link.href = `?edit=1${location.search.replace(/^\?/, '&')}`;
  }

  listen() {
    this.on(this.root, 'click', (event) => this.clicked(/** @type {MouseEvent} */ (event)));
    this.on(document, 'keydown', (event) => this.pressed(/** @type {KeyboardEvent} */ (event)));
    this.on(window, 'live-state', (event) => this.liveState(/** @type {CustomEvent} */ (event).detail));
    if (!this.data.guest) this.hear();
    this.ends.push(() => this.bar.destroy(), () => this.cross.destroy(), () => this.tiles.forEach((t) => t.destroy()));
  }

  /** What others do to this dashboard and its data. */
  hear() {
    this.ends.push(live.subscribe(`dashboard:${this.data.id}`, (event) => this.changed(event)));
    for (const id of this.data.heard) this.ends.push(live.subscribe(`dataset:${id}`, (event) => this.dataChanged(id, event)));
  }

  /** @param {EventTarget} target @param {string} name @param {(event: Event) => void} run */
  on(target, name, run) {
    target.addEventListener(name, run);
    this.ends.push(() => target.removeEventListener(name, run));
  }

  /** @param {MouseEvent} event */
  clicked(event) {
    const target = /** @type {Element} */ (event.target);
    if (target.closest('[data-reload]')) location.reload();
    const act = /** @type {HTMLElement | null} */ (target.closest('[data-act]'))?.dataset.act;
    if (act === 'refresh') this.refresh();
    if (act === 'full-screen') fullScreen(this.root);
    if (act === 'copy-link') copyLink();
    const button = /** @type {HTMLElement | null} */ (target.closest('[data-tile-act]'));
    const element = /** @type {HTMLElement | null} */ (target.closest('[data-tile]'));
    if (button && element) this.tileAct(String(button.dataset.tileAct), element, button);
  }

  /** @param {string} act @param {HTMLElement} element @param {HTMLElement} button */
  tileAct(act, element, button) {
    const view = this.tiles.get(String(element.dataset.tile));
    if (act === 'refresh') view?.refresh();
    if (act === 'table') view?.table();
    if (act === 'full-screen') fullScreen(element);
    const path = `${this.data.api}/tiles/${element.dataset.tile}`;
    if (act === 'csv' && button instanceof HTMLAnchorElement) button.href = `${path}/csv${this.narrowing(element)}`;
    if (act === 'export') runExport(button, path, this.narrowing(element));
  }

  /** What narrows a tile now, as its addresses say it: all filters, defaults too. @param {HTMLElement} element */
  narrowing(element) {
    const every = this.bar.filters.map((f) => ({ ...f, default: ['\0'] }));
    return writeDrill(this.cross.drill.state, writeCross(this.cross.of(String(element.dataset.tile)), writeState(every, this.bar.state, '')));
  }

  refresh() {
    for (const view of this.tiles.values()) view.refresh();
  }

  /** @param {KeyboardEvent} event */
  pressed(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    const typing = target.isContentEditable || /^(input|textarea|select)$/i.test(target.tagName) || document.querySelector('dialog[open]');
    if (event.ctrlKey || event.metaKey || event.altKey || typing || localStorage.getItem(SHORTCUTS_KEY) === 'off') return;
    if (event.key === 'r') this.refresh();
    if (event.key === 'v') fullScreen(this.root);
    if (event.key === 'e') /** @type {HTMLElement | null} */ (this.root.querySelector('[data-edit-link]'))?.click();
    if (event.key === 'f') /** @type {HTMLElement | null} */ (this.root.querySelector('.filter-pill'))?.focus();
  }

  /** Somebody saved, shared or moved this dashboard. @param {import('./live.js').LiveEvent} event */
  changed(event) {
    if (event.type !== 'dashboard.changed' || (event.data.version <= this.data.version && event.data.action !== 'dashboard.trash')) return;
    const notice = /** @type {HTMLElement} */ (this.root.querySelector('[data-changed]'));
    const words = /** @type {HTMLElement} */ (this.root.querySelector('[data-changed-text]'));
    words.textContent = event.data.action === 'dashboard.trash' ? `${event.data.by} moved this dashboard to the trash.` : `${event.data.by} saved a newer version of this dashboard.`;
    notice.hidden = false;
  }

  /** A new version of a dataset: its tiles ask again. @param {string} id @param {import('./live.js').LiveEvent} event */
  dataChanged(id, event) {
    if (!['dataset.ready', 'dataset.changed', 'dataset.version', 'resync'].includes(event.type)) return;
    for (const tile of this.data.tiles) if (tile.shown.dataset === id) this.tiles.get(tile.id)?.refresh();
  }

  /** @param {string} state */
  liveState(state) {
    const mark = /** @type {HTMLElement | null} */ (this.root.querySelector('[data-live-state]'));
    if (!mark) return;
    mark.hidden = state === 'idle';
    mark.dataset.state = state;
    mark.textContent = { online: 'Live', connecting: 'Connecting…', offline: 'Offline' }[state] ?? '';
  }

  destroy() {
    for (const end of this.ends) end();
  }
}

/** @param {HTMLElement} element */
function fullScreen(element) {
  if (document.fullscreenElement) document.exitFullscreen();
  else element.requestFullscreen().catch(() => toast('This browser does not allow full screen here.', 'bad'));
}

/** The address with the filters in it. */
function copyLink() {
  navigator.clipboard.writeText(location.href).then(() => toast('Link copied, with the filters as they are'), () => toast('The browser did not allow copying. Copy the address bar instead.', 'bad'));
}

/** @param {HTMLElement} root */
export function attach(root) {
  const page = new DashboardPage(root);
  return () => page.destroy();
}
