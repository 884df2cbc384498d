// The worker's side of the layer of tiles: keeps the counts that came, and puts the view together from the best there is for each of its tiles:
// the tile itself, its four children, or a part of the nearest tile above. Opacity follows from all pixels of the picture, so tiles show no seams.
import { above, keyOf, levelFor, SIDE, tilesIn, toBins } from '../data/tile-grid.js';
import { readTile } from '../data/tile-bytes.js';
import { box, SQUARE } from '../render/accumulate.js';
import { inksOf, keepBins, Scratch } from '../render/density-cpu.js';
import { addPatch } from '../render/patch.js';
import { BINS, toneTable } from '../render/tonemap.js';

/** @typedef {import('../types.js').Rect} Rect */
/** @typedef {import('../types.js').FrameRequest} FrameRequest */
/** @typedef {import('../data/tile-grid.js').TileName} TileName */
/** @typedef {import('../data/tile-bytes.js').Tile} Tile */
/** @typedef {{tile: Tile, name: TileName}} Found */

const WHOLE = { x0: 0, y0: 0, x1: SIDE, y1: SIDE };
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
    /** @type {Map<string, Tile>} */
    this.tiles = new Map();
  }

  /** @param {TileName} name @param {ArrayBuffer} bytes */
  add(name, bytes) {
    this.tiles.set(keyOf(name), readTile(bytes));
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
    const plane = { grid: scratch.zeros(stride * rows), stride, rows, step: 1, least: 0, points: 0 };
    this.level = levelFor({ view, width, height }, this.world, this.deepest);
    const bins = toBins(view, this.level, this.world);
    const [du, dv] = [(bins.x1 - bins.x0) / width, (bins.y1 - bins.y0) / height];
    const edge = (mark - 1) / 2;
    const to = { u0: bins.x0 - edge * du, v0: bins.y0 - edge * dv, du, dv };
    for (const name of tilesIn(view, this.level, this.world)) for (const found of this.found(name)) add(found, name, to, plane);
    for (let i = 0; i < plane.grid.length; i++) plane.points += plane.grid[i];
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
    keepBins(plane, width, height, { bins, tints: null, stride: width, at: 0 });
    const histogram = new Uint32Array(BINS + 1);
    for (let i = 0; i < bins.length; i++) histogram[bins[i]]++;
    const table = toneTable(histogram.subarray(1), this.style.tone);
    const pixels = spare && spare.byteLength === bins.length * 4 ? spare : new ArrayBuffer(bins.length * 4);
    ink(bins, width, height, inksOf(table, this.style, false), new Int32Array(pixels));
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
  bin({ counts }, { z, x, y }, at) {
    const bins = toBins({ x0: at.x, x1: at.x, y0: at.y, y1: at.y }, z, this.world);
    const [column, row] = [Math.floor(bins.x0), Math.floor(bins.y0)];
    const value = counts ? counts[(row - y * SIDE) * SIDE + column - x * SIDE] : 0;
    if (!value) return null;
    const { x0, y0, x1, y1 } = this.world;
    const [w, h] = [(x1 - x0) / (SIDE * 2 ** z), (y1 - y0) / (SIDE * 2 ** z)];
    const cell = { x0: x0 + column * w, x1: x0 + (column + 1) * w, y0: y0 + row * h, y1: y0 + (row + 1) * h };
    return { row: -1, category: 0, x: (cell.x0 + cell.x1) / 2, y: (cell.y0 + cell.y1) / 2, value, cell };
  }
}

/** Add what there is for a tile. @param {Found} found @param {TileName} wanted @param {import('../render/patch.js').Affine} to in bins of the wanted level @param {import('../render/patch.js').Pixels} plane */
function add({ tile, name }, wanted, to, plane) {
  if (!tile.counts) return;
  const scale = 2 ** (name.z - wanted.z);
  const own = { u0: to.u0 * scale - name.x * SIDE, v0: to.v0 * scale - name.y * SIDE, du: to.du * scale, dv: to.dv * scale };
  const [x, y] = [wanted.x * SIDE * scale - name.x * SIDE, wanted.y * SIDE * scale - name.y * SIDE];
  const part = scale < 1 ? { x0: x, y0: y, x1: x + SIDE * scale, y1: y + SIDE * scale } : WHOLE;
  addPatch(tile.counts, part, own, plane);
}

/** @param {Uint16Array} bins lowest row first @param {number} width @param {number} height @param {Int32Array} inks of each bin @param {Int32Array} out top row first */
function ink(bins, width, height, inks, out) {
  const colours = new Int32Array(BINS + 1);
  colours.set(inks, 1);
  for (let row = 0; row < height; row++) {
    for (let i = (height - 1 - row) * width, o = row * width, end = o + width; o < end; i++, o++) out[o] = colours[bins[i]];
  }
}

/** @param {{style: import('../types.js').Style}} options @param {import('./sides.js').Post} post @returns {import('./sides.js').Side} */
export function openMosaic({ style }, post) {
  const mosaic = new Mosaic(style);
  /** @type {Record<string, (message: any) => void>} */
  const answers = {
    world: ({ world, deepest }) => { Object.assign(mosaic, { world, deepest }); mosaic.tiles.clear(); },
    tile: ({ name, bytes }) => mosaic.add(name, bytes),
    drop: ({ keys }) => { for (const key of keys) mosaic.tiles.delete(key); },
    style: (message) => { mosaic.style = message.style; },
    pick: ({ seq, at }) => post({ type: 'picked', seq, hit: mosaic.pick(at) }),
    frame: ({ seq, request, spare }) => { const frame = mosaic.frame(request, spare); post({ type: 'frame', seq, frame }, [frame.pixels]); },
  };
  return { hear: (message) => answers[message.type]?.(message) };
}
