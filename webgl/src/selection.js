// The selected region of a chart: drawn with the box or the lasso, kept in data units, counted by the layer, told to `onSelect`.
import { ToolSwitch } from './ui/tools.js';

/** @typedef {import('./types.js').Point} Point */
/** @typedef {import('./types.js').Rect} Rect */
/** @typedef {{kind: 'box' | 'lasso', bounds: Rect, shape: Point[], rows: number}} Selected `shape`: corners in data units, `bounds` the box around them, `rows` shown rows inside */

/** @param {Point[]} shape @returns {Rect} */
export function boundsOfShape(shape) {
  const [xs, ys] = [shape.map((p) => p.x), shape.map((p) => p.y)];
  return { x0: Math.min(...xs), y0: Math.min(...ys), x1: Math.max(...xs), y1: Math.max(...ys) };
}

/** @param {Rect} rect @returns {Point[]} corners */
export const cornersOf = ({ x0, y0, x1, y1 }) => [{ x: x0, y: y0 }, { x: x1, y: y0 }, { x: x1, y: y1 }, { x: x0, y: y1 }];

export class Selection {
  /** @param {import('./chart.js').Chart} chart */
  constructor(chart) {
    this.chart = chart;
    this.asked = 0;
    /** @type {Selected | null} */
    this.current = null;
    const { pointer } = chart.interaction;
    pointer.actions.select = (kind, path) => void this.take(kind, path.map((at) => chart.camera.at(at.fx, at.fy)));
    this.tools = chart.layer.select && chart.options.onSelect ? new ToolSwitch(chart.root, (tool) => { pointer.tool = tool; chart.stage.classList.toggle('pb-selecting', tool !== 'pan'); }) : null;
  }

  /** Select a shape. @param {'box' | 'lasso'} kind @param {Point[]} path corners, data units; of a box, any two opposite ones @returns {Promise<Selected | null>} null when another selection came meanwhile */
  async take(kind, path) {
    const { chart } = this;
    const bounds = boundsOfShape(path);
    const shape = kind === 'box' ? cornersOf(bounds) : path;
    const asked = ++this.asked;
    this.#show(shape);
    const rows = (await chart.layer.select?.(shape)) ?? 0;
    if (asked !== this.asked || chart.destroyed) return null;
    this.current = { kind, bounds, shape, rows };
    chart.interaction.say(`${new Intl.NumberFormat(chart.language).format(rows)} ${chart.words.many} selected.`);
    chart.options.onSelect?.(this.current);
    return this.current;
  }

  /** Select what is in view, for those who do not drag. */
  takeView() {
    return this.take('box', cornersOf(this.chart.camera.view));
  }

  /** Nothing is selected any more. @returns {boolean} whether something was */
  clear() {
    this.asked++;
    if (!this.chart.notes.region.length) return false;
    this.current = null;
    this.#show([]);
    this.chart.interaction.say('Nothing selected.');
    this.chart.options.onSelect?.(null);
    return true;
  }

  /** @param {Point[]} shape */
  #show(shape) {
    this.chart.notes.region = shape;
    this.chart.notes.draw(this.chart.camera.view, this.chart.box);
  }
}
