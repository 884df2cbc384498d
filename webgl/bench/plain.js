// What the module is compared with where no harness of peers is at hand: the least WebGL2 that draws the same points, one buffer and one draw call.

const VERTEX = `#version 300 es
layout(location=0) in vec2 pos; layout(location=1) in uint code; uniform vec4 view; uniform vec3 colours[8]; flat out vec3 colour;
void main(){ gl_Position=vec4(pos*view.xy+view.zw,0.,1.); gl_PointSize=2.; colour=colours[int(code&7u)]; }`;
const FRAGMENT = `#version 300 es
precision highp float; flat in vec3 colour; out vec4 o; void main(){ o=vec4(colour,.5); }`;

/** @param {WebGL2RenderingContext} gl */
function program(gl) {
  const made = gl.createProgram();
  for (const [type, text] of [[gl.VERTEX_SHADER, VERTEX], [gl.FRAGMENT_SHADER, FRAGMENT]]) {
    const shader = gl.createShader(type);
    gl.shaderSource(shader, text);
    gl.compileShader(shader);
    gl.attachShader(made, shader);
  }
  gl.linkProgram(made);
  if (!gl.getProgramParameter(made, gl.LINK_STATUS)) throw new Error(gl.getProgramInfoLog(made) ?? '');
  return made;
}

/** Interleaved rows of 12 bytes. @param {any} data */
function interleaved({ x, y, c }) {
  const bytes = new ArrayBuffer(x.length * 12);
  const [floats, codes] = [new Float32Array(bytes), new Uint8Array(bytes)];
  for (let i = 0; i < x.length; i++) {
    floats[3 * i] = x[i];
    floats[3 * i + 1] = y[i];
    codes[12 * i + 8] = c[i];
  }
  return bytes;
}

/** The same interface as adapter.js. @param {HTMLElement} host @param {any} data @param {any} options */
export function create(host, data, options) {
  const canvas = Object.assign(document.createElement('canvas'), { width: options.width, height: options.height });
  host.append(canvas);
  const gl = canvas.getContext('webgl2', { antialias: false, alpha: false, depth: false });
  if (!gl) throw new Error('There is no WebGL2 here.');
  const drawer = program(gl);
  gl.useProgram(drawer);
  gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer());
  gl.bufferData(gl.ARRAY_BUFFER, interleaved(data), gl.STATIC_DRAW);
  gl.enableVertexAttribArray(0);
  gl.vertexAttribPointer(0, 2, gl.FLOAT, false, 12, 0);
  gl.enableVertexAttribArray(1);
  gl.vertexAttribIPointer(1, 1, gl.UNSIGNED_BYTE, 12, 8);
  gl.uniform3fv(gl.getUniformLocation(drawer, 'colours'), Float32Array.from({ length: 24 }, (_, i) => ((i * 37) % 100) / 100));
  gl.enable(gl.BLEND);
  gl.blendFunc(gl.SRC_ALPHA, gl.ONE_MINUS_SRC_ALPHA);
  gl.clearColor(1, 1, 1, 1);
  const pixel = new Uint8Array(4);
  return {
    setView({ x0, y0, x1, y1 }) {
      const [kx, ky] = [2 / (x1 - x0), 2 / (y1 - y0)];
      gl.uniform4f(gl.getUniformLocation(drawer, 'view'), kx, ky, -x0 * kx - 1, -y0 * ky - 1);
    },
    draw() {
      gl.clear(gl.COLOR_BUFFER_BIT);
      gl.drawArrays(gl.POINTS, 0, data.x.length);
    },
    finish() { gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, pixel); },
    destroy() { gl.getExtension('WEBGL_lose_context')?.loseContext(); },
  };
}
