// What the worker knows about one chart: its batches while they arrive, the pyramid of counts, then the rows sorted into tiles.
import { grow, holds } from '../camera.js';
import { boundsOf, packU16, scaleOf, solid, union } from '../data/quantise.js';
import { wantedCells } from '../render/density-cpu.js';
import { Picture } from '../render/picture.js';
import { pick } from './pick.js';
import { gridBits, Pyramid } from './pyramid.js';
import { countInside } from './select.js';
import { sortBatch, unsorted } from './sort.js';
import { buildIndex } from './tiles.js';
import { windowOf } from './window.js';

/** @typedef {import('../types.js').Rect} Rect */
/** @typedef {import('../types.js').Batch} Batch */
/** @typedef {import('./sort.js').Part} Part */
/** @typedef {import('../types.js').FrameRequest} FrameRequest */
/** @typedef {{extent: Rect | null, rows: number, padding: number, style: import('../types.js').Style, chunks: boolean, categories: number, sorters?: import('./sorters.js').Sorters}} Settings
 *  `extent` relative to the origin; `rows` expected; `padding` share of the extent added on each side; `chunks` whether a GPU wants the rows too; `sorters` help with many rows */

/** When so many rows are expected, other workers help to sort. */
export const LARGE = 1_500_000;
/** A picture at rest may read this many rows; beyond it, cells, unless they are coarser than pixels. */
const REST_ROWS = 3_000_000;
const MOST_ROWS = 12_000_000;
/** Where cells are as fine as pixels, rows are drawn only if they are fewer than this. */
const FEW_ROWS = 300_000;
/** What a picture may cost while the view moves. */
const MOVING_MS = 10;

/** Shared by all charts of the worker: frames are drawn one at a time. */
const picture = new Picture();

export class Store {
  /** @param {Settings} settings @param {(message: Record<string, any>, transfer?: Transferable[]) => void} post */
  constructor(settings, post) {
    this.settings = settings;
    this.post = post;
    this.style = settings.style;
    /** @type {(Part | null)[]} sorted batches in order of arrival, until they are joined; null for one that another worker sorts */
    this.parts = [];
    /** @type {() => void} */
    this.whenHome = () => {};
    this.away = 0;
    /** When the first rows came. */
    this.began = performance.now();
    this.rows = 0;
    /** Rises with every change of what pictures show. */
    this.version = 0;
    this.missing = 0;
    /** @type {Pyramid | null} */
    this.pyramid = null;
    /** @type {import('./tiles.js').TileIndex | null} */
    this.index = null;
    this.nsPerRow = 10;
  }

  /** @param {Batch} batch its memory is used for sorting: not to be read afterwards */
  add(batch) {
    if (!this.pyramid) this.begin(batch);
    const at = this.parts.push(null) - 1;
    const { sorters, chunks, rows } = this.settings;
    if (sorters && !chunks && rows >= LARGE && sorters.lends()) this.#lend(sorters, batch, at);
    else this.#take(this.sort(batch), at);
  }

  /** @param {import('./sorters.js').Sorters} sorters @param {Batch} batch @param {number} at its place in the order of arrival */
  #lend(sorters, batch, at) {
    const { extent } = /** @type {Pyramid} */ (this.pyramid);
    this.away++;
    sorters.lend(batch, extent, (sorted, same) => {
      this.away--;
      this.#take(sorted ? this.#welcome(sorted, extent) : this.sort(/** @type {Batch} */ (same)), at);
      if (!this.away) this.whenHome();
    });
  }

  /** A batch that was sorted for the extent of then; the GPU may want its rows by now. @param {Part} part @param {Rect} extent @returns {Part} */
  #welcome(part, extent) {
    const batch = this.settings.chunks || extent !== this.pyramid?.extent ? unsorted(part, scaleOf(extent)) : null;
    if (this.settings.chunks && batch) this.send(batch);
    return batch ? /** @type {Part} */ (sortBatch(batch, this.scale)) : part;
  }

  /** @param {Part} part @param {number} at */
  #take(part, at) {
    this.parts[at] = part;
    this.rows += part.length;
    const pyramid = /** @type {Pyramid} */ (this.pyramid);
    pyramid.add(part);
    this.version++;
    this.missing = this.rows - pyramid.points;
    this.post({ type: 'progress', rows: this.rows });
  }

  /** Sorted batches that are here. */
  get here() {
    return this.parts.filter((part) => part !== null);
  }

  /** Sort a batch; the extent grows first when rows with both values lie outside. @param {Batch} batch @returns {Part} */
  sort(batch) {
    const { chunks } = this.settings;
    const whole = chunks ? null : sortBatch(batch, this.scale, true);
    if (whole) return whole;
    const { extent } = /** @type {Pyramid} */ (this.pyramid);
    const bounds = boundsOf(batch);
    if (bounds && !holds(extent, bounds)) this.rebuild(grow(/** @type {Rect} */ (union(extent, bounds)), 0.05));
    if (chunks) this.send(batch);
    return /** @type {Part} */ (sortBatch(batch, this.scale));
  }

  get scale() {
    return /** @type {Pyramid} */ (this.pyramid).scale;
  }

  /** @param {Batch} batch the first */
  begin(batch) {
    const extent = solid(this.settings.extent ?? boundsOf(batch) ?? { x0: 0, y0: 0, x1: 1, y1: 1 });
    this.rebuild(grow(extent, this.settings.padding));
  }

  /** A new extent: sort and count all batches again, and send them again. @param {Rect} extent */
  rebuild(extent) {
    const before = this.pyramid?.scale;
    if (before) this.parts = this.parts.map((part) => part && sortBatch(unsorted(part, before), scaleOf(extent)));
    this.recount(extent);
    this.post({ type: 'extent', extent });
    if (this.settings.chunks) this.resend();
  }

  /** Count all batches into a new grid. @param {Rect} extent */
  recount(extent) {
    this.pyramid = new Pyramid(extent, gridBits(Math.max(this.settings.rows, this.rows), this.settings.categories), this.settings.categories);
    for (const part of this.here) this.pyramid.add(part);
  }

  /** Rows for the GPU. @param {Batch} batch */
  send(batch) {
    const { pos, code } = packU16(batch, /** @type {Pyramid} */ (this.pyramid).extent);
    this.post({ type: 'chunk', pos, code }, [pos.buffer, code.buffer]);
  }

  /** Send the batches again. */
  resend() {
    for (const part of this.here) this.send(unsorted(part, this.scale));
  }

  /** Call back when no batch is away. @param {() => void} act */
  whole(act) {
    this.whenHome = act;
    if (!this.away) act();
  }

  /** All rows are here. */
  loaded() {
    if (!this.pyramid) this.begin({ x: new Float32Array(0), y: new Float32Array(0), code: null });
    const pyramid = /** @type {Pyramid} */ (this.pyramid);
    if (gridBits(this.rows, this.settings.categories) > pyramid.bits) this.recount(pyramid.extent); // more rows came than expected
    this.post({ type: 'loaded', rows: this.rows, missing: this.missing });
  }

  /** After `loaded`: join the batches, in steps. @returns {Generator<void, void, void>} */
  *join() {
    const { extent } = /** @type {Pyramid} */ (this.pyramid);
    this.index = yield* buildIndex(this.here, extent);
    this.parts = [];
    this.version++;
    this.post({ type: 'indexed', coarse: this.index.start.slice(), bytes: this.bytes });
  }

  /** The chart is gone: its rows must not be kept for the next picture. */
  close() {
    picture.forget(this);
  }

  /** What the sorted rows and their counts hold, in bytes. */
  get bytes() {
    const { index, pyramid } = this;
    return (pyramid?.counts.byteLength ?? 0) + (index ? index.place.byteLength + index.row.byteLength + index.code.byteLength : 0);
  }

  /** @param {import('../types.js').Style} style */
  restyle(style) {
    this.style = style;
    this.version++;
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

  /** While moving, a picture that would take too long is made of fewer, larger pixels. @param {FrameRequest} request @returns {FrameRequest} */
  affordable(request) {
    const cost = request.width * request.height * picture.nsPerPixel / 1e6;
    const by = Math.min(4, Math.max(request.pressed ? 2 : 1, Math.ceil(Math.sqrt(cost / MOVING_MS) - 0.15)));
    if (!request.moving || by <= 1) return request;
    return { ...request, width: Math.ceil(request.width / by), height: Math.ceil(request.height / by), size: Math.max(1, Math.round(request.size / by)) };
  }

  /**
   * Draw one picture.
   * @param {FrameRequest} asked @param {ArrayBuffer | null} spare a used buffer to write to @returns {import('../types.js').Frame}
   */
  frame(asked, spare) {
    const began = performance.now();
    const { width, height, view: whole } = asked;
    if (!this.pyramid) return { width, height, view: whole, pixels: new ArrayBuffer(width * height * 4), mode: 'cells', rows: 0, ms: 0 };
    const { rows, read } = this.plan(asked);
    const usable = asked.moving || read === picture.read;
    const small = this.affordable(asked);
    const request = small === asked || (usable && !asked.pressed && picture.reach(this, asked)) ? asked : small;
    const kept = usable ? picture.reach(this, request) : null;
    const length = request.width * request.height;
    const pixels = spare && spare.byteLength === length * 4 ? spare : new ArrayBuffer(length * 4);
    const source = { pyramid: this.pyramid, index: this.index, style: this.style, coloured: this.settings.categories > 1 };
    const view = kept ? picture.move(source, request, kept) : picture.fill(this, source, request, read);
    picture.paint(source, new Int32Array(pixels));
    const ms = performance.now() - began;
    if (!kept && read && rows > 50_000) this.nsPerRow = 0.8 * this.nsPerRow + 0.2 * ((ms * 1e6) / rows);
    const shades = asked.moving ? undefined : { histogram: picture.histogram.slice(1), table: picture.table };
    return { pixels, width: request.width, height: request.height, view, mode: picture.read ? 'rows' : 'cells', rows, ms, shades };
  }

  /** @param {{x: number, y: number, rx: number, ry: number}} at */
  pick(at) {
    return this.index ? pick(this.index, at, this.style.hidden) : null;
  }

  /** Rows in a rectangle, for the GPU, when there are not too many. @param {Rect} rect @param {number} limit */
  window(rect, limit) {
    return this.index ? windowOf(this.index, rect, limit) : null;
  }

  /** Rows inside a shape. @param {import('../types.js').Point[]} shape corners, data units @returns {number} */
  select(shape) {
    return this.index ? countInside(this.index, shape, this.style.hidden) : 0;
  }

  /** Send all rows again, for a GPU that lost them. */
  replay() {
    if (!this.pyramid) return;
    if (!this.index) this.resend();
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
