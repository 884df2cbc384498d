// A typed array that grows, for rows that come batch by batch.

/** @template {Float32Array | Float64Array} T */
export class Growing {
  /** @param {new (length: number) => T} Kind @param {number} [capacity] */
  constructor(Kind, capacity = 0) {
    this.Kind = Kind;
    this.values = new Kind(capacity);
    this.length = 0;
  }

  /** As plain data. */
  pack() {
    return { values: this.values, length: this.length };
  }

  /** @template {Float32Array | Float64Array} T @param {new (length: number) => T} Kind @param {{values: T, length: number}} packed @returns {Growing<T>} */
  static from(Kind, { values, length }) {
    return Object.assign(new Growing(Kind), { values, length });
  }

  /** Make room for so many values in all. @param {number} length */
  reserve(length) {
    if (this.values.length >= length) return;
    const larger = new this.Kind(Math.max(length, this.values.length * 2));
    larger.set(this.values.subarray(0, this.length));
    this.values = larger;
  }

  /** Values that fill all the room are taken as they are, without a copy. @param {ArrayLike<number>} values */
  append(values) {
    if (!this.length && values instanceof this.Kind && values.length >= this.values.length && values.byteLength === values.buffer.byteLength) this.values = values;
    else this.#copy(values);
    this.length += values.length;
  }

  /** @param {ArrayLike<number>} values */
  #copy(values) {
    this.reserve(this.length + values.length);
    this.values.set(values, this.length);
  }
}
