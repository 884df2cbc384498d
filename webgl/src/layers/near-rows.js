// The rows around a deep view of tiles: fetched once few enough are in view, kept and drawn by the worker like any points.
import { holds } from '../camera.js';
import { send } from '../data/source.js';
import { connect } from '../worker-client.js';
import { CpuPainter } from './cpu-painter.js';

/** @typedef {import('../types.js').Rect} Rect */
/** @typedef {import('../types.js').Hit} Hit */

/** A view this much smaller than the rows' rectangle gets rows of its own: positions have 22 bits over it. */
const DEEP = 1 / 2000;

export class NearRows {
  /**
   * @param {import('./tiles.js').TilesLayer} layer @param {Rect} rect the rows are of @param {() => void} changed
   */
  constructor(layer, rect, changed) {
    this.rect = rect;
    this.ready = false;
    this.failed = false;
    this.rows = 0;
    /** @type {string[]} */
    this.categories = layer.categories;
    this.loading = new AbortController();
    /** @type {Map<number, (hit: Hit | null) => void>} */
    this.picks = new Map();
    this.changed = changed;
    const { options } = layer;
    this.line = connect(options.workerUrl, { extent: rect, rows: 0, padding: 0, style: options.style, chunks: false, auto: false, slots: { names: layer.categories, shared: layer.shared } }, (message) => this.#hear(message));
    this.painter = new CpuPainter(layer.canvas, layer.context, this.line);
  }

  /** @param {import('../data/source.js').TileSource} source */
  async load(source) {
    try {
      const { x0, y0, x1, y1 } = this.rect;
      await send(await source({ view: [x0, y0, x1, y1] }, this.loading.signal), this.line, this.loading.signal);
    } catch {
      this.failed = true; // too many rows after all, or no connection: the tiles go on showing the view
    }
  }

  /** Whether a view can be drawn from these rows. @param {Rect} view */
  fits(view) {
    return !this.failed && holds(this.rect, view) && view.x1 - view.x0 > DEEP * (this.rect.x1 - this.rect.x0) && view.y1 - view.y0 > DEEP * (this.rect.y1 - this.rect.y0);
  }

  /** @param {any} message */
  #hear(message) {
    if (this.painter.hear(message)) return;
    if (message.type === 'columns') this.categories = message.categories;
    if (message.type === 'loaded') this.rows = message.rows;
    if (message.type === 'failed') this.failed = true;
    if (message.type === 'picked') {
      this.picks.get(message.seq)?.(message.hit);
      this.picks.delete(message.seq);
    }
    if (message.type === 'columns') this.painter.coloured = this.categories.length > 0;
    if (message.type === 'indexed' || message.type === 'failed') {
      this.ready = !this.failed;
      this.changed();
    }
  }

  /** @param {number} seq @param {{x: number, y: number, rx: number, ry: number}} at @returns {Promise<Hit | null>} */
  pick(seq, at) {
    this.line.post({ type: 'pick', seq, at });
    return new Promise((resolve) => this.picks.set(seq, resolve));
  }

  destroy() {
    this.loading.abort();
    this.painter.destroy();
    for (const resolve of this.picks.values()) resolve(null);
    this.line.close();
  }
}
