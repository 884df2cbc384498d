// What layers share whose rows lie in the worker and whose pictures are drawn here, with the canvas' own 2-D context: the line to the worker,
// the promises that its messages keep, questions and their answers.
import { connect } from '../worker-client.js';

/** @typedef {import('../types.js').Rect} Rect */
/** @typedef {import('../types.js').Hit} Hit */
/** @typedef {import('../types.js').FrameRequest} FrameRequest */
/** @typedef {import('./cpu-painter.js').Drawn} Drawn */
/** @typedef {import('../data/source.js').Source} Source */
/** @typedef {import('./registry.js').LayerOptions} LayerOptions */

/** Device pixels that a picture may have. */
const MOST_PIXELS = 4_000_000;

/** @returns {{promise: Promise<void>, keep: () => void, fail: (error: Error) => void}} */
function promised() {
  let [keep, fail] = [() => {}, (/** @type {Error} */ _error) => {}];
  const promise = new Promise((/** @type {(value: void) => void} */ resolve, reject) => { keep = resolve; fail = reject; });
  promise.catch(() => {}); // a failure is told through events as well
  return { promise, keep, fail };
}

export class WorkerLayer {
  /** @param {HTMLCanvasElement} canvas @param {import('./registry.js').LayerEvents} events @param {LayerOptions} options @param {Record<string, any>} side what opens the worker's side */
  constructor(canvas, events, options, side) {
    this.canvas = canvas;
    this.events = events;
    this.style = options.style;
    // Some thousand small rectangles a picture: quicker in memory than through a queue to another process.
    this.context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d', { willReadFrequently: true }));
    this.rows = 0;
    this.missing = 0;
    this.shown = 0;
    this.settled = false;
    this.loading = new AbortController();
    this.loaded = promised();
    this.sorted = promised();
    this.seq = 0;
    /** @type {Map<number, (answer: any) => void>} */
    this.waiting = new Map();
    const wanted = { extent: options.extent ?? null, rows: options.rows ?? 0, padding: options.padding, names: options.names, categories: options.categories ?? [] };
    this.line = connect(options.workerUrl, { ...wanted, ...side }, (message) => this.hear(message));
  }

  get indexed() {
    return this.sorted.promise;
  }

  /** @param {Source | Promise<Source>} source @param {(source: Source, line: import('../worker-client.js').Line, signal: AbortSignal) => void | Promise<void>} send @returns {Promise<void>} */
  async take(source, send) {
    try {
      const ready = await source;
      await send(ready, this.line, this.loading.signal);
    } catch (error) {
      if (!this.loading.signal.aborted) this.fail(error instanceof Error ? error.message : String(error));
    }
    return this.loaded.promise;
  }

  /** @param {string} message */
  fail(message) {
    this.loaded.fail(new Error(message));
    this.sorted.fail(new Error(message));
    this.events.failed(message);
  }

  /** @param {any} message from the worker */
  hear(message) {
    /** @type {Record<string, () => void>} */
    const answers = {
      columns: () => this.events.columns(message.categories, message.time),
      extent: () => this.events.extent(message.extent),
      progress: () => { this.rows = message.rows; this.events.progress(this.rows, false); this.events.changed(); },
      loaded: () => { [this.rows, this.missing] = [message.rows, message.missing]; this.events.progress(this.rows, true); this.events.changed(); this.loaded.keep(); },
      indexed: () => { this.settled = true; this.events.changed(); this.sorted.keep(); },
      failed: () => this.fail(message.message),
    };
    if (answers[message.type]) answers[message.type]();
    else this.answer(message.seq, message);
  }

  /** Ask the worker. @param {Record<string, any>} question @returns {Promise<any>} null when the layer was closed meanwhile */
  ask(question) {
    const seq = ++this.seq;
    this.line.post({ ...question, seq });
    return new Promise((resolve) => this.waiting.set(seq, resolve));
  }

  /** @param {number} seq @param {any} message */
  answer(seq, message) {
    this.waiting.get(seq)?.(message);
    this.waiting.delete(seq);
  }

  /** Device pixels for a CSS pixel. @param {number} width @param {number} height @param {number} ratio */
  scale(width, height, ratio) {
    return Math.min(ratio, Math.sqrt(MOST_PIXELS / Math.max(1, width * height)));
  }

  /** An empty canvas of a size. @param {number} width @param {number} height */
  blank(width, height) {
    const { canvas, context } = this;
    if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
    else context.clearRect(0, 0, width, height);
  }

  /** How many rows the last picture shows. @param {Rect} _view */
  visible(_view) {
    return this.settled ? this.shown : this.rows;
  }

  facts() {
    return { renderer: 'canvas', rows: this.rows, missing: this.missing, losses: 0 };
  }

  destroy() {
    this.loading.abort();
    for (const resolve of this.waiting.values()) resolve(null);
    this.waiting.clear();
    this.line.close();
    this.canvas.width = this.canvas.height = 0;
  }
}
