// The worker's side of lines, areas and bars: series from batches, then their columns or points for each view that is asked for.
import { SLOTS } from '../data/categories.js';
import { slotNames, slotOf } from '../data/lanes.js';
import { SeriesDecoder } from '../data/series-decoder.js';
import { barColumns, lineColumns, pathOf } from './columns.js';
import { Lane } from './lane.js';
import { stacked } from './stack.js';

/** @typedef {import('../types.js').Rect} Rect */
/** @typedef {import('../data/series-decoder.js').SeriesBatch} SeriesBatch */
/** @typedef {'lines' | 'area' | 'bars'} Mark */
/** @typedef {{slot: number, fill: Float32Array | null, columns: Float32Array | null, path: Float32Array | null}} Part of a picture: one series' columns of area or bar, and its line as columns or as points */
/** @typedef {{view: Rect, width: number, height: number, hidden: boolean[]}} Asked */

/** Share of the least distance between two places that bars take. */
const BAR = 0.8;

export class Series {
  /** @param {{mark: Mark, stack: boolean, rows: number, padding: number, extent: Rect | null, names?: import('../data/arrow.js').Names, categories: string[]}} options @param {(message: Record<string, any>, transfer?: Transferable[]) => void} post */
  constructor(options, post) {
    this.options = options;
    this.post = post;
    this.decoder = new SeriesDecoder(options.names);
    /** @type {Lane[]} */
    this.lanes = [];
    /** @type {{hidden: string, tops: (Lane | null)[]} | null} */
    this.stack = null;
    /** What y is relative to when rows come as columns. */
    this.zero = 0;
    this.rows = 0;
    this.missing = 0;
    this.told = '';
    this.gap = Infinity;
    this.finished = false;
  }

  /** What y is relative to. */
  get origin() {
    return this.decoder.zero ?? this.zero;
  }

  /** @returns {string[]} */
  get names() {
    const { names } = this.decoder.lanes;
    return names.length ? names : this.options.categories;
  }

  /** @param {SeriesBatch} batch */
  add(batch) {
    const { run, x, y, code } = placed(batch);
    this.missing += batch.y.length - y.length;
    this.rows += batch.y.length;
    if (!code) this.#lane(0).append(run, x, y);
    else for (const [lane, part] of split(/** @type {Float64Array} */ (x), y, code)) this.#lane(lane).append(null, part.x, part.y);
    this.#tell();
    this.post({ type: 'progress', rows: this.rows });
  }

  /** @param {number} at */
  #lane(at) {
    while (this.lanes.length <= at) this.lanes.push(new Lane(this.lanes.length ? 0 : this.options.rows));
    return this.lanes[at];
  }

  /** Names of series and the extent, when they changed. */
  #tell() {
    const names = slotNames(this.names);
    const extent = this.extent();
    const now = JSON.stringify([names, extent]);
    if (now === this.told) return;
    this.told = now;
    this.post({ type: 'columns', categories: names, lanes: this.names, time: this.decoder.time });
    if (extent) this.post({ type: 'extent', extent });
  }

  /** Around all rows and what was announced; areas and bars stand on zero. @returns {Rect | null} */
  extent() {
    const { mark, stack, extent, padding } = this.options;
    const lanes = this.stack ? this.stack.tops.filter((lane) => lane !== null) : this.lanes;
    const bounds = lanes.map((lane) => lane.bounds).filter(({ x0, y0 }) => Number.isFinite(x0) && Number.isFinite(y0));
    const zero = this.origin;
    const all = [...bounds.map((b) => ({ ...b, y0: b.y0 + zero, y1: b.y1 + zero })), ...(extent && !stack ? [extent] : [])];
    if (!all.length) return null;
    const [x0, x1] = [Math.min(...all.map((b) => b.x0)), Math.max(...all.map((b) => b.x1))];
    const floor = mark === 'lines' ? [] : [0];
    const [y0, y1] = [Math.min(...floor, ...all.map((b) => b.y0)), Math.max(...floor, ...all.map((b) => b.y1))];
    const beside = mark === 'bars' && Number.isFinite(this.gap) ? this.gap / 2 : 0;
    const above = (y1 > y0 ? (y1 - y0) * padding : 0) || (y1 > y0 ? 0 : Math.abs(y0) * 0.01 || 0.5);
    const across = x1 > x0 ? 0 : 0.5;
    return { x0: x0 - beside - across, x1: x1 + beside + across, y0: y0 < 0 || mark === 'lines' ? y0 - above : y0, y1: y1 > 0 || mark === 'lines' ? y1 + above : y1 };
  }

  /** All rows are here. */
  finish() {
    this.lanes = this.lanes.map((lane) => lane.sorted());
    this.gap = Math.min(...this.lanes.map((lane) => (this.options.mark === 'bars' ? lane.gap() : Infinity)));
    if (this.gap === Infinity) this.gap = 1;
    this.finished = true;
    if (this.options.stack) this.#pile([]);
    this.#tell();
    this.post({ type: 'loaded', rows: this.rows, missing: this.missing });
    this.post({ type: 'indexed' });
  }

  /** Sum up what is shown. @param {boolean[]} hidden by slot @returns {(Lane | null)[]} */
  #pile(hidden) {
    const key = hidden.join();
    const count = this.lanes.length;
    if (this.stack?.hidden !== key) this.stack = { hidden: key, tops: stacked(this.lanes, this.lanes.map((_, lane) => hidden[slotOf(lane, count)] ?? false)) };
    return this.stack.tops;
  }

  /** One picture. @param {Asked} asked @returns {{parts: Part[], rows: number, mode: string}} */
  frame(asked) {
    const { origin } = this;
    const { view } = asked;
    const frame = { ...asked, view: { ...view, y0: view.y0 - origin, y1: view.y1 - origin } };
    const count = this.lanes.length;
    if (this.options.stack && !this.finished) return { parts: [], rows: 0, mode: 'columns' };
    const drawn = this.options.stack ? this.#pile(asked.hidden) : this.lanes.map((lane, at) => (asked.hidden[slotOf(at, count)] ? null : lane));
    const shown = drawn.flatMap((lane, at) => (lane?.length && lane.places.sorted ? [{ lane, slot: slotOf(at, count) }] : []));
    let rows = 0;
    const parts = shown.map(({ lane, slot }, at) => {
      const [from, to] = [lane.places.lower(view.x0), lane.places.lower(view.x1)];
      rows += to - from;
      return { slot, ...this.#part(lane, frame, { from, to, at, of: this.options.stack ? 1 : shown.length, base: -origin }) };
    });
    return { parts: this.options.stack ? parts.reverse() : parts, rows, mode: parts.some((part) => part.path) ? 'rows' : 'columns' };
  }

  /** @param {Lane} lane @param {import('./columns.js').Frame} frame @param {{from: number, to: number, at: number, of: number, base: number}} place @returns {Omit<Part, 'slot'>} */
  #part(lane, frame, { from, to, at, of, base }) {
    if (this.options.mark === 'bars') return { fill: barColumns(lane, frame, { ...this.#bar(frame, at % of, of), base }), columns: null, path: null };
    const fill = this.options.mark === 'area' ? lineColumns(lane, frame, base) : null;
    if (to - from <= frame.width) return { fill, columns: null, path: pathOf(lane, frame, from, to) };
    return { fill, columns: lineColumns(lane, frame), path: null };
  }

  /** Where a bar lies about its place: beside those of other series while each has a pixel, else all in the same. @param {import('./columns.js').Frame} frame @param {number} at @param {number} of */
  #bar({ view, width }, at, of) {
    const gap = Number.isFinite(this.gap) ? this.gap : 0;
    const all = BAR * gap;
    const own = all / of;
    if (own * width < view.x1 - view.x0) return { from: -all / 2, to: all / 2 };
    return { from: at * own - all / 2, to: (at + 1) * own - all / 2 };
  }

  /** The value of each shown series nearest to a place; first that which is nearest of all. @param {{x: number, y: number, rx: number, ry: number}} at @param {boolean[]} hidden */
  pick(at, hidden) {
    const zero = this.origin;
    const rx = this.options.mark === 'bars' && Number.isFinite(this.gap) ? this.gap / 2 : at.rx / 6;
    const found = this.lanes.flatMap((lane, category) => {
      if (hidden[slotOf(category, this.lanes.length)] || !lane.length || !lane.places.sorted) return [];
      const row = lane.nearest({ x: at.x, y: at.y - zero, rx });
      return row < 0 ? [] : [{ row, category, x: lane.places.at(row), y: lane.values.values[row] + zero }];
    });
    if (!found.length) return null;
    const far = (/** @type {{x: number, y: number}} */ one) => Math.hypot((one.x - at.x) / at.rx, (one.y - at.y) / at.ry);
    const values = [...found];
    const [first] = found.sort((a, b) => far(a) - far(b));
    const own = this.lanes.length <= SLOTS || first.category < SLOTS - 1; // the last slot stands for several then
    return { ...first, category: own ? first.category : -1, values };
  }
}

/** Rows that have a place. @param {SeriesBatch} batch @returns {SeriesBatch} */
function placed(batch) {
  const { run, x, y, code } = batch;
  if (run && !code) return batch;
  const full = run ? Float64Array.from({ length: run.length }, (_, i) => run.from + i * run.step) : x;
  let whole = true;
  for (let i = 0; i < full.length && whole; i++) whole = Number.isFinite(full[i]);
  if (whole) return { run: null, x: full, y, code };
  const there = [...y.keys()].filter((i) => Number.isFinite(full[i]));
  return { run: null, x: Float64Array.from(there, (i) => full[i]), y: Float32Array.from(there, (i) => y[i]), code: code && Uint8Array.from(there, (i) => code[i]) };
}

/** @param {ArrayLike<number>} x @param {Float32Array} y @param {Uint8Array} code @returns {Map<number, {x: Float64Array, y: Float32Array}>} rows by series, in order */
function split(x, y, code) {
  const many = new Uint32Array(256);
  for (let i = 0; i < code.length; i++) many[code[i]]++;
  const parts = new Map([...many.keys()].filter((lane) => many[lane]).map((lane) => [lane, { x: new Float64Array(many[lane]), y: new Float32Array(many[lane]) }]));
  many.fill(0);
  for (let i = 0; i < code.length; i++) {
    const part = /** @type {{x: Float64Array, y: Float32Array}} */ (parts.get(code[i]));
    const at = many[code[i]]++;
    part.x[at] = x[i];
    part.y[at] = y[i];
  }
  return parts;
}

/** @type {Record<string, (desk: {store: Series, post: Series['post']}, message: any) => void>} */
const answers = {
  bytes({ store }, { bytes }) {
    for (const batch of store.decoder.series(bytes)) store.add(batch);
  },
  columns({ store }, { run, x, y, code, zero }) {
    store.zero = zero;
    store.add({ run, x, y, code });
  },
  names({ store }, { categories }) {
    store.options.categories = categories;
  },
  end({ store }) {
    store.decoder.end();
    store.finish();
  },
  frame({ store, post }, { seq, asked }) {
    const began = performance.now();
    const { parts, ...facts } = store.frame(asked);
    const buffers = parts.flatMap((/** @type {Part} */ { fill, columns, path }) => [fill, columns, path].flatMap((one) => (one ? [one.buffer] : [])));
    post({ type: 'frame', seq, parts, ...facts, ms: performance.now() - began }, buffers);
  },
  pick({ store, post }, { seq, at, hidden }) {
    post({ type: 'picked', seq, hit: store.pick(at, hidden) });
  },
};

/** The worker's side of one chart of series. @param {any} options @param {Series['post']} post */
export function openSeries(options, post) {
  const store = new Series(options, post);
  return { hear: (/** @type {any} */ message) => answers[message.type]?.({ store, post }, message) };
}
