// The brush of a tile whose groups lie along its x axis, times or parts of a range: a button that lets a drag choose some of them.
import { node } from './render/figure.js';
import { text } from './render/format.js';
import { icon } from './render/icon.js';
import { library } from './render/plotly-library.js';

/** @typedef {import('./crossfilter-state.js').CrossTile} CrossTile */
/** @typedef {import('./crossfilter-state.js').Range} Range */
/** @typedef {{chosen: (column: string, range: Range) => void, moved: (column: string, range: Range) => void, toggled: (column: string, on: boolean) => void}} Told */

/** The column whose groups lie along a figure's x axis, when a drag can choose a range of them: times, or parts of a range of numbers. @param {CrossTile} tile @param {ChartPayload} payload */
export function groupedAlong(tile, payload) {
  const traces = payload.figure?.data ?? [];
  const fits = traces.length > 0 && traces.every((trace) => ['bar', 'scatter'].includes(trace.type ?? 'scatter') && trace.orientation !== 'h');
  const column = fits && tile.cross.find((one) => one.grain || stepOf(columnOf(payload, one.name)));
  if (!column) return null;
  const at = payload.columns.findIndex((one) => one.name === column.name);
  if (!column.grain) return payload.kind === 'histogram' && at === 0 ? column.name : null;
  const starts = new Set(payload.rows.map((row) => String(row[at])));
  return traces.some((trace) => (trace.x ?? []).some((/** @type {any} */ x) => starts.has(String(x)))) ? column.name : null;
}

/** @param {ChartPayload} payload @param {string} name */
const columnOf = (payload, name) => payload.columns.find((one) => one.name === name);

/** How wide a part of a range of numbers is; 0 for what has no parts. @param {ChartColumn | undefined} column */
const stepOf = (column) => (column?.range && column.bins ? (column.range[1] - column.range[0]) / column.bins : column?.width ?? 0);

/** The groups that a drag touches, as a range of where they begin. @param {ChartPayload} payload @param {string} column @param {[any, any]} drag ends on the axis @returns {Range | null} */
export function within(payload, column, drag) {
  const found = columnOf(payload, column);
  if (stepOf(found)) return partsWithin(/** @type {ChartColumn} */ (found), payload, drag);
  const at = payload.columns.findIndex((one) => one.name === column);
  const [low, high] = drag.map(moment).sort((a, b) => a - b);
  const starts = [...new Set(payload.rows.map((row) => row[at]))].filter((one) => one !== null).map(String).sort();
  const inside = starts.filter((start) => moment(start) >= low && moment(start) <= high);
  const holding = starts.filter((start) => moment(start) <= low).slice(-1);
  const touched = inside.length ? inside : holding;
  return touched.length ? { from: touched[0], to: touched[touched.length - 1] } : null;
}

/** @param {ChartColumn} column @param {ChartPayload} payload @param {[any, any]} drag @returns {Range} */
function partsWithin(column, payload, drag) {
  const step = stepOf(column);
  const [low, high] = drag.map(Number).sort((a, b) => a - b);
  const start = column.range?.[0] ?? 0;
  const last = (column.bins ?? Infinity) - 1;
  const edge = (/** @type {number} */ value) => start + Math.max(column.range ? 0 : -Infinity, Math.min(last, Math.floor((value - start) / step))) * step;
  return { from: String(Number(edge(low).toPrecision(12))), to: String(Number(edge(high).toPrecision(12))) };
}

/** Wall-clock time as a number, whatever the browser's zone. @param {any} value */
const moment = (value) => Date.parse(`${String(value).replace(' ', 'T').slice(0, 23)}${String(value).length > 10 ? 'Z' : ''}`);

export class Brush {
  /** @param {HTMLElement} tile the tile's element @param {Told} told */
  constructor(tile, told) {
    this.tile = tile;
    this.told = told;
    this.column = '';
    this.on = false;
    this.button = node('button', { type: 'button', class: 'btn btn-quiet btn-icon btn-small tile-brush', 'aria-pressed': 'false', 'aria-label': text('Choose a range by dragging'), title: text('Choose a range: drag over the chart, or type it in the pill') }, [icon('calendar-range')]);
    this.button.addEventListener('click', () => this.toggle(!this.on));
    this.moving = (/** @type {any} */ event) => this.heard(event, this.told.moved);
    this.ended = (/** @type {any} */ event) => { this.heard(event, this.told.chosen); this.sweep(); };
  }

  /** After each drawing: show the button where a range can be chosen, and keep the tool in hand. @param {any} plot @param {ChartPayload} payload @param {string | null} column */
  drawn(plot, payload, column) {
    this.plot = plot;
    this.payload = payload;
    if (column) this.column = column;
    else if (this.on) this.toggle(false);
    if (column && !this.button.isConnected) this.tile.querySelector('.tile-marks')?.after(this.button);
    if (!column) this.button.remove();
    if (plot && plot.brush !== this) {
      plot.brush = this;
      plot.on('plotly_selecting', this.moving);
      plot.on('plotly_selected', this.ended);
    }
    return this.hold();
  }

  /** @param {boolean} on */
  toggle(on) {
    this.on = on;
    this.button.setAttribute('aria-pressed', String(on));
    this.told.toggled(this.column, on);
    return this.hold();
  }

  /** Let a drag select instead of zoom, or zoom again. */
  async hold() {
    const wanted = this.on ? 'select' : 'zoom';
    if (!this.plot?._fullLayout || this.plot._fullLayout.dragmode === wanted || (!this.on && !this.held)) return;
    this.held = this.on;
    await (await library([])).relayout(this.plot, { dragmode: wanted, selectdirection: 'h', 'newselection.line.color': 'transparent' });
  }

  /** The drag's own outline goes: what is chosen is shaded. */
  async sweep() {
    if (this.plot?.layout?.selections?.length) await (await library([])).relayout(this.plot, { selections: [] });
  }

  /** @param {any} event of Plotly, whose ranges lie on the axis @param {(column: string, range: Range) => void} tell */
  heard(event, tell) {
    const drag = event?.range?.x;
    const range = this.on && drag && this.payload ? within(this.payload, this.column, drag) : null;
    if (range) tell(this.column, range);
  }
}
