// Which layers there are. The chart knows a layer only by this contract; a new one is a class and a line in LAYERS.
import { AreaLayer } from './area.js';
import { BarsLayer } from './bars.js';
import { HeatmapLayer } from './heatmap.js';
import { LinesLayer } from './lines.js';
import { PointsLayer } from './points.js';
import { TilesLayer } from './tiles.js';

/** @typedef {import('../types.js').Rect} Rect */
/** @typedef {import('../types.js').Hit} Hit */
/** @typedef {import('../types.js').FrameRequest} FrameRequest */
/** @typedef {import('./cpu-painter.js').Drawn} Drawn */
/** @typedef {import('../data/source.js').Source} Source */

/**
 * @typedef {object} LayerEvents what a layer tells its chart
 * @property {(extent: Rect) => void} extent
 * @property {(categories: string[], time: {x: boolean, y: boolean}, ordered?: boolean, largest?: number) => void} columns `ordered`: classes of a number, from low to high; `largest`: the value of the largest mark, when marks have sizes
 * @property {(rows: number, done: boolean) => void} progress rows so far
 * @property {(low: number, high: number) => void} ramp values that the first and the last colour of the scale stand for
 * @property {() => void} changed there is something new to draw
 * @property {(message: string) => void} failed
 */

/**
 * @typedef {object} LayerOptions
 * @property {string | URL} workerUrl
 * @property {Rect} [extent] when known
 * @property {number} [rows] how many are expected
 * @property {number} padding room around the data as a share of the extent
 * @property {import('../types.js').Style} style
 * @property {'auto' | 'cpu' | 'gpu'} renderer
 * @property {import('../data/arrow.js').Names} [names] columns of the stream
 * @property {string[]} [categories] names when rows come as columns
 * @property {boolean} [stack] series lie on each other
 */

/** @typedef {{x(value: number): string, y(value: number): string, number(value: number): string, category(slot: number): string, titles: {x: string, y: string, category: string}}} Say words for values */

/**
 * @typedef {object} Layer
 * @property {boolean} settled whether all rows are here and sorted: until then, pictures take a small share of the time
 * @property {boolean} [sized] whether marks have sizes of their own
 * @property {Promise<void>} indexed kept when picking works
 * @property {(source: Source | Promise<Source>) => Promise<void>} load once for a layer; kept when all rows are here
 * @property {(request: FrameRequest) => Promise<Drawn | null>} paint the view into the canvas; null when there is nothing to show or a newer picture is under way
 * @property {(at: {x: number, y: number, rx: number, ry: number}) => Promise<Hit | null>} pick the mark nearest to a place, with the reach on each axis
 * @property {(style: import('../types.js').Style) => void} setStyle colours and hidden categories
 * @property {(shape: import('../types.js').Point[]) => Promise<number>} [select] count the shown rows inside a shape, given by its corners
 * @property {(view: Rect) => number} visible about how many rows a view shows
 * @property {(width: number, height: number, ratio: number) => number} scale device pixels for a CSS pixel
 * @property {() => {renderer: string, rows: number, missing: number, losses: number, batches?: number, bytes?: number}} facts for `stats()`
 * @property {() => void} destroy give everything back
 * @property {(hit: Hit, say: Say) => [string, string][]} [lines] names and values of a hit, where they are not x, y and category
 */

/**
 * @typedef {object} LayerFacts static members of a layer's class
 * @property {{role: string, many: string}} words what the picture and its marks are called
 * @property {import('../camera.js').CameraOptions} camera how its view moves
 */
/** @typedef {LayerFacts & (new (canvas: HTMLCanvasElement, events: LayerEvents, options: LayerOptions) => Layer)} LayerClass */

/** @type {Record<string, LayerClass>} */
const LAYERS = { points: PointsLayer, lines: LinesLayer, area: AreaLayer, bars: BarsLayer, heatmap: HeatmapLayer, tiles: TilesLayer };

/** @param {string} name @returns {LayerClass} @throws {Error} when there is none of that name */
export function layerOf(name) {
  if (Object.hasOwn(LAYERS, name)) return LAYERS[name];
  throw new Error(`There is no layer "${name}". There are: ${Object.keys(LAYERS).join(', ')}.`);
}
