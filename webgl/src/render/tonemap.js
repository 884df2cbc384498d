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

/**
 * Opacity for each bin.
 * @param {Uint32Array} histogram pixels in each bin @returns {Float32Array} 0 to 1
 */
export function toneTable(histogram) {
  let [pixels, sum] = [0, 0];
  for (let bin = WHOLE; bin < BINS; bin++) {
    pixels += histogram[bin];
    sum += histogram[bin] * COUNTS[bin];
  }
  const crowded = pixels ? smoothstep(2, 8, sum / pixels) : 0;
  const table = new Float32Array(BINS);
  for (let bin = 0, below = 0; bin < BINS; bin++) {
    if (bin >= WHOLE) below += histogram[bin];
    const blended = 1 - (1 - ONE) ** COUNTS[bin];
    const ranked = (LEAST + (1 - LEAST) * (pixels ? below / pixels : 0)) * Math.min(1, COUNTS[bin]);
    table[bin] = blended + (ranked - blended) * crowded;
  }
  return table;
}

/**
 * The pixels of each bin.
 * @param {Float32Array} grid counts, `step` floats a pixel @param {number} width pixels of a row that are shown @param {number} height
 * @param {number} stride pixels from row to row @param {number} step @param {Uint32Array} histogram zeroed here
 */
export function histogramOf(grid, width, height, stride, step, histogram) {
  const bits = new Int32Array(grid.buffer, grid.byteOffset, grid.length);
  histogram.fill(0);
  for (let row = 0; row < height; row++) {
    for (let i = row * stride * step, end = i + width * step; i < end; i += step) {
      const bin = (bits[i] >>> BIN_SHIFT) - FIRST_BIN;
      if (bin >= 0) histogram[bin < BINS ? bin : BINS - 1]++;
    }
  }
}
