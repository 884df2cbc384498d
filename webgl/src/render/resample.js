// Counts of cells to counts of pixels by area: a cell that straddles pixels is shared between them, so nothing is lost and no plaid appears.

/**
 * @typedef {{counts: Float32Array, bits: number}} Cells 2^bits x 2^bits, row 0 at the bottom
 * @typedef {{width: number, height: number, u0: number, v0: number, du: number, dv: number}} Target pixels, where the first begins and how many cells one spans (in cells)
 */

/** Where pixel edges fall among the cells: whole cell and share of it, outside the grid clamped. @param {Target} target @param {number} size */
function edges({ width, u0, du }, size) {
  const index = new Int32Array(width + 1);
  const share = new Float64Array(width + 1);
  for (let a = 0; a <= width; a++) {
    const e = Math.min(size, Math.max(0, u0 + a * du));
    index[a] = Math.min(size - 1, Math.floor(e));
    share[a] = e - index[a];
  }
  return { index, share };
}

/**
 * The cells under one row of pixels, weighted by how much of their height lies in it, added up.
 * @param {Cells} cells @param {number} v0 @param {number} v1 the row's edges, in cells @param {number} first @param {number} last columns that matter @param {Float64Array} line written
 * @returns {boolean} whether there are any
 */
function gather({ counts, bits }, v0, v1, first, last, line) {
  const size = 1 << bits;
  const [low, high] = [Math.max(0, Math.floor(v0)), Math.min(size, Math.ceil(v1))];
  if (low >= high) return false;
  for (let r = low; r < high; r++) {
    const weight = Math.min(r + 1, v1) - Math.max(r, v0);
    const from = r << bits;
    if (r === low) for (let c = first; c <= last; c++) line[c] = counts[from + c] * weight;
    else if (weight > 0) for (let c = first; c <= last; c++) line[c] += counts[from + c] * weight;
  }
  return true;
}

/**
 * Add the counts of a grid to pixels.
 * @param {Cells} cells @param {Target} target @param {Float32Array} out width x height, row 0 at the bottom; added to
 */
export function resample(cells, target, out) {
  const { width, height, v0, dv } = target;
  const { index, share } = edges(target, 1 << cells.bits);
  const [first, last] = [index[0], index[width]];
  const line = new Float64Array(1 << cells.bits);
  for (let row = 0, at = 0; row < height; row++, at += width) {
    if (!gather(cells, v0 + row * dv, v0 + (row + 1) * dv, first, last, line)) continue;
    let column = first;
    let before = share[0];
    for (let a = 0; a < width; a++) {
      const end = index[a + 1];
      const after = share[a + 1];
      if (end === column) out[at + a] += line[column] * (after - before);
      else {
        let sum = line[column] * (1 - before);
        for (let c = column + 1; c < end; c++) sum += line[c];
        out[at + a] += sum + line[end] * after;
        column = end;
      }
      before = after;
    }
  }
}
