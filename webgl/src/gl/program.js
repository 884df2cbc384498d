// Compiling programs and finding their uniforms.
import { count } from './pool.js';

/** @typedef {{program: WebGLProgram, at: Record<string, WebGLUniformLocation | null>}} Program */

/** @param {WebGL2RenderingContext} gl @param {number} type @param {string} source */
function shader(gl, type, source) {
  const made = /** @type {WebGLShader} */ (gl.createShader(type));
  gl.shaderSource(made, source);
  gl.compileShader(made);
  return made;
}

/** @param {WebGL2RenderingContext} gl @param {string[]} sources vertex and fragment shader @returns {Program} @throws {Error} when they do not compile */
export function link(gl, [vertex, fragment]) {
  const program = /** @type {WebGLProgram} */ (gl.createProgram());
  const parts = [shader(gl, gl.VERTEX_SHADER, vertex), shader(gl, gl.FRAGMENT_SHADER, fragment)];
  parts.forEach((part) => gl.attachShader(program, part));
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS) && !gl.isContextLost()) {
    throw new Error(gl.getProgramInfoLog(program) || parts.map((part) => gl.getShaderInfoLog(part)).join('\n'));
  }
  parts.forEach((part) => gl.deleteShader(part));
  /** @type {Program['at']} */
  const at = {};
  for (let i = 0; i < (gl.getProgramParameter(program, gl.ACTIVE_UNIFORMS) ?? 0); i++) {
    const name = gl.getActiveUniform(program, i)?.name.replace('[0]', '') ?? '';
    at[name] = gl.getUniformLocation(program, name);
  }
  count('programs');
  return { program, at };
}

/** @param {WebGL2RenderingContext} gl @param {Program} program */
export function unlink(gl, { program }) {
  gl.deleteProgram(program);
  count('programs', -1);
}
