// Draws any chart payload: picks the renderer, adds the caption and the switch to a real table.
import { choice, drawnBy } from './drawn-by.js';
import { figure } from './figure.js';

/** @type {Record<string, () => Promise<Renderer>>} */
const renderers = {
  plotly: () => import('./plotly.js'),
  webgl: () => import('./webgl.js'),
  tiles: () => import('./webgl.js'),
  table: () => import('./table.js'),
  number: () => import('./number.js'),
  pivot: () => import('./pivot.js'),
};

/** @param {ChartPayload} payload @returns {string} */
const rendererOf = (payload) => (payload.renderer === 'html' ? (payload.kind in renderers ? payload.kind : 'table') : payload.renderer);

/**
 * Draw a chart into an element. The element should have a size of its own; the chart follows it.
 * @param {HTMLElement} element emptied first
 * @param {ChartPayload} first what a chart endpoint answered
 * @param {RenderOptions} [options] `arrow` fetches the same data as an Arrow stream (needed by kinds drawn with WebGL), `tiles` asks for tiles of counts, `by` takes the line that says who drew it
 * @returns {Promise<Rendered>}
 */
export async function render(element, first, options = {}) {
  const frame = figure(element, first);
  const by = drawnBy(() => void update(first));
  (options.by ?? frame.caption).append(by.element);
  const settled = (/** @type {ChartPayload} */ payload) => {
    const found = choice(payload, by.chosen());
    by.show(payload, found);
    return { ...payload, renderer: found.renderer };
  };
  const all = { note: by.element, ...options };
  let shown = settled(first);
  let name = rendererOf(shown);
  let drawn = await (await renderers[name]()).draw(frame.body, shown, all);
  const sizes = new ResizeObserver(() => drawn.resize());
  sizes.observe(frame.body);
  const update = async (/** @type {ChartPayload} */ next) => {
    first = next;
    frame.update(next);
    shown = settled(next);
    if (rendererOf(shown) === name) return drawn.update(shown);
    drawn.destroy();
    name = rendererOf(shown);
    drawn = await (await renderers[name]()).draw(frame.body, shown, all);
  };
  return { update, resize: () => drawn.resize(), clearSelection: () => drawn.clearSelection?.(), select: (bounds) => drawn.select?.(bounds), destroy: () => { sizes.disconnect(); by.element.remove(); drawn.destroy(); frame.destroy(); } };
}
