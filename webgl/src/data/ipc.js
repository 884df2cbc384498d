// Cuts an Arrow IPC stream, as it arrives in pieces of any size, into whole messages.
// Framing (https://arrow.apache.org/docs/format/Columnar.html): 0xFFFFFFFF, the length of the metadata, the metadata (a flatbuffer), the body.

export const SCHEMA = 1;
export const DICTIONARY = 2;
export const BATCH = 3;

/** @typedef {{kind: number, bytes: Uint8Array<ArrayBuffer>, dictionary: number, delta: boolean}} Message `bytes` is the whole message with its framing; `dictionary` its id, -1 for others */

/** Where the fields of a flatbuffer table lie; 0 for those that are left out. @param {DataView} view @param {number} table @returns {(slot: number) => number} */
function fields(view, table) {
  const vtable = table - view.getInt32(table, true);
  const size = view.getUint16(vtable, true);
  return (slot) => (slot < size && view.getUint16(vtable + slot, true) ? table + view.getUint16(vtable + slot, true) : 0);
}

/** Kind of a message, length of its body, and which dictionary it is. @param {Uint8Array} metadata */
function header(metadata) {
  const view = new DataView(metadata.buffer, metadata.byteOffset, metadata.byteLength);
  const field = fields(view, view.getUint32(0, true));
  const [type, inner, body] = [field(6), field(8), field(10)];
  const kind = type ? view.getUint8(type) : 0;
  const found = { kind, body: body ? Number(view.getBigInt64(body, true)) : 0, dictionary: -1, delta: false };
  if (kind !== DICTIONARY) return found;
  const own = fields(view, inner + view.getUint32(inner, true));
  const [id, delta] = [own(4), own(8)];
  return { ...found, dictionary: id ? Number(view.getBigInt64(id, true)) : 0, delta: Boolean(delta && view.getUint8(delta)) };
}

/** Longest metadata and body that are believed; anything longer is not Arrow. */
const SANE = 2 ** 31 - 1;

export class Messages {
  constructor() {
    /** @type {Uint8Array[]} */
    this.pieces = [];
    this.have = 0;
    this.finished = false;
  }

  /** @param {Uint8Array} bytes @returns {Generator<Message, void, void>} messages that are complete now */
  *push(bytes) {
    if (bytes.length) this.pieces.push(bytes);
    this.have += bytes.length;
    for (let message = this.next(); message; message = this.next()) yield message;
  }

  /** @returns {Message | null} */
  next() {
    if (this.finished || this.have < 8) return null;
    const start = this.peek(8);
    const lead = new DataView(start.buffer);
    const length = lead.getInt32(4, true);
    if (lead.getUint32(0, true) !== 0xffffffff || length < 0 || length > SANE) throw new Error('The data are not an Arrow stream.');
    if (length === 0) {
      this.finished = true;
      return null;
    }
    if (this.have < 8 + length) return null;
    const { kind, body, dictionary, delta } = header(this.peek(8 + length).subarray(8));
    if (body < 0 || body > SANE) throw new Error('The data are not an Arrow stream.');
    if (this.have < 8 + length + body) return null;
    return { kind, dictionary, delta, bytes: this.take(8 + length + body) };
  }

  /** The next bytes without using them up. @param {number} length */
  peek(length) {
    const out = new Uint8Array(length);
    for (let i = 0, at = 0; at < length; at += this.pieces[i++].length) out.set(this.pieces[i].subarray(0, length - at), at);
    return out;
  }

  /** @param {number} length */
  take(length) {
    const out = this.peek(length);
    this.have -= length;
    let left = length;
    while (left && this.pieces[0].length <= left) left -= /** @type {Uint8Array} */ (this.pieces.shift()).length;
    if (left) this.pieces[0] = this.pieces[0].subarray(left);
    return out;
  }

  /** The stream ended. @throws {Error} when it was cut off */
  end() {
    if (this.have >= 8 && !this.finished) throw new Error('The stream of data was cut off.');
  }
}
