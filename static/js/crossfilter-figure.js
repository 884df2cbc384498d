// How a tile shows which of its own marks are chosen: the others step back; a range over time is shaded.
import { isChosen, isRange } from './crossfilter-state.js';
import { rowOf, typeOf, isGrid, across, countOf } from './render/marks.js';
import { token } from './render/colours.js';
import { library } from './render/plotly-library.js';
import { markOf } from './render/plotly-spots.js';

/** @typedef {import('./crossfilter-state.js').Choice} Choice */
/** @typedef {Record<string, Choice>} Own what is chosen on the tile */

const POINTED = new Set(['bar', 'scatter', 'scattergeo', 'scatterpolar', 'choropleth', 'box', 'violin', 'histogram']);
const NAME = 'pb-chosen';
const FAINT = 0.28;

/** The chosen marks of each trace, by place; null where nothing is chosen. @param {ChartPayload} payload @param {Own | undefined} own @returns {(Set<number> | null)[]} */
export function chosenMarks(payload, own) {
  return (payload.figure?.data ?? []).map((trace) => {
    if (!own || !trace.customdata) return null;
    const places = Array.from({ length: countOf(trace) }, (_, at) => at);
    return new Set(places.filter((at) => {
      const row = payload.rows[rowOf(trace, at) ?? -1];
      return row !== undefined && isChosen(own, payload.columns, row);
    }));
  });
}

/** Let a drawn figure show what is chosen on its tile. @param {any} plot Plotly's element @param {ChartPayload} payload @param {Own | undefined} own */
export async function showChosen(plot, payload, own) {
  const marks = chosenMarks(payload, own);
  const plotly = await library([]);
  if (!plot.isConnected || !plot.data) return;
  const pointed = marks.map((set, i) => (set && POINTED.has(typeOf(payload.figure?.data[i])) ? [...set] : null));
  const before = plot.data.map((/** @type {any} */ trace) => trace.selectedpoints ?? null);
  if (JSON.stringify(before) !== JSON.stringify(pointed)) await restyle(plotly, plot, pointed);
  const shapes = [...(plot.layout.shapes ?? []).filter((/** @type {any} */ shape) => shape.name !== NAME), ...shapesOf(plot, payload, own, marks)];
  if (JSON.stringify(shapes) !== JSON.stringify(plot.layout.shapes ?? [])) await plotly.relayout(plot, { shapes });
  fade(plot, marks);
}

/** @param {any} plotly @param {any} plot @param {(number[] | null)[]} pointed */
async function restyle(plotly, plot, pointed) {
  const lines = plot.data.map((/** @type {any} */ trace, /** @type {number} */ i) => (pointed[i] && !pointed[i]?.length ? FAINT : 1));
  await plotly.restyle(plot, { selectedpoints: pointed, 'unselected.marker.opacity': FAINT, opacity: lines });
}

/** @param {any} plot @param {ChartPayload} payload @param {Own | undefined} own @param {(Set<number> | null)[]} marks */
function shapesOf(plot, payload, own, marks) {
  const fill = token('--accent', plot);
  const base = { name: NAME, type: 'rect', layer: 'below', line: { width: 0 }, fillcolor: fill, opacity: 0.16 };
  const range = spanOf(plot, payload, own);
  if (range) return [{ ...base, xref: 'x', yref: 'paper', x0: range[0], x1: range[1], y0: 0, y1: 1 }];
  const { xaxis, yaxis } = plot._fullLayout;
  if (xaxis?.type !== 'category' || yaxis?.type !== 'category') return [];
  return marks.flatMap((set, i) => {
    const trace = payload.figure?.data[i];
    if (!set || !isGrid(trace)) return [];
    const line = { width: 2, color: token('--text', plot) };
    return [...set].slice(0, 100).map((at) => {
      const [column, row] = [at % across(trace), Math.floor(at / across(trace))];
      return { ...base, layer: 'above', opacity: 1, fillcolor: 'rgba(0,0,0,0)', line, xref: 'x', yref: 'y', x0: column - 0.5, x1: column + 0.5, y0: row - 0.5, y1: row + 0.5 };
    });
  });
}

/** Where a chosen range of time lies on the figure's x axis. @param {any} plot @param {ChartPayload} payload @param {Own | undefined} own @returns {[string, string] | null} */
function spanOf(plot, payload, own) {
  const range = Object.values(own ?? {}).find(isRange);
  const axis = plot._fullLayout?.xaxis;
  if (range && axis?.type === 'linear') return numbersOf(payload, own, range);
  if (!range || axis?.type !== 'date') return null;
  const places = payload.figure?.data.flatMap((trace) => trace.x ?? []).map(String).sort() ?? [];
  return [range.from || places[0], range.to || places[places.length - 1]];
}

/** Parts of a range from the first to the end of the last. @param {ChartPayload} payload @param {Own | undefined} own @param {import('./crossfilter-state.js').Range} range @returns {[any, any] | null} */
function numbersOf(payload, own, range) {
  const column = payload.columns.find((one) => own?.[one.name] === range);
  if (!column?.range && !column?.width) return null;
  const [low, high] = column.range ?? [NaN, NaN];
  const step = column.range ? (high - low) / (column.bins ?? 1) : Number(column.width);
  return [range.from ? Number(range.from) : low, range.to ? Number(range.to) + step : high];
}

/** Rows of a table, and cells of a pivot table, that are not chosen step back. @param {HTMLElement} body of the tile @param {ChartPayload} payload @param {Own | undefined} own */
export function fadeCells(body, payload, own) {
  for (const element of body.querySelectorAll('.chart-body [data-row]')) {
    const row = payload.rows[Number(/** @type {HTMLElement} */ (element).dataset.row)];
    element.classList.toggle('mark-faded', Boolean(own && row && !isChosen(own, payload.columns, row)));
  }
}

/** Slices and other marks that Plotly cannot fade by itself. @param {any} plot @param {(Set<number> | null)[]} marks */
function fade(plot, marks) {
  for (const element of plot.querySelectorAll('.slice, .sankey-node')) {
    const mark = markOf(plot, element);
    const set = mark && marks[mark.curve];
    element.classList.toggle('mark-faded', Boolean(set && mark && !set.has(mark.at)));
  }
}
