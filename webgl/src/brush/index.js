// Linked brushing without scanning: counts of every passive view for every step of the active one, summed along it, so that
// a brush from any step to any other is one subtraction (the idea of Falcon, Moritz, Howe and Heer, CHI 2019).
import { checked, edges, place } from './bins.js';

/** @typedef {import('./bins.js').Axis} Axis */
/** @typedef {ArrayLike<number>} Column */
/** @typedef {{x: Axis, y?: Axis}} View a histogram along x, or a density of x by y */
/** @typedef {{active: Axis, views: View[], steps?: number}} Plan `steps` is how finely a density follows the brush */
/** @typedef {{active: Column, views: {x: Column, y?: Column}[]}} Batch the columns of some rows, as the plan names them */

export const DENSITY_STEPS = 64;

/** @param {View} view */
const cellsOf = ({ x, y }) => x.bins * (y?.bins ?? 1);

export class BrushIndex {
  /** @param {Plan} plan */
  constructor({ active, views, steps = DENSITY_STEPS }) {
    this.active = checked(active);
    this.rows = 0;
    this.edges = edges(active);
    this.views = views.map((view) => new PassiveView(view, active.bins, view.y ? Math.min(steps, active.bins) : active.bins));
    /** @type {Uint16Array[]} what the views' axes make of a batch */
    this.scratch = [];
    /** @type {Uint32Array[]} room for sorting it */
    this.more = [];
    this.summed = false;
  }

  /** Count a batch of rows; each is read once. @param {Batch} batch */
  add({ active, views }) {
    if (this.summed) throw new Error('The index is finished. Build another one for more rows.');
    if (!(this.scratch[0]?.length >= active.length)) {
      this.scratch = [0, 1, 2].map(() => new Uint16Array(active.length));
      this.more = [0, 1, 2].map(() => new Uint32Array(active.length));
    }
    const [at, x, y] = this.scratch;
    place(this.active, this.edges, active, at);
    this.views.forEach((view, i) => view.count(at, views[i], active.length, x, y, this.more));
    this.rows += active.length;
    return this;
  }

  /** Sum along the active axis; from here on brushes can be asked. */
  finish() {
    if (!this.summed) for (const view of this.views) view.sum();
    this.summed = true;
    return this;
  }

  /**
   * The counts of one view for rows whose active value lies in the parts from `start` up to, not including, `end`.
   * @param {number} view @param {number} start @param {number} end @param {Uint32Array} [out] reused between frames
   */
  brushed(view, start, end, out) {
    return this.views[view].between(start, end, out);
  }

  /** The counts of one view over all rows, also those without a place on the active axis. @param {number} view */
  all(view) {
    return this.views[view].all();
  }

  /** Bytes of counts. */
  get bytes() {
    return this.views.reduce((sum, view) => sum + view.table.byteLength, 0);
  }

  /** The finished tables, to hand from a worker to a page. @returns {Uint32Array<ArrayBuffer>[]} */
  tables() {
    return this.finish().views.map((view) => view.table);
  }

  /** An index over tables that another one made. @param {Plan} plan @param {Uint32Array<ArrayBuffer>[]} tables @param {number} rows */
  static over(plan, tables, rows) {
    const index = new BrushIndex(plan);
    index.views.forEach((view, i) => {
      if (tables[i].length !== view.table.length) throw new RangeError('These tables were made for other views.');
      view.table = tables[i];
    });
    index.rows = rows;
    index.summed = true;
    return index;
  }
}

/** One view's counts: an empty row of cells, one for each step of the active axis, and one for rows that lie outside it. */
class PassiveView {
  /** @param {View} view @param {number} bins of the active axis @param {number} steps */
  constructor(view, bins, steps) {
    this.x = checked(view.x);
    this.y = view.y ? checked(view.y) : null;
    this.xEdges = edges(view.x);
    this.yEdges = view.y ? edges(view.y) : null;
    this.cells = cellsOf(view);
    this.steps = steps;
    this.bins = bins;
    this.rowOf = Uint32Array.from({ length: bins + 1 }, (_, bin) => (bin === bins ? steps + 1 : Math.floor((bin * steps) / bins) + 1) * this.cells);
    this.table = new Uint32Array((steps + 2) * this.cells);
  }

  /** @param {Uint16Array} at parts of the active axis @param {{x: Column, y?: Column}} columns @param {number} length @param {Uint16Array} x @param {Uint16Array} y @param {Uint32Array[]} more room to sort in */
  count(at, columns, length, x, y, more) {
    place(this.x, this.xEdges, columns.x, x);
    if (this.y && this.yEdges && columns.y) {
      place(this.y, this.yEdges, columns.y, y);
      countCells(this.table, this.rowOf, at, x, y, length, { wide: this.x.bins, high: this.y.bins, cells: this.cells, rows: this.steps + 2 }, more);
    } else {
      countParts(this.table, this.rowOf, at, x, length, this.x.bins);
    }
  }

  /** Row `i` becomes the counts of all steps before `i`; the last row those of everything. */
  sum() {
    const { table, cells } = this;
    for (let at = cells; at < table.length; at++) table[at] += table[at - cells];
  }

  /** @param {number} start @param {number} end parts of the active axis @param {Uint32Array} [out] */
  between(start, end, out = new Uint32Array(this.cells)) {
    const { table, cells, bins, steps } = this;
    const clamp = (/** @type {number} */ bin) => Math.round((Math.max(0, Math.min(bins, bin)) * steps) / bins);
    const low = clamp(start) * cells;
    const high = Math.max(low, clamp(end) * cells);
    for (let cell = 0; cell < cells; cell++) out[cell] = table[high + cell] - table[low + cell];
    return out;
  }

  all() {
    return this.table.slice((this.steps + 1) * this.cells);
  }
}

/** @param {Uint32Array} table @param {Uint32Array} rowOf @param {Uint16Array} at @param {Uint16Array} x @param {number} length @param {number} bins */
function countParts(table, rowOf, at, x, length, bins) {
  for (let i = 0; i < length; i++) if (x[i] < bins) table[rowOf[at[i]] + x[i]]++;
}

/**
 * A density's table is larger than the near cache, the cells of one step are not: cells are put in the order of their steps, then counted.
 * @param {Uint32Array} table @param {Uint32Array} rowOf @param {Uint16Array} at @param {Uint16Array} x @param {Uint16Array} y @param {number} length
 * @param {{wide: number, high: number, cells: number, rows: number}} shape of the table: columns and rows of cells, both together, and rows of them @param {Uint32Array[]} scratch
 */
function countCells(table, rowOf, at, x, y, length, { wide, high, cells, rows }, [row, cell, sorted]) {
  const next = new Uint32Array(rows + 1);
  const rowNumber = rowOf.map((from) => from / cells);
  for (let i = 0; i < length; i++) {
    const r = x[i] < wide && y[i] < high ? rowNumber[at[i]] : rows; // the last: in no cell
    row[i] = r;
    cell[i] = y[i] * wide + x[i];
    next[r]++;
  }
  let sum = 0;
  for (let r = 0; r <= rows; r++) {
    const many = next[r];
    next[r] = sum;
    sum += many;
  }
  for (let i = 0; i < length; i++) sorted[next[row[i]]++] = cell[i];
  for (let r = 0, i = 0; r < rows; r++) {
    const from = r * cells;
    for (const end = next[r]; i < end; i++) table[from + sorted[i]]++;
  }
}
