// Draws any chart payload: picks the renderer, adds the caption and the switch to a real table.
import { figure } from './figure.js';

/** @type {Record<string, () => Promise<Renderer>>} */
const renderers = {
  plotly: () => import('./plotly.js'),
  webgl: () => import('./webgl.js'),
  table: () => import('./table.js'),
  number: () => import('./number.js'),
  pivot: () => import('./pivot.js'),
};

/** @param {ChartPayload} payload @returns {string} */
const rendererOf = (payload) => (payload.renderer === 'html' ? (payload.kind in renderers ? payload.kind : 'table') : payload.renderer);

/**
 * Draw a chart into an element. The element should have a size of its own; the chart follows it.
 * @param {HTMLElement} element emptied first
 * @param {ChartPayload} payload what a chart endpoint answered
 * @param {RenderOptions} [options] `arrow` fetches the same data as an Arrow stream (needed by kinds drawn with WebGL)
 * @returns {Promise<Rendered>}
 */
export async function render(element, payload, options = {}) {
  const frame = figure(element, payload);
  let name = rendererOf(payload);
  let drawn = await (await renderers[name]()).draw(frame.body, payload, options);
  const sizes = new ResizeObserver(() => drawn.resize());
  sizes.observe(frame.body);
  return {
    destroy: () => { sizes.disconnect(); drawn.destroy(); frame.destroy(); },
    resize: () => drawn.resize(),
    update: async (next) => {
      frame.update(next);
      if (rendererOf(next) === name) return drawn.update(next);
      drawn.destroy();
      name = rendererOf(next);
      drawn = await (await renderers[name]()).draw(frame.body, next, options);
    },
  };
}
