// The layer of tiles: counts from the server for any number of rows. A picture is put together in the worker and needs no GPU; while tiles are on
// their way their parents stand in for them. Once few rows are in view they are fetched themselves, and points are drawn.
import { grow } from '../camera.js';
import { MISSING, OTHERS } from '../data/categories.js';
import { levelFor, tilesIn } from '../data/tile-grid.js';
import { KEPT, TileQueue } from '../data/tile-queue.js';
import { connect } from '../worker-client.js';
import { CpuPainter } from './cpu-painter.js';
import { NearRows } from './near-rows.js';

/** @typedef {import('../types.js').Rect} Rect */
/** @typedef {import('../types.js').FrameRequest} FrameRequest */
/** @typedef {import('../types.js').Hit} Hit */
/** @typedef {import('../data/source.js').TileSource} TileSource */
/** @typedef {import('./cpu-painter.js').Drawn} Drawn */
/** @typedef {{value?: string | null, others?: number}} TileCategory a value (null: missing), or so many others together */

/** With fewer rows than this in view, rows are fetched: with the room around the view that is a million at most. */
const FEW_ROWS = 400_000;
const ROOM = 0.25;
/** While the view moves, tiles so much coarser are fetched: a sixteenth of the number. */
const COARSER = 2;
/** Tiles kept when each has up to eight counts a bin. */
const KEPT_BY_CATEGORY = 96;
/** So many failures in a row are told. */
const PATIENCE = 3;

export class TilesLayer {
  static words = { role: 'interactive density map', many: 'points' };
  static camera = { axes: /** @type {const} */ ('xy'), deepest: 2 ** -28 };

  /** @param {HTMLCanvasElement} canvas @param {import('./registry.js').LayerEvents} events @param {import('./registry.js').LayerOptions} options */
  constructor(canvas, events, options) {
    this.canvas = canvas;
    this.events = events;
    this.options = { ...options };
    this.context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d', { willReadFrequently: true }));
    this.settled = true;
    this.rows = options.rows ?? 0;
    this.shown = this.rows;
    this.bytes = 0;
    this.failures = 0;
    this.seq = 0;
    this.loading = new AbortController();
    /** @type {Rect | null} */
    this.world = null;
    this.deepest = 0;
    /** @type {NearRows | null} */
    this.near = null;
    /** @type {NearRows | null} what the last picture was drawn from, if not from tiles */
    this.told = null;
    /** What the counts of a bin are of, in order; none when bins have one count. @type {string[]} */
    this.categories = [];
    /** Whether the last of them are many together. */
    this.shared = false;
    /** @type {Map<number, (hit: Hit | null) => void>} */
    this.picks = new Map();
    /** @type {() => void} */
    this.first = () => {};
    this.indexed = new Promise((/** @type {(value: void) => void} */ resolve) => { this.first = resolve; });
    this.line = connect(options.workerUrl, { side: 'mosaic', style: options.style }, (message) => this.#hear(message));
    this.painter = new CpuPainter(canvas, this.context, this.line);
  }

  /** @param {any} source a function that asks the server @returns {Promise<void>} when the tile of the whole extent is here */
  async load(source) {
    try {
      const ask = /** @type {TileSource} */ (await source);
      const facts = await (await ask({}, this.loading.signal)).json();
      this.source = ask;
      if (facts.world) await this.#begin(facts);
      this.events.progress(this.rows, true);
      this.events.changed();
    } catch (error) {
      if (!this.loading.signal.aborted) this.events.failed(error instanceof Error ? error.message : String(error));
    }
  }

  /** @param {{world: [number, number, number, number], deepest: number, categories?: TileCategory[]}} facts */
  async #begin({ world: [x0, y0, x1, y1], deepest, categories = [] }) {
    const world = { x0, y0, x1, y1 };
    this.categories = categories.map(({ value, others }) => (others ? OTHERS : value ?? MISSING));
    this.shared = categories.some(({ others }) => others);
    this.line.post({ type: 'world', world, deepest, coloured: categories.length > 0, shared: this.shared ? categories.length - 1 : -1 });
    this.events.columns(this.categories, { x: false, y: false });
    this.queue = new TileQueue({
      fetch: async ({ z, x, y }, signal) => (await /** @type {TileSource} */ (this.source)({ tile: [z, x, y] }, signal)).arrayBuffer(),
      arrived: (name, bytes) => this.#arrived(name, bytes),
      dropped: (keys) => this.line.post({ type: 'drop', keys }),
      failed: (error) => this.#failed(error),
    }, categories.length ? KEPT_BY_CATEGORY : KEPT);
    this.deepest = deepest;
    this.world = world;
    if (!this.options.extent) this.events.extent(world);
    this.queue.want([{ z: 0, x: 0, y: 0 }]);
    await this.indexed;
  }

  /** @param {import('../data/tile-grid.js').TileName} name @param {ArrayBuffer} bytes */
  #arrived(name, bytes) {
    this.failures = 0;
    this.bytes += bytes.byteLength;
    this.line.post({ type: 'tile', name, bytes }, [bytes]);
    this.first();
    this.events.changed();
  }

  /** @param {unknown} error */
  #failed(error) {
    if (++this.failures === PATIENCE) this.events.failed(error instanceof Error ? error.message : String(error));
    this.first();
  }

  /** @param {any} message */
  #hear(message) {
    if (this.painter.hear(message)) return;
    if (message.type === 'failed') this.events.failed(message.message);
    if (message.type !== 'picked') return;
    this.picks.get(message.seq)?.(message.hit);
    this.picks.delete(message.seq);
  }

  /** @param {FrameRequest} request @returns {Promise<Drawn | null>} */
  async paint(request) {
    if (!this.world || !this.queue) return null;
    const near = this.near?.ready && this.near.fits(request.view) ? this.near : null;
    this.told = near;
    const whole = near === null && this.#want(request, this.world, this.queue);
    const drawn = await (near ?? this).painter.paint(request);
    if (!drawn) return null;
    this.shown = drawn.rows;
    if (whole && !request.moving && drawn.rows < FEW_ROWS) this.#approach(request.view);
    return drawn;
  }

  /** Fetch what the view needs; coarser tiles while it moves. @param {FrameRequest} request @param {Rect} world @param {TileQueue} queue @returns {boolean} whether all is here */
  #want(request, world, queue) {
    const z = levelFor(request, world, this.deepest);
    return queue.want(tilesIn(request.view, request.moving ? Math.max(0, z - COARSER) : z, world));
  }

  /** Few rows are in view: fetch them, with some around. @param {Rect} view */
  #approach(view) {
    if (this.near?.fits(view) || !this.source || this.loading.signal.aborted) return;
    if (this.near?.failed && this.near.rect.x0 <= view.x0 && this.near.rect.x1 >= view.x1) return; // was refused here
    this.near?.destroy();
    this.near = new NearRows(this, grow(view, ROOM), () => this.events.changed());
    void this.near.load(this.source);
  }

  /** @param {import('../types.js').Style} style */
  setStyle(style) {
    this.options.style = style;
    for (const line of [this.line, this.near?.line]) line?.post({ type: 'style', style });
  }

  /** @param {{x: number, y: number, rx: number, ry: number}} at @returns {Promise<Hit | null>} */
  pick(at) {
    const seq = ++this.seq;
    if (this.told) return this.told.pick(seq, at);
    this.line.post({ type: 'pick', seq, at });
    return new Promise((resolve) => this.picks.set(seq, resolve));
  }

  /** @param {Hit} hit @param {import('./registry.js').Say} say @returns {[string, string][]} */
  lines({ x, y, category, cell, value = 0, parts = [] }, { x: sayX, y: sayY, number, category: name, titles }) {
    if (!cell) return [[titles.x, sayX(x)], [titles.y, sayY(y)], ...(this.categories.length > 1 ? [/** @type {[string, string]} */ ([titles.category, name(category)])] : [])];
    const share = (/** @type {number} */ n) => `${number(n)} (${number(Math.round((1000 * n) / value) / 10)} %)`;
    const largest = parts.map((n, slot) => ({ n, slot })).filter(({ n }) => n).sort((a, b) => b.n - a.n);
    return [[titles.x, `${sayX(cell.x0)} – ${sayX(cell.x1)}`], [titles.y, `${sayY(cell.y0)} – ${sayY(cell.y1)}`], ['Rows', number(value)], ...largest.map(({ n, slot }) => /** @type {[string, string]} */ ([name(slot), share(n)]))];
  }

  /** About how many rows the last picture showed. @param {Rect} _view */
  visible(_view) {
    return this.shown;
  }

  /** @param {number} width @param {number} height @param {number} ratio */
  scale(width, height, ratio) {
    return this.painter.scale(width, height, ratio);
  }

  facts() {
    return { renderer: this.told ? 'tiles: rows of the view' : 'tiles', rows: this.rows, missing: 0, losses: 0, batches: this.queue?.here.size ?? 0, bytes: this.bytes };
  }

  destroy() {
    this.loading.abort();
    this.queue?.destroy();
    this.near?.destroy();
    this.painter.destroy();
    this.first();
    for (const resolve of this.picks.values()) resolve(null);
    this.line.close();
    this.canvas.width = this.canvas.height = 0;
  }
}
