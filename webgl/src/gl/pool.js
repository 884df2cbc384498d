// Counts of what is alive, by kind, so that tests can prove that closing a chart gives everything back.

/** @type {Map<string, number>} */
const live = new Map();

/** @param {string} kind @param {number} [change] */
export function count(kind, change = 1) {
  live.set(kind, (live.get(kind) ?? 0) + change);
}

/**
 * What the module holds now: charts, workers, contexts, buffers, textures, programs, and `bufferBytes`.
 * @returns {Record<string, number>}
 */
export function liveResources() {
  return Object.fromEntries([...live].filter(([, n]) => n !== 0));
}
