// What a series covers in each pixel column of a view: the exact lowest and highest place of its line, or of its bars, whatever the number of
// rows. First and last of a column (the 4 of M4) count through the lines that cross into the neighbours, cut at the column's edges.

/** @typedef {import('./lane.js').Lane} Lane */
/** @typedef {{x0: number, x1: number, y0: number, y1: number}} View */
/** @typedef {{view: View, width: number, height: number}} Frame */

/** Pixels beyond the picture's edge that count: ends of strokes lie there unseen. */
const OUTSIDE = 16;

/** @param {Frame} frame @returns {(y: number) => number} device pixels from the top, not far outside the picture */
function downOf({ view, height }) {
  const k = height / (view.y1 - view.y0);
  return (y) => Math.max(-OUTSIDE, Math.min(height + OUTSIDE, (view.y1 - y) * k));
}

/**
 * Top and bottom of the line in each column.
 * @param {Lane} lane @param {Frame} frame @param {number} [base] reach to this value too, for areas @returns {Float32Array} top, bottom, top, ... in device pixels; NaN where there is nothing
 */
export function lineColumns(lane, frame, base = NaN) {
  const { view, width } = frame;
  const { places, pyramid } = lane;
  const out = new Float32Array(2 * width).fill(NaN);
  const down = downOf(frame);
  const step = (view.x1 - view.x0) / width;
  let i = places.lower(view.x0);
  let left = lane.between(i, view.x0);
  for (let column = 0; column < width; column++) {
    const edge = view.x0 + (column + 1) * step;
    const j = places.lower(edge, i);
    const right = lane.between(j, edge);
    pyramid.range(i, j);
    let { lo, hi } = pyramid;
    for (const y of [left, right, lo <= hi || left === left || right === right ? base : NaN]) {
      if (y < lo) lo = y;
      if (y > hi) hi = y;
    }
    if (lo <= hi) {
      out[2 * column] = down(hi);
      out[2 * column + 1] = down(lo);
    }
    [i, left] = [j, right];
  }
  return out;
}

/**
 * Top and bottom of bars in each column; where several lie in one, the highest and the lowest count.
 * @param {Lane} lane @param {Frame} frame @param {{from: number, to: number, base: number}} bar ends of a bar relative to its row's place, and the value it stands on @returns {Float32Array} as above
 */
export function barColumns({ places, pyramid }, frame, { from, to, base }) {
  const { view, width } = frame;
  const out = new Float32Array(2 * width).fill(NaN);
  const down = downOf(frame);
  const step = (view.x1 - view.x0) / width;
  const wide = to - from >= step; // wide bars cover the columns whose middle they hold, narrow ones all that they touch
  let [i, j] = [0, 0];
  for (let column = 0; column < width; column++) {
    const [left, right] = wide ? [column + 0.5, column + 0.5] : [column, column + 1];
    i = places.lower(view.x0 + left * step - to, i);
    j = places.lower(view.x0 + right * step - from, Math.max(i, j));
    pyramid.range(i, j);
    if (pyramid.lo > pyramid.hi) continue;
    out[2 * column] = down(Math.max(pyramid.hi, base));
    out[2 * column + 1] = down(Math.min(pyramid.lo, base));
  }
  return out;
}

/**
 * The line point by point, for views of few rows.
 * @param {Lane} lane @param {Frame} frame @param {number} from @param {number} to rows in view @returns {Float32Array} x, y, x, y, ... in device pixels, with a neighbour on each side; NaN breaks the line
 */
export function pathOf({ places, values, length }, { view, width, height }, from, to) {
  const [first, last] = [Math.max(0, from - 1), Math.min(length, to + 1)];
  const out = new Float32Array(2 * Math.max(0, last - first));
  const [kx, ky] = [width / (view.x1 - view.x0), height / (view.y1 - view.y0)];
  for (let i = first, at = 0; i < last; i++) {
    out[at++] = (places.at(i) - view.x0) * kx;
    out[at++] = (view.y1 - values.values[i]) * ky;
  }
  return out;
}
