// One tile: asks for its data when it is seen, draws it, says what went wrong, and says as of when it is.
import { ApiError, api, apiResponse } from './api.js';
import { node } from './render/figure.js';
import { render } from './render/index.js';
import { tileSource } from './render/tile-source.js';

const ARROW = 'application/vnd.apache.arrow.stream';
const PATIENCE_MS = 1000;

/** @typedef {{path: string, body: () => Record<string, unknown>, shown?: () => void}} TileSource where the data comes from; `body` is what is asked now, `shown` hears of each drawing */

export class TileView {
  /** @param {HTMLElement} element [data-tile] @param {TileSource} source */
  constructor(element, source) {
    this.element = element;
    this.source = source;
    this.body = /** @type {HTMLElement} */ (element.querySelector('[data-body]'));
    this.foot = /** @type {HTMLElement | null} */ (element.querySelector('[data-foot]'));
    this.marks = /** @type {HTMLElement | null} */ (element.querySelector('[data-marks]'));
    /** Where the picture says who drew it. */
    this.by = node('span', { class: 'tile-by' });
    /** @type {Rendered | null} */
    this.drawn = null;
    /** @type {AbortController | null} */
    this.asking = null;
    /** @type {Promise<void>} */
    this.drawing = Promise.resolve();
    this.seen = false;
    this.stale = true;
    this.observer = new IntersectionObserver((entries) => this.came(entries.some((e) => e.isIntersecting)), { rootMargin: '200px' });
    this.observer.observe(element);
  }

  /** @param {boolean} seen */
  came(seen) {
    this.seen = seen;
    if (seen && this.stale) this.load();
  }

  /** The data is old: ask again, now if the tile can be seen, otherwise when it comes into view. */
  refresh() {
    this.stale = true;
    if (this.seen) this.load();
  }

  async load() {
    this.stale = false;
    this.asking?.abort();
    const asking = this.asking = new AbortController();
    const wait = setTimeout(() => this.say('Loading…'), PATIENCE_MS);
    this.element.classList.add('loading');
    try {
      const payload = await api(this.source.path, { json: this.source.body(), signal: asking.signal });
      await this.drawing.catch(() => undefined); // one picture after the other: an older one must not end up on top
      if (asking === this.asking) await (this.drawing = this.show(payload));
    } catch (error) {
      if (asking === this.asking && !(error instanceof DOMException && error.name === 'AbortError')) this.fail(error);
    } finally {
      clearTimeout(wait);
      if (asking === this.asking) this.element.classList.remove('loading');
    }
  }

  /** @param {ChartPayload & {filtered_by?: string[], crossed_by?: string[]}} payload */
  async show(payload) {
    this.element.classList.remove('failed');
    this.payload = payload;
    const arrow = () => apiResponse(this.source.path, { json: this.source.body(), accept: ARROW });
    if (this.drawn) await this.drawn.update(payload);
    else this.drawn = await render(this.body, payload, { arrow, by: this.by, tiles: tileSource(this.source.path, this.source.body), onSelect: (selected, shown) => this.selected(selected, shown) });
    this.element.dataset.drawn = payload.kind;
    this.say(footer(payload));
    if (this.foot) this.foot.title = payload.as_of ? `As of ${new Date(payload.as_of).toLocaleString()}` : '';
    this.mark(payload.filtered_by ?? [], payload.crossed_by ?? []);
    this.source.shown?.();
  }

  /** A region of a picture of points was drawn, or cleared. @param {unknown} selected @param {ChartPayload} payload */
  selected(selected, payload) {
    this.element.dispatchEvent(new CustomEvent('pb:select', { bubbles: true, detail: { selected, payload } }));
  }

  /** Whether filters, or marks chosen on other tiles, narrow this tile now. @param {string[]} filters @param {string[]} crossed */
  mark(filters, crossed) {
    this.element.dataset.filteredBy = filters.join(' ');
    this.element.dataset.crossedBy = crossed.join(' ');
    const by = [...filters, ...(crossed.length ? ['what is chosen on other tiles'] : [])];
    this.marks?.replaceChildren(...(by.length ? [node('span', { class: 'badge', title: `Filtered by ${by.join(', ')}` }, ['filtered'])] : []));
  }

  /** @param {unknown} error */
  fail(error) {
    this.drawn?.destroy();
    this.drawn = null;
    this.element.classList.add('failed');
    this.say('');
    const known = error instanceof ApiError;
    const retry = node('button', { type: 'button', class: 'btn btn-small' }, ['Try again']);
    retry.addEventListener('click', () => this.load());
    const copy = node('button', { type: 'button', class: 'btn btn-small btn-quiet' }, ['Copy details']);
    copy.addEventListener('click', () => navigator.clipboard.writeText(details(error)).then(() => { copy.textContent = 'Copied'; }));
    const message = known ? error.message : 'The answer could not be drawn. Try again, or open the chart.';
    this.body.replaceChildren(node('div', { class: 'tile-error', role: 'alert' }, [
      node('p', { class: 'strong' }, ['This tile cannot be shown']), node('p', { class: 'muted small' }, [message]), node('div', { class: 'cluster' }, [retry, copy]),
    ]));
  }

  /** @param {string} words */
  say(words) {
    this.foot?.replaceChildren(words || '\u00a0', this.by);
  }

  /** Numbers instead of the picture, and back. */
  table() {
    /** @type {HTMLElement | null} */ (this.body.querySelector('.chart-toggle'))?.click();
    const on = this.body.querySelector('.chart-toggle')?.getAttribute('aria-pressed') === 'true';
    const label = this.element.querySelector('[data-tile-act="table"] span');
    if (label) label.textContent = on ? 'View as chart' : 'View as table';
  }

  destroy() {
    this.observer.disconnect();
    this.asking?.abort();
    this.drawn?.destroy();
  }
}

/** "1–200 of 3,412 · as of 09:12" @param {ChartPayload} payload */
export function footer({ kind, rows, row_count: count, total, as_of: asOf, renderer }) {
  const shown = renderer === 'webgl' || renderer === 'tiles' ? count : rows.length;
  const all = total ?? count;
  const parts = [];
  if (shown < all) parts.push(`${shown.toLocaleString()} of ${all.toLocaleString()} rows`);
  else if (kind !== 'number') parts.push(`${all.toLocaleString()} ${all === 1 ? 'row' : 'rows'}`);
  if (asOf) parts.push(`as of ${moment(new Date(asOf))}`);
  return parts.join(' · ');
}

/** The time today, else the day. @param {Date} when */
function moment(when) {
  const today = when.toDateString() === new Date().toDateString();
  return today ? when.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' }) : when.toLocaleDateString([], { day: 'numeric', month: 'short', year: 'numeric' });
}

/** @param {unknown} error */
function details(error) {
  if (!(error instanceof ApiError)) return String(error);
  return `${error.code}: ${error.message}\n${JSON.stringify(error.details)}\nrequest ${error.requestId}`;
}
