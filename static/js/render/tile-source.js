// Asks for tiles of counts where a chart's payload comes from: the address beside it, with the same filters.
import { apiResponse } from '../api.js';

/** Longer addresses are refused on the way by some servers. */
const LONGEST = 4000;

/** @param {string} path of the payload @returns {string} */
function beside(path) {
  if (path.endsWith('/render')) return `${path}/tiles`;
  return path.replace(/data$/, path.includes('/tiles/') ? 'counts' : 'tiles');
}

/**
 * The address of a tile, so that the browser keeps its bytes and asks only whether they still hold.
 * @param {string} path of the payload @param {Record<string, unknown>} body what is asked there @param {number[]} tile level, column and row @returns {string | null} null when the question is too long for an address
 */
export function tileAddress(path, body, tile) {
  const asked = Object.keys(body).length ? `?ask=${encodeURIComponent(JSON.stringify(body))}` : '';
  const address = `${beside(path)}/${tile.join('/')}${asked}`;
  return address.length > LONGEST ? null : address;
}

/** @param {string} path of the payload @param {() => Record<string, unknown>} body what is asked there now @returns {import('../../../webgl/src/data/source.js').TileSource} */
export const tileSource = (path, body) => (what, signal) => {
  const kept = what.tile && tileAddress(path, body(), what.tile);
  return kept ? apiResponse(kept, { signal, accept: '*/*' }) : apiResponse(beside(path), { json: { ...body(), ...what }, signal, accept: '*/*' });
};
