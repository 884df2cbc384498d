// The picture by the GPU: rows lie in buffers, every frame counts them into a float texture and colours it. While the view moves, only as many
// rows are drawn as the measured time of frames allows. Zoomed in deep, a second buffer holds just the rows around the view, with finer steps.
import { grow, holds } from '../camera.js';
import { Rows } from '../gl/buffers.js';
import { acquire, release } from '../gl/context.js';

/** @typedef {import('../types.js').Rect} Rect */
/** @typedef {import('../types.js').FrameRequest} FrameRequest */
/** @typedef {import('./cpu-painter.js').Drawn} Drawn */
/** @typedef {{style: import('../types.js').Style, extent: Rect | null, lost: () => void, changed: () => void}} PainterOptions */

/** Nearer than this share of the extent, 65,536 steps over all of it are too coarse. */
const DEEP = 1 / 16;
const WINDOW_ROWS = 1_000_000;
const LEAST_ROWS = 200_000;
/** Time between two looks whether the GPU is through. */
const POLL_MS = 2;
/** Time between frames that is aimed at while moving. */
const [FAST_MS, SLOW_MS] = [18, 24];

export class GpuPainter {
  /** @param {HTMLCanvasElement} canvas @param {CanvasRenderingContext2D} context @param {import('../worker-client.js').Line} line @param {PainterOptions} options @returns {GpuPainter | null} null where the GPU cannot do it */
  static open(canvas, context, line, options) {
    const painter = new GpuPainter(canvas, context, line, options);
    if (painter.device) return painter;
    painter.destroy();
    return null;
  }

  /** @param {HTMLCanvasElement} canvas @param {CanvasRenderingContext2D} context @param {import('../worker-client.js').Line} line @param {PainterOptions} options */
  constructor(canvas, context, line, options) {
    this.kind = /** @type {const} */ ('gpu');
    /** Whether rows have categories. */
    this.coloured = false;
    this.canvas = canvas;
    this.context = context;
    this.line = line;
    this.options = options;
    this.budget = 4_000_000;
    this.painted = 0;
    this.asked = 0;
    /** @type {{rows: Rows, rect: Rect} | null} */
    this.near = null;
    this.device = acquire(this);
    this.rows = this.device && new Rows(this.device.pool);
  }

  /** Device pixels for a CSS pixel. @param {number} width @param {number} height @param {number} ratio */
  scale(width, height, ratio) {
    return Math.min(ratio, 4096 / Math.max(width, height));
  }

  /** @param {import('../types.js').Style} style */
  setStyle(style) {
    this.options.style = style;
  }

  /** @param {any} message from the worker @returns {boolean} whether it was for the painter */
  hear(message) {
    if (message.type === 'extent') {
      this.options.extent = message.extent;
      this.rows?.clear();
    }
    if (message.type === 'frame' || message.type === 'skipped') return true; // asked by the painter before
    if (message.type === 'chunk') {
      this.rows?.add(message);
      this.options.changed();
    }
    if (message.type === 'window') this.#arrived(message);
    return message.type === 'chunk' || message.type === 'window';
  }

  /** @param {{seq: number, rect: Rect, found: {pos: Uint16Array, code: Uint8Array} | null}} message */
  #arrived({ seq, rect, found }) {
    if (seq !== this.asked || !this.device) return;
    this.asking = null;
    this.near?.rows.clear();
    this.near = null;
    if (!found) return;
    this.near = { rows: new Rows(this.device.pool), rect };
    this.near.rows.add(found);
    this.options.changed();
  }

  /** Rows around a deep view, from the worker; the ones at hand are used when they hold the view and are fine enough. @param {Rect} view @param {Rect} extent */
  #nearFor(view, extent) {
    const [w, h] = [view.x1 - view.x0, view.y1 - view.y0];
    if (w > (extent.x1 - extent.x0) * DEEP && h > (extent.y1 - extent.y0) * DEEP) return null;
    const { near } = this;
    const fits = (/** @type {Rect} */ rect) => holds(rect, view) && rect.x1 - rect.x0 < 8 * w && rect.y1 - rect.y0 < 8 * h;
    if (near && fits(near.rect)) return near;
    if (!this.asking || !fits(this.asking)) {
      const rect = grow(view, 1);
      this.asking = rect;
      this.line.post({ type: 'window', seq: ++this.asked, rect, limit: WINDOW_ROWS });
    }
    return null;
  }

  /** Fewer rows when frames come late, more when they come early. @param {number} rows */
  #adapt(rows) {
    const now = performance.now();
    const between = now - this.painted;
    this.painted = now;
    if (between > 250) return;
    if (between > SLOW_MS) this.budget = Math.max(LEAST_ROWS, Math.min(this.budget, rows) * 0.75);
    else if (between < FAST_MS) this.budget = Math.min(rows, this.budget * 1.15);
  }

  /** @param {FrameRequest} request @returns {Promise<Drawn | null>} */
  paint(request) {
    const { device, rows, options } = this;
    if (!device || !rows || !options.extent || device.gl.isContextLost()) return Promise.resolve(null);
    const began = performance.now();
    const near = this.#nearFor(request.view, options.extent);
    const drawn = near ?? { rows, rect: options.extent };
    if (request.moving) this.#adapt(drawn.rows.rows);
    const limit = request.moving && !near ? this.budget : Infinity;
    device.density.draw({ ...drawn, limit, coloured: this.coloured }, request, options.style);
    this.#copy(device, request);
    const shades = request.moving || !request.shades ? undefined : device.density.shades();
    const told = { view: request.view, mode: near ? 'near' : 'rows', rows: Math.min(limit, drawn.rows.rows), ms: performance.now() - began, shades };
    return request.moving ? Promise.resolve(told) : this.#complete(device.gl, told, began);
  }

  /** Commands are only queued so far; what a picture takes is known when the GPU is through. Pictures of rows that arrive are drawn as seldom as that asks. @param {WebGL2RenderingContext} gl @param {Drawn} drawn @param {number} began @returns {Promise<Drawn>} */
  async #complete(gl, drawn, began) {
    const sync = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0);
    gl.flush();
    while (sync && this.device && !gl.isContextLost() && gl.getSyncParameter(sync, gl.SYNC_STATUS) !== gl.SIGNALED) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    gl.deleteSync(sync);
    return { ...drawn, ms: performance.now() - began };
  }

  /** @param {import('../gl/context.js').Device} device @param {FrameRequest} request */
  #copy(device, { width, height }) {
    if (this.canvas.width !== width || this.canvas.height !== height) [this.canvas.width, this.canvas.height] = [width, height];
    else this.context.clearRect(0, 0, width, height);
    this.context.drawImage(device.canvas, 0, device.canvas.height - height, width, height, 0, 0, width, height);
  }

  lost() {
    this.near = null;
    this.rows?.clear();
    this.options.lost();
  }

  restored() {
    if (!this.device) return;
    this.rows = new Rows(/** @type {import('../gl/buffers.js').BufferPool} */ (this.device.pool));
    this.line.post({ type: 'replay', chunks: true });
  }

  destroy() {
    this.rows?.clear();
    this.near?.rows.clear();
    this.near = null;
    release(this);
    this.device = null;
  }
}
