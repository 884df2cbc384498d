// The same module, given the bytes of an Arrow stream instead of columns in memory, as the server sends them.
import { create as createWith, meta as columns } from './adapter.js';

export const meta = { ...columns, name: 'pilotba (Arrow bytes)', kinds: ['scatter'], input: 'arrow' };

/** @param {HTMLElement} host @param {any} data @param {any} options */
export const create = (host, data, options) => createWith(host, data, { ...options, bytes: true });
