// The layer of lines: every spike of every series, exact per pixel column.
import { SeriesLayer } from './series-layer.js';

/** Places along x are doubles: this deep, a view over a year spans three milliseconds. */
export const SERIES_CAMERA = { axes: /** @type {const} */ ('x'), deepest: 1e-10 };

export class LinesLayer extends SeriesLayer {
  static words = { role: 'interactive line chart', many: 'values' };
  static camera = SERIES_CAMERA;

  /** @param {HTMLCanvasElement} canvas @param {import('./registry.js').LayerEvents} events @param {import('./registry.js').LayerOptions} options */
  constructor(canvas, events, options) {
    super(canvas, events, options, 'lines');
  }
}
