// Asks for tiles of counts where a chart's payload comes from: the address beside it, with the same filters.
import { apiResponse } from '../api.js';

/** @param {string} path of the payload @returns {string} */
function beside(path) {
  if (path.endsWith('/render')) return `${path}/tiles`;
  return path.replace(/data$/, path.includes('/dashboards/') ? 'counts' : 'tiles');
}

/** @param {string} path of the payload @param {() => Record<string, unknown>} body what is asked there now @returns {import('../../../webgl/src/data/source.js').TileSource} */
export const tileSource = (path, body) => (what, signal) => apiResponse(beside(path), { json: { ...body(), ...what }, signal, accept: '*/*' });
