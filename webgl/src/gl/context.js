// One WebGL2 context for all charts of a page (browsers allow about sixteen): a chart draws there and copies the picture to its own canvas.
// When the context is lost, everybody's resources are gone; when it comes back, everybody is told to make them again.
import { BufferPool } from './buffers.js';
import { Density } from './density.js';
import { count } from './pool.js';

/** @typedef {{lost(): void, restored(): void}} Tenant */

export class Device {
  /** @param {WebGL2RenderingContext} gl @param {HTMLCanvasElement} canvas */
  constructor(gl, canvas) {
    this.gl = gl;
    this.canvas = canvas;
    /** @type {Set<Tenant>} */
    this.tenants = new Set();
    this.pool = new BufferPool(gl);
    this.density = new Density(gl);
    canvas.addEventListener('webglcontextlost', (event) => this.#lost(event));
    canvas.addEventListener('webglcontextrestored', () => this.#restored());
    count('contexts');
  }

  /** @param {Event} event */
  #lost(event) {
    if (device !== this) return; // given up by its last tenant
    event.preventDefault(); // else it never comes back
    for (const tenant of [...this.tenants]) tenant.lost();
    this.pool.clear();
    this.density.destroy();
  }

  #restored() {
    if (device !== this) return;
    blendsFloats(this.gl);
    this.pool = new BufferPool(this.gl);
    this.density = new Density(this.gl);
    for (const tenant of [...this.tenants]) tenant.restored();
  }

  destroy() {
    this.pool.clear();
    this.density.destroy();
    count('contexts', -1);
    this.canvas.width = this.canvas.height = 1;
    this.gl.getExtension('WEBGL_lose_context')?.loseContext();
  }
}

/** @type {Device | null} */
let device = null;

/** Switch on what the passes need. @param {WebGL2RenderingContext} gl */
const blendsFloats = (gl) => Boolean(gl.getExtension('EXT_color_buffer_float') && gl.getExtension('EXT_float_blend'));

/** @returns {Device | null} null without WebGL2 or without blending of floats */
function open() {
  const canvas = document.createElement('canvas');
  const gl = canvas.getContext('webgl2', { antialias: false, depth: false, stencil: false, alpha: true, premultipliedAlpha: true, powerPreference: 'high-performance' });
  if (!gl || !blendsFloats(gl)) return null;
  return new Device(gl, canvas);
}

/** Take part in the page's context. @param {Tenant} tenant @returns {Device | null} */
export function acquire(tenant) {
  device ??= open();
  device?.tenants.add(tenant);
  return device;
}

/** @param {Tenant} tenant */
export function release(tenant) {
  if (!device?.tenants.delete(tenant) || device.tenants.size) return;
  const last = device;
  device = null;
  last.destroy();
}

/** The page's context, for tests. */
export const currentDevice = () => device;
