// The picture in the making: for every pixel the bin of its count and its colour, kept between frames. A view that only moved takes over what
// is still in view and works out the edges; opacities, which depend on all pixels in view, are worked out for every frame.
import { countCells, countRows, inksOf, keepBins, keepMixed, keepTinted, Scratch, wantedCells } from './density-cpu.js';
import { BINS, toneTable } from './tonemap.js';

/** @typedef {import('../types.js').FrameRequest} FrameRequest */
/** @typedef {import('../types.js').Rect} Rect */
/** @typedef {import('./density-cpu.js').Source} Source */
/** @typedef {{version: number}} Owner whose rows are shown; `version` rises when they or their colours change */
/** @typedef {{dx: number, dy: number, exact: boolean}} Move whole pixels; `exact` when the view is there and not only near */

/** A pixel may lie this far from its place in a picture at rest, in pixels. */
const STILL = 0.01;
/** Beyond this share of the picture, drawing all of it is no dearer than its edges. */
const FAR = 0.4;

export class Picture {
  constructor() {
    this.scratch = new Scratch();
    this.bins = new Uint16Array(0);
    this.tints = new Int32Array(0);
    this.histogram = new Uint32Array(BINS + 1);
    /** Opacity of each bin in the last picture. @type {Float32Array} */
    this.table = new Float32Array(BINS);
    /** Whether the picture is made of rows and not of cells. */
    this.read = false;
    /** Measured, for whole pictures from cells. It begins high: a first movement that is a little coarse is better than one that jerks. */
    this.nsPerPixel = 30;
    /** @type {(FrameRequest & {owner: Owner, version: number, wanted: number}) | null} what is kept */
    this.kept = null;
  }

  /** @param {Owner} owner who will not be drawn again */
  forget(owner) {
    if (this.kept?.owner === owner) this.kept = null;
  }

  /** How far a view lies from what is kept, or null when nothing of it can be used. @param {Owner} owner @param {FrameRequest} request @returns {Move | null} */
  reach(owner, { view, width, height, size, moving }) {
    const { kept } = this;
    if (!kept || kept.owner !== owner || kept.version !== owner.version || kept.width !== width || kept.height !== height || kept.size !== size) return null;
    const [px, py] = [(view.x1 - view.x0) / width, (view.y1 - view.y0) / height];
    if (Math.abs((px * width) / (kept.view.x1 - kept.view.x0) - 1) > 1e-7 || Math.abs((py * height) / (kept.view.y1 - kept.view.y0) - 1) > 1e-7) return null;
    const [fx, fy] = [(view.x0 - kept.view.x0) / px, (view.y0 - kept.view.y0) / py];
    const [dx, dy] = [Math.round(fx), Math.round(fy)];
    const exact = Math.abs(fx - dx) < STILL && Math.abs(fy - dy) < STILL;
    if (!moving && !exact) return null;
    return Math.abs(dx) < FAR * width && Math.abs(dy) < FAR * height ? { dx, dy, exact } : null;
  }

  /** Draw all pixels. @param {Owner} owner @param {Source} source @param {FrameRequest} request @param {boolean} read from rows @returns {Rect} the view drawn */
  fill(owner, source, request, read) {
    const length = request.width * request.height;
    if (this.bins.length !== length) [this.bins, this.tints] = [new Uint16Array(length), new Int32Array(length)];
    this.read = read;
    this.kept = { ...request, owner, version: owner.version, wanted: wantedCells(request, source.pyramid.extent) };
    const began = performance.now();
    this.#piece(source, 0, 0, request.width, request.height);
    const took = ((performance.now() - began) * 1e6) / length;
    if (!read && length > 50_000) this.nsPerPixel += 0.2 * (Math.min(took, 2 * this.nsPerPixel) - this.nsPerPixel); // one slow picture, of cold code, says little
    return request.view;
  }

  /** Move what is kept and draw what came into view. @param {Source} source @param {FrameRequest} request @param {Move} by @returns {Rect} the view drawn, less than a pixel from the one asked for */
  move(source, request, { dx, dy, exact }) {
    const kept = /** @type {NonNullable<Picture['kept']>} */ (this.kept);
    const { width, height, view } = kept;
    const [sx, sy] = [(dx * (view.x1 - view.x0)) / width, (dy * (view.y1 - view.y0)) / height];
    kept.view = exact ? request.view : { x0: view.x0 + sx, x1: view.x1 + sx, y0: view.y0 + sy, y1: view.y1 + sy };
    if (!dx && !dy) return kept.view;
    const by = dy * width + dx;
    for (const sheet of [this.bins, this.tints]) sheet.copyWithin(Math.max(0, -by), Math.max(0, by), sheet.length + Math.min(0, by));
    if (dx) this.#piece(source, dx > 0 ? width - dx : 0, 0, Math.abs(dx), height);
    if (dy) this.#piece(source, 0, dy > 0 ? height - dy : 0, width, Math.abs(dy));
    return kept.view;
  }

  /** Draw a rectangle of pixels, counted from the lower left. @param {Source} source @param {number} a @param {number} b @param {number} width @param {number} height */
  #piece(source, a, b, width, height) {
    const kept = /** @type {NonNullable<Picture['kept']>} */ (this.kept);
    const [px, py] = [(kept.view.x1 - kept.view.x0) / kept.width, (kept.view.y1 - kept.view.y0) / kept.height];
    const [x0, y0] = [kept.view.x0 + a * px, kept.view.y0 + b * py];
    const request = { ...kept, width, height, view: { x0, y0, x1: x0 + width * px, y1: y0 + height * py } };
    const to = { bins: this.bins, tints: this.tints, stride: kept.width, at: b * kept.width + a };
    if (this.read) (source.coloured ? keepMixed : keepBins)(countRows(source, request, this.scratch), width, height, to);
    else {
      const { plane, tints } = countCells(source, request, kept.wanted, this.scratch);
      if (tints) keepTinted(plane, width, height, to, tints);
      else keepBins(plane, width, height, to);
    }
  }

  /** Opacity of each bin, from all pixels; the histogram is shifted by one for the empty ones. @param {import('./tonemap.js').Tone} [tone] */
  #table(tone) {
    const { bins, histogram } = this;
    histogram.fill(0);
    for (let i = 0; i < bins.length; i++) histogram[bins[i]]++;
    return toneTable(histogram.subarray(1), tone);
  }

  /** @param {Source} source @param {Int32Array} out pixels, top row first */
  paint({ style, coloured }, out) {
    const { bins, tints, kept } = this;
    const { width, height } = /** @type {NonNullable<Picture['kept']>} */ (kept);
    const table = this.#table(style.tone);
    this.table = table;
    const ink = new Int32Array(BINS + 1);
    ink.set(inksOf(table, style, coloured), 1);
    for (let row = 0; row < height; row++) {
      const from = (height - 1 - row) * width;
      const end = from + width;
      if (coloured) for (let i = from, o = row * width; i < end; i++, o++) out[o] = ink[bins[i]] | tints[i];
      else for (let i = from, o = row * width; i < end; i++, o++) out[o] = ink[bins[i]];
    }
  }
}
