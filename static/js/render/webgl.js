// Very many points: hands the Arrow stream to our own engine.
import { openChart } from '../../../webgl/src/index.js';
import { figureColours } from './colours.js';
import { language, text } from './format.js';
import { hue } from './plotly-paint.js';
import { TileJobLine } from './tile-job.js';
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

/** @typedef {{value: string | null, slot?: number, variant?: number, colour?: string}} Coloured a value of the dataset and its place in the palette */

/** The colours of the dataset's values, the same in every chart. @param {Map<string | null, Coloured>} known */
const colourOf = (known) => (/** @type {string} */ category) => {
  const found = known.get(category);
  return found?.slot === undefined ? undefined : hue(figureColours(document.body), found.slot, found.variant, found.colour);
};

/** @param {ChartPayload} payload @param {Map<string | null, Coloured>} known @param {HTMLElement | undefined} note where the legend of shades has room */
function settings(payload, known, note) {
  const category = payload.options?.category_label ?? payload.columns[2]?.label ?? '';
  const tone = payload.options?.tone;
  const shades = typeof tone === 'string' ? { [note ? 'density' : 'tone']: tone, densityHost: note } : {};
  return { title: payload.title, summary: payload.summary, extent: payload.extent ?? undefined, x: axisOf(payload, 'x'), y: axisOf(payload, 'y'), category: String(category), colourOf: colourOf(known), ...shades };
}

/**
 * The source of tiles, which learns the colours of their categories on the way and tells of the job that prepares them.
 * @param {import('../../../webgl/src/data/source.js').TileSource} ask @param {Map<string | null, Coloured>} known @param {HTMLElement | undefined} note
 */
function tilesOf(ask, known, note) {
  /** @type {TileJobLine | null} */
  let line = null;
  const look = async () => (await (await ask({}, new AbortController().signal)).json()).job;
  /** @type {import('../../../webgl/src/data/source.js').TileSource} */
  const source = async (what, signal) => {
    const answer = await ask(what, signal);
    if (what.tile || what.view) return answer;
    const facts = await answer.json();
    for (const one of facts.categories ?? []) if (!one.others) known.set(one.value, one);
    if (note && facts.job && !signal.aborted) (line ??= new TileJobLine(note, look)).show(facts.job);
    return Response.json(facts);
  };
  return { source, destroy: () => line?.destroy() };
}

/** @param {HTMLElement} host @param {ChartPayload} payload @param {RenderOptions} options @param {(hit: any) => void} onHover */
function open(host, payload, options, onHover) {
  const tiled = payload.renderer === 'tiles';
  const known = new Map((payload.categories ?? []).map((one) => [/** @type {string | null} */ (one.value), /** @type {Coloured} */ (one)]));
  const tiles = tiled && options.tiles ? tilesOf(options.tiles, known, options.note) : null;
  const source = tiled ? tiles?.source : options.arrow?.();
  if (!source) throw new Error(text('This chart needs the Arrow stream of its data.'));
  const chart = openChart(host, { ...settings(payload, known, options.by ? undefined : options.note), layer: tiled ? 'tiles' : payload.layer ?? 'points', stack: payload.options?.stack === true, onHover, onSelect: options.onSelect && ((selected) => options.onSelect?.(selected, payload)), workerUrl: WORKER, language: language(), rows: payload.total ?? payload.row_count });
  chart.load(/** @type {any} */ (source));
  return { chart, close: () => { tiles?.destroy(); chart.destroy(); } };
}

/** @type {Renderer['draw']} */
export function draw(host, first, options) {
  /** @type {any} */
  let hit = null;
  const hovered = (/** @type {any} */ next) => { hit = next; };
  let opened = open(host, first, options, hovered);
  let payload = first;
  const stop = listen(host, () => ({ payload, categories: opened.chart.categories, hit }));
  return {
    destroy: () => { stop(); opened.close(); },
    resize: () => opened.chart.resize(),
    clearSelection: () => void opened.chart.clearSelection(),
    select: ({ x0, y0, x1, y1 }) => void opened.chart.select('box', [{ x: x0, y: y0 }, { x: x1, y: y1 }]),
    update: (next) => {
      const before = opened;
      opened = open(host, next, options, hovered); // before the old one goes, so that the worker stays
      const same = String(next.extent) === String(payload.extent);
      if (same && !before.chart.camera.isHome()) opened.chart.setView(before.chart.view);
      const kept = before.chart.selection.current;
      if (kept) void opened.chart.select(kept.kind, kept.shape);
      before.close();
      payload = next;
    },
  };
}
