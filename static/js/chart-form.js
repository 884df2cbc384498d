// The builder's form: shows a draft on its shelves and says when it changed.
import { dimension, firstDraft, freshFilter, isNumber, isTime } from './chart-draft.js';
import { columnRow, dimensionRow, fieldOptions, filterRow, measureRow, select } from './chart-shelves.js';
import { node } from './render/figure.js';

/** @typedef {import('./chart-draft.js').Draft} Draft */
/** @typedef {import('./chart-draft.js').Column} Column */
/** @typedef {{name: string, label: string, default: any, choices: [string, string][], help: string}} Option */
/** @typedef {{name: string, label: string, options: Option[]}} Kind */

export class ChartForm {
  /**
   * @param {HTMLFormElement} form
   * @param {{columns: Column[], kinds: Record<string, Kind>}} data
   * @param {{draft: Draft, kind: string, options: Record<string, any>}} state changed in place
   * @param {() => void} changed called after each change by the person
   */
  constructor(form, { columns, kinds }, state, changed) {
    Object.assign(this, { form, columns, kinds });
    this.form = form;
    this.columns = columns;
    this.kinds = kinds;
    this.state = state;
    this.changed = changed;
    /** @type {{name: string, label: string}[]} */
    this.results = [];
    form.addEventListener('submit', (event) => event.preventDefault());
    form.addEventListener('click', (event) => this.add(event));
    for (const radio of /** @type {NodeListOf<HTMLInputElement>} */ (form.querySelectorAll('[name=kind]'))) radio.addEventListener('change', () => this.choose(radio.value));
    this.control('listing').addEventListener('change', () => this.list(this.control('listing').checked));
    this.control('limit').addEventListener('change', () => this.edit(() => { this.state.draft.limit = Math.floor(Number(this.control('limit').value)) || null; }));
    this.control('sort').addEventListener('change', () => this.edit(() => { this.state.draft.sort = this.control('sort').value; }));
    this.show();
  }

  /** @param {string} name @returns {HTMLInputElement} */
  control(name) {
    return /** @type {HTMLInputElement} */ (this.form.elements.namedItem(name));
  }

  /** @param {string} name @returns {HTMLElement} */
  shelf(name) {
    return /** @type {HTMLElement} */ (this.form.querySelector(`[data-shelf="${name}"]`));
  }

  /**
   * Change the draft, then draw anew: a moment later, when Tab has moved the focus, so that it can be kept.
   * @param {() => void} change @param {() => void} [then]
   */
  edit(change, then) {
    change();
    setTimeout(() => {
      this.show();
      then?.();
      this.changed();
    });
  }

  /** Change the kind; what the other kind cannot draw is filled in anew. @param {string} kind */
  choose(kind) {
    this.edit(() => {
      const { draft } = this.state;
      this.state.kind = kind;
      this.state.options = {};
      if (kind === 'points') this.plot();
      else if (kind !== 'table' && draft.listing) Object.assign(draft, { listing: false, limit: null });
      if (kind === 'number') draft.dimensions = draft.dimensions.filter((d) => d.grain).slice(0, 1);
      if (!draft.listing && !draft.measures.length && kind !== 'table') draft.measures = [{ agg: 'count' }];
      if ((kind === 'bar' || kind === 'line') && !draft.dimensions.length) draft.dimensions = firstDraft(this.columns).dimensions;
      draft.sort = '';
    });
  }

  /** Make the draft a listing of two numbers. */
  plot() {
    const { draft } = this.state;
    const places = this.columns.filter((c) => isNumber(c) || isTime(c)).map((c) => c.name);
    const kept = draft.rows.filter((name, i) => name !== '*' && (i > 1 || places.includes(name))).slice(0, 3);
    draft.listing = true;
    draft.rows = kept.length >= 2 ? kept : places.slice(0, 2);
    draft.limit = null;
  }

  /** @param {boolean} on */
  list(on) {
    this.edit(() => {
      Object.assign(this.state.draft, { listing: on, sort: '', rows: on ? ['*'] : [] });
      this.state.draft.limit = on ? this.state.draft.limit ?? 1000 : null;
      if (!on && !this.state.draft.measures.length) this.state.draft.measures = [{ agg: 'count' }];
    });
  }

  /** @param {MouseEvent} event */
  add(event) {
    const button = event.target instanceof Element ? event.target.closest('[data-add]') : null;
    const shelf = button?.getAttribute('data-add');
    if (!shelf) return;
    const [first] = this.columns;
    const { draft } = this.state;
    const numeric = this.columns.find(isNumber);
    const unused = this.columns.find((c) => !draft.dimensions.some((d) => d.field === c.name) && (c.type === 'text' || isTime(c))) ?? first;
    this.edit(() => {
      if (shelf === 'measures') draft.measures.push(numeric ? { agg: 'sum', field: numeric.name } : { agg: 'count' });
      if (shelf === 'dimensions') draft.dimensions.push(dimension(unused.name, isTime(unused) ? 'month' : ''));
      if (shelf === 'filters') draft.filters.push(freshFilter(first));
      if (shelf === 'rows') draft.rows = [...draft.rows.filter((name) => name !== '*'), this.columns.find((c) => !draft.rows.includes(c.name))?.name ?? first.name];
    }, () => /** @type {HTMLElement | null} */ (this.shelf(shelf).querySelector('.shelf-row:last-child select'))?.focus());
  }

  /** Draw every shelf from the draft; the focus stays where it was. */
  show() {
    const held = this.place(document.activeElement);
    const { draft, kind } = this.state;
    const points = kind === 'points';
    for (const radio of /** @type {NodeListOf<HTMLInputElement>} */ (this.form.querySelectorAll('[name=kind]'))) radio.checked = radio.value === kind;
    this.fill('measures', draft.measures, measureRow);
    this.fill('dimensions', draft.dimensions, dimensionRow);
    this.fill('filters', draft.filters, filterRow);
    this.fill('rows', draft.rows, columnRow);
    this.shelf('measures').hidden = this.shelf('dimensions').hidden = draft.listing;
    this.shelf('rows').hidden = !draft.listing || points;
    /** @type {HTMLElement} */ (this.form.querySelector('[data-listing]')).hidden = kind !== 'table';
    this.control('listing').checked = draft.listing;
    this.control('limit').value = draft.limit ? String(draft.limit) : '';
    this.showPoints(points);
    this.showSort();
    this.showOptions();
    this.hold(held);
  }

  /**
   * @template T
   * @param {string} shelf @param {T[]} parts @param {(part: T, row: any) => HTMLElement} make
   */
  fill(shelf, parts, make) {
    const row = (/** @type {T} */ part, /** @type {number} */ i) => make(part, {
      columns: this.columns,
      replace: (/** @type {T} */ next) => this.edit(() => { parts[i] = next; }),
      remove: () => this.edit(() => { parts.splice(i, 1); }),
    });
    this.shelf(shelf).querySelector('ul')?.replaceChildren(...parts.map(row));
  }

  /** @param {boolean} on */
  showPoints(on) {
    const host = /** @type {HTMLElement} */ (this.form.querySelector('[data-shelves=points]'));
    host.hidden = !on;
    if (!on) return;
    const { rows } = this.state.draft;
    const places = fieldOptions(this.columns.filter((c) => isNumber(c) || isTime(c)));
    const colours = fieldOptions(this.columns.filter((c) => c.type === 'text' || c.type === 'boolean'));
    const set = (/** @type {number} */ i) => (/** @type {string} */ name) => this.edit(() => {
      rows[i] = name;
      if (i === 2 && !name) rows.length = 2;
    });
    const field = (/** @type {string} */ label, /** @type {[string, string][]} */ options, /** @type {number} */ i) =>
      node('label', { class: 'field' }, [node('span', { class: 'label' }, [label]), select(label, options, rows[i] ?? '', set(i))]);
    host.replaceChildren(field('Across', places, 0), field('Up', places, 1), field('Colour', [['', 'One colour'], ...colours], 2));
  }

  /** Offer the columns of the last answer. @param {{name: string, label: string}[]} [results] */
  showSort(results = this.results) {
    this.results = results;
    const { sort } = this.state.draft;
    const options = results.flatMap(({ name, label }) => [[`${name}:desc`, `${label}, highest first`], [`${name}:asc`, `${label}, lowest first`]]);
    const all = [['', 'Automatic'], ...options];
    if (!all.some(([value]) => value === sort)) all.push([sort, sort.replace(':', ', ')]);
    this.control('sort').replaceChildren(...all.map(([value, text]) => node('option', { value }, [text])));
    this.control('sort').value = sort;
    /** @type {HTMLElement} */ (this.form.querySelector('[data-sorting]')).hidden = this.state.kind === 'points';
  }

  /** The kind's declared options. */
  showOptions() {
    const { options } = this.kinds[this.state.kind];
    const set = (/** @type {Option} */ option) => (/** @type {any} */ value) => this.edit(() => { this.state.options[option.name] = value; });
    const host = /** @type {HTMLElement} */ (this.form.querySelector('[data-options]'));
    host.hidden = !options.length;
    host.querySelector('div')?.replaceChildren(...options.map((option) => optionField(option, this.state.options[option.name] ?? option.default, set(option))));
  }

  /** Where the focus is: shelf, row and control, to find it again after drawing. @param {Element | null} element */
  place(element) {
    const host = element?.closest('[data-shelf], [data-shelves], [data-options]');
    if (!element || !host || !this.form.contains(element)) return null;
    return { host, at: [...host.querySelectorAll('select, input, button')].indexOf(/** @type {any} */ (element)) };
  }

  /** @param {{host: Element, at: number} | null} held */
  hold(held) {
    const controls = held ? /** @type {NodeListOf<HTMLElement>} */ (held.host.querySelectorAll('select, input, button')) : [];
    if (held && controls.length) controls[Math.min(held.at, controls.length - 1)].focus();
  }
}

/** @param {Option} option @param {any} value @param {(value: any) => void} set */
function optionField(option, value, set) {
  if (typeof option.default === 'boolean') {
    const box = /** @type {HTMLInputElement} */ (node('input', { type: 'checkbox' }));
    box.checked = value;
    box.addEventListener('change', () => set(box.checked));
    return node('label', { class: 'choice' }, [box, option.label]);
  }
  const control = option.choices.length ? select(option.label, option.choices, value, set) : Object.assign(document.createElement('input'), { value, className: 'small', ariaLabel: option.label, onchange: (/** @type {any} */ e) => set(e.target.value) });
  return node('label', { class: 'field' }, [node('span', { class: 'label' }, [option.label]), control]);
}
