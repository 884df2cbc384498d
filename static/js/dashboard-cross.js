// Cross-filters on a dashboard's page: which tiles ask again, how a tile shows what is chosen on it, and what is made ready ahead.
import { api } from './api.js';
import { CrossFilters, boundsOf } from './crossfilter.js';
import { Brush, groupedAlong } from './crossfilter-brush.js';
import { fadeCells, showChosen } from './crossfilter-figure.js';
import { crossOf, sameCross } from './crossfilter-state.js';
import { TileDrill } from './dashboard-drill.js';
import { TileMarks } from './dashboard-marks.js';

/** @typedef {import('./dashboard-tile.js').TileView} TileView */
/** @typedef {import('./crossfilter-state.js').CrossState} CrossState */
/** @typedef {import('./crossfilter-state.js').Range} Range */
/** @typedef {{root: HTMLElement, bar: HTMLElement, data: any, views: Map<string, TileView>, filters: () => unknown, changed: () => void}} Page */

const PREVIEW_MS = 80;
const INTENT_MS = 150;

export class DashboardCross {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    /** @type {Map<string, any>} */
    this.tiles = new Map(page.data.tiles.filter((/** @type {any} */ tile) => tile.kind === 'chart').map((/** @type {any} */ tile) => [tile.id, { ...tile, title: tile.title || tile.shown.name }]));
    this.bar = new CrossFilters(page.root, page.bar, [...this.tiles.values()], (before) => this.changed(before));
    this.drill = new TileDrill({ data: page.data, tiles: this.tiles, views: page.views, cross: () => this.bar, changed: (id) => this.drilled(id) });
    this.marks = new TileMarks({
      root: page.root, api: page.data.api, explored: new Set(page.data.heard ?? []), tiles: this.tiles, narrowing: (id) => ({ filters: page.filters(), cross: this.of(id), ...this.down }),
      pick: (id, detail) => this.bar.pick(id, detail), exclude: (id, column, value) => this.bar.exclude(id, column, value), drill: (id, detail) => this.drill.entries(id, detail),
    });
    /** @type {CrossState | null} what a drag would choose if it ended now */
    this.preview = null;
    /** @type {Map<string, Brush>} */
    this.brushes = new Map();
    /** Pictures whose region is drawn. @type {Map<string, Rendered>} */
    this.regions = new Map();
    /** @type {Set<string>} */
    this.prepared = new Set();
    this.timer = 0;
    this.intent = 0;
    this.ending = new AbortController();
    page.root.addEventListener('pb:select', (event) => this.drew(event), { capture: true, signal: this.ending.signal });
    for (const name of ['pointerover', 'focusin']) page.root.addEventListener(name, (event) => this.near(event), { signal: this.ending.signal });
  }

  get state() {
    return this.preview ?? this.bar.state;
  }

  /** What a tile is narrowed by, for its questions. @param {string} id */
  of(id) {
    return crossOf(this.state, id);
  }

  /** Steps down on all tiles, for questions: what is chosen on a tile is told by its steps too. Guests have none. */
  get down() {
    return Object.keys(this.drill.state).length ? { drill: this.drill.state } : {};
  }

  /** Other steps on a tile: it asks again, and so do those that it narrows. @param {string} id */
  drilled(id) {
    const asking = this.state[id] ? [id, ...this.beside(id)] : [id];
    for (const one of asking) this.page.views.get(one)?.refresh();
    this.page.changed();
  }

  /** @param {string} id @returns {string[]} the other tiles of its dataset */
  beside(id) {
    const dataset = this.tiles.get(id)?.shown.dataset;
    return [...this.tiles.values()].filter((tile) => tile.id !== id && tile.shown.dataset === dataset).map((tile) => tile.id);
  }

  /** @param {CrossState} before */
  changed(before) {
    const now = this.bar.state;
    const touched = [...this.tiles.keys()].filter((id) => !sameCross({ [id]: before[id] ?? {} }, { [id]: now[id] ?? {} }));
    const asking = new Set(touched.flatMap((id) => this.beside(id)));
    this.preview = null;
    for (const id of asking) this.page.views.get(id)?.refresh();
    for (const id of touched) this.shown(id);
    for (const id of touched) if (!now[id]) this.page.views.get(id)?.drawn?.clearSelection?.();
    this.page.changed();
  }

  /** A tile was drawn, or what is chosen on it changed. @param {string} id */
  async shown(id) {
    this.drill.shown(id);
    const [view, tile] = [this.page.views.get(id), this.tiles.get(id)];
    const plot = view?.body.querySelector('.js-plotly-plot');
    if (view?.payload?.arrow && !plot) this.redraw(id, view);
    else if (view?.payload && !plot) fadeCells(view.body, view.payload, this.bar.state[id]);
    if (!view?.payload || !tile || !plot || !tile.cross.length) return;
    const column = this.beside(id).length ? groupedAlong(tile, view.payload) : null;
    const brush = this.brushes.get(id) ?? this.brush(id, view);
    await showChosen(plot, view.payload, this.bar.state[id]);
    await brush.drawn(plot, view.payload, column);
  }

  /** Draw the region of points that the address names, once for each picture; a region drawn by hand is there already. @param {string} id @param {TileView} view */
  redraw(id, view) {
    const own = this.bar.state[id];
    if (!own || !view.drawn || this.regions.get(id) === view.drawn) return;
    this.regions.set(id, view.drawn);
    const bounds = boundsOf(own, /** @type {ChartPayload} */ (view.payload));
    if (bounds) view.drawn.select?.(bounds);
  }

  /** A region was drawn by hand: it stays as it is. @param {Event} event */
  drew(event) {
    const id = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest('[data-tile]'))?.dataset.tile ?? '';
    const drawn = this.page.views.get(id)?.drawn;
    if (drawn) this.regions.set(id, drawn);
  }

  /** @param {string} id @param {TileView} view */
  brush(id, view) {
    const brush = new Brush(view.element, {
      chosen: (column, range) => { this.preview = null; this.bar.range(id, column, range); },
      moved: (column, range) => this.moved(id, column, range),
      toggled: (column, on) => this.bar.edit(id, on ? column : null),
    });
    this.brushes.set(id, brush);
    return brush;
  }

  /** While a drag goes on the other tiles follow, but not more often than they can. @param {string} id @param {string} column @param {Range} range */
  moved(id, column, range) {
    const next = { ...this.bar.state, [id]: { [column]: range } };
    if (sameCross(next, this.state)) return;
    this.preview = next;
    this.timer ||= window.setTimeout(() => {
      this.timer = 0;
      const views = this.preview ? this.beside(id).map((other) => this.page.views.get(other)) : [];
      for (const view of views) if (!view?.payload?.arrow) view?.refresh(); // whose rows come as a stream waits for the end
    }, PREVIEW_MS);
  }

  /** Somebody is about to choose on a tile: make ready what the others will ask. @param {Event} event */
  near(event) {
    const id = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest('[data-tile]'))?.dataset.tile ?? '';
    if (!this.tiles.get(id)?.cross.length) return;
    clearTimeout(this.intent);
    this.intent = window.setTimeout(() => this.prepare(id), INTENT_MS);
  }

  /** One question after the other, each once. @param {string} id */
  async prepare(id) {
    for (const other of this.beside(id)) {
      const [filters, cross] = [this.page.filters(), this.of(other)];
      const key = JSON.stringify([id, other, filters, Object.keys(cross).sort(), this.down]);
      if (this.prepared.has(key) || !this.page.views.get(other)?.seen || this.ending.signal.aborted) continue;
      this.prepared.add(key);
      await api(`${this.page.data.api}/tiles/${other}/data`, { json: { filters, cross, ...this.down, prepare: id }, signal: this.ending.signal }).catch(() => this.prepared.delete(key));
    }
  }

  destroy() {
    this.ending.abort();
    clearTimeout(this.timer);
    clearTimeout(this.intent);
    this.drill.destroy();
    this.marks.destroy();
    this.bar.destroy();
  }
}
