// The layer of heat maps: an even grid of cells, coloured from the least value to the greatest.
import { DEEPEST } from '../camera.js';
import { isColumns, send } from '../data/source.js';
import { drawCells, rampOf } from '../render/heat.js';
import { WorkerLayer } from './worker-layer.js';

/** @typedef {import('../types.js').Hit} Hit */
/** @typedef {import('../data/source.js').Source} Source */

/** @param {Source} source @param {import('../worker-client.js').Line} line @param {AbortSignal} signal */
async function sendCells(source, line, signal) {
  if (!isColumns(source)) return send(source, line, signal);
  const { x, y, value } = source;
  if (!value) throw new Error('A heat map needs three columns: x, y and a value.');
  line.post({ type: 'columns', x: Float64Array.from(x), y: Float64Array.from(y), value: Float64Array.from(value) });
  return line.post({ type: 'end' });
}

export class HeatmapLayer extends WorkerLayer {
  static words = { role: 'interactive heat map', many: 'cells' };
  static camera = { axes: /** @type {const} */ ('xy'), deepest: DEEPEST };

  /** @param {HTMLCanvasElement} canvas @param {import('./registry.js').LayerEvents} events @param {import('./registry.js').LayerOptions} options */
  constructor(canvas, events, options) {
    super(canvas, events, options, { side: 'grid' });
    /** @type {import('../worker/grid.js').Cells | null} */
    this.cells = null;
    this.colours = rampOf(this.style.ramp ?? []);
  }

  /** @param {Source | Promise<Source>} source */
  load(source) {
    return this.take(source, sendCells);
  }

  /** @param {any} message */
  hear(message) {
    if (message.type !== 'cells') return super.hear(message);
    this.cells = message.cells;
    const { low, high } = message.cells;
    return high >= low ? this.events.ramp(low, high) : undefined;
  }

  /** @param {import('../types.js').FrameRequest} request @returns {Promise<import('./cpu-painter.js').Drawn | null>} */
  async paint({ view, width, height }) {
    if (!this.cells) return null;
    const began = performance.now();
    const image = new ImageData(width, height);
    drawCells(this.cells, { view, width, height }, this.colours, new Int32Array(image.data.buffer));
    this.blank(width, height);
    this.context.putImageData(image, 0, 0);
    return { view, mode: 'cells', rows: this.visible(view), ms: performance.now() - began };
  }

  /** Cells in a view. @param {import('../types.js').Rect} view */
  visible(view) {
    if (!this.cells) return this.rows;
    const { x, y } = this.cells;
    const side = (/** @type {import('../worker/grid.js').Axis} */ { start, step, count }, /** @type {number} */ from, /** @type {number} */ to) =>
      Math.max(0, Math.min(count, Math.ceil((to - start) / step + 0.5)) - Math.max(0, Math.floor((from - start) / step + 0.5)));
    return side(x, view.x0, view.x1) * side(y, view.y0, view.y1);
  }

  /** @param {import('../types.js').Style} style */
  setStyle(style) {
    this.style = style;
    this.colours = rampOf(style.ramp ?? []);
    this.events.changed();
  }

  /** The cell at a place. @param {{x: number, y: number}} at @returns {Promise<Hit | null>} */
  async pick(at) {
    if (!this.cells) return null;
    const { x, y, levels } = this.cells;
    const [column, row] = [Math.round((at.x - x.start) / x.step), Math.round((at.y - y.start) / y.step)];
    if (column < 0 || row < 0 || column >= x.count || row >= y.count) return null;
    const value = levels[0].values[row * x.count + column];
    return Number.isNaN(value) ? null : { row: row * x.count + column, x: x.start + column * x.step, y: y.start + row * y.step, category: 0, value };
  }

  /** @param {Hit} hit @param {import('./registry.js').Say} say @returns {[string, string][]} */
  lines(hit, say) {
    return [[say.titles.x, say.x(hit.x)], [say.titles.y, say.y(hit.y)], [say.titles.category, say.number(hit.value ?? NaN)]];
  }
}
