// The legend of a colour scale: its colours from the least value to the greatest, with the values that the ends and the middle stand for.
import { make } from './dom.js';

/** @param {string} title what is coloured @param {[string, string, string]} values in words: lowest, middle, highest */
export function ramp(title, values) {
  const words = `${title}: from ${values[0]} to ${values[2]}`;
  const marks = values.map((value) => make('span', {}, [value]));
  return make('div', { class: 'pb-ramp', role: 'img', 'aria-label': words }, [
    make('span', { class: 'pb-ramp-title' }, [title]), make('div', { class: 'pb-ramp-scale' }, [make('div', { class: 'pb-ramp-bar' }), make('div', { class: 'pb-ramp-marks' }, marks)]),
  ]);
}
