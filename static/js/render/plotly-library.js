// Plotly in parts: its core, and each kind of trace when the first figure that draws one comes.
import { node } from './figure.js';
import { language } from './format.js';

/** Traces that draw without compiling code at run time, as the page's policy demands. @type {Record<string, () => Promise<{default: any}>>} */
const TRACES = {
  bar: () => import('plotly.js/lib/bar'),
  box: () => import('plotly.js/lib/box'),
  candlestick: () => import('plotly.js/lib/candlestick'),
  choropleth: () => import('plotly.js/lib/choropleth'),
  contour: () => import('plotly.js/lib/contour'),
  funnel: () => import('plotly.js/lib/funnel'),
  heatmap: () => import('plotly.js/lib/heatmap'),
  histogram: () => import('plotly.js/lib/histogram'),
  histogram2d: () => import('plotly.js/lib/histogram2d'),
  histogram2dcontour: () => import('plotly.js/lib/histogram2dcontour'),
  indicator: () => import('plotly.js/lib/indicator'),
  ohlc: () => import('plotly.js/lib/ohlc'),
  pie: () => import('plotly.js/lib/pie'),
  sankey: () => import('plotly.js/lib/sankey'),
  scatter: () => import('plotly.js/lib/scatter'),
  scattergeo: () => import('plotly.js/lib/scattergeo'),
  scatterpolar: () => import('plotly.js/lib/scatterpolar'),
  sunburst: () => import('plotly.js/lib/sunburst'),
  treemap: () => import('plotly.js/lib/treemap'),
  violin: () => import('plotly.js/lib/violin'),
  waterfall: () => import('plotly.js/lib/waterfall'),
};
/** Names of months and days on axes, for the locales that people may choose; Plotly itself knows English. @type {Record<string, () => Promise<{default: any}>>} */
const LOCALES = {
  de: () => import('plotly.js/lib/locales/de'),
  'de-CH': () => import('plotly.js/lib/locales/de-ch'),
  es: () => import('plotly.js/lib/locales/es'),
  fr: () => import('plotly.js/lib/locales/fr'),
  it: () => import('plotly.js/lib/locales/it'),
  ja: () => import('plotly.js/lib/locales/ja'),
  nl: () => import('plotly.js/lib/locales/nl'),
  pl: () => import('plotly.js/lib/locales/pl'),
  'pt-BR': () => import('plotly.js/lib/locales/pt-br'),
  sv: () => import('plotly.js/lib/locales/sv'),
};
/** @type {Map<string, Promise<void>>} */
const registered = new Map();
/** @type {Promise<any> | undefined} */
let core;

/** Plotly writes a style sheet into the page unless an element says not to; ours has its rules already, as the page's policy demands. */
function forbidInlineStyles() {
  if (document.getElementById('plotly.js-style-global')) return;
  document.head.append(node('meta', { id: 'plotly.js-style-global', class: 'no-inline-styles' }));
}

/** Every map brings its own shapes; this empty one keeps Plotly from fetching those of its makers. */
function forbidForeignMaps() {
  const nothing = { type: 'Topology', arcs: [], objects: {} };
  Object.assign(window, { PlotlyGeoAssets: { topojson: { world_110m: nothing, world_50m: nothing } } });
}

async function loadCore() {
  forbidInlineStyles();
  forbidForeignMaps();
  return (await import('plotly.js/lib/core')).default;
}

/** @param {any} plotly @param {string} type */
async function add(plotly, type) {
  plotly.register([(await TRACES[type]()).default]);
}

/** @param {any} plotly @param {string} locale */
async function addLocale(plotly, locale) {
  plotly.register([{ ...(await LOCALES[locale]()).default, name: locale.toLowerCase() }]);
}

/**
 * Plotly with all that a figure's traces need. Types that are not among ours stay unknown to it and are not drawn.
 * @param {any[]} data the traces @param {string} [locale] of the reader @returns {Promise<any>}
 */
export async function library(data, locale = language()) {
  const plotly = await (core ??= loadCore());
  const types = new Set(data.map((trace) => trace.type ?? 'scatter').filter((type) => type in TRACES));
  for (const type of types) if (!registered.has(type)) registered.set(type, add(plotly, type));
  if (locale in LOCALES && !registered.has(locale)) registered.set(locale, addLocale(plotly, locale));
  await Promise.all([...types, locale].map((name) => registered.get(name)));
  return plotly;
}
