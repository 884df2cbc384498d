// The layer of points: its line to the worker, the painter that suits the machine, and what is known about the rows.
import { DEEPEST } from '../camera.js';
import { CpuPainter } from './cpu-painter.js';
import { GpuPainter } from './gpu-painter.js';
import { connect } from '../worker-client.js';
import { isColumns, send } from '../data/source.js';
import { TILES } from '../data/quantise.js';

/** @typedef {import('../types.js').Rect} Rect */
/** @typedef {import('../types.js').FrameRequest} FrameRequest */
/** @typedef {import('../types.js').Hit} Hit */
export class PointsLayer {
  static words = { role: 'interactive scatter plot', many: 'points' };
  static camera = { axes: /** @type {const} */ ('xy'), deepest: DEEPEST };

  /** @param {HTMLCanvasElement} canvas @param {import('./registry.js').LayerEvents} events @param {import('./registry.js').LayerOptions} options */
  constructor(canvas, events, options) {
    this.canvas = canvas;
    this.events = events;
    this.options = options;
    this.context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d', { willReadFrequently: options.renderer !== 'gpu' }));
    this.rows = 0;
    this.missing = 0;
    this.coloured = false;
    this.sized = false;
    /** @type {Rect | null} */
    this.extent = options.extent ?? null;
    /** @type {Uint32Array | null} first row of each tile */
    this.coarse = null;
    this.loading = new AbortController();
    this.losses = 0;
    this.batches = 0;
    this.bytes = 0;
    this.asked = 0;
    /** @type {Map<number, (hit: Hit | null) => void>} */
    this.picks = new Map();
    /** @type {Map<number, (rows: number) => void>} */
    this.counts = new Map();
    this.loaded = this.#promise('loaded');
    this.indexed = this.#promise('indexed');
    const wanted = { extent: options.extent ?? null, rows: options.rows ?? 0, padding: options.padding, style: options.style, chunks: false, names: options.names, categories: options.categories ?? [], auto: options.renderer === 'auto' };
    this.line = connect(options.workerUrl, wanted, (message) => this.#hear(message));
    /** @type {CpuPainter | GpuPainter} */
    this.painter = new CpuPainter(canvas, this.context, this.line);
    if (options.renderer === 'gpu') this.useGpu();
  }

  /** A promise that a message of the worker keeps. @param {'loaded' | 'indexed'} name */
  #promise(name) {
    /** @type {(value: void) => void} */
    let keep = () => {};
    /** @type {(error: Error) => void} */
    let fail = () => {};
    const promise = new Promise((/** @type {(value: void) => void} */ resolve, reject) => { keep = resolve; fail = reject; });
    promise.catch(() => {}); // a failure is told through events as well
    this.settle = { .../** @type {any} */ (this.settle), [name]: keep, [`no-${name}`]: fail };
    return promise;
  }

  /** Load rows; once for a layer. @param {import('../data/source.js').Source | Promise<import('../data/source.js').Source>} source @returns {Promise<void>} when all are here */
  async load(source) {
    try {
      const ready = await source;
      if (isColumns(ready) && ready.category) this.line.post({ type: 'names', categories: ready.names ?? Array.from({ length: 8 }, (_, i) => String(i)) });
      await send(ready, this.line, this.loading.signal);
    } catch (error) {
      if (!this.loading.signal.aborted) this.#failed(error instanceof Error ? error.message : String(error));
    }
    return this.loaded;
  }

  /** @param {string} message */
  #failed(message) {
    this.settle['no-loaded'](new Error(message));
    this.settle['no-indexed'](new Error(message));
    this.events.failed(message);
  }

  /** @param {any} message */
  #hear(message) {
    if (this.painter.hear(message)) return;
    /** @type {Record<string, () => void>} */
    const answers = {
      columns: () => { this.painter.coloured = this.coloured = message.categories.length > 0; this.events.columns(message.categories, message.time, message.ordered, message.largest); if (message.largest !== undefined) this.#keepSizes(); },
      extent: () => { this.extent = message.extent; this.events.extent(message.extent); },
      progress: () => { this.rows = message.rows; this.batches++; this.events.progress(this.rows, false); this.events.changed(); },
      loaded: () => { this.rows = message.rows; this.missing = message.missing; this.events.progress(this.rows, true); this.events.changed(); this.settle.loaded(); },
      indexed: () => { this.coarse = message.coarse; this.bytes = message.bytes; this.events.changed(); this.settle.indexed(); },
      device: () => { if (message.gpu && this.options.renderer === 'auto') this.useGpu(); },
      picked: () => { this.picks.get(message.seq)?.(message.hit); this.picks.delete(message.seq); },
      selected: () => { this.counts.get(message.seq)?.(message.rows); this.counts.delete(message.seq); },
      failed: () => this.#failed(message.message),
    };
    answers[message.type]?.();
  }

  /** Marks of different size are drawn by the worker. */
  #keepSizes() {
    this.sized = true;
    this.useCpu();
  }

  /** Draw with the GPU from now on, where there is one. @returns {boolean} */
  useGpu() {
    if (this.painter.kind === 'gpu') return true;
    if (this.sized) return false;
    const lost = () => this.#lost();
    const painter = GpuPainter.open(this.canvas, this.context, this.line, { style: this.options.style, extent: this.extent, lost, changed: () => this.events.changed() });
    if (!painter) return false;
    this.painter.destroy();
    this.painter = painter;
    painter.coloured = this.coloured;
    this.line.post({ type: 'replay', chunks: true });
    return true;
  }

  /** The GPU's context went away. It comes back by itself; when it goes twice within a minute, the worker draws instead. */
  #lost() {
    const now = performance.now();
    if (this.lastLoss !== undefined && now - this.lastLoss < 60_000) this.useCpu();
    this.lastLoss = now;
    this.losses++;
  }

  useCpu() {
    if (this.painter.kind === 'cpu') return;
    this.painter.destroy();
    this.painter = new CpuPainter(this.canvas, this.context, this.line);
    this.line.post({ type: 'replay', chunks: false });
    this.events.changed();
  }

  get settled() {
    return this.coarse !== null;
  }

  /** @param {number} width @param {number} height @param {number} ratio */
  scale(width, height, ratio) {
    return this.painter.scale(width, height, ratio);
  }

  facts() {
    const { painter, rows, missing, losses, batches, bytes } = this;
    return { renderer: painter.kind, rows, missing, losses, batches, bytes };
  }

  /** @param {FrameRequest} request */
  paint(request) {
    return this.painter.paint(request);
  }

  /** @param {import('../types.js').Style} style */
  setStyle(style) {
    this.options.style = style;
    this.line.post({ type: 'style', style });
    if (this.painter.kind === 'gpu') /** @type {GpuPainter} */ (this.painter).setStyle(style);
    this.events.changed();
  }

  /** The row nearest to a place. @param {{x: number, y: number, rx: number, ry: number}} at data units, reach on each axis @returns {Promise<Hit | null>} */
  pick(at) {
    const seq = ++this.asked;
    this.line.post({ type: 'pick', seq, at });
    return new Promise((resolve) => this.picks.set(seq, resolve));
  }

  /** Shown rows inside a shape. @param {import('../types.js').Point[]} shape corners, data units @returns {Promise<number>} once the rows are sorted */
  async select(shape) {
    await this.indexed;
    const seq = ++this.asked;
    this.line.post({ type: 'select', seq, shape });
    return new Promise((resolve) => this.counts.set(seq, resolve));
  }

  /** About how many rows a view shows. @param {Rect} view */
  visible(view) {
    const { coarse, extent } = this;
    if (!coarse || !extent) return this.rows;
    const tile = (/** @type {number} */ at, /** @type {number} */ lo, /** @type {number} */ hi) => Math.max(0, Math.min(TILES, ((at - lo) / (hi - lo)) * TILES));
    const [c0, c1] = [tile(view.x0, extent.x0, extent.x1), tile(view.x1, extent.x0, extent.x1)];
    const [r0, r1] = [tile(view.y0, extent.y0, extent.y1), tile(view.y1, extent.y0, extent.y1)];
    const [left, right] = [Math.floor(c0), Math.min(TILES, Math.ceil(c1))];
    const [low, high] = [Math.floor(r0), Math.min(TILES, Math.ceil(r1))];
    let rows = 0;
    for (let r = low; r < high; r++) rows += coarse[r * TILES + right] - coarse[r * TILES + left];
    const share = ((c1 - c0) * (r1 - r0)) / Math.max(1, (right - left) * (high - low));
    return Math.round(rows * share);
  }

  destroy() {
    this.loading.abort();
    this.painter.destroy();
    for (const resolve of this.picks.values()) resolve(null);
    for (const resolve of this.counts.values()) resolve(0);
    this.line.close();
    this.canvas.width = this.canvas.height = 0;
  }
}
