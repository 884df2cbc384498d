// Cells to pixels: each pixel takes the cell under its middle, so that cells keep sharp edges at any zoom. From afar, where several cells share
// a pixel, a halved grid of their means is read instead.

/** @typedef {import('../worker/grid.js').Cells} Cells */
/** @typedef {import('../types.js').Rect} Rect */

const STEPS = 256;

/** Colours from low to high. @param {number[]} ramp three colours as 0xbbggrr, of the least value, of the middle and of the greatest @returns {Int32Array} opaque pixels */
export function rampOf(ramp) {
  return Int32Array.from({ length: STEPS }, (_, i) => {
    const place = (i / (STEPS - 1)) * (ramp.length - 1);
    const from = Math.min(ramp.length - 2, Math.floor(place));
    const part = (/** @type {number} */ shift) => {
      const [a, b] = [(ramp[from] >> shift) & 255, (ramp[from + 1] >> shift) & 255];
      return Math.round(a + (b - a) * (place - from)) << shift;
    };
    return (255 << 24) | part(16) | part(8) | part(0);
  });
}

/** The grid whose cells are about as large as pixels, or larger. @param {Cells} cells @param {Rect} view @param {number} width @param {number} height */
export function levelFor(cells, view, width, height) {
  const perPixel = Math.max((view.x1 - view.x0) / width / cells.x.step, (view.y1 - view.y0) / height / cells.y.step);
  return Math.max(0, Math.min(cells.levels.length - 1, Math.floor(Math.log2(perPixel) + 0.01)));
}

/** The cell of each pixel along an axis, -1 outside. @param {import('../worker/grid.js').Axis} axis @param {number} level @param {number} count of cells there @param {number} from @param {number} to of the view @param {number} pixels */
function placesOf({ start, step }, level, count, from, to, pixels) {
  const size = step * 2 ** level;
  return Int32Array.from({ length: pixels }, (_, i) => {
    const cell = Math.floor((from + ((i + 0.5) / pixels) * (to - from) - start + step / 2) / size);
    return cell >= 0 && cell < count ? cell : -1;
  });
}

/**
 * @param {Cells} cells @param {{view: Rect, width: number, height: number}} frame @param {Int32Array} colours of `rampOf`
 * @param {Int32Array} out pixels, top row first; transparent where there is no value
 */
export function drawCells(cells, { view, width, height }, colours, out) {
  const level = levelFor(cells, view, width, height);
  const { columns, rows, values } = cells.levels[level];
  const across = placesOf(cells.x, level, columns, view.x0, view.x1, width);
  const down = placesOf(cells.y, level, rows, view.y1, view.y0, height);
  const scale = cells.high > cells.low ? (STEPS - 1) / (cells.high - cells.low) : 0;
  for (let y = 0, at = 0; y < height; y++) {
    const row = down[y] * columns;
    for (let x = 0; x < width; x++, at++) {
      const value = row < 0 || across[x] < 0 ? NaN : values[row + across[x]];
      out[at] = value === value ? colours[Math.round((value - cells.low) * scale)] : 0;
    }
  }
}
