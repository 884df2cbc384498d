// Series on top of each other: at every place where any of them has a row, each lies on the sum of those before it.
import { Lane } from './lane.js';

/** All places of all series, each once, in order. @param {Lane[]} lanes @returns {Float64Array} */
function grid(lanes) {
  const all = new Float64Array(lanes.reduce((rows, lane) => rows + lane.length, 0));
  let at = 0;
  for (const lane of lanes) for (let i = 0; i < lane.length; i++) all[at++] = lane.places.at(i);
  all.sort();
  let kept = 0;
  for (let i = 0; i < all.length; i++) if (i === 0 || all[i] !== all[i - 1]) all[kept++] = all[i];
  return all.slice(0, kept);
}

/** Add the values of a series to a sum; rows at the same place add up, a missing value adds nothing. @param {Float64Array} sum @param {Float64Array} x @param {Lane} lane */
function add(sum, x, { places, values, length }) {
  for (let i = 0, at = 0; i < length; i++) {
    while (x[at] < places.at(i)) at++;
    if (!Number.isNaN(values.values[i])) sum[at] += values.values[i];
  }
}

/**
 * @param {Lane[]} lanes sorted by x @param {boolean[]} hidden by series: those are left out of the sum
 * @returns {(Lane | null)[]} the upper edge of each series; null for hidden ones
 */
export function stacked(lanes, hidden) {
  const x = grid(lanes);
  const sum = new Float64Array(x.length);
  return lanes.map((lane, at) => {
    if (hidden[at] || !lane.length) return null;
    add(sum, x, lane);
    const top = new Lane(x.length);
    top.append(null, x, Float32Array.from(sum));
    return top;
  });
}
