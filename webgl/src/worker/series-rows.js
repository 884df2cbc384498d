// Series ready to be shown: their columns or points for each view that is asked for, and the values nearest to a place. It is the same code in the
// worker, while rows arrive or where there are many series, and on the page's thread, where a few series are drawn without waiting for another thread.
import { SLOTS } from '../data/categories.js';
import { slotOf } from '../data/lanes.js';
import { barColumns, lineColumns, pathOf } from './columns.js';
import { Lane } from './lane.js';
import { stacked } from './stack.js';

/** @typedef {import('../types.js').Rect} Rect */
/** @typedef {'lines' | 'area' | 'bars'} Mark */
/** @typedef {{slot: number, fill: Float32Array | null, columns: Float32Array | null, path: Float32Array | null}} Part of a picture: one series' columns of area or bar, and its line as columns or as points */
/** @typedef {{view: Rect, width: number, height: number, hidden: boolean[]}} Asked */

/** @typedef {{mark: Mark, lanes: ReturnType<Lane['pack']>[], gap: number, origin: number}} Packed */

/** Share of the least distance between two places that bars take. */
const BAR = 0.8;

export class SeriesRows {
  /** @param {{mark: Mark, stack: boolean}} drawing */
  constructor(drawing) {
    this.drawing = drawing;
    /** @type {Lane[]} */
    this.lanes = [];
    /** @type {{hidden: string, tops: (Lane | null)[]} | null} */
    this.stack = null;
    /** What y is relative to. */
    this.zero = 0;
    this.gap = Infinity;
    this.finished = false;
  }

  /** What y is relative to. */
  get origin() {
    return this.zero;
  }

  /** Everything as plain data, and the memory it lies in. @returns {{packed: Packed, memory: ArrayBuffer[]}} */
  pack() {
    const lanes = this.lanes.map((lane) => lane.pack());
    return { packed: { mark: this.drawing.mark, lanes, gap: this.gap, origin: this.origin }, memory: lanes.flatMap((lane) => lane.memory) };
  }

  /** @param {Packed} packed @returns {SeriesRows} */
  static from({ mark, lanes, gap, origin }) {
    const rows = new SeriesRows({ mark, stack: false });
    return Object.assign(rows, { lanes: lanes.map((lane) => Lane.from(lane)), gap, zero: origin, finished: true });
  }

  /** Sum up what is shown. @param {boolean[]} hidden by slot @returns {(Lane | null)[]} */
  pile(hidden) {
    const key = hidden.join();
    const count = this.lanes.length;
    if (this.stack?.hidden !== key) this.stack = { hidden: key, tops: stacked(this.lanes, this.lanes.map((_, lane) => hidden[slotOf(lane, count)] ?? false)) };
    return this.stack.tops;
  }

  /** One picture. @param {Asked} asked @returns {{parts: Part[], rows: number, mode: string}} */
  frame(asked) {
    const { origin } = this;
    const { view } = asked;
    const frame = { ...asked, view: { ...view, y0: view.y0 - origin, y1: view.y1 - origin } };
    const count = this.lanes.length;
    if (this.drawing.stack && !this.finished) return { parts: [], rows: 0, mode: 'columns' };
    const drawn = this.drawing.stack ? this.pile(asked.hidden) : this.lanes.map((lane, at) => (asked.hidden[slotOf(at, count)] ? null : lane));
    const shown = drawn.flatMap((lane, at) => (lane?.length && lane.places.sorted ? [{ lane, slot: slotOf(at, count) }] : []));
    let rows = 0;
    const parts = shown.map(({ lane, slot }, at) => {
      const [from, to] = [lane.places.lower(view.x0), lane.places.lower(view.x1)];
      rows += to - from;
      return { slot, ...this.#part(lane, frame, { from, to, at, of: this.drawing.stack ? 1 : shown.length, base: -origin }) };
    });
    return { parts: this.drawing.stack ? parts.reverse() : parts, rows, mode: parts.some((part) => part.path) ? 'rows' : 'columns' };
  }

  /** @param {Lane} lane @param {import('./columns.js').Frame} frame @param {{from: number, to: number, at: number, of: number, base: number}} place @returns {Omit<Part, 'slot'>} */
  #part(lane, frame, { from, to, at, of, base }) {
    if (this.drawing.mark === 'bars') return { fill: barColumns(lane, frame, { ...this.#bar(frame, at % of, of), base }), columns: null, path: null };
    const fill = this.drawing.mark === 'area' ? lineColumns(lane, frame, base) : null;
    if (to - from <= frame.width) return { fill, columns: null, path: pathOf(lane, frame, from, to) };
    return { fill, columns: lineColumns(lane, frame), path: null };
  }

  /** Where a bar lies about its place: beside those of other series while each has a pixel, else all in the same. @param {import('./columns.js').Frame} frame @param {number} at @param {number} of */
  #bar({ view, width }, at, of) {
    const gap = Number.isFinite(this.gap) ? this.gap : 0;
    const all = BAR * gap;
    const own = all / of;
    if (own * width < view.x1 - view.x0) return { from: -all / 2, to: all / 2 };
    return { from: at * own - all / 2, to: (at + 1) * own - all / 2 };
  }

  /** The value of each shown series nearest to a place; first that which is nearest of all. @param {{x: number, y: number, rx: number, ry: number}} at @param {boolean[]} hidden */
  pick(at, hidden) {
    const zero = this.origin;
    const rx = this.drawing.mark === 'bars' && Number.isFinite(this.gap) ? this.gap / 2 : at.rx / 6;
    const found = this.lanes.flatMap((lane, category) => {
      if (hidden[slotOf(category, this.lanes.length)] || !lane.length || !lane.places.sorted) return [];
      const row = lane.nearest({ x: at.x, y: at.y - zero, rx });
      return row < 0 ? [] : [{ row, category, x: lane.places.at(row), y: lane.values.values[row] + zero }];
    });
    if (!found.length) return null;
    const far = (/** @type {{x: number, y: number}} */ one) => Math.hypot((one.x - at.x) / at.rx, (one.y - at.y) / at.ry);
    const values = [...found];
    const [first] = found.sort((a, b) => far(a) - far(b));
    const own = this.lanes.length <= SLOTS || first.category < SLOTS - 1; // the last slot stands for several then
    return { ...first, category: own ? first.category : -1, values };
  }
}
