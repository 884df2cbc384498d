// Gives a figure from the server the colours, type and hover habits of the page. What the figure sets itself stays.

import { paint } from './plotly-paint.js';
import { shaped } from './plotly-shapes.js';

/** @typedef {import('./plotly-paint.js').Colours} Colours */

/**
 * Plotly reads tags (links among them) and entities in every text; what people's data say is shown as it stands.
 * @param {any} value
 * @returns {any}
 */
export function plain(value) {
  if (Array.isArray(value)) return value.map(plain);
  return typeof value === 'string' ? value.replaceAll('&', '&amp;').replaceAll('<', '&lt;') : value;
}

/** @param {Colours} colours @param {any} own @param {boolean} values whether the axis carries values (its grid helps) */
function axis(colours, own, values) {
  const given = typeof own.title === 'string' ? { text: own.title } : own.title;
  const title = given?.text === undefined ? given : { ...given, text: plain(given.text) };
  return {
    automargin: true, gridcolor: colours.line, linecolor: colours.line, zerolinecolor: colours.line, zeroline: values, showgrid: values,
    tickfont: { color: colours.muted, size: 12 }, ticks: '', fixedrange: false,
    showspikes: false, ...(values ? { hoverformat: ',.2~f' } : {}), ...own, title: { standoff: 12, font: { color: colours.muted, size: 12 }, ...title },
  };
}

/** @param {any[]} data @param {any} layout */
function hoverMode(data, layout) {
  if (layout.hovermode !== undefined) return layout.hovermode;
  const sideways = data.some((trace) => trace.orientation === 'h');
  if (data.every((trace) => trace.type === 'bar' || String(trace.mode ?? 'lines').includes('lines'))) return sideways ? 'y unified' : 'x unified';
  return 'closest';
}

/** @param {Colours} colours @param {number} traces */
function frame(colours, traces) {
  return {
    autosize: true, margin: { l: 8, r: 12, t: 8, b: 8, pad: 4 }, paper_bgcolor: 'rgba(0,0,0,0)', plot_bgcolor: 'rgba(0,0,0,0)', colorway: colours.series,
    font: { family: colours.font, size: 12, color: colours.text }, showlegend: traces > 1, dragmode: 'zoom', bargap: 0.25,
    legend: { orientation: 'h', x: 0, y: 1.02, yanchor: 'bottom', font: { color: colours.muted, size: 12 }, itemclick: 'toggle', itemdoubleclick: 'toggleothers' },
    hoverlabel: { bgcolor: colours.surface, bordercolor: colours.line, font: { color: colours.text, size: 12, family: colours.font }, namelength: -1 },
  };
}

/** The names, places and texts of a trace, none of which Plotly is to read as markup. @param {any} trace */
function texts(trace) {
  const told = ['name', 'text', 'hovertext', 'x', 'y', 'labels', 'parents', 'ids', 'theta'].filter((key) => trace[key] !== undefined);
  return Object.fromEntries(told.map((key) => [key, plain(trace[key])]));
}

/** A line keeps its gaps and stays crisp. @param {any} given */
function trace(given) {
  const trace = { ...given, ...texts(given) };
  if (trace.hovertemplate === undefined && trace.hoverinfo === undefined) trace.hoverinfo = 'none'; // the page's own tooltip says it
  if (trace.type !== 'scatter' && trace.type !== undefined) return trace;
  return { connectgaps: false, ...trace, line: { width: 2, ...trace.line } };
}

/**
 * @param {{data: any[], layout: Record<string, any>}} figure as the server made it; not changed @param {Colours} given @param {string} separators decimal and thousands sign @param {boolean} [patterns] besides colour
 * @returns {{data: any[], layout: Record<string, any>}}
 */
export function themed(figure, given, separators, patterns = false) {
  const colours = { ...given, patterns: patterns || given.patterns };
  const own = structuredClone(figure.layout ?? {});
  const data = structuredClone(figure.data ?? []).map(trace);
  data.forEach((one, i) => paint(one, colours, i));
  const sideways = data.some((one) => one.orientation === 'h');
  const base = frame(colours, data.length);
  /** @type {Record<string, any>} */
  const layout = {
    ...base, separators, ...own, legend: { ...base.legend, ...own.legend }, margin: { ...base.margin, ...own.margin }, font: { ...base.font, ...own.font },
    uniformtext: { minsize: 9, mode: 'hide' }, // a label that does not fit is left out, not shrunk to nothing
    hovermode: hoverMode(data, own), xaxis: axis(colours, own.xaxis ?? {}, sideways), yaxis: axis(colours, own.yaxis ?? {}, !sideways),
  };
  delete layout.title; // the tile or page has it as a heading
  for (const name of Object.keys(own).filter((key) => /^[xy]axis\d+$/.test(key))) layout[name] = axis(colours, own[name], name.startsWith('y'));
  shaped(data, layout, colours, plain);
  return { data, layout };
}
