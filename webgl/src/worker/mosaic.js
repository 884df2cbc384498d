// The worker's side of the layer of tiles: keeps the counts that came, and puts the view together from the best there is for each of its tiles:
// the tile itself, its four children, or a part of the nearest tile above. Opacity follows from all pixels of the picture, so tiles show no seams.
import { above, keyOf, levelFor, SIDE, tilesIn, toBins } from '../data/tile-grid.js';
import { addPlane, countAt, readTile } from '../data/tile-bytes.js';
import { box, SQUARE } from '../render/accumulate.js';
import { inksOf, keepBins, keepMixed, Scratch } from '../render/density-cpu.js';
import { addPatch } from '../render/patch.js';
import { BINS, toneTable } from '../render/tonemap.js';

/** @typedef {import('../types.js').Rect} Rect */
/** @typedef {import('../types.js').FrameRequest} FrameRequest */
/** @typedef {import('../data/tile-grid.js').TileName} TileName */
/** @typedef {import('../data/tile-bytes.js').Tile} Tile */
/** @typedef {{tile: Tile, name: TileName}} Found */

const WHOLE = { x0: 0, y0: 0, x1: SIDE, y1: SIDE };
/** Tiles whose sums are kept, the ones drawn last. */
const SUMMED = 64;
const scratch = new Scratch();

export class Mosaic {
  /** @param {import('../types.js').Style} style */
  constructor(style) {
    this.style = style;
    /** @type {Rect} */
    this.world = { x0: 0, y0: 0, x1: 1, y1: 1 };
    this.deepest = 0;
    /** Level of the last picture. */
    this.level = 0;
    /** Whether planes are categories, which have colours. */
    this.coloured = false;
    /** The plane of many categories together, -1 where there is none. */
    this.shared = -1;
    /** @type {Map<string, Tile>} */
    this.tiles = new Map();
    /** What tiles add to pixels under the style of now. @type {Map<Tile, Float32Array | null>} */
    this.sums = new Map();
  }

  /** @param {TileName} name @param {ArrayBuffer} bytes */
  add(name, bytes) {
    this.tiles.set(keyOf(name), readTile(bytes));
  }

  /** @param {string[]} keys */
  drop(keys) {
    for (const key of keys) {
      const tile = this.tiles.get(key);
      if (tile) this.sums.delete(tile);
      this.tiles.delete(key);
    }
  }

  /** @param {import('../types.js').Style} style */
  restyle(style) {
    this.style = style;
    if (this.coloured) this.sums.clear();
  }

  /** Of each bin the shown rows, and with categories their summed colours; null where there are none. @param {Tile} tile @returns {Float32Array | null} */
  sumsOf(tile) {
    const known = this.sums.get(tile);
    if (known !== undefined) this.sums.delete(tile);
    const sums = known === undefined ? summed(tile, this.style, this.coloured) : known;
    this.sums.set(tile, sums);
    return sums;
  }

  /** Forget sums that were not drawn for longest. @param {number} drawn tiles of the last picture */
  #forget(drawn) {
    for (const tile of this.sums.keys()) {
      if (this.sums.size <= Math.max(SUMMED, drawn)) return;
      this.sums.delete(tile);
    }
  }

  /** What there is for a tile, in parts that cover it. @param {TileName} name @returns {Found[]} */
  found(name) {
    const tile = this.tiles.get(keyOf(name));
    if (tile) return [{ tile, name }];
    const children = [0, 1, 2, 3].map((i) => ({ z: name.z + 1, x: 2 * name.x + (i & 1), y: 2 * name.y + (i >> 1) }));
    const there = children.map((child) => this.tiles.get(keyOf(child)));
    if (there.every(Boolean)) return children.map((child, i) => ({ tile: /** @type {Tile} */ (there[i]), name: child }));
    for (let up = 1; up <= name.z; up++) {
      const parent = this.tiles.get(keyOf(above(name, up)));
      if (parent) return [{ tile: parent, name: above(name, up) }];
    }
    return [];
  }

  /** Counts of the pixels of a view. @param {FrameRequest} request @returns {import('../render/accumulate.js').Plane & {points: number}} */
  plane({ view, width, height, size }) {
    const mark = Math.min(size, SQUARE);
    const [stride, rows] = [width + mark - 1, height + mark - 1];
    const step = this.coloured ? 4 : 1;
    const plane = { grid: scratch.zeros(stride * rows * step), stride, rows, step, least: 0, points: 0 };
    this.level = levelFor({ view, width, height }, this.world, this.deepest);
    const bins = toBins(view, this.level, this.world);
    const [du, dv] = [(bins.x1 - bins.x0) / width, (bins.y1 - bins.y0) / height];
    const edge = (mark - 1) / 2;
    const to = { u0: bins.x0 - edge * du, v0: bins.y0 - edge * dv, du, dv };
    let drawn = 0;
    for (const name of tilesIn(view, this.level, this.world)) {
      for (const found of this.found(name)) {
        const sums = this.sumsOf(found.tile);
        drawn++;
        if (sums) add(sums, found.name, name, to, plane);
      }
    }
    this.#forget(drawn);
    for (let i = 0; i < plane.grid.length; i += step) plane.points += plane.grid[i];
    if (mark > 1) box(plane, mark);
    plane.least = 0.5 * Math.min(1, mark * du) * Math.min(1, mark * dv);
    return plane;
  }

  /** @param {FrameRequest} request @param {ArrayBuffer | null} spare @returns {import('../types.js').Frame} */
  frame(request, spare) {
    const began = performance.now();
    const { width, height, view } = request;
    const plane = this.plane(request);
    const bins = new Uint16Array(width * height);
    const tints = this.coloured ? new Int32Array(bins.length) : null;
    (tints ? keepMixed : keepBins)(plane, width, height, { bins, tints, stride: width, at: 0 });
    const histogram = new Uint32Array(BINS + 1);
    for (let i = 0; i < bins.length; i++) histogram[bins[i]]++;
    const table = toneTable(histogram.subarray(1), this.style.tone);
    const pixels = spare && spare.byteLength === bins.length * 4 ? spare : new ArrayBuffer(bins.length * 4);
    ink({ bins, tints, width, height }, inksOf(table, this.style, this.coloured), new Int32Array(pixels));
    const shades = request.shades && !request.moving ? { histogram: histogram.slice(1), table } : undefined;
    return { pixels, width, height, view, mode: 'cells', rows: Math.round(plane.points), ms: performance.now() - began, shades };
  }

  /** The bin at a place, as fine as the last picture. @param {import('../types.js').Point} at @returns {import('../types.js').Hit | null} */
  pick(at) {
    const bins = toBins({ x0: at.x, x1: at.x, y0: at.y, y1: at.y }, this.level, this.world);
    const name = { z: this.level, x: Math.floor(bins.x0 / SIDE), y: Math.floor(bins.y0 / SIDE) };
    for (let up = 0; up <= name.z; up++) {
      const tile = this.tiles.get(keyOf(above(name, up)));
      if (tile) return this.bin(tile, above(name, up), at);
    }
    return null;
  }

  /** @param {Tile} tile @param {TileName} name @param {import('../types.js').Point} at */
  bin({ planes }, { z, x, y }, at) {
    const bins = toBins({ x0: at.x, x1: at.x, y0: at.y, y1: at.y }, z, this.world);
    const [column, row] = [Math.floor(bins.x0), Math.floor(bins.y0)];
    const counts = planes.map((plane, k) => (this.coloured && this.style.hidden[k] ? 0 : countAt(plane, (row - y * SIDE) * SIDE + column - x * SIDE)));
    const value = counts.reduce((sum, count) => sum + count, 0);
    if (!value) return null;
    const { x0, y0, x1, y1 } = this.world;
    const [w, h] = [(x1 - x0) / (SIDE * 2 ** z), (y1 - y0) / (SIDE * 2 ** z)];
    const cell = { x0: x0 + column * w, x1: x0 + (column + 1) * w, y0: y0 + row * h, y1: y0 + (row + 1) * h };
    const hit = { row: -1, category: this.coloured ? this.#only(counts) : 0, x: (cell.x0 + cell.x1) / 2, y: (cell.y0 + cell.y1) / 2, value, cell };
    return this.coloured ? { ...hit, parts: counts } : hit;
  }

  /** The one category that a bin holds, -1 when there are several or it stands for many. @param {number[]} counts */
  #only(counts) {
    const held = counts.flatMap((count, k) => (count ? [k] : []));
    return held.length > 1 || held[0] === this.shared ? -1 : held[0];
  }
}

/** @param {Tile} tile @param {import('../types.js').Style} style @param {boolean} coloured @returns {Float32Array | null} one float a bin, or four: rows, red, green, blue */
function summed({ planes, rows }, { rgb, hidden }, coloured) {
  if (!rows) return null;
  const sums = new Float32Array(SIDE * SIDE * (coloured ? 4 : 1));
  if (coloured) planes.forEach((plane, k) => { if (plane.rows && !hidden[k]) addColoured(plane, sums, rgb[k]); });
  else for (const plane of planes) addPlane(plane, sums);
  return sums;
}

/** @param {import('../data/tile-bytes.js').Plane} plane @param {Float32Array} sums @param {number} colour 0xbbggrr */
function addColoured({ bins, counts }, sums, colour) {
  const [red, green, blue] = [colour & 255, (colour >> 8) & 255, colour >> 16];
  for (let i = 0; i < counts.length; i++) {
    const n = counts[i];
    if (n === 0) continue;
    const at = (bins ? bins[i] : i) << 2;
    sums[at] += n;
    sums[at + 1] += n * red;
    sums[at + 2] += n * green;
    sums[at + 3] += n * blue;
  }
}

/**
 * Add what there is for a tile.
 * @param {Float32Array} sums of the tile at hand @param {TileName} name of it @param {TileName} wanted @param {import('../render/patch.js').Affine} to in bins of the wanted level @param {import('../render/patch.js').Pixels} plane
 */
function add(sums, name, wanted, to, plane) {
  const scale = 2 ** (name.z - wanted.z);
  const own = { u0: to.u0 * scale - name.x * SIDE, v0: to.v0 * scale - name.y * SIDE, du: to.du * scale, dv: to.dv * scale };
  const [x, y] = [wanted.x * SIDE * scale - name.x * SIDE, wanted.y * SIDE * scale - name.y * SIDE];
  const part = scale < 1 ? { x0: x, y0: y, x1: x + SIDE * scale, y1: y + SIDE * scale } : WHOLE;
  addPatch(sums, part, own, plane);
}

/** @param {{bins: Uint16Array, tints: Int32Array | null, width: number, height: number}} sheet lowest row first @param {Int32Array} inks of each bin @param {Int32Array} out top row first */
function ink({ bins, tints, width, height }, inks, out) {
  const colours = new Int32Array(BINS + 1);
  colours.set(inks, 1);
  for (let row = 0; row < height; row++) {
    const [from, o] = [(height - 1 - row) * width, row * width];
    if (tints) for (let a = 0; a < width; a++) out[o + a] = colours[bins[from + a]] | tints[from + a];
    else for (let a = 0; a < width; a++) out[o + a] = colours[bins[from + a]];
  }
}

/** @param {{style: import('../types.js').Style}} options @param {import('./sides.js').Post} post @returns {import('./sides.js').Side} */
export function openMosaic({ style }, post) {
  const mosaic = new Mosaic(style);
  /** @type {Record<string, (message: any) => void>} */
  const answers = {
    world: ({ world, deepest, coloured, shared }) => { Object.assign(mosaic, { world, deepest, coloured, shared }); mosaic.drop([...mosaic.tiles.keys()]); },
    tile: ({ name, bytes }) => mosaic.add(name, bytes),
    drop: ({ keys }) => mosaic.drop(keys),
    style: (message) => mosaic.restyle(message.style),
    pick: ({ seq, at }) => post({ type: 'picked', seq, hit: mosaic.pick(at) }),
    frame: ({ seq, request, spare }) => { const frame = mosaic.frame(request, spare); post({ type: 'frame', seq, frame }, [frame.pixels]); },
  };
  return { hear: (message) => answers[message.type]?.(message) };
}
