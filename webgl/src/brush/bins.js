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

/** How near an edge a first guess may be wrong, in parts: the roundings of the guess and of the edge. @param {Axis} axis */
const doubt = ({ low, high, bins }) => 8 * Number.EPSILON * bins * (Math.max(Math.abs(low), Math.abs(high)) / (high - low) + 1);

/**
 * The part that each value lies in, written to `out`; `axis.bins` for what lies in none (missing, infinite, outside).
 * A first guess by one multiplication is set right against the edges where it is near one, so that rounding never moves a value over an edge.
 * @param {Axis} axis @param {Float64Array} bounds its edges @param {ArrayLike<number>} values @param {Uint16Array} out
 */
export function place(axis, bounds, values, out) {
  const { low, high, bins } = axis;
  const scale = bins / (high - low);
  const near = doubt(axis);
  const far = 1 - near;
  const length = values.length;
  for (let i = 0; i < length; i++) {
    const guess = (values[i] - low) * scale;
    const bin = guess | 0;
    const rest = guess - bin;
    out[i] = rest > near && rest < far && guess < bins ? bin : careful(axis, bounds, values[i], bin);
  }
}

/** @param {Axis} axis @param {Float64Array} bounds @param {number} value @param {number} guess */
function careful({ low, high, bins }, bounds, value, guess) {
  if (!(value >= low && value <= high)) return bins;
  const bin = Math.min(guess, bins - 1);
  if (value < bounds[bin]) return bin - 1;
  return bin < bins - 1 && value >= bounds[bin + 1] ? bin + 1 : bin;
}
