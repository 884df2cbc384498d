// The editor of a dashboard's filters: which columns, in which way, for which tiles, and where they start.
import { node } from './render/figure.js';

/** @typedef {import('./dashboard-edit.js').Editor} Editor */
/** @typedef {import('./filters-state.js').Declared} Declared */

/** @type {Record<string, [string, string][]>} the ways to filter each type of column, the usual one first */
const WAYS = {
  text: [['values', 'List of values'], ['text', 'Contains text']], boolean: [['values', 'List of values']], integer: [['range', 'Range'], ['values', 'List of values']],
  float: [['range', 'Range']], decimal: [['range', 'Range']], date: [['period', 'Period'], ['values', 'List of values']], timestamp: [['period', 'Period']],
};
const HINTS = { values: 'Values, separated by commas', period: 'Such as last-30-days or 2026-01-01..2026-03-31', range: 'Such as 10..20', text: 'A part of the text' };

/** @param {Editor} editor */
export function filtersEditor(editor) {
  const dialog = /** @type {HTMLDialogElement} */ (document.getElementById('filters-editor'));
  const host = /** @type {HTMLElement} */ (dialog.querySelector('[data-filters-editor]'));
  const draw = () => {
    const { filters } = editor.draft.content;
    host.replaceChildren(...filters.map((filter, at) => card(editor, filter, at, draw)), adder(editor, draw));
    if (!filters.length) host.prepend(node('p', { class: 'muted' }, ['A filter narrows every tile of one dataset at once. Choose a column to begin.']));
  };
  draw();
  dialog.showModal();
}

/** @param {Editor} editor @param {Declared} filter @param {number} at @param {() => void} draw */
function card(editor, filter, at, draw) {
  const set = (/** @type {Partial<Declared>} */ change) => {
    editor.draft.commit({ filters: editor.draft.content.filters.map((f, i) => (i === at ? { ...f, ...change } : f)) });
    draw();
  };
  const remove = node('button', { type: 'button', class: 'btn btn-small btn-danger', 'aria-label': `Remove the filter ${filter.label}` }, ['Remove']);
  remove.addEventListener('click', () => { editor.draft.commit({ filters: editor.draft.content.filters.filter((_, i) => i !== at) }); draw(); });
  const dataset = editor.datasets.get(filter.dataset);
  const type = dataset?.columns.find((/** @type {any} */ c) => c.name === filter.column)?.type ?? '';
  const head = node('div', { class: 'cluster apart' }, [node('span', { class: 'strong' }, [`${filter.column}`, node('span', { class: 'muted small' }, [` ${dataset?.name ?? 'a dataset that is gone'}`])]), remove]);
  const fields = node('div', { class: 'form-row' }, [
    field('Name', input(filter.label, (value) => value && set({ label: value.slice(0, 80) }))),
    field('Way', choice(WAYS[type] ?? [[filter.type, filter.type]], filter.type, (value) => set({ type: /** @type {Declared['type']} */ (value), default: [] }))),
    field('Starts with', input(filter.default.join(', '), (value) => set({ default: split(filter.type, value) }), HINTS[filter.type])),
  ]);
  return node('div', { class: 'panel stack tight' }, [head, fields, reach(editor, filter, set)]);
}

/** Which tiles it narrows. @param {Editor} editor @param {Declared} filter @param {(change: Partial<Declared>) => void} set */
function reach(editor, filter, set) {
  const tiles = editor.draft.content.tiles.filter((t) => t.chart && editor.charts.get(t.chart)?.dataset === filter.dataset);
  const boxes = tiles.map((tile) => {
    const box = /** @type {HTMLInputElement} */ (node('input', { type: 'checkbox' }));
    box.checked = !filter.tiles || filter.tiles.includes(tile.id);
    box.addEventListener('change', () => {
      const linked = tiles.map((t) => t.id).filter((id) => (id === tile.id ? box.checked : !filter.tiles || filter.tiles.includes(id)));
      set({ tiles: linked.length === tiles.length ? null : linked });
    });
    return node('label', { class: 'choice' }, [box, editor.nameOf(tile)]);
  });
  return node('fieldset', { class: 'field' }, [node('legend', {}, ['Tiles it narrows']), node('div', { class: 'cluster reach' }, boxes)]);
}

/** @param {Editor} editor @param {() => void} draw */
function adder(editor, draw) {
  const used = new Set(editor.draft.content.tiles.map((t) => editor.charts.get(t.chart ?? '')?.dataset));
  const offers = [...editor.datasets.values()].filter((d) => d && used.has(d.id));
  const select = /** @type {HTMLSelectElement} */ (node('select', { 'aria-label': 'Add a filter on a column' }, [node('option', { value: '' }, ['Add a filter on…'])]));
  for (const dataset of offers) {
    const columns = dataset.columns.filter((/** @type {any} */ c) => WAYS[c.type]);
    select.append(node('optgroup', { label: dataset.name }, columns.map((/** @type {any} */ c) => node('option', { value: JSON.stringify([dataset.id, c.name]) }, [`${c.label} (${c.type})`]))));
  }
  select.addEventListener('change', () => {
    if (!select.value) return;
    const [id, name] = JSON.parse(select.value);
    const column = editor.datasets.get(id).columns.find((/** @type {any} */ c) => c.name === name);
    const { filters } = editor.draft.content;
    const made = /** @type {Declared} */ ({ id: freeId(name, filters), label: pretty(column.label), dataset: id, column: name, type: WAYS[column.type][0][0], default: [], tiles: null });
    editor.draft.commit({ filters: [...filters, made] });
    draw();
  });
  return offers.length ? select : node('p', { class: 'muted' }, ['Add a chart first; its dataset says what can be filtered.']);
}

/** @param {string} label @param {HTMLElement} control */
function field(label, control) {
  return node('label', { class: 'field' }, [node('span', { class: 'label' }, [label]), control]);
}

/** @param {string} value @param {(value: string) => void} changed @param {string} [hint] */
function input(value, changed, hint = '') {
  const element = /** @type {HTMLInputElement} */ (node('input', { class: 'small', value, placeholder: hint, autocomplete: 'off' }));
  element.addEventListener('change', () => changed(element.value.trim()));
  return element;
}

/** @param {[string, string][]} options @param {string} value @param {(value: string) => void} changed */
function choice(options, value, changed) {
  const element = /** @type {HTMLSelectElement} */ (node('select', { class: 'small' }, options.map(([key, label]) => node('option', { value: key }, [label]))));
  element.value = value;
  element.addEventListener('change', () => changed(element.value));
  return element;
}

/** @param {Declared['type']} type @param {string} text */
const split = (type, text) => (type === 'values' ? text.split(',').map((v) => v.trim()).filter(Boolean) : text ? [text] : []);

/** `order_date` -> `Order date`. @param {string} name */
const pretty = (name) => { const words = name.replaceAll('_', ' ').trim(); return words.charAt(0).toUpperCase() + words.slice(1); };

/** A name for addresses that no other filter has. @param {string} name @param {readonly Declared[]} filters */
function freeId(name, filters) {
  const base = name.toLowerCase().replace(/[^a-z0-9]+/g, '_').replace(/^[^a-z]+/, '').slice(0, 36) || 'filter';
  let id = base;
  for (let n = 2; filters.some((f) => f.id === id); n += 1) id = `${base}_${n}`;
  return id;
}
