// The worker's side of heat maps: rows of x, y and a value become an even grid of cells, with halved grids of means for views from afar.
import { ArrowDecoder, TIMES } from '../data/arrow.js';
import { doubles } from '../data/doubles.js';
import { Growing } from './growing.js';

/** @typedef {{columns: number, rows: number, values: Float32Array}} Level the first row of cells lowest; NaN where there is no value */
/** @typedef {{start: number, step: number, count: number}} Axis middles of cells */
/** @typedef {{x: Axis, y: Axis, levels: Level[], low: number, high: number}} Cells */

const MOST = 16_000_000;
/** How far a place may lie off the grid, as a share of a step. */
const OFF = 0.01;

/** @param {Float64Array} places @param {string} name @returns {Axis} @throws {Error} when they are not even */
export function axisOf(places, name) {
  const sorted = places.slice().sort();
  const distinct = sorted.filter((value, i) => i === 0 || value !== sorted[i - 1]);
  if (distinct.length < 2) return { start: distinct[0] ?? 0, step: 1, count: distinct.length };
  let step = Infinity;
  for (let i = 1; i < distinct.length; i++) step = Math.min(step, distinct[i] - distinct[i - 1]);
  const count = Math.round((distinct[distinct.length - 1] - distinct[0]) / step) + 1;
  step = (distinct[distinct.length - 1] - distinct[0]) / (count - 1); // over the whole width, rounding of one step does not add up
  for (const value of distinct) {
    const place = (value - distinct[0]) / step;
    if (Math.abs(place - Math.round(place)) > OFF) throw new Error(`The cells of a heat map lie on an even grid, and ${name} is not evenly spaced.`);
  }
  return { start: distinct[0], step, count };
}

/** Half as many cells on each side: the mean of those that have a value. @param {Level} level @returns {Level} */
function halved({ columns, rows, values }) {
  const [w, h] = [Math.ceil(columns / 2), Math.ceil(rows / 2)];
  const out = new Float32Array(w * h);
  for (let r = 0; r < h; r++) {
    for (let c = 0; c < w; c++) {
      let [sum, n] = [0, 0];
      for (let y = 2 * r; y < Math.min(rows, 2 * r + 2); y++) {
        for (let x = 2 * c; x < Math.min(columns, 2 * c + 2); x++) {
          const value = values[y * columns + x];
          if (value === value) { sum += value; n++; }
        }
      }
      out[r * w + c] = n ? sum / n : NaN;
    }
  }
  return { columns: w, rows: h, values: out };
}

/** @param {Float64Array} x @param {Float64Array} y @param {ArrayLike<number>} value of the same rows; where two name a cell, the later counts @returns {Cells} @throws {Error} when they form no grid */
export function cellsOf(x, y, value) {
  const [across, up] = [axisOf(x, 'x'), axisOf(y, 'y')];
  if (across.count * up.count > MOST) throw new Error(`The grid has more than ${MOST / 1e6} million cells: group by larger steps.`);
  const values = new Float32Array(across.count * up.count).fill(NaN);
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < x.length; i++) {
    if (!Number.isFinite(value[i])) continue;
    if (value[i] < low) low = value[i];
    if (value[i] > high) high = value[i];
    values[Math.round((y[i] - up.start) / up.step) * across.count + Math.round((x[i] - across.start) / across.step)] = value[i];
  }
  /** @type {Level[]} */
  const levels = [{ columns: across.count, rows: up.count, values }];
  for (let last = levels[0]; last.columns > 1 && last.rows > 1 && last.values.length > 4096; last = levels[levels.length - 1]) levels.push(halved(last));
  return { x: across, y: up, levels, low, high };
}

export class Grid {
  /** @param {{names?: {x?: string, y?: string, value?: string}}} options @param {(message: Record<string, any>, transfer?: Transferable[]) => void} post */
  constructor({ names = {} }, post) {
    this.post = post;
    this.decoder = new ArrowDecoder({ x: names.x, y: names.y, category: names.value });
    this.time = { x: false, y: false };
    this.columns = { x: new Growing(Float64Array), y: new Growing(Float64Array), value: new Growing(Float64Array) };
    this.missing = 0;
  }

  /** @param {ArrayLike<number>} x @param {ArrayLike<number>} y @param {ArrayLike<number>} value */
  add(x, y, value) {
    const there = Array.from({ length: x.length }, (_, i) => i).filter((i) => Number.isFinite(x[i]) && Number.isFinite(y[i]));
    this.missing += x.length - there.length;
    for (const [name, column] of Object.entries({ x, y, value })) {
      this.columns[/** @type {'x' | 'y' | 'value'} */ (name)].append(Float64Array.from(there, (i) => column[i]));
    }
    this.post({ type: 'progress', rows: this.columns.x.length });
  }

  /** @param {Uint8Array} bytes */
  read(bytes) {
    for (const { x, y, category } of this.decoder.batches(bytes)) {
      if (!category) throw new Error('A heat map needs three columns: x, y and a value.');
      this.time = { x: TIMES.has(x.type.typeId), y: TIMES.has(y.type.typeId) };
      this.add(doubles(x), doubles(y), doubles(category));
    }
  }

  finish() {
    const [x, y, value] = [this.columns.x, this.columns.y, this.columns.value].map(({ values, length }) => values.subarray(0, length));
    const cells = cellsOf(x, y, value);
    const side = (/** @type {Axis} */ { start, step, count }) => [start - step / 2, start + (count - 0.5) * step];
    const [[x0, x1], [y0, y1]] = [side(cells.x), side(cells.y)];
    this.post({ type: 'columns', categories: [], time: this.time });
    if (x.length) this.post({ type: 'extent', extent: { x0, y0, x1, y1 } });
    this.post({ type: 'cells', cells }, cells.levels.map(({ values }) => values.buffer));
    this.post({ type: 'loaded', rows: x.length + this.missing, missing: this.missing });
    this.post({ type: 'indexed' });
  }
}

/** The worker's side of one heat map. @param {any} options @param {Grid['post']} post */
export function openGrid(options, post) {
  const grid = new Grid(options, post);
  /** @type {Record<string, (message: any) => void>} */
  const answers = {
    bytes: ({ bytes }) => grid.read(bytes),
    columns: ({ x, y, value }) => grid.add(x, y, value),
    end: () => { grid.decoder.end(); grid.finish(); },
  };
  return { hear: (/** @type {any} */ message) => answers[message.type]?.(message) };
}
