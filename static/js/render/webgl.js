// Very many points: hands the Arrow stream to our own engine.
import { openChart } from '../../../webgl/src/index.js';
import { figureColours } from './colours.js';
import { language, text } from './format.js';
import { hue } from './plotly-paint.js';
import { listen } from './webgl-marks.js';

// Bundled, this module lies in static/dist/chunks/, one below the worker's bundle.
const WORKER = new URL('../webgl-worker.js', import.meta.url);

/** @param {ChartPayload} payload @param {'x' | 'y'} name */
function axisOf(payload, name) {
  const i = name === 'x' ? 0 : 1;
  const column = payload.columns.find((one) => one.name === name) ?? payload.columns[i];
  const label = payload.options?.[`${name}_title`] ?? payload.options?.[`${name}_label`] ?? column?.label ?? name;
  return { title: String(label), type: /date|time/.test(column?.type ?? '') ? /** @type {const} */ ('time') : /** @type {const} */ ('linear') };
}

/** The colours of the dataset's values, the same in every chart. @param {ChartPayload} payload */
function colourOf(payload) {
  const known = new Map((payload.categories ?? []).map((one) => [one.value, one]));
  return (/** @type {string} */ category) => {
    const found = known.get(category);
    return found && hue(figureColours(document.body), found.slot, found.variant, found.colour);
  };
}

/** @param {ChartPayload} payload */
function settings(payload) {
  const category = payload.options?.category_label ?? payload.columns[2]?.label ?? '';
  return { title: payload.title, summary: payload.summary, extent: payload.extent ?? undefined, x: axisOf(payload, 'x'), y: axisOf(payload, 'y'), category: String(category), colourOf: colourOf(payload) };
}

/** @param {HTMLElement} host @param {ChartPayload} payload @param {RenderOptions} options @param {(hit: any) => void} onHover */
function open(host, payload, options, onHover) {
  const tiled = payload.renderer === 'tiles';
  const source = tiled ? options.tiles : options.arrow?.();
  if (!source) throw new Error(text('This chart needs the Arrow stream of its data.'));
  const chart = openChart(host, { ...settings(payload), layer: tiled ? 'tiles' : payload.layer ?? 'points', stack: payload.options?.stack === true, onHover, onSelect: options.onSelect && ((selected) => options.onSelect?.(selected, payload)), workerUrl: WORKER, language: language(), rows: payload.total ?? payload.row_count });
  chart.load(/** @type {any} */ (source));
  return chart;
}

/** @type {Renderer['draw']} */
export function draw(host, first, options) {
  /** @type {any} */
  let hit = null;
  const hovered = (/** @type {any} */ next) => { hit = next; };
  let chart = open(host, first, options, hovered);
  let payload = first;
  const stop = listen(host, () => ({ payload, categories: chart.categories, hit }));
  return {
    destroy: () => { stop(); chart.destroy(); },
    resize: () => chart.resize(),
    clearSelection: () => void chart.clearSelection(),
    update: (next) => {
      const before = chart;
      chart = open(host, next, options, hovered); // before the old one goes, so that the worker stays
      const same = String(next.extent) === String(payload.extent);
      if (same && !before.camera.isHome()) chart.setView(before.view);
      const kept = before.selection.current;
      if (kept) void chart.select(kept.kind, kept.shape);
      before.destroy();
      payload = next;
    },
  };
}
