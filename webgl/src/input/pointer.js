// Dragging with inertia, pinching with two fingers, a box with Shift, box and lasso as tools, double click for the whole, hovering.
import { make, stillness, svg } from '../ui/dom.js';

/**
 * @typedef {object} Actions what the input may do; shares are from the left and from the bottom of the picture
 * @property {(dx: number, dy: number) => void} pan
 * @property {(factor: number, fx: number, fy: number) => void} zoom
 * @property {(from: {fx: number, fy: number}, to: {fx: number, fy: number}) => void} zoomBox
 * @property {(kind: 'box' | 'lasso', path: {fx: number, fy: number}[]) => void} [select] a shape was drawn with a tool
 * @property {() => void} reset
 * @property {(at: {fx: number, fy: number} | null) => void} hover
 * @property {() => void} rest the movement ended
 */

/** Speed that is left after one millisecond of gliding, and where gliding ends (shares of the picture a millisecond). */
const FRICTION = 0.995;
const SLOWEST = 0.00004;

/** @typedef {{fx: number, fy: number, time: number}} Place */

export class PointerInput {
  /** @param {HTMLElement} stage @param {Actions} actions */
  constructor(stage, actions) {
    this.stage = stage;
    this.actions = actions;
    /** @type {Map<number, Place>} */
    this.pointers = new Map();
    /** What a drag does. @type {import('../ui/tools.js').Tool} */
    this.tool = 'pan';
    /** @type {Place | null} */
    this.boxFrom = null;
    /** What is being drawn with the lasso. @type {Place[]} */
    this.path = [];
    this.speed = { x: 0, y: 0 };
    this.gliding = 0;
    this.box = make('div', { class: 'pb-box', 'aria-hidden': 'true' });
    this.box.hidden = true;
    this.trace = svg('polygon', { class: 'pb-region', 'vector-effect': 'non-scaling-stroke' });
    const area = svg('svg', { class: 'pb-notes', viewBox: '0 0 100 100', preserveAspectRatio: 'none' });
    area.append(this.trace);
    this.lasso = make('div', { class: 'pb-lasso', 'aria-hidden': 'true' }, [area]);
    this.lasso.hidden = true;
    stage.append(this.box, this.lasso);
    this.undo = new AbortController();
    this.#listen();
  }

  #listen() {
    const { signal } = this.undo;
    const on = (/** @type {string} */ name, /** @type {(event: any) => void} */ act) => this.stage.addEventListener(name, act, { signal });
    on('pointerdown', (event) => this.#down(event));
    on('pointermove', (event) => this.#move(event));
    on('pointerup', (event) => this.#up(event));
    on('pointercancel', (event) => this.#up(event));
    on('pointerleave', () => this.pointers.size || this.actions.hover(null));
    on('dblclick', () => this.actions.reset());
  }

  /** @param {PointerEvent} event @returns {Place} */
  #place(event) {
    const area = this.stage.getBoundingClientRect();
    return { fx: (event.clientX - area.left) / area.width, fy: 1 - (event.clientY - area.top) / area.height, time: event.timeStamp };
  }

  /** @param {PointerEvent} event */
  #down(event) {
    if (event.button !== 0) return;
    this.stop();
    const place = this.#place(event);
    this.stage.setPointerCapture(event.pointerId);
    this.pointers.set(event.pointerId, place);
    this.speed = { x: 0, y: 0 };
    this.boxZooms = event.shiftKey;
    this.boxFrom = event.shiftKey || this.tool === 'box' ? place : null;
    this.path = this.tool === 'lasso' && !event.shiftKey ? [place] : [];
    this.actions.hover(null);
  }

  /** @param {PointerEvent} event */
  #move(event) {
    const before = this.pointers.get(event.pointerId);
    const now = this.#place(event);
    if (!before) return this.actions.hover(now);
    if (this.boxFrom) this.#showBox(this.boxFrom, now);
    else if (this.path.length) this.#draw(now);
    else if (this.pointers.size === 1) this.#drag(before, now);
    else this.#pinch(event.pointerId, now);
    return void this.pointers.set(event.pointerId, now);
  }

  /** @param {Place} before @param {Place} now */
  #drag(before, now) {
    const [dx, dy] = [now.fx - before.fx, now.fy - before.fy];
    const elapsed = Math.max(1, now.time - before.time);
    this.speed = { x: 0.6 * this.speed.x + (0.4 * dx) / elapsed, y: 0.6 * this.speed.y + (0.4 * dy) / elapsed };
    this.actions.pan(dx, dy);
  }

  /** @param {number} id of the finger that moved @param {Place} now */
  #pinch(id, now) {
    const before = /** @type {Place} */ (this.pointers.get(id));
    const other = [...this.pointers].find(([key]) => key !== id)?.[1];
    if (!other) return;
    const far = (/** @type {Place} */ a) => Math.hypot(a.fx - other.fx, a.fy - other.fy);
    const [was, is] = [far(before), far(now)];
    this.actions.pan((now.fx - before.fx) / 2, (now.fy - before.fy) / 2);
    if (was > 0.001) this.actions.zoom(is / was, (now.fx + other.fx) / 2, (now.fy + other.fy) / 2);
  }

  /** @param {PointerEvent} event */
  #up(event) {
    const last = this.pointers.get(event.pointerId);
    if (!this.pointers.delete(event.pointerId) || !last) return;
    const now = this.#place(event);
    if (this.boxFrom) {
      const from = this.boxFrom;
      this.boxFrom = null;
      this.box.hidden = true;
      if (Math.abs(now.fx - from.fx) > 0.01 && Math.abs(now.fy - from.fy) > 0.01) this.boxZooms ? this.actions.zoomBox(from, now) : this.actions.select?.('box', [from, now]);
    } else if (this.path.length) this.#close();
    else if (!this.pointers.size && event.timeStamp - last.time < 60 && !stillness()) return this.#glide();
    if (!this.pointers.size) this.actions.rest();
  }

  /** Go on with the lasso; points nearer than a few pixels say nothing. @param {Place} now */
  #draw(now) {
    const last = this.path[this.path.length - 1];
    if (Math.hypot(now.fx - last.fx, now.fy - last.fy) < 0.004) return;
    this.path.push(now);
    this.trace.setAttribute('points', this.path.map(({ fx, fy }) => `${(100 * fx).toFixed(2)},${(100 - 100 * fy).toFixed(2)}`).join(' '));
    this.lasso.hidden = false;
  }

  /** The lasso is let go. */
  #close() {
    const { path } = this;
    this.path = [];
    this.lasso.hidden = true;
    if (path.length > 3) this.actions.select?.('lasso', path.map(({ fx, fy }) => ({ fx, fy })));
  }

  #glide() {
    let before = performance.now();
    const step = () => {
      const now = performance.now();
      const elapsed = Math.min(50, now - before);
      before = now;
      const left = FRICTION ** elapsed;
      this.speed = { x: this.speed.x * left, y: this.speed.y * left };
      if (Math.hypot(this.speed.x, this.speed.y) < SLOWEST) return this.stop();
      this.actions.pan(this.speed.x * elapsed, this.speed.y * elapsed);
      return void (this.gliding = requestAnimationFrame(step));
    };
    this.gliding = requestAnimationFrame(step);
  }

  /** End gliding. */
  stop() {
    if (!this.gliding) return;
    cancelAnimationFrame(this.gliding);
    this.gliding = 0;
    this.actions.rest();
  }

  /** @param {Place} from @param {Place} to */
  #showBox(from, to) {
    const percent = (/** @type {number} */ share) => `${(100 * share).toFixed(2)}%`;
    const { style } = this.box;
    style.left = percent(Math.min(from.fx, to.fx));
    style.width = percent(Math.abs(from.fx - to.fx));
    style.top = percent(1 - Math.max(from.fy, to.fy));
    style.height = percent(Math.abs(from.fy - to.fy));
    this.box.hidden = false;
  }

  destroy() {
    cancelAnimationFrame(this.gliding);
    this.undo.abort();
    this.box.remove();
    this.lasso.remove();
  }
}
