// What the marks of a figure stand for: the row behind one, its words and values. Pure: no page in here.
import { cell, number, text } from './format.js';

/** @typedef {{curve: number, at: number}} Mark a trace of the figure, and a place in it (heat maps: row by row) */
/** @typedef {{name: string, value: string, curve: number, share?: string, chosen?: boolean}} Line */
/** @typedef {{title: string, lines: Line[], total?: string}} Words */

const NAMED = new Set(['pie', 'treemap', 'sunburst']);
const GRIDS = new Set(['heatmap', 'contour', 'histogram2d', 'histogram2dcontour']);
const MOST_LINES = 12;

/** @param {any} trace */
export const typeOf = (trace) => trace.type ?? 'scatter';
/** Whether it is drawn on a grid of cells. @param {any} trace */
export const isGrid = (trace) => GRIDS.has(typeOf(trace)) && Array.isArray(trace.z);
/** @param {any} trace */
export const across = (trace) => trace.z?.[0]?.length || 1;
/** @param {any} trace */
const isSideways = (trace) => trace.orientation === 'h';
/** @param {any} trace what lies along the axis of places */
export const placesOf = (trace) => (isSideways(trace) ? trace.y : trace.x) ?? [];

/** How many marks a trace has. @param {any} trace @returns {number} */
export function countOf(trace) {
  const type = typeOf(trace);
  if (NAMED.has(type)) return trace.labels?.length ?? 0;
  if (type === 'sankey') return trace.node?.label?.length ?? 0;
  if (type === 'indicator') return 1;
  if (isGrid(trace)) return trace.z.length * across(trace);
  const lists = [trace.x, trace.y, trace.locations, trace.lon, trace.theta, trace.r, trace.q1].filter(Array.isArray);
  return Math.max(0, ...lists.map((list) => list.length));
}

/** The index of the row behind a mark, or null for an aggregate. @param {any} trace @param {number} at @returns {number | null} */
export function rowOf(trace, at) {
  const kept = trace.customdata ?? trace.node?.customdata;
  if (!Array.isArray(kept)) return null;
  const found = isGrid(trace) && Array.isArray(kept[0]) ? kept[Math.floor(at / across(trace))]?.[at % across(trace)] : kept[at];
  const row = Array.isArray(found) ? found[0] : found;
  return Number.isInteger(row) ? row : null;
}

/** @param {any} trace @param {number} at */
export function labelOf(trace, at) {
  const type = typeOf(trace);
  if (NAMED.has(type)) return trace.labels[at];
  if (type === 'sankey') return trace.node.label[at];
  if (isGrid(trace)) return [trace.y?.[Math.floor(at / across(trace))], trace.x?.[at % across(trace)]];
  if (type === 'scatterpolar') return trace.theta?.[at];
  if (trace.locations) return trace.text?.[at] ?? trace.locations[at];
  if (type === 'scatter' && !isAlong(trace) && Array.isArray(trace.text)) return trace.hovertext?.[at] || trace.text[at] || (trace.meta?.values?.[at] ?? placesOf(trace)[at]);
  if (type === 'scattergeo') return trace.text?.[at] ?? `${trace.lat?.[at]}, ${trace.lon?.[at]}`;
  return placesOf(trace)[at];
}

/** @param {any} trace @param {number} at */
function flow(trace, at) {
  const sum = (/** @type {number[]} */ ends) => (ends ?? []).reduce((all, end, i) => (end === at ? all + Number(trace.link.value[i]) : all), 0);
  return Math.max(sum(trace.link?.source), sum(trace.link?.target));
}

/** The number that a mark shows. @param {any} trace @param {number} at @returns {any} */
export function valueOf(trace, at) {
  const type = typeOf(trace);
  if (NAMED.has(type)) return trace.values?.[at];
  if (type === 'sankey') return flow(trace, at);
  if (type === 'indicator') return trace.value;
  if (isGrid(trace)) return trace.z[Math.floor(at / across(trace))]?.[at % across(trace)];
  if (trace.median) return trace.median[at];
  if (trace.close) return trace.close[at];
  if (type === 'choropleth') return trace.z?.[at];
  if (type === 'scatterpolar') return trace.r?.[at];
  if (type === 'scatter' && !isAlong(trace) && Array.isArray(trace.text)) return trace.hovertext?.[at] || trace.text[at] || (trace.meta?.values?.[at] ?? placesOf(trace)[at]);
  if (type === 'scattergeo') return trace.marker?.size?.[at];
  return (isSideways(trace) ? trace.x : trace.y)?.[at];
}

/** The measure that a mark shows: the one of its row with the same number, else the first. @param {ChartPayload} payload @param {any} trace @param {number} at @returns {ChartColumn | undefined} */
export function measureOf(payload, trace, at) {
  const measures = payload.columns.filter((column) => column.role === 'measure');
  const row = payload.rows[rowOf(trace, at) ?? -1];
  const value = valueOf(trace, at);
  return measures.find((one) => row && row[payload.columns.indexOf(one)] === value) ?? measures[0];
}

/** A value as text, by the format of a column when it is known. @param {any} value @param {ChartColumn | undefined} column */
export function said(value, column) {
  if (column) return cell(value, column);
  if (typeof value === 'number') return number(value);
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\d/.test(value)) return cell(value, { name: '', label: '', type: 'timestamp', role: 'field' });
  return value === null || value === undefined ? text('no value') : String(value);
}

/** The dimension whose values a list of places holds. @param {ChartPayload} payload @param {any} trace @param {number} at @param {any} place */
function dimensionOf(payload, trace, at, place) {
  const row = payload.rows[rowOf(trace, at) ?? -1];
  return row && payload.columns.find((column, i) => column.role === 'dimension' && row[i] === place);
}

/** What stands at a mark by column: of its row all dimensions, of an aggregate what its trace says. @param {ChartPayload} payload @param {any} trace @param {number} at @returns {{column: ChartColumn, value: any}[]} */
export function whereOf(payload, trace, at) {
  const row = payload.rows[rowOf(trace, at) ?? -1];
  if (row) return payload.columns.map((column, i) => ({ column, value: row[i] })).filter(({ column }) => column.role === 'dimension');
  const { column: name, value, values, others, where } = trace.meta ?? {};
  const told = where?.[at] && payload.columns.find((one) => one.name === where[at][0]);
  if (where) return told ? [{ column: told, value: where[at][1] }] : [];
  const column = payload.columns.find((one) => one.name === name);
  const own = values ? values[at] : value;
  return !column || others || own === undefined || (values && own === null) ? [] : [{ column, value: own }];
}

/** Whether the values of several traces at a place may be added up. @param {ChartPayload} payload @param {any} layout @param {number[]} values */
function addsUp(payload, layout, values) {
  const measures = payload.columns.filter((column) => column.role === 'measure');
  const additive = layout?.barmode === 'stack' || (measures.length === 1 && measures[0].additive);
  return Boolean(additive) && measures.length === 1 && values.length > 1 && values.every((value) => value >= 0);
}

/** All series at the place of a mark, largest first, with their total and shares. @param {ChartPayload} payload @param {any[]} data @param {Mark} mark @returns {Line[]} */
function series(payload, data, mark) {
  const place = String(placesOf(data[mark.curve])[mark.at]);
  const found = data.flatMap((trace, curve) => {
    if (trace.visible === false || trace.visible === 'legendonly' || trace.hoverinfo === 'skip' || (trace.xaxis ?? 'x') !== (data[mark.curve].xaxis ?? 'x')) return [];
    const at = curve === mark.curve ? mark.at : placesOf(trace).findIndex((/** @type {any} */ one) => String(one) === place);
    const value = at < 0 ? null : valueOf(trace, at);
    return value === null || value === undefined ? [] : [{ curve, at, value, name: String(trace.name ?? '') }];
  });
  found.sort((a, b) => Number(b.value) - Number(a.value));
  const total = found.reduce((sum, one) => sum + Number(one.value), 0);
  const shares = total > 0 && addsUp(payload, payload.figure?.layout, found.map((one) => Number(one.value)));
  return found.map(({ curve, at, value, name }) => ({
    curve, name, value: said(value, measureOf(payload, data[curve], at)), chosen: curve === mark.curve && found.length > 1,
    ...(shares ? { share: number(Number(value) / total, { style: 'percent', maximumFractionDigits: 1 }) } : {}),
  }));
}

/** The sum of what `series` lists, when it may be added up. @param {ChartPayload} payload @param {any[]} data @param {Mark} mark @param {Line[]} lines */
function totalOf(payload, data, mark, lines) {
  if (!lines.some((line) => line.share)) return undefined;
  const place = String(placesOf(data[mark.curve])[mark.at]);
  const sum = lines.reduce((all, { curve }) => {
    const at = placesOf(data[curve]).findIndex((/** @type {any} */ one) => String(one) === place);
    return all + Number(valueOf(data[curve], at) ?? 0);
  }, 0);
  return said(sum, payload.columns.find((column) => column.role === 'measure'));
}

/** Marks whose trace lies along an axis, so that several share a place. @param {any} trace */
export const isAlong = (trace) => !Array.isArray(trace.base) && ['bar', 'scatter', 'waterfall', 'funnel'].includes(typeOf(trace)) && (typeOf(trace) !== 'scatter' || String(trace.mode ?? 'lines').includes('lines'));

/** @param {ChartPayload} payload @param {any} trace @param {number} at @returns {Line[]} every measure of the row, or the one value there is */
function single(payload, trace, at) {
  const row = payload.rows[rowOf(trace, at) ?? -1];
  if (row) {
    const lines = payload.columns.map((column, i) => ({ column, value: row[i] })).filter(({ column }) => column.role !== 'dimension');
    if (lines.length) return lines.map(({ column, value }) => ({ curve: 0, name: column.label, value: cell(value, column) }));
  }
  if (typeOf(trace) === 'scatter' && !isAlong(trace) && Array.isArray(trace.text)) return []; // a place in a drawing is no value
  const column = payload.columns.find((one) => one.role === 'measure');
  return [{ curve: 0, name: column?.label ?? String(trace.name ?? ''), value: said(valueOf(trace, at), column) }];
}

/** The part of its whole that a slice is. @param {any} trace @param {number} at @returns {string | undefined} */
function shareOf(trace, at) {
  if (!NAMED.has(typeOf(trace)) || !Array.isArray(trace.values)) return undefined;
  const roots = trace.parents ? trace.values.filter((/** @type {any} */ _, /** @type {number} */ i) => !trace.parents[i]) : trace.values;
  const all = roots.reduce((/** @type {number} */ sum, /** @type {any} */ value) => sum + Number(value ?? 0), 0);
  return all > 0 ? number(Number(trace.values[at]) / all, { style: 'percent', maximumFractionDigits: 1 }) : undefined;
}

/**
 * What a mark says: its place as title, then values; largest first, with shares of their total where they add up.
 * @param {ChartPayload} payload @param {any[]} data traces as the server made them @param {Mark} mark @returns {Words}
 */
export function wordsOf(payload, data, mark) {
  const trace = data[mark.curve];
  const label = labelOf(trace, mark.at);
  if (isAlong(trace)) {
    const lines = series(payload, data, mark);
    return { title: said(label, dimensionOf(payload, trace, mark.at, label)), lines: lines.slice(0, MOST_LINES), total: totalOf(payload, data, mark, lines) };
  }
  const where = rowOf(trace, mark.at) === null ? [] : whereOf(payload, trace, mark.at);
  const title = where.length ? where.map(({ column, value }) => said(value, column)).join(' · ') : [label].flat().map((one) => said(one, undefined)).join(' · ');
  const lines = single(payload, trace, mark.at);
  const share = shareOf(trace, mark.at);
  if (share && lines.length) lines[0].share = share;
  return { title: title === text('no value') ? payload.title : title, lines };
}

/** The words of a mark in one breath. @param {Words} words */
export function spokenOf({ title, lines, total }) {
  const parts = lines.map(({ name, value, share }) => `${name ? `${name}: ` : ''}${value}${share ? `, ${share}` : ''}`);
  return `${[title, ...parts].filter(Boolean).join(', ')}${total ? `, ${text('total')} ${total}` : ''}`;
}
