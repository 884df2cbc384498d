// Rows on the GPU in buffers of one size, given back to a pool and taken again: u16 positions (4 bytes) and a category (1 byte) a row.
import { count } from './pool.js';

/** Rows of one buffer. */
export const CHUNK_ROWS = 1 << 20;
const BYTES = CHUNK_ROWS * 5;
/** Unused buffers that are kept for the next chart. */
const KEPT = 4;

/** @typedef {{pos: WebGLBuffer, code: WebGLBuffer, vao: WebGLVertexArrayObject, rows: number}} Chunk */

export class BufferPool {
  /** @param {WebGL2RenderingContext} gl */
  constructor(gl) {
    this.gl = gl;
    /** @type {Chunk[]} */
    this.free = [];
  }

  /** @returns {Chunk} empty */
  take() {
    const chunk = this.free.pop() ?? this.#make();
    chunk.rows = 0;
    return chunk;
  }

  /** @param {Chunk[]} chunks */
  give(chunks) {
    this.free.push(...chunks);
    for (const chunk of this.free.splice(KEPT)) this.#drop(chunk);
  }

  /** @returns {Chunk} */
  #make() {
    const { gl } = this;
    const [pos, code] = [gl.createBuffer(), gl.createBuffer()];
    const vao = gl.createVertexArray();
    gl.bindVertexArray(vao);
    gl.bindBuffer(gl.ARRAY_BUFFER, pos);
    gl.bufferData(gl.ARRAY_BUFFER, CHUNK_ROWS * 4, gl.STATIC_DRAW);
    gl.enableVertexAttribArray(0);
    gl.vertexAttribPointer(0, 2, gl.UNSIGNED_SHORT, true, 4, 0);
    gl.bindBuffer(gl.ARRAY_BUFFER, code);
    gl.bufferData(gl.ARRAY_BUFFER, CHUNK_ROWS, gl.STATIC_DRAW);
    gl.enableVertexAttribArray(1);
    gl.vertexAttribIPointer(1, 1, gl.UNSIGNED_BYTE, 1, 0);
    gl.bindVertexArray(null);
    count('buffers', 2);
    count('bufferBytes', BYTES);
    return { pos, code, vao, rows: 0 };
  }

  /** @param {Chunk} chunk */
  #drop({ pos, code, vao }) {
    this.gl.deleteBuffer(pos);
    this.gl.deleteBuffer(code);
    this.gl.deleteVertexArray(vao);
    count('buffers', -2);
    count('bufferBytes', -BYTES);
  }

  /** Delete what is unused. */
  clear() {
    for (const chunk of this.free.splice(0)) this.#drop(chunk);
  }
}

/** Rows in as many buffers as they need, in order of arrival. */
export class Rows {
  /** @param {BufferPool} pool */
  constructor(pool) {
    this.pool = pool;
    /** @type {Chunk[]} */
    this.chunks = [];
    this.rows = 0;
  }

  /** @param {{pos: Uint16Array, code: Uint8Array}} batch */
  add({ pos, code }) {
    const { gl } = this.pool;
    for (let from = 0; from < code.length;) {
      let last = this.chunks[this.chunks.length - 1];
      if (!last || last.rows === CHUNK_ROWS) this.chunks.push(last = this.pool.take());
      const n = Math.min(code.length - from, CHUNK_ROWS - last.rows);
      gl.bindBuffer(gl.ARRAY_BUFFER, last.pos);
      gl.bufferSubData(gl.ARRAY_BUFFER, last.rows * 4, pos, from * 2, n * 2);
      gl.bindBuffer(gl.ARRAY_BUFFER, last.code);
      gl.bufferSubData(gl.ARRAY_BUFFER, last.rows, code, from, n);
      last.rows += n;
      from += n;
      this.rows += n;
    }
  }

  /** Forget the rows. */
  clear() {
    this.pool.give(this.chunks);
    this.chunks = [];
    this.rows = 0;
  }

  /** Draw all rows, or the first of them. @param {number} limit */
  draw(limit) {
    const { gl } = this.pool;
    let left = limit;
    for (const { vao, rows } of this.chunks) {
      if (left <= 0) break;
      gl.bindVertexArray(vao);
      gl.drawArrays(gl.POINTS, 0, Math.min(rows, left));
      left -= rows;
    }
    gl.bindVertexArray(null);
  }
}
