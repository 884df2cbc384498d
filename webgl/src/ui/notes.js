// What is drawn over the picture in data units: reference lines, points with a text, the selected region. SVG, so it is the same whoever paints.
import { svg } from './dom.js';

/** @typedef {import('../types.js').Rect} Rect */
/** @typedef {import('../types.js').Point} Point */
/** @typedef {{axis: 'x' | 'y', at: number, label?: string} | {x: number, y: number, text: string}} Mark a line across the picture, or a place with a text */
/** @typedef {{x(value: number): number, y(value: number): number, width: number, height: number}} To data units to CSS pixels of the picture */

/** @param {number} value a coordinate that SVG can hold */
const at = (value) => Math.max(-1e5, Math.min(1e5, value)).toFixed(1);

/** Room a text needs at the right edge before it changes sides, CSS pixels. */
const TEXT = 90;

/** @param {Extract<Mark, {axis: string}>} mark @param {To} to */
function line({ axis, at: value, label }, to) {
  const across = axis === 'y';
  const place = across ? to.y(value) : to.x(value);
  const path = svg('path', { class: 'pb-line', d: across ? `M0 ${at(place)}H${to.width}` : `M${at(place)} 0V${to.height}` });
  if (!label) return [path];
  const left = !across && place > to.width - TEXT;
  const where = across ? { x: to.width - 6, y: at(place - 5), 'text-anchor': 'end' } : { x: at(place + (left ? -5 : 5)), y: 14, 'text-anchor': left ? 'end' : 'start' };
  return [path, svg('text', { class: 'pb-note', ...where }, label)];
}

/** @param {Extract<Mark, {text: string}>} mark @param {To} to */
function note({ x, y, text }, to) {
  const [cx, cy] = [to.x(x), to.y(y)];
  const left = cx > to.width - TEXT;
  return [svg('circle', { class: 'pb-spot', cx: at(cx), cy: at(cy), r: 4 }), svg('text', { class: 'pb-note', x: at(cx + (left ? -8 : 8)), y: at(cy + 4), 'text-anchor': left ? 'end' : 'start' }, text)];
}

export class Notes {
  /** @param {HTMLElement} stage @param {Mark[]} marks */
  constructor(stage, marks) {
    this.marks = marks;
    /** @type {Point[]} corners of the selected region, data units */
    this.region = [];
    this.svg = svg('svg', { class: 'pb-notes', 'aria-hidden': 'true' });
    stage.append(this.svg);
    this.drawn = '';
  }

  /** @param {Rect} view @param {{width: number, height: number}} box */
  draw(view, { width, height }) {
    const now = JSON.stringify([view, width, height, this.marks, this.region]);
    if (now === this.drawn) return;
    this.drawn = now;
    /** @type {To} */
    const to = { x: (x) => (width * (x - view.x0)) / (view.x1 - view.x0), y: (y) => height - (height * (y - view.y0)) / (view.y1 - view.y0), width, height };
    const region = this.region.length ? [svg('path', { class: 'pb-region', d: `M${this.region.map((p) => `${at(to.x(p.x))} ${at(to.y(p.y))}`).join('L')}Z` })] : [];
    this.svg.replaceChildren(...region, ...this.marks.flatMap((mark) => ('axis' in mark ? line(mark, to) : note(mark, to))));
  }

  /** The marks in words, for those who do not see them. @param {(axis: 'x' | 'y', value: number) => string} say */
  words(say) {
    return this.marks.map((mark) => ('axis' in mark ? `${mark.label ?? 'Line'} at ${say(mark.axis, mark.at)}` : `${mark.text} at ${say('x', mark.x)}, ${say('y', mark.y)}`)).join('; ');
  }
}
