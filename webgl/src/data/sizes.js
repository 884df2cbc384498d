// A column of numbers as the size of marks: their area follows the value. The largest mark stands for the largest value of the first batch,
// which is a fair sample as rows come in random order; what lies above is drawn as large, what is missing or not above zero as small as possible.

export class Sizes {
  /** @param {ArrayLike<number>} values of the first batch */
  constructor(values) {
    this.most = 0;
    for (let i = 0; i < values.length; i++) if (Number.isFinite(values[i]) && values[i] > this.most) this.most = values[i];
  }

  /** Diameters as shares of the largest, 0 to 255. @param {ArrayLike<number>} values @returns {Uint8Array} */
  bytes(values) {
    const { most } = this;
    return Uint8Array.from({ length: values.length }, (_, i) => (values[i] > 0 ? Math.round(255 * Math.sqrt(Math.min(1, values[i] / most))) : 0));
  }
}
