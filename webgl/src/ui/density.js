// What a shade means: a strip with the colours of the picture by count, the counts at its ends, and the choice between three ways to map them.
import { make } from './dom.js';
import { binOf, countOf, TONES } from '../render/tonemap.js';
import { inksOf } from '../render/density-cpu.js';

/** @typedef {import('../render/tonemap.js').Tone} Tone */
/** @typedef {import('../types.js').Style} Style */
/** @typedef {{table: Float32Array, top: number}} Shades opacity of each bin, and the count of the densest pixel */

/** @type {Record<Tone, string>} */
const NAMES = { auto: 'Automatic', rank: 'By rank (equalised)', log: 'Logarithmic', linear: 'Linear' };
const [WIDTH, HEIGHT] = [120, 10];

/** Counts from one to the largest, evenly spaced on a logarithmic strip. @param {number} top @param {number} steps @returns {number[]} */
export const countsTo = (top, steps) => Array.from({ length: steps }, (_, i) => Math.max(1, top) ** (i / (steps - 1)));

export class DensityLegend {
  /** @param {HTMLElement} host @param {Tone} tone @param {string} language @param {() => void} changed @param {boolean} [beside] in a line of text instead of over the picture */
  constructor(host, tone, language, changed, beside = false) {
    this.tone = tone;
    this.language = language;
    this.strip = make('canvas', { class: 'pb-strip', width: String(WIDTH), height: String(HEIGHT), 'aria-hidden': 'true' });
    this.words = make('span', { class: 'pb-density-words' });
    const choice = make('select', { class: 'pb-density-tone', 'aria-label': 'How counts become shades' }, TONES.map((name) => make('option', { value: name, ...(name === tone ? { selected: '' } : {}) }, [NAMES[name]])));
    choice.addEventListener('change', () => { this.tone = /** @type {Tone} */ (choice.value); changed(); });
    this.root = make('div', { class: beside ? 'pb-density pb-beside' : 'pb-density', role: 'group', 'aria-label': 'Density' }, [this.strip, this.words, choice]);
    this.root.hidden = true;
    host.append(this.root);
  }

  /** Show the mapping of a picture. @param {Shades} shades @param {Style} style @param {boolean} coloured whether colours mean something else */
  show({ table, top }, style, coloured) {
    const many = new Intl.NumberFormat(this.language, { notation: 'compact', maximumSignificantDigits: 2 });
    const context = this.strip.getContext('2d');
    this.root.hidden = top < 1; // nothing is drawn yet
    if (!context || top < 1) return;
    const inks = inksOf(table, style, coloured);
    const image = context.createImageData(WIDTH, HEIGHT);
    const pixels = new Int32Array(image.data.buffer);
    countsTo(top, WIDTH).forEach((count, a) => { for (let b = 0; b < HEIGHT; b++) pixels[b * WIDTH + a] = inks[binOf(count)] | (coloured ? style.rgb[0] : 0); });
    context.putImageData(image, 0, 0);
    this.words.textContent = `1 to ${many.format(Math.round(top))} points a pixel`;
  }
}

/** The densest pixel of a histogram. @param {ArrayLike<number>} histogram @returns {number} its count */
export function topOf(histogram) {
  let top = histogram.length - 1;
  while (top > 0 && !histogram[top]) top--;
  return countOf(top);
}
