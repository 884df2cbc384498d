// The worker's sides of the layers that are not points, by the name that a layer gives when it opens its line.
import { openGrid } from './grid.js';
import { openMosaic } from './mosaic.js';
import { openSeries } from './series.js';

/** @typedef {{hear(message: any): void}} Side */
/** @typedef {(message: Record<string, any>, transfer?: Transferable[]) => void} Post */

/** @type {Record<string, (options: any, post: Post) => Side>} */
export const SIDES = { series: openSeries, grid: openGrid, mosaic: openMosaic };
