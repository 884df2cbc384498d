// Is there a GPU worth using? A software renderer is told by its name, a slow one by drawing 50,000 points.

/** @typedef {{gpu: boolean, renderer: string, why: string, nsPerPoint?: number}} Probed */

const SOFTWARE = /swiftshader|llvmpipe|softpipe|software|basic render|mesa offscreen/i;
const POINTS = 50_000;
/** A GPU that needs longer is no faster than counting in JavaScript. */
const SLOW_NS = 50;

/** @param {WebGL2RenderingContext} gl @returns {number} nanoseconds a point */
function time(gl) {
  const shader = (/** @type {number} */ type, /** @type {string} */ text) => {
    const made = /** @type {WebGLShader} */ (gl.createShader(type));
    gl.shaderSource(made, `#version 300 es\nprecision highp float;${text}`);
    gl.compileShader(made);
    return made;
  };
  const program = gl.createProgram();
  gl.attachShader(program, shader(gl.VERTEX_SHADER, 'void main(){ gl_PointSize=2.; gl_Position=vec4(fract(float(gl_VertexID)*vec2(.6180339,.7548777))*2.-1.,0.,1.); }'));
  gl.attachShader(program, shader(gl.FRAGMENT_SHADER, 'out vec4 o; void main(){ o=vec4(.5); }'));
  gl.linkProgram(program);
  gl.useProgram(program);
  const pixel = new Uint8Array(4);
  const draw = () => { gl.drawArrays(gl.POINTS, 0, POINTS); gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, pixel); };
  draw();
  const began = performance.now();
  draw();
  return ((performance.now() - began) * 1e6) / POINTS;
}

/**
 * Look at the machine once; works in a worker as well as in the page.
 * @returns {Probed}
 */
export function probe() {
  if (typeof OffscreenCanvas === 'undefined') return { gpu: false, renderer: '', why: 'no OffscreenCanvas' };
  const gl = new OffscreenCanvas(256, 256).getContext('webgl2', { antialias: false, depth: false });
  if (!gl) return { gpu: false, renderer: '', why: 'no WebGL2' };
  const info = gl.getExtension('WEBGL_debug_renderer_info');
  const renderer = String(gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
  const found = judge(gl, renderer);
  gl.getExtension('WEBGL_lose_context')?.loseContext();
  return { renderer, ...found };
}

/** @param {WebGL2RenderingContext} gl @param {string} renderer */
function judge(gl, renderer) {
  if (SOFTWARE.test(renderer)) return { gpu: false, why: 'software renderer' };
  if (!gl.getExtension('EXT_color_buffer_float') || !gl.getExtension('EXT_float_blend')) return { gpu: false, why: 'floats cannot be added up' };
  const nsPerPoint = time(gl);
  return { gpu: nsPerPoint < SLOW_NS, why: nsPerPoint < SLOW_NS ? 'fast' : 'slow', nsPerPoint };
}

/** @typedef {{memory: number, touch: boolean}} Device gigabytes of memory as the browser tells them (4 when it does not), and whether a finger points */

/** Rows that a gigabyte of memory stands for: 14 bytes each and as much again while they arrive, in a sixteenth of it. */
const ROWS_A_GIGABYTE = 2_500_000;

/** @returns {Device} */
export function deviceOf() {
  const { deviceMemory } = /** @type {{deviceMemory?: number}} */ (navigator);
  return { memory: deviceMemory ?? 4, touch: typeof matchMedia === 'function' && matchMedia('(pointer: coarse)').matches };
}

/** How many rows a page on this machine should hold. @param {Device} device */
export const mostRows = ({ memory, touch }) => memory * ROWS_A_GIGABYTE * (touch ? 0.5 : 1);
