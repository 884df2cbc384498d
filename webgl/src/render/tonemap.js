// From counts to opacity. Where few points overlap, a pixel is as opaque as alpha blending would make it; where many do, ranks take over
// (histogram equalisation, as datashader's eq_hist), with a continuous change between the two. Bins are the top bits of the float:
// sixteen a doubling, from 1/16 up, with no logarithm. The shader in gl/shaders.js computes the same.

export const BINS = 512;
/** Bits of 2^-4, without the lower mantissa: the first bin. */
export const FIRST_BIN = 123 << 4;
export const BIN_SHIFT = 19;
/** Opacity of one point, and of the least dense pixel of an equalised picture. */
export const ONE = 0.55;
export const LEAST = 0.3;

const word = new DataView(new ArrayBuffer(4));

/** @param {number} count @returns {number} */
export function binOf(count) {
  word.setFloat32(0, count);
  return Math.max(0, Math.min(BINS - 1, (word.getUint32(0) >>> BIN_SHIFT) - FIRST_BIN));
}

/** The count in the middle of a bin. @param {number} bin */
export function countOf(bin) {
  word.setUint32(0, ((bin + FIRST_BIN) * 2 + 1) << (BIN_SHIFT - 1));
  return word.getFloat32(0);
}

/** Counts of bins of whole points and more; thinner pixels are edges of shared cells and would skew the ranks. */
export const WHOLE = binOf(0.5);
const COUNTS = Float64Array.from({ length: BINS }, (_, bin) => countOf(bin));

/** 0 below `lo`, 1 above `hi`, smooth between. @param {number} lo @param {number} hi @param {number} value */
export function smoothstep(lo, hi, value) {
  const t = Math.min(1, Math.max(0, (value - lo) / (hi - lo)));
  return t * t * (3 - 2 * t);
}

/** @typedef {'auto' | 'rank' | 'log' | 'linear'} Tone how counts become opacity: blended where thin and by rank where crowded; by rank; by logarithm; in proportion */

/** @type {Tone[]} the shader knows them by their place */
export const TONES = ['auto', 'rank', 'log', 'linear'];

/** What all bins tell together. @param {Uint32Array} histogram */
function summary(histogram) {
  let [pixels, sum, top] = [0, 0, 0];
  for (let bin = WHOLE; bin < BINS; bin++) {
    if (histogram[bin]) top = bin;
    pixels += histogram[bin];
    sum += histogram[bin] * COUNTS[bin];
  }
  return { pixels, crowded: pixels ? smoothstep(2, 8, sum / pixels) : 0, most: COUNTS[top] };
}

/**
 * Opacity for each bin.
 * @param {Uint32Array} histogram pixels in each bin @param {Tone} [tone] @returns {Float32Array} 0 to 1
 */
export function toneTable(histogram, tone = 'auto') {
  const { pixels, crowded, most } = summary(histogram);
  const table = new Float32Array(BINS);
  const over = (/** @type {number} */ share, /** @type {number} */ count) => (LEAST + (1 - LEAST) * Math.min(1, share)) * Math.min(1, count);
  for (let bin = 0, below = 0; bin < BINS; bin++) {
    if (bin >= WHOLE) below += histogram[bin];
    const count = COUNTS[bin];
    const ranked = over(pixels ? below / pixels : 0, count);
    if (tone === 'rank') table[bin] = ranked;
    else if (tone === 'log') table[bin] = over(Math.log1p(count) / Math.log1p(most), count);
    else if (tone === 'linear') table[bin] = over(count / most, count);
    else table[bin] = 1 - (1 - ONE) ** count + (ranked - 1 + (1 - ONE) ** count) * crowded;
  }
  return table;
}
