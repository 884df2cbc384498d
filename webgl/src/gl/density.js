// The passes in order: accumulate, histogram, table, tone. Textures grow to the largest picture and are shared by all charts.
import { BINS, TONES } from '../render/tonemap.js';
import { link, unlink } from './program.js';
import { count } from './pool.js';
import { ACCUMULATE, HISTOGRAM, TABLE, TONE } from './shaders.js';

/** @typedef {import('../types.js').FrameRequest} FrameRequest */
/** @typedef {import('../types.js').Style} Style */
/** @typedef {{texture: WebGLTexture, frame: WebGLFramebuffer, width: number, height: number}} Target */
/** @typedef {{rows: import('./buffers.js').Rows, rect: import('../types.js').Rect, limit: number, coloured: boolean}} Drawing `rect`: what the 65,536 steps span */

/** Marks that are squares, as in render/accumulate.js. */
const SQUARE = 3;

/** @param {number} colour 0xbbggrr */
const parts = (colour) => [(colour & 255) / 255, ((colour >> 8) & 255) / 255, (colour >> 16) / 255];

/** Scale and offset from the shares of a rectangle to clip space. @param {import('../types.js').Rect} rect @param {import('../types.js').Rect} view */
export function toClip(rect, view) {
  const [w, h] = [view.x1 - view.x0, view.y1 - view.y0];
  return [(2 * (rect.x1 - rect.x0)) / w, (2 * (rect.y1 - rect.y0)) / h, (2 * (rect.x0 - view.x0)) / w - 1, (2 * (rect.y0 - view.y0)) / h - 1];
}

export class Density {
  /** @param {WebGL2RenderingContext} gl */
  constructor(gl) {
    this.gl = gl;
    this.programs = { accumulate: link(gl, ACCUMULATE), histogram: link(gl, HISTOGRAM), table: link(gl, TABLE), tone: link(gl, TONE) };
    this.histogram = this.#target(BINS, 1, gl.R32F, gl.RED);
    this.table = this.#target(BINS, 1, gl.R32F, gl.RED);
    /** @type {Target | null} */
    this.counts = null;
    this.none = gl.createVertexArray();
    gl.disable(gl.DITHER);
  }

  /** @param {number} width @param {number} height @param {number} inside @param {number} format @returns {Target} */
  #target(width, height, inside, format) {
    const { gl } = this;
    const [texture, frame] = [gl.createTexture(), gl.createFramebuffer()];
    gl.bindTexture(gl.TEXTURE_2D, texture);
    gl.texImage2D(gl.TEXTURE_2D, 0, inside, width, height, 0, format, gl.FLOAT, null);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
    gl.bindFramebuffer(gl.FRAMEBUFFER, frame);
    gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, texture, 0);
    count('textures');
    return { texture, frame, width, height };
  }

  /** @param {Target | null} target */
  #drop(target) {
    if (!target) return;
    this.gl.deleteTexture(target.texture);
    this.gl.deleteFramebuffer(target.frame);
    count('textures', -1);
  }

  /** Room for a picture. @param {number} width @param {number} height @returns {Target} */
  #room(width, height) {
    const { gl, counts } = this;
    if (counts && counts.width >= width && counts.height >= height) return counts;
    this.#drop(counts);
    [gl.canvas.width, gl.canvas.height] = [Math.max(width, counts?.width ?? 0), Math.max(height, counts?.height ?? 0)];
    this.counts = this.#target(gl.canvas.width, gl.canvas.height, gl.RGBA32F, gl.RGBA);
    return this.counts;
  }

  /**
   * Draw a picture into the lower left of the context's canvas.
   * @param {Drawing} drawing @param {FrameRequest} request @param {Style} style
   */
  draw(drawing, request, style) {
    const { gl } = this;
    const counts = this.#room(request.width, request.height);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE);
    this.#accumulate(counts, drawing, request, style);
    gl.bindVertexArray(this.none);
    this.#into(this.histogram, BINS, 1, true);
    this.#use(this.programs.histogram, [['counts', counts]]);
    gl.uniform1i(this.programs.histogram.at.width, request.width);
    gl.drawArrays(gl.POINTS, 0, request.width * request.height);
    gl.disable(gl.BLEND);
    this.#into(this.table, BINS, 1, false);
    this.#use(this.programs.table, [['histogram', this.histogram]]);
    gl.uniform1i(this.programs.table.at.tone, TONES.indexOf(style.tone ?? 'auto'));
    gl.drawArrays(gl.TRIANGLES, 0, 3);
    this.#tone(counts, drawing, request, style);
  }

  /** Pixels and opacity of each bin of the last picture, read back: for the legend of a picture at rest. @returns {{histogram: Float32Array, table: Float32Array}} */
  shades() {
    const [histogram, table] = [this.histogram, this.table].map((target) => this.#read(target));
    return { histogram, table };
  }

  /** The red parts of a one-line target. @param {Target} target */
  #read({ frame, width }) {
    const { gl } = this;
    const all = new Float32Array(width * 4);
    gl.bindFramebuffer(gl.FRAMEBUFFER, frame);
    gl.readPixels(0, 0, width, 1, gl.RGBA, gl.FLOAT, all);
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
    return all.filter((_, i) => i % 4 === 0);
  }

  /** @param {Target} counts @param {Drawing} drawing @param {FrameRequest} request @param {Style} style */
  #accumulate(counts, { rows, rect, limit }, { view, width, height, size }, style) {
    const { gl } = this;
    const { at } = this.programs.accumulate;
    this.#into(counts, width, height, true);
    this.#use(this.programs.accumulate, []);
    gl.uniform4fv(at.view, toClip(rect, view));
    gl.uniform3fv(at.colours, style.rgb.flatMap(parts));
    gl.uniform1ui(at.hidden, style.hidden.reduce((mask, hidden, i) => mask | (hidden ? 1 << i : 0), 0));
    gl.uniform1f(at.disc, size > SQUARE ? size : 0);
    gl.uniform1f(at.mark, size > SQUARE ? Math.ceil(size) + 1 : size);
    gl.uniform1f(at.weight, rows.rows / Math.max(1, Math.min(limit, rows.rows)));
    rows.draw(limit);
  }

  /** @param {Target} counts @param {Drawing} drawing @param {FrameRequest} request @param {Style} style */
  #tone(counts, { coloured }, { width, height }, style) {
    const { gl } = this;
    const { at } = this.programs.tone;
    this.#into(null, width, height, true);
    this.#use(this.programs.tone, [['counts', counts], ['table', this.table]]);
    gl.uniform3fv(at.low, parts(style.low));
    gl.uniform3fv(at.high, parts(style.high));
    gl.uniform1i(at.coloured, coloured ? 1 : 0);
    gl.drawArrays(gl.TRIANGLES, 0, 3);
    gl.bindVertexArray(null);
  }

  /** @param {Target | null} target @param {number} width @param {number} height @param {boolean} clear */
  #into(target, width, height, clear) {
    const { gl } = this;
    gl.bindFramebuffer(gl.FRAMEBUFFER, target?.frame ?? null);
    gl.viewport(0, 0, width, height);
    gl.clearColor(0, 0, 0, 0);
    if (clear) gl.clear(gl.COLOR_BUFFER_BIT);
  }

  /** @param {import('./program.js').Program} program @param {[string, Target][]} textures by uniform */
  #use(program, textures) {
    const { gl } = this;
    gl.useProgram(program.program);
    textures.forEach(([name, { texture }], unit) => {
      gl.activeTexture(gl.TEXTURE0 + unit);
      gl.bindTexture(gl.TEXTURE_2D, texture);
      gl.uniform1i(program.at[name], unit);
    });
  }

  destroy() {
    for (const target of [this.counts, this.histogram, this.table]) this.#drop(target);
    this.counts = null;
    for (const program of Object.values(this.programs)) unlink(this.gl, program);
    this.gl.deleteVertexArray(this.none);
  }
}
