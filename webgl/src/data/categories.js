// At most eight categories have a colour of their own; the rest share the last one. Rows arrive in random order, so the first batch tells which are
// common. Codes mean something else in every batch whose dictionary was replaced: categories are known by name.
import { Type } from '@uwdata/flechette';

export const SLOTS = 8;
export const OTHERS = 'Others';
export const MISSING = 'No value';

/** The colours' slots by category name. */
export class Categories {
  constructor() {
    /** @type {string[]} by slot */
    this.names = [];
    /** @type {Map<string, number>} */
    this.slots = new Map();
    this.shared = false;
  }

  /** Slots that are known beforehand. @param {string[]} names by slot @param {boolean} shared whether the last slot is that of all others @returns {Categories} */
  static of(names, shared) {
    const known = new Categories();
    for (const name of shared ? names.slice(0, -1) : names) known.slots.set(name, known.names.push(name) - 1);
    if (shared) known.names.push(OTHERS);
    known.shared = shared;
    return known;
  }

  /** Choose from the first rows: all names when eight are enough, else the seven most frequent. @param {Map<string, number>} rows by name */
  choose(rows) {
    const all = [...rows].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]));
    const chosen = all.length <= SLOTS ? [...rows.keys()] : all.slice(0, SLOTS - 1).map(([name]) => name);
    for (const name of chosen) this.slots.set(name, this.names.push(name) - 1);
    if (all.length > SLOTS) this.#share();
  }

  #share() {
    this.names[SLOTS - 1] = OTHERS;
    this.shared = true;
  }

  /** The slot of a name, a new one while there is room. @param {string} name */
  slot(name) {
    const known = this.slots.get(name);
    if (known !== undefined) return known;
    if (this.shared || this.names.length === SLOTS) {
      if (!this.shared) this.#share();
      return this.names.length - 1; // not remembered: there may be millions
    }
    this.slots.set(name, this.names.push(name) - 1);
    return this.names.length - 1;
  }
}

/** @param {any} column @returns {{codes: ArrayLike<number>, name: (code: number) => string, many: number} | null} the column's own codes; null when it holds no categories */
function ownCodes(column) {
  const part = column.data[0];
  const { typeId, bitWidth } = column.type;
  if (typeId === Type.Dictionary) return { codes: part.values, name: (code) => String(part.dictionary.at(code) ?? MISSING), many: part.dictionary.length };
  if (typeId === Type.Int && bitWidth === 8) return { codes: part.values, name: String, many: 256 };
  if (typeId !== Type.Bool) return null;
  return { codes: Uint8Array.from({ length: column.length }, (_, i) => (part.value(i) ? 1 : 0)), name: (code) => (code ? 'Yes' : 'No'), many: 2 };
}

/**
 * Slots of the rows of one batch.
 * @param {any} column @param {Categories | null} known from the batches before @returns {{codes: Uint8Array, categories: Categories} | null} null when the column cannot colour
 */
export function codesOf(column, known) {
  const own = ownCodes(column);
  if (!own) return null;
  const part = column.data[0];
  const n = column.length;
  const code = part.nullCount ? (/** @type {number} */ i) => (part.isValid(i) ? own.codes[i] : own.many) : (/** @type {number} */ i) => own.codes[i];
  const rows = new Uint32Array(own.many + 1);
  for (let i = 0; i < n; i++) rows[code(i)]++;
  const name = (/** @type {number} */ at) => (at === own.many ? MISSING : own.name(at));
  const present = [...rows.keys()].filter((at) => rows[at]);
  const categories = known ?? new Categories();
  if (!known) categories.choose(new Map(present.map((at) => [name(at), rows[at]])));
  const slotOf = new Uint8Array(own.many + 1);
  for (const at of present) slotOf[at] = categories.slot(name(at));
  const codes = new Uint8Array(n);
  for (let i = 0; i < n; i++) codes[i] = slotOf[code(i)];
  return { codes, categories };
}
