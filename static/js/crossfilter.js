// Cross-filters: marks chosen on one tile narrow the other tiles of its dataset. Their state lives in the address, as pills and undone by Back.
import { openCrossPanel } from './crossfilter-panel.js';
import { excluding, isRange, pickedOf, readCross, sameCross, toggled, without, writeCross } from './crossfilter-state.js';
import { saidChoice } from './crossfilter-words.js';
import { node } from './render/figure.js';
import { text } from './render/format.js';

/** @typedef {import('./crossfilter-state.js').CrossTile} CrossTile */
/** @typedef {import('./crossfilter-state.js').CrossState} CrossState */
/** @typedef {import('./crossfilter-state.js').Choice} Choice */

export class CrossFilters {
  /** @param {HTMLElement} root the dashboard @param {HTMLElement} bar the filter bar @param {CrossTile[]} tiles @param {(before: CrossState) => void} changed */
  constructor(root, bar, tiles, changed) {
    Object.assign(this, { root, bar, tiles, changed });
    this.root = root;
    this.bar = bar;
    this.tiles = new Map(tiles.map((tile) => [tile.id, tile]));
    this.changed = changed;
    this.hiddenBar = bar.hidden;
    /** @type {CrossState} */
    this.state = readCross(tiles, location.search);
    /** @type {{tile: string, column: string} | null} a range that is about to be written */
    this.draft = null;
    this.host = node('span', { class: 'cross-pills', role: 'group', 'aria-label': text('Cross-filters') });
    bar.append(this.host);
    this.ends = this.listen();
    this.draw();
  }

  listen() {
    /** @type {[EventTarget, string, (event: any) => void][]} */
    const heard = [
      [this.root, 'pb:mark', (event) => this.marked(event)],
      [this.root, 'pb:select', (event) => this.selected(event)],
      [window, 'popstate', () => this.take(readCross([...this.tiles.values()], location.search))],
      [document, 'keydown', (event) => this.pressed(event)],
    ];
    for (const [target, name, run] of heard) target.addEventListener(name, run);
    return () => { for (const [target, name, run] of heard) target.removeEventListener(name, run); };
  }

  /** How many tiles are chosen on. */
  get active() {
    return Object.keys(this.state).length;
  }

  /** @param {EventTarget | null} target @returns {CrossTile | undefined} */
  tileOf(target) {
    const element = /** @type {Element | null} */ (target)?.closest('[data-tile]');
    return this.tiles.get(/** @type {HTMLElement | null} */ (element)?.dataset.tile ?? '');
  }

  /** A mark was picked by a plain click, or by Enter where nobody opens a menu. @param {CustomEvent<import('./render/mark-event.js').MarkDetail>} event */
  marked(event) {
    const { detail } = event;
    const tile = this.tileOf(event.target);
    const key = detail.action === 'menu' && detail.event instanceof KeyboardEvent && !event.defaultPrevented;
    if (!tile || (detail.action !== 'pick' && !key) || detail.payload.arrow) return; // among very many marks a region is drawn
    this.pick(tile.id, detail);
  }

  /** Choose what a mark stands for, or let it go. @param {string} id @param {{where: import('./render/mark-event.js').MarkDetail['where'], payload: ChartPayload, event?: Event | null}} mark */
  pick(id, { where, event }) {
    const tile = this.tiles.get(id);
    const held = event instanceof MouseEvent && (event.ctrlKey || event.metaKey || event.shiftKey);
    if (tile) this.push(toggled(this.state, id, pickedOf(where, tile), held));
  }

  /** Keep all rows but those of a mark's value of one column. @param {string} id @param {string} column @param {string} value */
  exclude(id, column, value) {
    this.push(excluding(this.state, id, column, value));
  }

  /** A region of points was drawn, or cleared. @param {CustomEvent<{selected: {bounds: {x0: number, y0: number, x1: number, y1: number}} | null, payload: ChartPayload}>} event */
  selected(event) {
    const tile = this.tileOf(event.target);
    const { selected, payload } = event.detail;
    if (!tile) return;
    if (!selected) return this.push(without(this.state, tile.id));
    const { x0, x1, y0, y1 } = selected.bounds;
    const [x, y] = payload.columns;
    const known = (/** @type {ChartColumn} */ column) => tile.cross.some((one) => one.name === column.name);
    const ranges = /** @type {[ChartColumn, number, number][]} */ ([[x, x0, x1], [y, y0, y1]]).filter(([column]) => known(column));
    this.push({ ...this.state, [tile.id]: Object.fromEntries(ranges.map(([column, low, high]) => [column.name, { from: placeOf(column, low, -1), to: placeOf(column, high, 1) }])) });
  }

  /** @param {KeyboardEvent} event */
  pressed(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    const busy = event.defaultPrevented || document.querySelector('dialog[open], details.menu[open]') || document.fullscreenElement;
    if (event.key !== 'Escape' || busy || !this.active || /^(input|textarea|select)$/i.test(target.tagName)) return;
    this.push({});
  }

  /** A choice by the person: one step of history. @param {CrossState} next */
  push(next) {
    if (sameCross(next, this.state)) return;
    history.pushState(null, '', location.pathname + writeCross(next, location.search));
    this.take(next);
  }

  /** @param {CrossState} next */
  take(next) {
    if (sameCross(next, this.state)) return;
    const before = this.state;
    this.state = next;
    this.draft = null;
    this.draw();
    this.changed(before);
  }

  /** Choose a range, or nothing with null. @param {string} tile @param {string} column @param {Choice | null} choice */
  range(tile, column, choice) {
    const kept = without(this.state, tile, column);
    this.push(choice ? { ...kept, [tile]: { ...kept[tile], [column]: choice } } : kept);
  }

  /** Show the two inputs of a range before anything is chosen, or put them away. @param {string} tile @param {string | null} column */
  edit(tile, column) {
    this.draft = column && !this.state[tile] ? { tile, column } : null;
    this.draw();
  }

  draw() {
    const drafted = this.draft ? [[this.draft.tile, { [this.draft.column]: { from: '', to: '' } }]] : [];
    const pills = [...Object.entries(this.state), .../** @type {[string, Record<string, Choice>][]} */ (drafted)].flatMap(([id, own]) => this.pill(id, own));
    this.host.replaceChildren(...pills);
    this.bar.hidden = this.hiddenBar && !pills.length;
  }

  /** @param {string} id @param {Record<string, Choice>} own */
  pill(id, own) {
    const tile = this.tiles.get(id);
    if (!tile) return [];
    const words = Object.entries(own).map(([name, choice]) => saidChoice(tile.cross.find((one) => one.name === name), choice)).join(', ');
    const summary = node('summary', { class: 'chip filter-pill on', title: `${text('Chosen on')} ${tile.title}` }, [node('span', { class: 'muted' }, [`${text('Cross-filter')}:`]), node('span', { class: 'clip' }, [words])]);
    const panel = node('div', { class: 'menu-list start filter-panel' });
    const menu = /** @type {HTMLDetailsElement} */ (node('details', { class: 'menu filter' }, [summary, panel]));
    menu.addEventListener('toggle', () => { if (menu.open) openCrossPanel(panel, { tile, own, choose: (column, choice) => this.range(id, column, choice) }); });
    const remove = node('button', { type: 'button', class: 'btn btn-quiet btn-icon btn-small cross-remove', 'aria-label': `${text('Remove the cross-filter')} ${words}`, title: text('Remove (Esc removes all)') }, ['×']);
    remove.addEventListener('click', () => (this.state[id] ? this.push(without(this.state, id)) : this.edit(id, null)));
    return [node('span', { class: 'cross-pill', 'data-cross': id }, [menu, remove])];
  }

  destroy() {
    this.ends();
    this.host.remove();
  }
}

/** A coordinate of points as the server takes it; times come as milliseconds. A hair wider, for what is drawn is rounded. @param {ChartColumn} column @param {number} value @param {-1 | 1} way */
function placeOf(column, value, way) {
  if (/date|time/.test(column.type)) {
    const moment = new Date(value).toISOString();
    return column.type === 'date' ? moment.slice(0, 10) : moment;
  }
  return String(column.type === 'integer' ? (way < 0 ? Math.ceil(value) : Math.floor(value)) : Number(value.toPrecision(12)));
}

/** The box around points that ranges of both coordinates choose; null for any other choice. @param {Record<string, import('./crossfilter-state.js').Choice>} own @param {ChartPayload} payload */
export function boundsOf(own, payload) {
  const [x, y] = payload.columns.map(({ name, type }) => {
    const range = own[name];
    if (!range || !isRange(range) || !range.from || !range.to) return null;
    return [range.from, range.to].map((end) => (/date|time/.test(type) ? Date.parse(end.length > 10 ? end : `${end}T00:00:00Z`) : Number(end)));
  });
  return x && y ? { x0: x[0], x1: x[1], y0: y[0], y1: y[1] } : null;
}
