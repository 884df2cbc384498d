// The layer of areas: lines with what lies between them and zero filled, over each other or stacked.
import { SERIES_CAMERA } from './lines.js';
import { fillColumns, SeriesLayer } from './series-layer.js';

/** How opaque the filling is, when series lie behind each other and when they lie on each other. */
const [BEHIND, STACKED] = [0.25, 0.7];

export class AreaLayer extends SeriesLayer {
  static words = { role: 'interactive area chart', many: 'values' };
  static camera = SERIES_CAMERA;

  /** @param {HTMLCanvasElement} canvas @param {import('./registry.js').LayerEvents} events @param {import('./registry.js').LayerOptions} options */
  constructor(canvas, events, options) {
    super(canvas, events, options, 'area');
  }

  /** @param {Float32Array} fill */
  fill(fill) {
    const { context } = this;
    if (this.stack) { // what lies behind belongs to other series
      context.globalCompositeOperation = 'destination-out';
      fillColumns(context, fill, 0);
      context.globalCompositeOperation = 'source-over';
    }
    context.globalAlpha = this.stack ? STACKED : BEHIND;
    fillColumns(context, fill, 0);
    context.globalAlpha = 1;
  }
}
