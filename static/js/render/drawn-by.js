// Says who draws a chart that several renderers can draw, and lets a person choose another one while they look. What a chart keeps is its option.
import { deviceOf, mostRows } from '../../../webgl/src/probe.js';
import { compact, text } from './format.js';
import { node } from './figure.js';

/** @typedef {'plotly' | 'webgl' | 'tiles'} Name */

/** @type {Record<string, string>} */
const NAMES = { plotly: 'Plotly', webgl: 'WebGL', tiles: 'tiles' };
/** @type {Record<string, string>} */
const DRAWN = { plotly: 'Drawn by Plotly', webgl: 'Drawn with WebGL', tiles: 'Drawn from tiles' };

/** @param {ChartPayload} payload */
const rowsOf = (payload) => payload.total ?? payload.row_count;

/**
 * The renderer of a payload: the one chosen here, else the server's, unless this machine is too small for so many rows.
 * @param {ChartPayload} payload @param {string} chosen `auto` or a renderer @param {import('../../../webgl/src/probe.js').Device} [device]
 * @returns {{renderer: ChartPayload['renderer'], because: string}}
 */
export function choice(payload, chosen, device = deviceOf()) {
  const { renderer, because = '', alternatives = [], options } = payload;
  const free = (/** @type {string} */ name) => alternatives.some((one) => one.renderer === name && !one.refused);
  if (chosen !== 'auto' && (chosen === renderer || free(chosen))) return { renderer: /** @type {Name} */ (chosen), because: text('chosen here') };
  const few = rowsOf(payload) <= mostRows(device);
  if (renderer !== 'webgl' || few || !free('tiles') || (options?.renderer ?? 'auto') !== 'auto') return { renderer, because };
  return { renderer: 'tiles', because: text('this device has too little memory for all rows') };
}

/**
 * The line under a chart: "Drawn from tiles: 104 M rows", with a list to choose from.
 * @param {(name: string) => void} choose @returns {{element: HTMLElement, chosen(): string, show(payload: ChartPayload, by: ReturnType<typeof choice>): void}}
 */
export function drawnBy(choose) {
  const words = node('span', { class: 'drawn-words' });
  const list = /** @type {HTMLSelectElement} */ (node('select', { class: 'drawn-list', 'aria-label': text('Draw with') }));
  const element = node('span', { class: 'drawn-by' }, [words, list]);
  list.addEventListener('change', () => choose(list.value));
  return {
    element,
    chosen: () => list.value || 'auto',
    show(payload, { renderer, because }) {
      const others = payload.alternatives ?? [];
      element.hidden = !others.length;
      if (!others.length) return;
      words.textContent = `${text(DRAWN[renderer] ?? renderer)}: ${compact(rowsOf(payload))} ${text('rows')}`;
      element.title = because ? `${text('Because')}: ${because}` : '';
      fill(list, payload, others);
    },
  };
}

/** @param {HTMLSelectElement} list @param {ChartPayload} payload @param {NonNullable<ChartPayload['alternatives']>} others */
function fill(list, payload, others) {
  const kept = list.value || 'auto';
  const all = [{ renderer: payload.renderer, refused: '' }, ...others].sort((a, b) => Object.keys(NAMES).indexOf(a.renderer) - Object.keys(NAMES).indexOf(b.renderer));
  const entries = all.map(({ renderer, refused }) => {
    const entry = /** @type {HTMLOptionElement} */ (node('option', { value: renderer, ...(refused ? { title: refused } : {}) }, [text(NAMES[renderer] ?? renderer)]));
    entry.disabled = Boolean(refused);
    return entry;
  });
  list.replaceChildren(node('option', { value: 'auto' }, [text('Automatic')]), ...entries);
  list.value = entries.some((entry) => entry.value === kept && !entry.disabled) ? kept : 'auto';
}
