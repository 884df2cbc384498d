// Keeps the picture true to the camera: at most one picture under way, the last one stretched into place meanwhile, a better one at rest.

/** @typedef {import('./layers/cpu-painter.js').Drawn} Drawn */

/** Stillness after which the full picture is drawn. */
const REST_MS = 140;
/** While moving, pictures that take longer than this from question to canvas have fewer pixels until the view rests. */
const LATE_MS = 15;
/** While rows arrive, pictures take at most this share of the time. */
const PROGRESS_SHARE = 0.12;
/** Diameters that automatic size may choose, CSS pixels. */
const [SMALLEST, LARGEST] = [2, 8];

/** Diameter of a point that keeps many readable and few visible. @param {number} rows in view @returns {number} CSS pixels */
export function autoSize(rows) {
  const size = LARGEST - 1.7 * Math.log10(Math.max(1, rows / 300));
  return Math.max(SMALLEST, Math.min(LARGEST, size));
}

/** How much larger than usual the largest of marks of different size is: three times while few are in view, as usual where sizes could not be told apart. @param {number} rows in view */
export const sizeFactor = (rows) => 1 + 2 * Math.max(0, Math.min(1, Math.log10(30_000 / Math.max(1, rows))));

/** Marks up to 3 pixels are whole squares; larger ones may have any diameter. @param {number} pixels */
export const drawnSize = (pixels) => (pixels <= 3.4 ? Math.max(1, Math.round(pixels)) : Math.round(pixels * 4) / 4);

export class FrameLoop {
  /** @param {import('./chart.js').Chart} chart */
  constructor(chart) {
    this.chart = chart;
    this.scheduled = 0;
    this.busy = false;
    this.dirty = false;
    this.moving = false;
    this.frames = 0;
    /** @type {Drawn | null} */
    this.last = null;
    this.ended = 0;
    /** How long pictures of this movement take, whoever is slow: the worker, the page, or a machine with other work. */
    this.pace = 0;
    this.pressed = false;
    this.placed = '';
    /** Whether a script moves the view: nothing is refined until it ends. */
    this.held = false;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.resting = undefined;
  }

  /** Something changed. @param {boolean} [moving] the view, by a hand */
  invalidate(moving = false) {
    this.dirty = true;
    if (moving) {
      this.moving = true;
      clearTimeout(this.resting);
      if (!this.held) this.resting = setTimeout(() => this.rest(), REST_MS);
    }
    if (!this.scheduled && !this.chart.destroyed) this.scheduled = requestAnimationFrame(() => this.#turn());
  }

  /** The movement ended: draw in full. */
  rest() {
    this.held = false;
    clearTimeout(this.resting);
    this.moving = false;
    this.pace = 0;
    this.pressed = false;
    this.invalidate();
  }

  /** @param {number} ms from question to canvas */
  #keepPace(ms) {
    this.pace = this.pace ? 0.7 * this.pace + 0.3 * ms : ms;
    if (this.pace > LATE_MS) this.pressed = true;
  }

  /** Axes and the picture that is there, for the view as it is now. */
  #arrange() {
    cancelAnimationFrame(this.scheduled);
    this.scheduled = 0;
    this.chart.axes?.draw(this.chart.camera.view, this.chart.box);
    this.chart.notes.draw(this.chart.camera.view, this.chart.box);
    this.#place();
  }

  #turn() {
    this.#arrange();
    if (this.busy || !this.dirty) return;
    const pause = this.moving || !this.last ? 0 : this.last.ms / PROGRESS_SHARE - (performance.now() - this.ended);
    if (pause > 16 && !this.chart.layer.settled) return void setTimeout(() => this.invalidate(), pause);
    void this.#paint(this.moving);
  }

  /** Draw the view. @param {boolean} moving @returns {Promise<Drawn | null>} */
  draw(moving) {
    this.#arrange();
    return this.#paint(moving);
  }

  /** @param {boolean} moving @returns {Promise<Drawn | null>} */
  async #paint(moving) {
    this.busy = true;
    this.dirty = false;
    const began = performance.now();
    const drawn = await this.chart.layer.paint(this.request(moving));
    this.busy = false;
    this.ended = performance.now();
    if (this.chart.destroyed) return null;
    if (!drawn) {
      if (this.dirty) this.invalidate();
      return null;
    }
    this.frames++;
    if (moving) this.#keepPace(this.ended - began);
    this.last = drawn;
    this.#place();
    if (drawn.shades) this.chart.showShades(drawn.shades);
    this.chart.overlay?.picture(this.ended - began, drawn, this.chart.layer.facts());
    if (this.dirty) this.invalidate();
    return drawn;
  }

  /** @param {boolean} moving @returns {import('./types.js').FrameRequest} */
  request(moving) {
    const { camera, layer, box, options } = this.chart;
    const scale = layer.scale(box.width, box.height, options.ratio ?? globalThis.devicePixelRatio ?? 1);
    const [width, height] = [Math.max(1, Math.round(box.width * scale)), Math.max(1, Math.round(box.height * scale))];
    const rows = layer.visible(camera.view);
    const larger = layer.sized ? sizeFactor(rows) : 1;
    const size = drawnSize((options.pointSize ?? autoSize(rows)) * larger * scale);
    return { view: { ...camera.view }, width, height, size, ratio: scale, moving, pressed: moving && this.pressed, sized: larger > 1, shades: Boolean(this.chart.density) };
  }

  /** Stretch the picture that is there to where its data are now. */
  #place() {
    if (!this.last) return;
    const { view } = this.chart.camera;
    const { box, canvas } = this.chart;
    const was = this.last.view;
    const [w, h] = [view.x1 - view.x0, view.y1 - view.y0];
    const [sx, sy] = [(was.x1 - was.x0) / w, (was.y1 - was.y0) / h];
    const [left, top] = [((was.x0 - view.x0) / w) * box.width, ((view.y1 - was.y1) / h) * box.height];
    const still = Math.abs(sx - 1) < 1e-9 && Math.abs(sy - 1) < 1e-9 && Math.abs(left) < 1e-6 && Math.abs(top) < 1e-6;
    const transform = still ? 'none' : `matrix(${sx},0,0,${sy},${left},${top})`;
    if (transform !== this.placed) canvas.style.transform = this.placed = transform;
  }

  destroy() {
    clearTimeout(this.resting);
    cancelAnimationFrame(this.scheduled);
  }
}
