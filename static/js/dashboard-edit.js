// Editing a dashboard: a draft with undo, saved in one request that is refused when somebody saved in between.
import { ApiError, api } from './api.js';
import { Draft, freePlace, newId } from './dashboard-draft.js';
import { resolveConflict } from './dashboard-conflict.js';
import { openTileEditor, phoneOrder } from './dashboard-dialogs.js';
import { pageData, toast } from './dashboard-places.js';
import { TileView } from './dashboard-tile.js';
import { filtersEditor } from './filters-editor.js';
import { TileGrid } from './grid.js';
import { live } from './live.js';

/** @typedef {import('./dashboard-draft.js').DraftTile} DraftTile */

export class Editor {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.data = pageData();
    /** What a tile's chart is called and shows, by chart id. @type {Map<string, {name: string, kind: string, dataset: string | null}>} */
    this.charts = new Map(this.data.tiles.filter((/** @type {any} */ t) => t.chart).map((/** @type {any} */ t) => [t.chart, t.shown]));
    this.datasets = new Map(this.data.datasets.map((/** @type {any} */ d) => [d.id, d]));
    const tiles = this.data.tiles.map((/** @type {any} */ { shown: _shown, cross: _cross, ...tile }) => tile); // what pages are told besides is not saved
    this.draft = new Draft({ name: this.data.name, description: this.data.description, filters: this.data.filters, tiles });
    /** @type {Map<string, TileView>} */
    this.views = new Map();
    this.grid = new TileGrid(/** @type {HTMLElement} */ (root.querySelector('[data-tiles]')), (places) => this.moved(places));
    this.saved = false;
    this.draft.listeners.add(() => this.show());
    this.show();
    this.ends = this.listen();
  }

  /** @param {Map<string, {x: number, y: number, w: number, h: number}>} places */
  moved(places) {
    this.draft.commit({ tiles: this.draft.content.tiles.map((t) => ({ ...t, ...places.get(t.id) })) });
  }

  /** Make the page show the draft. */
  show() {
    const { tiles } = this.draft.content;
    const { added, removed } = this.grid.show(tiles, (tile) => this.make(tile));
    for (const id of removed) { this.views.get(id)?.destroy(); this.views.delete(id); }
    for (const tile of added) this.watch(tile);
    for (const tile of tiles) this.dress(tile);
    const empty = /** @type {HTMLElement | null} */ (this.root.querySelector('[data-empty]'));
    if (empty) empty.hidden = tiles.length > 0;
    this.state();
  }

  /** @param {DraftTile} tile */
  make(tile) {
    const template = /** @type {HTMLTemplateElement} */ (document.getElementById('tile-template'));
    const element = /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
    element.dataset.tile = tile.id;
    element.dataset.kind = tile.kind;
    if (tile.kind === 'text') {
      element.querySelector('[data-foot]')?.remove();
      element.querySelector('[data-body]')?.classList.add('tile-text');
    }
    return element;
  }

  /** @param {DraftTile} tile */
  watch(tile) {
    const element = this.grid.element(tile.id);
    if (tile.kind !== 'chart' || !element) return;
    const stored = !tile.id.startsWith('new-');
    const path = stored ? `${this.data.api}/tiles/${tile.id}/data` : `/api/v1/charts/${tile.chart}/data`;
    this.views.set(tile.id, new TileView(element, { path, body: () => (stored ? { filters: {} } : { filters: [] }) }));
  }

  /** What people call a tile. @param {DraftTile} tile */
  nameOf(tile) {
    return tile.title || this.charts.get(tile.chart ?? '')?.name || (tile.kind === 'text' ? 'Text' : 'Chart');
  }

  /** Title and text of a tile. @param {DraftTile} tile */
  dress(tile) {
    const element = this.grid.element(tile.id);
    const name = this.nameOf(tile);
    const title = element?.querySelector('[data-title]');
    if (title) title.textContent = name;
    element?.querySelector('article')?.setAttribute('aria-label', name);
    const body = tile.kind === 'text' && element?.querySelector('[data-body]');
    if (body) body.replaceChildren(...tile.text.split(/\n{2,}/).filter(Boolean).map((part) => Object.assign(document.createElement('p'), { textContent: part })));
  }

  state() {
    const dirty = this.draft.dirty;
    const say = this.root.querySelector('[data-unsaved]');
    if (say) say.textContent = dirty ? 'Unsaved changes' : 'No changes';
    this.button('save').disabled = !dirty;
    this.button('undo').disabled = !this.draft.canUndo;
    this.button('redo').disabled = !this.draft.canRedo;
    for (const [name, value] of [['name', this.draft.content.name], ['description', this.draft.content.description]]) {
      const input = /** @type {HTMLInputElement} */ (this.root.querySelector(`[data-${name}]`));
      if (document.activeElement !== input) input.value = value;
    }
  }

  /** @param {string} act @returns {HTMLButtonElement} */
  button(act) {
    return /** @type {HTMLButtonElement} */ (this.root.querySelector(`[data-act="${act}"]`));
  }

  listen() {
    const leave = (/** @type {BeforeUnloadEvent} */ event) => { if (this.draft.dirty && !this.saved) event.preventDefault(); };
    const keys = (/** @type {KeyboardEvent} */ event) => this.pressed(event);
    const picked = (/** @type {MouseEvent} */ event) => this.picked(event);
    window.addEventListener('beforeunload', leave);
    document.addEventListener('keydown', keys);
    document.addEventListener('click', picked);
    this.root.addEventListener('click', (event) => this.clicked(event));
    this.root.querySelector('[data-name]')?.addEventListener('change', (e) => this.draft.commit({ name: /** @type {HTMLInputElement} */ (e.target).value.trim() || this.draft.content.name }));
    this.root.querySelector('[data-description]')?.addEventListener('change', (e) => this.draft.commit({ description: /** @type {HTMLInputElement} */ (e.target).value.trim() }));
    const silence = live.subscribe(`dashboard:${this.data.id}`, (event) => this.heard(event));
    return [silence, () => window.removeEventListener('beforeunload', leave), () => document.removeEventListener('keydown', keys), () => document.removeEventListener('click', picked), () => this.views.forEach((v) => v.destroy()), () => this.grid.destroy()];
  }

  /** @param {import('./live.js').LiveEvent} event */
  heard(event) {
    if (event.type !== 'dashboard.changed' || event.data.version <= this.data.version || this.saved) return;
    toast(`${event.data.by} saved a newer version. Saving yours will ask what to do.`, 'bad');
  }

  /** @param {MouseEvent} event */
  clicked(event) {
    const target = /** @type {Element} */ (event.target);
    const act = /** @type {HTMLElement | null} */ (target.closest('[data-act]'))?.dataset.act;
    /** @type {Record<string, () => void>} */
    const acts = {
      save: () => this.save(), undo: () => this.draft.walk(-1), redo: () => this.draft.walk(1),
      'add-chart': () => openPicker(), 'add-text': () => this.addText(),
      filters: () => filtersEditor(this), 'phone-order': () => phoneOrder(this),
    };
    if (act) acts[act]?.();
    const chosen = /** @type {HTMLElement | null} */ (target.closest('[data-tile-act]'))?.dataset.tileAct;
    const id = /** @type {HTMLElement | null} */ (target.closest('[data-tile]'))?.dataset.tile;
    if (chosen && id) this.tileAct(chosen, id);
  }

  /** @param {string} act @param {string} id */
  tileAct(act, id) {
    const tile = this.draft.content.tiles.find((t) => t.id === id);
    if (!tile || this.grid.step(id, act)) return;
    if (act === 'edit') openTileEditor(this, tile);
    if (act === 'duplicate') this.add({ ...tile, id: newId() });
    if (act === 'remove') this.remove(tile);
  }

  /** @param {DraftTile} tile */
  remove(tile) {
    const { tiles, filters } = this.draft.content;
    const unlinked = filters.map((f) => ({ ...f, tiles: f.tiles?.filter((t) => t !== tile.id) ?? null }));
    this.draft.commit({ tiles: tiles.filter((t) => t.id !== tile.id), filters: unlinked });
    toast(`Removed ${this.nameOf(tile)}`, 'ok', { label: 'Undo', run: () => this.draft.walk(-1) });
  }

  /** @param {DraftTile} tile */
  add(tile) {
    const { tiles } = this.draft.content;
    const place = freePlace(tiles, tile.w, tile.h);
    this.draft.commit({ tiles: [...tiles, { ...tile, ...place, mobile_order: tiles.length }] });
    this.grid.element(tile.id)?.scrollIntoView({ block: 'nearest', behavior: 'smooth' });
  }

  addText() {
    const tile = /** @type {DraftTile} */ ({ id: newId(), kind: 'text', chart: null, title: '', text: '', x: 0, y: 0, w: 6, h: 2, mobile_order: 0 });
    this.add(tile);
    openTileEditor(this, tile);
  }

  /** A chart chosen in the dialog. @param {MouseEvent} event */
  picked(event) {
    const button = event.target instanceof Element && /** @type {HTMLElement | null} */ (event.target.closest('[data-pick]'));
    if (!button) return;
    const { pick = '', name = '', kind = '', dataset = '' } = button.dataset;
    this.charts.set(pick, { name, kind, dataset });
    this.datasets.set(dataset, JSON.parse(button.parentElement?.querySelector('script')?.textContent ?? 'null'));
    button.closest('dialog')?.close();
    const small = kind === 'number';
    this.add({ id: newId(), kind: 'chart', chart: pick, title: '', text: '', x: 0, y: 0, w: small ? 3 : 6, h: small ? 2 : 5, mobile_order: 0 });
  }

  /** @param {KeyboardEvent} event */
  pressed(event) {
    const command = event.ctrlKey || event.metaKey;
    const typing = event.target instanceof HTMLElement && /^(input|textarea|select)$/i.test(event.target.tagName);
    if (command && event.key.toLowerCase() === 's') { event.preventDefault(); this.save(); }
    if (!typing && command && event.key.toLowerCase() === 'z') { event.preventDefault(); this.draft.walk(event.shiftKey ? 1 : -1); }
  }

  /** @param {string} [etag] */
  async save(etag = this.data.etag) {
    if (!this.draft.dirty) return;
    this.button('save').disabled = true;
    try {
      const stored = await api(`${this.data.api}/layout`, { method: 'PUT', json: this.draft.content, headers: { 'If-Match': etag } });
      this.leave(stored.url);
    } catch (error) {
      this.state();
      if (error instanceof ApiError && error.status === 412) resolveConflict(this, error);
      else toast(error instanceof Error ? error.message : String(error), 'bad');
    }
  }

  /** @param {string} url */
  leave(url) {
    this.saved = true;
    location.assign(url);
  }
}

function openPicker() {
  /** @type {HTMLDialogElement} */ (document.getElementById('add-chart')).showModal();
  document.getElementById('pick-chart')?.dispatchEvent(new CustomEvent('pick-open'));
}

/** @param {HTMLElement} root */
export function attach(root) {
  const editor = new Editor(root);
  return () => editor.ends.forEach((end) => end());
}
