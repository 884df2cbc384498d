// Where marks lie in a drawn Plotly figure, and which mark lies where.
import { across, countOf, isAlong, isGrid, placesOf } from './marks.js';

/** @typedef {import('./marks.js').Mark} Mark */

const SLICES = '.slice, .sankey-node, .choroplethlayer path, .point, .points path';
const NEAR = 60;

/** @param {string} axis `x2` as `xaxis2` */
const long = (axis) => `${axis[0]}axis${axis.slice(1)}`;

/** The number of the mark that an element of Plotly's draws. @param {any} element @param {number} order among its siblings */
function numberOf(element, order) {
  const data = element.__data__;
  return data?.i ?? data?.data?.data?.i ?? data?.node?.pointNumber ?? data?.index ?? order;
}

/** @param {any} element @returns {number | undefined} */
function curveOf(element) {
  for (let up = element; up && !up.classList?.contains('js-plotly-plot'); up = up.parentNode) {
    const data = up.__data__;
    const trace = data?.trace ?? data?.[0]?.trace ?? data?.[0]?.[0]?.trace;
    if (trace?.index !== undefined) return trace.index;
  }
  return undefined;
}

/** The mark drawn by an element. @param {any} plot @param {Element} target @returns {Mark | null} */
export function markOf(plot, target) {
  const element = target.closest?.(SLICES);
  if (!element || !plot.contains(element)) return null;
  const at = numberOf(element, [...(element.parentNode?.children ?? [])].indexOf(element));
  const curve = curveOf(element) ?? 0;
  return plot.data[curve] && at < countOf(plot.data[curve]) ? { curve, at } : null;
}

/** @param {any} plot @param {Mark} mark @returns {[number, number] | null} the middle of the element that draws the mark */
function middle(plot, { curve, at }) {
  const home = plot.getBoundingClientRect();
  for (const element of plot.querySelectorAll(SLICES)) {
    const order = [...element.parentNode.children].indexOf(element);
    if (numberOf(element, order) !== at || (curveOf(element) ?? curve) !== curve) continue;
    const box = element.getBoundingClientRect();
    return [box.x + box.width / 2 - home.x, box.y + box.height / 2 - home.y];
  }
  return null;
}

/** Where a mark lies, in pixels of the plot; null when it is not drawn. @param {any} plot @param {Mark} mark @returns {[number, number] | null} */
export function spotOf(plot, mark) {
  const trace = plot._fullData?.[mark.curve];
  const [xaxis, yaxis] = [plot._fullLayout[long(trace?.xaxis ?? 'none')], plot._fullLayout[long(trace?.yaxis ?? 'none')]];
  if (!xaxis?.c2p || !yaxis?.c2p) return middle(plot, mark);
  const own = plot.data[mark.curve];
  let [x, y] = [NaN, NaN];
  if (isGrid(own)) [x, y] = [xaxis.d2p(own.x?.[mark.at % across(own)] ?? mark.at % across(own)), yaxis.d2p(own.y?.[Math.floor(mark.at / across(own))] ?? Math.floor(mark.at / across(own)))];
  else {
    const point = plot.calcdata?.[mark.curve]?.[mark.at];
    if (!point) return null;
    [x, y] = point.ct ?? [xaxis.c2p(point.x ?? point.pos ?? point.p), yaxis.c2p(point.y ?? point.med ?? point.c ?? point.s1)];
  }
  return Number.isFinite(x) && Number.isFinite(y) ? [xaxis._offset + x, yaxis._offset + y] : null;
}

/** @param {any} trace @param {number} curve @returns {Mark[]} */
const marksOf = (trace, curve) => Array.from({ length: countOf(trace) }, (_, at) => ({ curve, at }));

/** @param {any} plot @returns {{trace: any, curve: number}[]} traces that are shown */
export function shown(plot) {
  return (plot.data ?? []).map((/** @type {any} */ trace, /** @type {number} */ curve) => ({ trace, curve }))
    .filter((/** @type {{trace: any}} */ { trace }) => trace.visible !== false && trace.visible !== 'legendonly' && trace.hoverinfo !== 'skip');
}

/**
 * The stops of a walk: all series at a place along a common axis, or one mark after the other.
 * @param {any} plot @returns {Mark[][]}
 */
export function stops(plot) {
  const traces = shown(plot);
  const common = traces.length > 0 && traces.every(({ trace }) => isAlong(trace) && (trace.xaxis ?? 'x') === (traces[0].trace.xaxis ?? 'x'));
  if (!common) return traces.flatMap(({ trace, curve }) => marksOf(trace, curve)).map((mark) => [mark]);
  /** @type {Map<string, Mark[]>} */
  const places = new Map();
  for (const { trace, curve } of traces) placesOf(trace).forEach((/** @type {any} */ place, /** @type {number} */ at) => places.set(String(place), [...(places.get(String(place)) ?? []), { curve, at }]));
  return [...places.values()];
}

/** The mark nearest to a place, first along the axis of places. @param {any} plot @param {number} x @param {number} y @param {Mark[]} [among] @returns {Mark | null} */
export function nearest(plot, x, y, among) {
  const marks = among ?? shown(plot).flatMap(({ trace, curve }) => marksOf(trace, curve));
  const found = marks.flatMap((mark) => {
    const spot = spotOf(plot, mark);
    if (!spot) return [];
    const trace = plot.data[mark.curve];
    const [dx, dy] = [Math.abs(spot[0] - x), Math.abs(spot[1] - y)];
    const beyond = trace.type === 'bar' && (trace.orientation === 'h' ? spot[0] < x - 2 : spot[1] > y + 2); // above or right of the bar's end
    const [main, side] = isAlong(trace) ? (trace.orientation === 'h' ? [dy, dx] : [dx, dy]) : [Math.hypot(dx, dy), 0];
    return [{ mark, main: Math.round(main), side: side + (beyond ? 1e4 : 0) }];
  });
  found.sort((a, b) => a.main - b.main || a.side - b.side);
  return found[0] && found[0].main <= NEAR ? found[0].mark : null;
}
