// What opens below a filter's pill: a searched list with counts, periods, a range, a text.
import { api } from './api.js';
import { node } from './render/figure.js';

/** @typedef {import('./filters-state.js').Declared} Declared */
/** @typedef {{filter: Declared, values: string[], path: string, query: () => URLSearchParams, choose: (values: string[]) => void}} Panel */

/** Ask the server what can be chosen. @param {Panel} panel @param {string} [search] */
function offered({ path, query }, search = '') {
  const all = query();
  if (search) all.set('q', search);
  return api(`${path}?${all}`);
}

/** @param {HTMLElement} host @param {unknown} error */
function failed(host, error) {
  host.replaceChildren(node('p', { class: 'error' }, [error instanceof Error ? error.message : String(error)]));
}

/** Draw the panel of a filter into `host`. @param {HTMLElement} host @param {Panel} panel */
export function openPanel(host, panel) {
  host.replaceChildren();
  return { values: valuesPanel, period: periodPanel, range: rangePanel, text: textPanel }[panel.filter.type](host, panel);
}

/** @param {HTMLElement} host @param {Panel} panel */
async function valuesPanel(host, panel) {
  const chosen = new Set(panel.values);
  const search = /** @type {HTMLInputElement} */ (node('input', { type: 'search', placeholder: `Search ${panel.filter.label}`, 'aria-label': `Search ${panel.filter.label}`, autocomplete: 'off' }));
  const list = node('div', { class: 'choices filter-values', role: 'group', 'aria-label': panel.filter.label }, [node('span', { class: 'skeleton' })]);
  host.replaceChildren(search, list);
  const fill = async () => {
    try {
      const { items, more } = await offered(panel, search.value.trim());
      const missing = search.value ? [] : [...chosen].filter((v) => !items.some((/** @type {{value: string}} */ i) => i.value === v));
      const rows = [...missing.map((value) => ({ value, label: value, count: 0 })), ...items];
      list.replaceChildren(...rows.map((item) => choice(item, chosen, () => panel.choose([...chosen]))));
      if (!rows.length) list.append(node('p', { class: 'muted small' }, ['Nothing here matches. Other filters may leave it out.']));
      if (more) list.append(node('p', { class: 'help' }, ['There are more. Type a part to find them.']));
    } catch (error) { failed(list, error); }
  };
  let timer = 0;
  search.addEventListener('input', () => { clearTimeout(timer); timer = window.setTimeout(fill, 200); });
  await fill();
  search.focus();
}

/** @param {{value: string, label: string, count: number}} item @param {Set<string>} chosen @param {() => void} changed */
function choice({ value, label, count }, chosen, changed) {
  const box = /** @type {HTMLInputElement} */ (node('input', { type: 'checkbox' }));
  box.checked = chosen.has(value);
  box.addEventListener('change', () => {
    if (box.checked) chosen.add(value);
    else chosen.delete(value);
    changed();
  });
  return node('label', {}, [box, node('span', { class: 'clip' }, [label]), node('span', { class: 'filter-count' }, [count.toLocaleString()])]);
}

/** @param {HTMLElement} host @param {Panel} panel */
async function periodPanel(host, panel) {
  const now = panel.values[0] ?? '';
  const [from, to] = now.includes('..') ? now.split('..') : ['', ''];
  const inputs = ['From', 'To'].map((label, i) => /** @type {HTMLInputElement} */ (node('input', { type: 'date', 'aria-label': label, class: 'small', value: [from, to][i] })));
  const presets = node('div', { class: 'filter-periods' }, [node('span', { class: 'skeleton' })]);
  const reach = node('p', { class: 'help' });
  const apply = node('button', { type: 'submit', class: 'btn btn-small' }, ['Apply']);
  const form = node('form', { class: 'filter-range' }, [inputs[0], node('span', { 'aria-hidden': 'true' }, ['–']), inputs[1], apply]);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (inputs.some((i) => i.value)) panel.choose([`${inputs[0].value}..${inputs[1].value}`]);
  });
  host.replaceChildren(presets, form, reach);
  try {
    const { presets: offers, min, max } = await offered(panel);
    presets.replaceChildren(...offers.map((/** @type {{value: string, label: string, span: string[]}} */ offer) => {
      const button = node('button', { type: 'button', class: 'chip', title: offer.span.join(' – '), 'aria-pressed': String(offer.value === now) }, [offer.label]);
      button.addEventListener('click', () => panel.choose(offer.value === now ? [] : [offer.value]));
      return button;
    }));
    if (min) reach.textContent = `The data runs from ${min} to ${max}.`;
    for (const input of inputs) { input.min = min ?? ''; input.max = max ?? ''; }
  } catch (error) { failed(presets, error); }
}

/** @param {HTMLElement} host @param {Panel} panel */
async function rangePanel(host, panel) {
  const [low = '', high = ''] = (panel.values[0] ?? '').split('..');
  const inputs = ['At least', 'At most'].map((label, i) => /** @type {HTMLInputElement} */ (node('input', { type: 'number', step: 'any', 'aria-label': label, placeholder: label, class: 'small', value: [low, high][i] })));
  const reach = node('p', { class: 'help' });
  const form = node('form', { class: 'filter-range' }, [inputs[0], node('span', { 'aria-hidden': 'true' }, ['–']), inputs[1], node('button', { type: 'submit', class: 'btn btn-small' }, ['Apply'])]);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    panel.choose(inputs.some((i) => i.value) ? [`${inputs[0].value}..${inputs[1].value}`] : []);
  });
  host.replaceChildren(form, reach);
  inputs[0].focus();
  try {
    const { min, max } = await offered(panel);
    if (min !== null) reach.textContent = `The data runs from ${min.toLocaleString()} to ${max.toLocaleString()}.`;
  } catch (error) { failed(reach, error); }
}

/** @param {HTMLElement} host @param {Panel} panel */
async function textPanel(host, panel) {
  const input = /** @type {HTMLInputElement} */ (node('input', { type: 'search', 'aria-label': `${panel.filter.label} contains`, placeholder: 'Contains', value: panel.values[0] ?? '', class: 'small' }));
  const form = node('form', { class: 'filter-range' }, [input, node('button', { type: 'submit', class: 'btn btn-small' }, ['Apply'])]);
  form.addEventListener('submit', (event) => { event.preventDefault(); panel.choose(input.value.trim() ? [input.value.trim()] : []); });
  host.replaceChildren(form);
  input.focus();
}
