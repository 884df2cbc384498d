// Ordinary charts: a Plotly of only the traces we use, in the page's own colours and with the habits people know.
import { figureColours, onTheme } from './colours.js';
import { node } from './figure.js';
import { language, text } from './format.js';
import { tellMark } from './mark-event.js';
import { across, isGrid, measureOf, rowOf, said, valueOf, whereOf, wordsOf } from './marks.js';
import { library } from './plotly-library.js';
import { markOf, nearest, spotOf } from './plotly-spots.js';
import { fitWords } from './plotly-shapes.js';
import { themed } from './plotly-theme.js';
import { Walk } from './plotly-walk.js';
import { Tip } from './tip.js';

/** @typedef {import('./marks.js').Mark} Mark */

const CONFIG = { displayModeBar: false, displaylogo: false, responsive: false, scrollZoom: false, doubleClick: 'reset', showTips: false };
const LONG_PRESS_MS = 500;
const MOVED_PX = 8;

/** Decimal and thousands signs of the language, as Plotly wants them. @returns {string} */
function separators() {
  const parts = new Intl.NumberFormat(language()).formatToParts(1234567.8);
  const of = (/** @type {string} */ type) => parts.find((part) => part.type === type)?.value ?? '';
  return `${of('decimal') || '.'}${of('group')}`;
}

/** The click that ends a long press is not one: it would close the menu at once. */
function swallowClick() {
  const end = new AbortController();
  document.addEventListener('click', (event) => { event.stopPropagation(); end.abort(); }, { capture: true, signal: end.signal });
  document.addEventListener('pointerup', () => setTimeout(() => end.abort(), LONG_PRESS_MS), { once: true, capture: true });
}

/** A drawn figure and what people do with its marks. */
class Plot {
  /** @param {HTMLElement} host @param {ChartPayload} payload @param {any} plotly */
  constructor(host, payload, plotly) {
    Object.assign(this, { host, payload, plotly });
    this.host = host;
    this.payload = payload;
    this.plotly = plotly;
    /** @type {any} Plotly's own element, with its `data` and events */
    this.plot = node('div', { class: 'chart-plot', tabindex: '0', role: 'application', 'aria-roledescription': text('chart') });
    this.voice = node('p', { class: 'visually-hidden', 'aria-live': 'polite' });
    host.replaceChildren(this.plot, this.voice);
    this.tip = new Tip(host);
    /** @type {Mark | null} under the pointer */
    this.hovered = null;
    this.timer = 0;
    this.pressedAt = 0;
  }

  /** @returns {any[]} the traces as the server made them */
  get data() {
    return this.payload.figure?.data ?? [];
  }

  async draw() {
    await library(this.data);
    const { data, layout } = themed(this.payload.figure ?? { data: [], layout: {} }, figureColours(this.host), separators(), this.payload.options?.patterns === true);
    this.plot.setAttribute('aria-label', this.payload.summary || this.payload.title);
    await this.plotly.react(this.plot, data, layout, { ...CONFIG, locale: language().toLowerCase() });
    fitWords(this.plotly, this.plot);
  }

  listen() {
    const { plot } = this;
    plot.on('plotly_hover', (/** @type {any} */ event) => this.hover(event));
    plot.on('plotly_unhover', () => { this.hovered = null; this.tip.leave(); });
    plot.on('plotly_click', (/** @type {any} */ event) => this.tell(this.markIn(event), 'pick', event.event));
    plot.addEventListener('contextmenu', (/** @type {MouseEvent} */ event) => this.menu(event));
    plot.addEventListener('pointerdown', (/** @type {PointerEvent} */ event) => this.hold(event));
    for (const end of ['pointerup', 'pointercancel', 'pointermove']) plot.addEventListener(end, (/** @type {PointerEvent} */ event) => this.release(event));
    this.walk = new Walk({ plot, voice: this.voice, payload: () => this.payload, show: (mark) => this.show(mark, true), menu: (mark, event) => this.tell(mark, 'menu', event), hide: () => this.tip.hide() });
    this.stopTheme = onTheme(() => this.draw());
  }

  /** The mark that an event of Plotly is about: of several at a place the one under the pointer. @param {any} event @returns {Mark | null} */
  markIn(event) {
    const marks = (event.points ?? []).flatMap((/** @type {any} */ point) => {
      const curve = point.curveNumber ?? 0;
      const at = point.pointNumber ?? point.pointNumbers?.[0];
      if (at === undefined || !this.data[curve] || point.source?.label !== undefined) return [];
      return [{ curve, at: Array.isArray(at) ? at[0] * (isGrid(this.data[curve]) ? across(this.data[curve]) : 1) + at[1] : at }];
    });
    if (marks.length < 2 || !event.event) return marks[0] ?? null;
    const home = this.plot.getBoundingClientRect();
    return nearest(this.plot, event.event.clientX - home.x, event.event.clientY - home.y, marks) ?? marks[0];
  }

  /** @param {any} event */
  hover(event) {
    const mark = this.markIn(event);
    this.hovered = mark;
    if (!mark || this.plot.data[mark.curve]?.hovertemplate) return;
    this.show(mark, false, event.event);
  }

  /** @param {Mark} mark @param {boolean} ringed @param {MouseEvent} [pointer] */
  show(mark, ringed, pointer) {
    const home = this.plot.getBoundingClientRect();
    const spot = spotOf(this.plot, mark) ?? (pointer ? [pointer.clientX - home.x, pointer.clientY - home.y] : [home.width / 2, home.height / 2]);
    this.tip.show(wordsOf(this.payload, this.data, mark), /** @type {[number, number]} */ (spot), (curve) => this.swatch(curve), ringed);
    if (pointer) this.tip.clear(pointer.clientX - home.x, pointer.clientY - home.y);
  }

  /** The colour of a series. @param {number} curve */
  swatch(curve) {
    const trace = this.plot.data?.[curve] ?? {};
    const colour = trace.type === 'scatter' ? trace.line?.color : trace.marker?.color;
    return typeof colour === 'string' ? colour : 'currentColor';
  }

  /** @param {Mark | null} mark @param {'pick' | 'menu'} action @param {Event | null} event @returns {boolean} */
  tell(mark, action, event) {
    if (!mark) return false;
    const { payload } = this;
    const trace = this.data[mark.curve];
    const row = rowOf(trace, mark.at);
    const home = this.plot.getBoundingClientRect();
    const spot = spotOf(this.plot, mark) ?? [home.width / 2, home.height / 2];
    const [x, y] = event instanceof MouseEvent ? [event.clientX, event.clientY] : [home.x + spot[0], home.y + spot[1]];
    const words = wordsOf(payload, this.data, mark);
    const measure = measureOf(payload, trace, mark.at);
    const where = whereOf(payload, trace, mark.at);
    const title = where.map((place) => said(place.value, place.column)).join(' · ') || words.title;
    return tellMark(this.host, {
      host: this.host, payload, rows: row === null ? [] : [row], columns: payload.columns, where, title,
      values: words.lines.map((line) => `${line.name ? `${line.name}: ` : ''}${line.value}`).join('\n'), measure, value: valueOf(trace, mark.at), x, y, action, event,
    });
  }

  /** @param {MouseEvent} event */
  menu(event) {
    if (performance.now() - this.pressedAt < 1000) return event.preventDefault(); // the long press has opened it
    const home = this.plot.getBoundingClientRect();
    const mark = this.hovered ?? markOf(this.plot, /** @type {Element} */ (event.target)) ?? nearest(this.plot, event.clientX - home.x, event.clientY - home.y);
    if (this.tell(mark, 'menu', event)) {
      event.preventDefault();
      this.tip.hide();
    }
    return undefined;
  }

  /** A finger that stays opens the menu. @param {PointerEvent} event */
  hold(event) {
    if (event.pointerType !== 'touch') return;
    this.from = [event.clientX, event.clientY];
    this.timer = window.setTimeout(() => {
      const home = this.plot.getBoundingClientRect();
      const mark = markOf(this.plot, /** @type {Element} */ (event.target)) ?? nearest(this.plot, event.clientX - home.x, event.clientY - home.y);
      if (!this.tell(mark, 'menu', event)) return;
      this.pressedAt = performance.now();
      swallowClick();
    }, LONG_PRESS_MS);
  }

  /** @param {PointerEvent} event */
  release(event) {
    const [x, y] = this.from ?? [0, 0];
    if (event.type !== 'pointermove' || Math.hypot(event.clientX - x, event.clientY - y) > MOVED_PX) clearTimeout(this.timer);
  }

  destroy() {
    clearTimeout(this.timer);
    this.stopTheme?.();
    this.walk?.stop();
    this.tip.destroy();
    this.plotly.purge(this.plot);
    this.host.replaceChildren();
  }
}

/** @type {Renderer['draw']} */
export async function draw(host, first) {
  const drawn = new Plot(host, first, await library(first.figure?.data ?? []));
  await drawn.draw();
  drawn.listen();
  return {
    destroy: () => drawn.destroy(),
    resize: () => { if (drawn.plot.isConnected && drawn.plot.clientWidth > 0) drawn.plotly.Plots.resize(drawn.plot).then(() => fitWords(drawn.plotly, drawn.plot)); },
    update: async (next) => {
      drawn.payload = next;
      drawn.tip.hide();
      drawn.walk?.reset();
      await drawn.draw();
    },
  };
}
