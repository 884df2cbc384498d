// Colours from the page's CSS variables, as numbers, and word when they change. Any CSS colour is understood: the browser works it out.

import { MISSING } from './data/classes.js';

/** @typedef {import('./types.js').Style} Style */

const FALLBACK = ['#2563eb', '#e8710a', '#0d9488', '#c026d3', '#65a30d', '#dc2626', '#7c3aed', '#64748b'];

/** Where the page has no `--ramp-low`, `--ramp-mid` and `--ramp-high`. */
const RAMP = ['#d9efe9', '#12897a', '#062d3a'];

/** Black, and what no colour gives: 0 means "nothing here" in the grids. */
const NOTHING = 0x010101;

/** @type {CanvasRenderingContext2D | null} */
let mixer = null;

/** A CSS colour as 0xbbggrr. @param {string} css @returns {number} */
export function colourNumber(css) {
  if (!mixer) {
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 1;
    mixer = canvas.getContext('2d', { willReadFrequently: true });
  }
  if (!mixer) return 0;
  mixer.clearRect(0, 0, 1, 1);
  mixer.fillStyle = '#000';
  mixer.fillStyle = css;
  mixer.fillRect(0, 0, 1, 1);
  const [r, g, b] = mixer.getImageData(0, 0, 1, 1).data;
  return (b << 16) | (g << 8) | r || NOTHING;
}

/** @param {number} a @param {number} b @param {number} t */
function blend(a, b, t) {
  const part = (/** @type {number} */ shift) => Math.round(((a >> shift) & 255) * (1 - t) + ((b >> shift) & 255) * t) << shift;
  return part(16) | part(8) | part(0);
}

/** What a CSS variable means here, with `light-dark()` and other variables worked out. @param {Element} element @param {string} name @param {string} otherwise */
const variable = (element, name, otherwise) => computed(element, `var(${name}, ${otherwise})`);

/** A CSS colour, worked out. @param {Element} element whose variables count @param {string} css @returns {string} */
function computed(element, css) {
  const sample = document.createElement('span');
  sample.style.color = css;
  element.append(sample);
  const { color } = getComputedStyle(sample);
  sample.remove();
  return color;
}

/** The eight categorical colours of an element. @param {Element} element @returns {string[]} CSS colours */
export function palette(element) {
  return FALLBACK.map((otherwise, i) => variable(element, `--chart-${i + 1}`, otherwise));
}

/** Colours of classes from low to high; of rows without a value, the last, a quiet one. @param {Element} element @param {string[]} names @returns {string[]} CSS colours */
export function rampColours(element, names) {
  const last = Math.max(1, names.filter((name) => name !== MISSING).length - 1);
  return names.map((name, k) => {
    const t = (2 * k) / last;
    const [from, to] = t <= 1 ? ['--ramp-low, #9fd5c9', '--ramp-mid, #12897a'] : ['--ramp-mid, #12897a', '--ramp-high, #062d3a'];
    return computed(element, name === MISSING ? 'var(--muted, #6b7280)' : `color-mix(in oklab, var(${to}) ${(100 * (t <= 1 ? t : t - 1)).toFixed(1)}%, var(${from}))`);
  });
}

/** @param {Element} element whose variables count @param {boolean[]} hidden categories @param {string[]} [colours] instead of the page's @returns {Style} */
export function styleOf(element, hidden, colours = palette(element)) {
  const rgb = Array.from({ length: 8 }, (_, i) => colourNumber(colours[i % colours.length]));
  const deep = blend(rgb[0], colourNumber(variable(element, '--text', '#111827')), 0.55);
  const [low, high] = ['--ramp-mid', '--ramp-high'].map((name) => colourNumber(variable(element, name, 'transparent')));
  const ramp = ['low', 'mid', 'high'].map((name, i) => colourNumber(variable(element, `--ramp-${name}`, RAMP[i])));
  return { rgb, hidden, ramp, low: low === NOTHING ? rgb[0] : low, high: high === NOTHING ? deep : high };
}

/**
 * @param {() => void} changed called when the page switches between light and dark @returns {() => void} stops
 */
export function watchTheme(changed) {
  const media = matchMedia('(prefers-color-scheme: dark)');
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme', 'class', 'style'] });
  media.addEventListener('change', changed);
  return () => {
    observer.disconnect();
    media.removeEventListener('change', changed);
  };
}
