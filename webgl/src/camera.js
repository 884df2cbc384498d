// The visible rectangle in data units: panning, zooming about a point, limits. Pure arithmetic.

/** @typedef {import('./types.js').Rect} Rect */

/** @typedef {{axes: 'xy' | 'x', deepest: number}} CameraOptions `axes` that zooming changes ('x': height stays, and moves only when it does not show all); `deepest` share of the extent a picture may show */

/** Positions stored with 22 bits an axis stand no deeper zoom. */
export const DEEPEST = 1 / 200_000;
/** Zoomed out, the data still fill at least this share of the picture. */
const WIDEST = 4;

/** @param {number} lo @param {number} hi @param {number} from @param {number} to @param {number} deepest @returns {[number, number]} the span limited in size and kept over the data */
function limit(lo, hi, from, to, deepest) {
  const whole = to - from;
  const span = Math.min(Math.max(hi - lo, whole * deepest), whole * WIDEST);
  const middle = Math.min(Math.max((lo + hi) / 2, from), to);
  return [middle - span / 2, middle + span / 2];
}

/** @param {Rect} rect a copy with some room on each side @param {number} share of its size */
export function grow(rect, share) {
  const [w, h] = [(rect.x1 - rect.x0) * share, (rect.y1 - rect.y0) * share];
  return { x0: rect.x0 - w, y0: rect.y0 - h, x1: rect.x1 + w, y1: rect.y1 + h };
}

/** Whether `outer` holds all of `inner`. @param {Rect} outer @param {Rect} inner */
export const holds = (outer, inner) => outer.x0 <= inner.x0 && outer.y0 <= inner.y0 && outer.x1 >= inner.x1 && outer.y1 >= inner.y1;

export class Camera {
  /** @param {Rect} extent of the data @param {CameraOptions} [options] */
  constructor(extent, options = { axes: 'xy', deepest: DEEPEST }) {
    this.extent = extent;
    this.options = options;
    this.view = { ...extent };
  }

  /** The extent changed; a view that showed all of it goes on showing all of it. @param {Rect} extent */
  setExtent(extent) {
    const home = this.isHome();
    this.extent = extent;
    if (home) this.reset();
  }

  isHome() {
    const { view, extent } = this;
    return view.x0 === extent.x0 && view.x1 === extent.x1 && view.y0 === extent.y0 && view.y1 === extent.y1;
  }

  reset() {
    this.view = { ...this.extent };
  }

  /** @param {Rect} rect in data units, corners in any order */
  fit(rect) {
    const [x0, x1] = limit(Math.min(rect.x0, rect.x1), Math.max(rect.x0, rect.x1), this.extent.x0, this.extent.x1, this.options.deepest);
    const [y0, y1] = limit(Math.min(rect.y0, rect.y1), Math.max(rect.y0, rect.y1), this.extent.y0, this.extent.y1, this.options.deepest);
    this.view = { x0, y0, x1, y1 };
  }

  /** Move the data under the picture. @param {number} dx share of the width, positive moves data to the right @param {number} dy share of the height, positive moves data up */
  pan(dx, dy) {
    const { x0, y0, x1, y1 } = this.view;
    const whole = this.options.axes === 'x' && y1 - y0 >= this.extent.y1 - this.extent.y0;
    const [w, h] = [x1 - x0, whole ? 0 : y1 - y0];
    this.fit({ x0: x0 - dx * w, x1: x1 - dx * w, y0: y0 - dy * h, y1: y1 - dy * h });
  }

  /** @param {number} factor above 1 goes nearer @param {number} fx @param {number} fy the point that stays, as shares from the left and from the bottom */
  zoom(factor, fx = 0.5, fy = 0.5) {
    const { x0, y0, x1, y1 } = this.view;
    const [cx, cy] = [x0 + fx * (x1 - x0), y0 + fy * (y1 - y0)];
    const fit = (/** @type {number} */ centre, /** @type {number} */ edge) => centre + (edge - centre) / factor;
    const across = { x0: fit(cx, x0), x1: fit(cx, x1) };
    this.fit(this.options.axes === 'x' ? { ...across, y0, y1 } : { ...across, y0: fit(cy, y0), y1: fit(cy, y1) });
  }

  /** Data units at shares from the left and from the bottom. @param {number} fx @param {number} fy */
  at(fx, fy) {
    const { x0, y0, x1, y1 } = this.view;
    return { x: x0 + fx * (x1 - x0), y: y0 + fy * (y1 - y0) };
  }
}
