// The layer of bars: those of several series side by side or stacked; bars narrower than a pixel share its column, and the highest is kept.
import { SERIES_CAMERA } from './lines.js';
import { SeriesLayer } from './series-layer.js';

export class BarsLayer extends SeriesLayer {
  static words = { role: 'interactive bar chart', many: 'bars' };
  static camera = SERIES_CAMERA;

  /** @param {HTMLCanvasElement} canvas @param {import('./registry.js').LayerEvents} events @param {import('./registry.js').LayerOptions} options */
  constructor(canvas, events, options) {
    super(canvas, events, options, 'bars');
  }
}
