// Axes around the picture as SVG: lines, ticks, labels, titles. They are decoration; the summary says the ranges.
import { make, svg } from '../ui/dom.js';
import { numberTicks, timeTicks } from './ticks.js';

/** Room in CSS pixels for labels and titles. */
export const ROOM = { left: 64, bottom: 44, top: 8, right: 12 };

/** @typedef {import('../types.js').Rect} Rect */
/** @typedef {{left: number, top: number, width: number, height: number}} Box the picture inside the host, CSS pixels */

export class Axes {
  /** @param {HTMLElement} host @param {{x: import('../types.js').AxisOptions, y: import('../types.js').AxisOptions, language: string}} options */
  constructor(host, options) {
    this.options = options;
    this.svg = svg('svg', { class: 'pb-axes' });
    this.root = make('div', { class: 'pb-axis', 'aria-hidden': 'true' }, [this.svg]);
    host.prepend(this.root); // behind the points
  }

  /** @param {Rect} view @param {Box} box */
  draw(view, box) {
    const parts = [this.#frame(box), ...this.#across(view, box), ...this.#up(view, box), ...this.#titles(box)];
    this.svg.replaceChildren(...parts);
  }

  /** @param {'x' | 'y'} name @param {number} lo @param {number} hi @param {number} count */
  ticks(name, lo, hi, count) {
    return (this.options[name].type === 'time' ? timeTicks : numberTicks)(lo, hi, count, this.options.language);
  }

  /** @param {Box} box */
  #frame({ left, top, width, height }) {
    return svg('path', { class: 'pb-axis-line', d: `M${left - 0.5} ${top}V${top + height + 0.5}H${left + width}` });
  }

  /** @param {Rect} view @param {Box} box */
  #across(view, { left, top, width, height }) {
    const { values, label } = this.ticks('x', view.x0, view.x1, Math.max(2, width / 110));
    return values.flatMap((value) => {
      const at = left + (width * (value - view.x0)) / (view.x1 - view.x0);
      const mark = svg('path', { class: 'pb-grid', d: `M${at.toFixed(1)} ${top}V${top + height + 4}` });
      return [mark, svg('text', { class: 'pb-tick', x: at.toFixed(1), y: top + height + 16, 'text-anchor': 'middle' }, label(value))];
    });
  }

  /** @param {Rect} view @param {Box} box */
  #up(view, { left, top, width, height }) {
    const { values, label } = this.ticks('y', view.y0, view.y1, Math.max(2, height / 60));
    return values.flatMap((value) => {
      const at = top + height - (height * (value - view.y0)) / (view.y1 - view.y0);
      const mark = svg('path', { class: 'pb-grid', d: `M${left - 4} ${at.toFixed(1)}H${left + width}` });
      return [mark, svg('text', { class: 'pb-tick', x: left - 8, y: (at + 4).toFixed(1), 'text-anchor': 'end' }, label(value))];
    });
  }

  /** @param {Box} box */
  #titles({ left, top, width, height }) {
    const { x, y } = this.options;
    const parts = [];
    if (x.title) parts.push(svg('text', { class: 'pb-title', x: left + width / 2, y: top + height + 36, 'text-anchor': 'middle' }, x.title));
    if (y.title) parts.push(svg('text', { class: 'pb-title', x: 0, y: 0, 'text-anchor': 'middle', transform: `translate(12 ${top + height / 2}) rotate(-90)` }, y.title));
    return parts;
  }

  destroy() {
    this.root.remove();
  }
}
