// Very many points: hands the Arrow stream to our own engine.
import { openChart } from '../../../webgl/src/index.js';
import { language, text } from './format.js';

// Bundled, this module lies in static/dist/chunks/, one below the worker's bundle.
const WORKER = new URL('../webgl-worker.js', import.meta.url);

/** @param {ChartPayload} payload @param {'x' | 'y'} name */
function axisOf(payload, name) {
  const i = name === 'x' ? 0 : 1;
  const column = payload.columns.find((one) => one.name === name) ?? payload.columns[i];
  const label = payload.options?.[`${name}_title`] ?? payload.options?.[`${name}_label`] ?? column?.label ?? name;
  return { title: String(label), type: /date|time/.test(column?.type ?? '') ? /** @type {const} */ ('time') : /** @type {const} */ ('linear') };
}

/** @param {ChartPayload} payload */
function settings(payload) {
  const category = payload.options?.category_label ?? payload.columns[2]?.label ?? '';
  return { title: payload.title, summary: payload.summary, extent: payload.extent ?? undefined, x: axisOf(payload, 'x'), y: axisOf(payload, 'y'), category: String(category) };
}

/** @param {HTMLElement} host @param {ChartPayload} payload @param {RenderOptions} options */
function open(host, payload, options) {
  if (!options.arrow) throw new Error(text('This chart needs the Arrow stream of its data.'));
  const chart = openChart(host, { ...settings(payload), workerUrl: WORKER, language: language(), rows: payload.total ?? payload.row_count });
  chart.load(options.arrow());
  return chart;
}

/** @type {Renderer['draw']} */
export function draw(host, first, options) {
  let chart = open(host, first, options);
  let payload = first;
  return {
    destroy: () => chart.destroy(),
    resize: () => chart.resize(),
    update: (next) => {
      const before = chart;
      chart = open(host, next, options); // before the old one goes, so that the worker stays
      const same = String(next.extent) === String(payload.extent);
      if (same && !before.camera.isHome()) chart.setView(before.view);
      before.destroy();
      payload = next;
    },
  };
}
