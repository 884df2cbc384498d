// The worker's side of lines, areas and bars: series from batches, then their columns or points for each view that is asked for.
import { slotNames } from '../data/lanes.js';
import { SeriesDecoder } from '../data/series-decoder.js';
import { Lane } from './lane.js';
import { SeriesRows } from './series-rows.js';

/** @typedef {import('../types.js').Rect} Rect */
/** @typedef {import('../data/series-decoder.js').SeriesBatch} SeriesBatch */
/** @typedef {import('./series-rows.js').Mark} Mark */
/** @typedef {import('./series-rows.js').Part} Part */

/** So few series are drawn on the page's thread: a picture of them takes a millisecond there, less than the way to a worker and back. */
const FEW = 4;

export class Series extends SeriesRows {
  /** @param {{mark: Mark, stack: boolean, rows: number, padding: number, extent: Rect | null, names?: import('../data/arrow.js').Names, categories: string[]}} options @param {(message: Record<string, any>, transfer?: Transferable[]) => void} post */
  constructor(options, post) {
    super(options);
    this.options = options;
    this.post = post;
    this.decoder = new SeriesDecoder(options.names);
    this.rows = 0;
    this.missing = 0;
    this.told = '';
    /** Whether the rows were given to the page. */
    this.moved = false;
  }

  /** What y is relative to: the decoder knows, or who sent columns. */
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

  /** All rows are here. @param {boolean} [give] a few series to the page */
  finish(give = false) {
    this.lanes = this.lanes.map((lane) => lane.sorted());
    this.gap = Math.min(...this.lanes.map((lane) => (this.options.mark === 'bars' ? lane.gap() : Infinity)));
    if (this.gap === Infinity) this.gap = 1;
    this.finished = true;
    if (this.options.stack) this.pile([]);
    this.#tell();
    if (give && !this.options.stack && this.lanes.length <= FEW) this.#give(); // before anybody asks for the whole picture
    this.post({ type: 'loaded', rows: this.rows, missing: this.missing });
    this.post({ type: 'indexed' });
  }

  /** Hand the rows over to the page. */
  #give() {
    const { packed, memory } = this.pack();
    this.moved = true;
    this.lanes = [];
    this.post({ type: 'home', packed }, memory);
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
    store.finish(true);
  },
  frame({ store, post }, { seq, asked }) {
    if (store.moved) return post({ type: 'moved', seq });
    const began = performance.now();
    const { parts, ...facts } = store.frame(asked);
    const buffers = parts.flatMap((/** @type {Part} */ { fill, columns, path }) => [fill, columns, path].flatMap((one) => (one ? [one.buffer] : [])));
    return post({ type: 'frame', seq, parts, ...facts, ms: performance.now() - began }, buffers);
  },
  pick({ store, post }, { seq, at, hidden }) {
    post(store.moved ? { type: 'moved', seq } : { type: 'picked', seq, hit: store.pick(at, hidden) });
  },
};

/** The worker's side of one chart of series. @param {any} options @param {Series['post']} post */
export function openSeries(options, post) {
  const store = new Series(options, post);
  return { hear: (/** @type {any} */ message) => answers[message.type]?.({ store, post }, message) };
}
