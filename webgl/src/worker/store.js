// What the worker knows about one chart: its batches while they arrive, the pyramid of counts, then the rows sorted into tiles.
import { grow } from '../camera.js';
import { boundsOf, packU16, solid, union } from '../data/quantise.js';
import { drawCells, drawRows, Scratch, wantedCells } from '../render/density-cpu.js';
import { pick } from './pick.js';
import { gridBits, Pyramid } from './pyramid.js';
import { buildIndex } from './tiles.js';
import { windowOf } from './window.js';

/** @typedef {import('../types.js').Rect} Rect */
/** @typedef {import('../types.js').Batch} Batch */
/** @typedef {import('../types.js').FrameRequest} FrameRequest */
/** @typedef {{extent: Rect | null, rows: number, padding: number, style: import('../types.js').Style, chunks: boolean, categories: number}} Settings
 *  `extent` relative to the origin; `rows` expected; `padding` share of the extent added on each side; `chunks` whether a GPU wants the rows too */

/** A picture at rest may read this many rows; beyond it, cells, unless they are coarser than pixels. */
const REST_ROWS = 3_000_000;
const MOST_ROWS = 12_000_000;
/** Where cells are as fine as pixels, rows are drawn only if they are fewer than this. */
const FEW_ROWS = 300_000;
/** What reading rows may cost while the picture moves. */
const MOVING_MS = 12;

/** Shared by all charts of the worker: frames are drawn one at a time. */
const scratch = new Scratch();

export class Store {
  /** @param {Settings} settings @param {(message: Record<string, any>, transfer?: Transferable[]) => void} post */
  constructor(settings, post) {
    this.settings = settings;
    this.post = post;
    this.style = settings.style;
    /** @type {Batch[]} */
    this.batches = [];
    this.rows = 0;
    this.missing = 0;
    /** @type {Pyramid | null} */
    this.pyramid = null;
    /** @type {import('./tiles.js').TileIndex | null} */
    this.index = null;
    this.nsPerRow = 10;
  }

  /** @param {Batch} batch */
  add(batch) {
    if (!this.pyramid) this.begin(batch);
    const pyramid = /** @type {Pyramid} */ (this.pyramid);
    this.batches.push(batch);
    this.rows += batch.x.length;
    const left = pyramid.add(batch);
    if (left) this.missing = this.settle(batch, left);
    else if (this.settings.chunks) this.send(batch);
    this.post({ type: 'progress', rows: this.rows });
  }

  /** @param {Batch} batch the first */
  begin(batch) {
    const extent = solid(this.settings.extent ?? boundsOf(batch) ?? { x0: 0, y0: 0, x1: 1, y1: 1 });
    this.rebuild(grow(extent, this.settings.padding));
  }

  /** Some rows were not counted: values are missing, or the extent was too small and everything is counted anew. @param {Batch} batch @param {number} left @returns {number} missing rows so far */
  settle(batch, left) {
    const pyramid = /** @type {Pyramid} */ (this.pyramid);
    const bounds = boundsOf(batch);
    const { extent } = pyramid;
    const inside = !bounds || (bounds.x0 >= extent.x0 && bounds.x1 <= extent.x1 && bounds.y0 >= extent.y0 && bounds.y1 <= extent.y1);
    if (inside) {
      if (this.settings.chunks) this.send(batch);
      return this.missing + left;
    }
    this.rebuild(grow(/** @type {Rect} */ (union(extent, bounds)), 0.05));
    return this.rows - /** @type {Pyramid} */ (this.pyramid).points;
  }

  /** A new extent: count all batches again, and send them again. @param {Rect} extent */
  rebuild(extent) {
    this.recount(extent);
    this.post({ type: 'extent', extent });
    if (this.settings.chunks) for (const batch of this.batches) this.send(batch);
  }

  /** Count all batches into a new grid. @param {Rect} extent */
  recount(extent) {
    this.pyramid = new Pyramid(extent, gridBits(Math.max(this.settings.rows, this.rows), this.settings.categories), this.settings.categories);
    for (const batch of this.batches) this.pyramid.add(batch);
  }

  /** Rows for the GPU. @param {Batch} batch */
  send(batch) {
    const { pos, code } = packU16(batch, /** @type {Pyramid} */ (this.pyramid).extent);
    this.post({ type: 'chunk', pos, code }, [pos.buffer, code.buffer]);
  }

  /** All rows are here: sort them, in steps. @returns {Generator<void, void, void>} */
  *finish() {
    if (!this.pyramid) this.begin({ x: new Float32Array(0), y: new Float32Array(0), code: null });
    const pyramid = /** @type {Pyramid} */ (this.pyramid);
    if (gridBits(this.rows, this.settings.categories) > pyramid.bits) this.recount(pyramid.extent); // more rows came than expected
    this.post({ type: 'loaded', rows: this.rows, missing: this.missing });
    this.index = yield* buildIndex(this.batches, pyramid.extent);
    this.batches = [];
    this.post({ type: 'indexed', coarse: this.index.start.slice() });
  }

  /** @param {import('../types.js').Style} style */
  restyle(style) {
    this.style = style;
    this.pyramid?.restyle();
  }

  /** Whether to read rows for this picture, and how many. @param {FrameRequest} request @returns {{rows: number, read: boolean}} */
  plan(request) {
    const pyramid = /** @type {Pyramid} */ (this.pyramid);
    if (!this.index) return { rows: pyramid.points, read: false };
    const rows = this.index.rowsIn(request.view);
    const fine = wantedCells(request, pyramid.extent) <= 1 << pyramid.bits;
    if (fine && rows > FEW_ROWS) return { rows, read: false };
    const budget = request.moving ? (MOVING_MS * 1e6) / this.nsPerRow : fine ? REST_ROWS : MOST_ROWS;
    return { rows, read: rows <= budget };
  }

  /**
   * Draw one picture.
   * @param {FrameRequest} request @param {ArrayBuffer | null} spare a used buffer to write to @returns {import('../types.js').Frame}
   */
  frame(request, spare) {
    const began = performance.now();
    const length = request.width * request.height;
    const pixels = spare && spare.byteLength === length * 4 ? spare : new ArrayBuffer(length * 4);
    const out = new Int32Array(pixels);
    if (!this.pyramid) return { ...request, pixels: pixels, mode: 'cells', rows: 0, ms: 0 };
    const source = { pyramid: this.pyramid, index: this.index, style: this.style, coloured: this.settings.categories > 1 };
    const { rows, read } = this.plan(request);
    (read ? drawRows : drawCells)(source, request, scratch, out);
    const ms = performance.now() - began;
    if (read && rows > 50_000) this.nsPerRow = 0.8 * this.nsPerRow + 0.2 * ((ms * 1e6) / rows);
    return { pixels, width: request.width, height: request.height, view: request.view, mode: read ? 'rows' : 'cells', rows, ms };
  }

  /** @param {{x: number, y: number, rx: number, ry: number}} at */
  pick(at) {
    return this.index ? pick(this.index, at, this.style.hidden) : null;
  }

  /** Rows in a rectangle, for the GPU, when there are not too many. @param {Rect} rect @param {number} limit */
  window(rect, limit) {
    return this.index ? windowOf(this.index, rect, limit) : null;
  }

  /** Send all rows again, for a GPU that lost them. */
  replay() {
    if (!this.pyramid) return;
    if (!this.index) for (const batch of this.batches) this.send(batch);
    else for (const chunk of shuffled(this.index)) this.post({ type: 'chunk', ...chunk }, [chunk.pos.buffer, chunk.code.buffer]);
  }
}

const CHUNK = 1 << 18;

/** Sorted rows in an order without pattern, so that any first part is a fair sample. @param {import('./tiles.js').TileIndex} index @returns {Generator<{pos: Uint16Array, code: Uint8Array}, void, void>} */
function* shuffled(index) {
  const n = index.row.length;
  const tileOf = new Uint16Array(n);
  for (let tile = 0; tile + 1 < index.start.length; tile++) tileOf.fill(tile, index.start[tile], index.start[tile + 1]);
  const stride = strideFor(n);
  for (let from = 0, at = 0; from < n; from += CHUNK) {
    const length = Math.min(CHUNK, n - from);
    const pos = new Uint16Array(length * 2);
    const code = new Uint8Array(length);
    for (let i = 0; i < length; i++, at = (at + stride) % n) {
      const { u, v } = index.units(at, tileOf[at]);
      pos[2 * i] = u >>> 6;
      pos[2 * i + 1] = v >>> 6;
      code[i] = index.code[at];
    }
    yield { pos, code };
  }
}

/** A step through n places that meets each once. @param {number} n */
export function strideFor(n) {
  const shared = (/** @type {number} */ a, /** @type {number} */ b) => { while (b) [a, b] = [b, a % b]; return a; };
  let stride = Math.max(1, Math.floor(n * 0.6180339887));
  while (shared(stride, n) !== 1) stride++;
  return n > 1 ? stride : 1;
}
