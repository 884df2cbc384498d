// The picture without a GPU: the worker draws, this puts its pixels on the canvas.

/** @typedef {import('../types.js').FrameRequest} FrameRequest */
/** @typedef {import('../types.js').Frame} Frame */
/** @typedef {{view: import('../types.js').Rect, mode: string, rows: number, ms: number, shades?: import('../types.js').Shades}} Drawn what is on the canvas now; `shades` of density at rest */

/** Pixels a picture may have: beyond it the canvas is stretched, so that a dense screen does not cost four times as much. */
const MOST_PIXELS = 2_000_000;

export class CpuPainter {
  /** @param {HTMLCanvasElement} canvas @param {CanvasRenderingContext2D} context @param {import('../worker-client.js').Line} line */
  constructor(canvas, context, line) {
    this.kind = /** @type {const} */ ('cpu');
    /** Whether rows have categories. */
    this.coloured = false;
    this.canvas = canvas;
    this.context = context;
    this.line = line;
    this.seq = 0;
    /** @type {Map<number, (drawn: Drawn | null) => void>} */
    this.waiting = new Map();
    /** @type {ArrayBuffer[]} */
    this.spares = [];
  }

  /** Device pixels for a CSS pixel. @param {number} width @param {number} height CSS pixels @param {number} ratio of the screen */
  scale(width, height, ratio) {
    return Math.min(ratio, Math.sqrt(MOST_PIXELS / Math.max(1, width * height)));
  }

  /** @param {FrameRequest} request @returns {Promise<Drawn | null>} null when a newer picture made this one needless */
  paint(request) {
    const seq = ++this.seq;
    const spare = this.spares.pop() ?? null;
    this.line.post({ type: 'frame', seq, request, spare }, spare ? [spare] : []);
    return new Promise((resolve) => this.waiting.set(seq, resolve));
  }

  /** @param {any} message from the worker @returns {boolean} whether it was for the painter */
  hear(message) {
    if (message.type !== 'frame' && message.type !== 'skipped') return false;
    const drawn = message.type === 'frame' ? this.show(message.frame) : null;
    if (message.spare) this.spares.push(message.spare);
    this.waiting.get(message.seq)?.(drawn);
    this.waiting.delete(message.seq);
    return true;
  }

  /** @param {Frame} frame @returns {Drawn} */
  show({ pixels, width, height, view, mode, rows, ms, shades }) {
    if (this.canvas.width !== width || this.canvas.height !== height) {
      this.canvas.width = width;
      this.canvas.height = height;
      this.spares = [];
    }
    this.context.putImageData(new ImageData(new Uint8ClampedArray(pixels), width, height), 0, 0);
    this.spares.push(pixels);
    return { view, mode, rows, ms, shades };
  }

  destroy() {
    for (const resolve of this.waiting.values()) resolve(null);
    this.waiting.clear();
    this.spares = [];
  }
}
