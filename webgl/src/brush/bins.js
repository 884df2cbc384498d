// Equal parts of a range, with edges that mean the same to who counts and to who compares values.

/** @typedef {{low: number, high: number, bins: number}} Axis `bins` equal parts of [low, high]; the highest value belongs to the last part */

/** Where part `i` begins. @param {Axis} axis @param {number} i */
export const edge = ({ low, high, bins }, i) => (i === bins ? high : low + (i * (high - low)) / bins);

/** All edges, one more than parts. @param {Axis} axis */
export const edges = (axis) => Float64Array.from({ length: axis.bins + 1 }, (_, i) => edge(axis, i));

/** @param {Axis} axis */
export function checked(axis) {
  const { low, high, bins } = axis;
  if (!(Number.isFinite(low) && Number.isFinite(high) && low < high && Number.isInteger(bins) && bins > 0 && bins <= 65_535)) {
    throw new RangeError(`An axis needs a range of finite numbers and 1 to 65,535 parts, not ${JSON.stringify(axis)}.`);
  }
  return axis;
}

/**
 * The part that each value lies in, written to `out`; `axis.bins` for what lies in none (missing, infinite, outside).
 * A first guess by one multiplication is set right against the edges, so that rounding never moves a value over an edge.
 * @param {Axis} axis @param {Float64Array} bounds its edges @param {ArrayLike<number>} values @param {Uint16Array} out
 */
export function place(axis, bounds, values, out) {
  const { low, high, bins } = axis;
  const scale = bins / (high - low);
  const length = values.length;
  const last = bins - 1;
  for (let i = 0; i < length; i++) {
    const value = values[i];
    if (!(value >= low && value <= high)) {
      out[i] = bins;
      continue;
    }
    let bin = ((value - low) * scale) | 0;
    if (bin > last) bin = last;
    if (value < bounds[bin]) bin--;
    else if (bin < last && value >= bounds[bin + 1]) bin++;
    out[i] = bin;
  }
}
