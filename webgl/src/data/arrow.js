// Arrow batches to plain float32 columns relative to an origin and one byte of category, without ever making strings of rows.
import { tableFromIPC, Type } from '@uwdata/flechette';
import { BATCH, DICTIONARY, Messages, SCHEMA } from './ipc.js';
import { codesOf } from './categories.js';
import { Classes } from './classes.js';
import { Sizes } from './sizes.js';

/** @typedef {import('../types.js').Batch} Batch */
/** @typedef {import('../types.js').Point} Point */
/** @typedef {{x?: string, y?: string, category?: string, value?: string, size?: string}} Names columns to use; by default `x`, `y` and `category`, else by position; `value` is a column of numbers that colours instead of a category, `size` one for the area of marks */

/** @typedef {{origin: Point, categories: import('./categories.js').Categories | null, classes: Classes | null, sizes: Sizes | null, colours: boolean, time: {x: boolean, y: boolean}}} Known what the first batch told */

export const TIMES = new Set([Type.Date, Type.Timestamp]);

/** @param {any} column @returns {boolean} whether every batch is a typed array of numbers that fit a double */
const direct = (column) => [Type.Int, Type.Float].includes(column.type.typeId) && (column.type.bitWidth ?? 0) < 64 && column.type.precision !== 0;

/** The value that floats are taken relative to: 0 for float32, the first value for wider types, which would lose digits. @param {any} column */
export function originOf(column) {
  if (column.type.typeId === Type.Float && column.type.precision === 1) return 0;
  if (direct(column) && column.type.typeId === Type.Int && column.type.bitWidth <= 16) return 0;
  for (let i = 0; i < column.length; i++) {
    const value = Number(column.at(i) ?? NaN);
    if (Number.isFinite(value)) return value;
  }
  return 0;
}

/** @param {any} column of one batch @param {number} origin @returns {Float32Array} */
export function floats(column, origin) {
  const part = column.data[0];
  const n = column.length;
  if (direct(column)) {
    const values = part.values.subarray(0, n);
    const plain = values instanceof Float32Array && origin === 0 ? (part.nullCount ? values.slice() : values) : Float32Array.from(values, (v) => v - origin);
    if (part.nullCount) for (let i = 0; i < n; i++) if (!part.isValid(i)) plain[i] = NaN;
    return plain;
  }
  const out = new Float32Array(n);
  for (let i = 0; i < n; i++) out[i] = Number(part.at(i) ?? NaN) - origin;
  return out;
}

/** @param {any} table @param {Names} names */
function columnsOf(table, names) {
  const all = /** @type {string[]} */ (table.names);
  const find = (/** @type {string | undefined} */ name, /** @type {string} */ usual, /** @type {number} */ place) => {
    const at = all.indexOf(name ?? usual);
    if (at < 0 && name) throw new Error(`The data have no column "${name}".`);
    return table.getChildAt(at < 0 ? place : at);
  };
  if (all.length < 2) throw new Error('The data need two columns of numbers.');
  return { x: find(names.x, 'x', 0), y: find(names.y, 'y', 1), category: all.length > 2 || names.category ? find(names.category, 'category', 2) : null, value: names.value ? find(names.value, 'value', 2) : null, size: names.size ? find(names.size, 'size', 3) : null };
}

/** Decodes the stream of one chart. */
export class ArrowDecoder {
  /** @param {Names} [names] @param {import('./categories.js').Categories | null} [categories] when their slots are known beforehand */
  constructor(names = {}, categories = null) {
    this.names = names;
    this.categories = categories;
    this.messages = new Messages();
    /** @type {Uint8Array<ArrayBuffer> | null} */
    this.schema = null;
    /** @type {Map<number, Uint8Array<ArrayBuffer>[]>} what each dictionary consists of now */
    this.dictionaries = new Map();
    /** @type {Known | null} */
    this.known = null;
  }

  /** @param {Uint8Array} bytes the next piece @returns {Generator<Batch, void, void>} */
  *push(bytes) {
    for (const columns of this.batches(bytes)) yield this.decode(columns);
  }

  /** Columns of the batches that are complete now. @param {Uint8Array} bytes @returns {Generator<ReturnType<typeof columnsOf>, void, void>} */
  *batches(bytes) {
    for (const message of this.messages.push(bytes)) {
      if (message.kind === SCHEMA) this.schema = message.bytes;
      else if (message.kind === DICTIONARY) this.learn(message);
      else if (message.kind === BATCH) yield this.columns(message.bytes);
    }
  }

  /** @param {import('./ipc.js').Message} message a dictionary, or more of one */
  learn({ dictionary, delta, bytes }) {
    this.dictionaries.set(dictionary, [...(delta ? this.dictionaries.get(dictionary) ?? [] : []), bytes]);
  }

  /** The columns of a record batch. @param {Uint8Array<ArrayBuffer>} bytes */
  columns(bytes) {
    if (!this.schema) throw new Error('The data are not an Arrow stream.');
    return columnsOf(tableFromIPC([this.schema, ...[...this.dictionaries.values()].flat(), bytes]), this.names);
  }

  /** @param {ReturnType<typeof columnsOf>} columns of a record batch @returns {Batch} */
  decode({ x, y, category, value, size }) {
    const time = { x: TIMES.has(x.type.typeId), y: TIMES.has(y.type.typeId) };
    const first = !this.known;
    this.known ??= { origin: { x: originOf(x), y: originOf(y) }, categories: null, classes: null, sizes: null, colours: false, time };
    const { origin } = this.known;
    const areas = size && floats(size, 0);
    if (areas) this.known.sizes ??= new Sizes(areas);
    const places = { x: floats(x, origin.x), y: floats(y, origin.y), size: (areas && this.known.sizes?.bytes(areas)) ?? null };
    if (value) {
      const numbers = floats(value, 0);
      this.known.classes ??= new Classes(numbers);
      return { ...places, code: this.known.classes.codes(numbers) };
    }
    const coded = category && (first || this.known.colours) ? codesOf(category, this.known.categories ?? this.categories) : null;
    this.known.colours = Boolean(coded);
    this.known.categories = coded?.categories ?? null;
    return { ...places, code: coded?.codes ?? null };
  }

  /** What colours mean, by slot; none when there are no colours. @returns {string[]} */
  get colourNames() {
    return this.known?.classes?.names ?? this.known?.categories?.names ?? [];
  }

  /** @throws {Error} when the stream was cut off */
  end() {
    this.messages.end();
  }
}
