// The walk through the marks of a Plotly figure: arrow keys go from mark to mark, each is shown and spoken; Enter opens its menu.
import { text } from './format.js';
import { across, isAlong, isGrid, spokenOf, valueOf, wordsOf } from './marks.js';
import { stops } from './plotly-spots.js';

/** @typedef {import('./marks.js').Mark} Mark */
/** @typedef {{plot: any, voice: HTMLElement, payload: () => ChartPayload, show: (mark: Mark) => void, menu: (mark: Mark, event: Event) => void, hide: () => void}} Host */

const MENU_KEYS = new Set(['Enter', 'ContextMenu']);

export class Walk {
  /** @param {Host} host */
  constructor(host) {
    this.host = host;
    this.at = -1;
    this.lane = 0;
    this.press = this.press.bind(this);
    this.leave = () => host.hide();
    host.plot.addEventListener('keydown', this.press);
    host.plot.addEventListener('blur', this.leave);
  }

  /** Start anew, when the figure changed. */
  reset() {
    this.at = -1;
    this.lane = 0;
  }

  /** @returns {Mark | null} */
  get mark() {
    const lanes = stops(this.host.plot)[this.at];
    return lanes ? lanes[this.lane % lanes.length] : null;
  }

  /** @param {KeyboardEvent} event */
  press(event) {
    if (event.key === 'Escape') return this.host.hide();
    const { mark } = this;
    if (mark && (MENU_KEYS.has(event.key) || (event.key === 'F10' && event.shiftKey))) {
      event.preventDefault();
      return this.host.menu(mark, event);
    }
    const all = stops(this.host.plot);
    const step = this.step(event.key, all);
    if (step === null || !all.length) return undefined;
    event.preventDefault();
    this.at = Math.max(0, Math.min(all.length - 1, step));
    return this.say(all);
  }

  /** Where a key leads; up and down change the series, in a grid the row. @param {string} key @param {Mark[][]} all @returns {number | null} */
  step(key, all) {
    const from = Math.max(0, this.at);
    const trace = this.host.plot.data[all[from]?.[0]?.curve ?? 0];
    const row = trace && isGrid(trace) ? across(trace) : 0;
    if (key === 'ArrowRight') return this.at + 1;
    if (key === 'ArrowLeft') return this.at - 1;
    if (key === 'Home') return 0;
    if (key === 'End') return all.length - 1;
    if (key !== 'ArrowUp' && key !== 'ArrowDown') return null;
    const way = key === 'ArrowDown' ? 1 : -1;
    if (row) return this.at + way * row;
    const lanes = all[from]?.length ?? 1;
    if (lanes === 1) return this.at + way;
    this.lane = (this.lane + way + lanes) % lanes;
    return from;
  }

  /** @param {Mark[][]} all */
  say(all) {
    const { mark, host } = this;
    if (!mark) return;
    host.show(mark);
    const payload = host.payload();
    const words = wordsOf(payload, payload.figure?.data ?? [], mark);
    host.voice.textContent = `${this.at + 1} ${text('of')} ${all.length}, ${spokenOf(words)}${this.change(all)}`;
  }

  /** How a single series of numbers moved since the mark before. @param {Mark[][]} all */
  change(all) {
    const [now, before] = [all[this.at], all[this.at - 1]];
    if (!before || now.length > 1) return '';
    const trace = this.host.plot.data[now[0].curve];
    if (!isAlong(trace) || this.host.plot._fullLayout.xaxis?.type !== 'date' || now[0].curve !== before[0].curve) return '';
    const [value, last] = [Number(valueOf(trace, now[0].at)), Number(valueOf(trace, before[0].at))];
    if (!last || !Number.isFinite(value)) return '';
    const share = Math.round(Math.abs((value - last) / last) * 100);
    return `, ${value >= last ? text('up') : text('down')} ${share} %`;
  }

  stop() {
    this.host.plot.removeEventListener('keydown', this.press);
    this.host.plot.removeEventListener('blur', this.leave);
  }
}
