// The builder's form: shows a draft on its shelves and says when it changed.
import { dimension, draftOf, freshFilter, isNumber, isTime, specOf } from './chart-draft.js';
import { KindPicker } from './chart-kinds.js';
import { lanes, nextLane, room, shelvesOf } from './chart-lanes.js';
import { optionField } from './chart-options.js';
import { columnRow, dimensionRow, filterRow, measureRow } from './chart-shelves.js';
import { node } from './render/figure.js';
import { text } from './render/format.js';

/** @typedef {import('./chart-draft.js').Draft} Draft */
/** @typedef {import('./chart-draft.js').Column} Column */
/** @typedef {import('./chart-lanes.js').Part} Part */
/** @typedef {{name: string, label: string, about: string, group: string, shelves: import('./chart-lanes.js').Shelf[], options: import('./chart-options.js').Option[]}} Kind */

const ADD = { dimensions: text('Add a group'), measures: text('Add a measure'), rows: text('Add a column') };

export class ChartForm {
  /**
   * @param {HTMLFormElement} form
   * @param {{columns: Column[], kinds: Record<string, Kind>, dataset: string, fit: string}} data
   * @param {{draft: Draft, kind: string, options: Record<string, any>}} state changed in place
   * @param {() => void} changed called after each change by the person
   */
  constructor(form, data, state, changed) {
    this.form = form;
    this.data = data;
    this.columns = data.columns;
    this.kinds = data.kinds;
    this.state = state;
    this.changed = changed;
    /** @type {{name: string, label: string}[]} */
    this.results = [];
    form.addEventListener('submit', (event) => event.preventDefault());
    form.addEventListener('click', (event) => this.add(event));
    /** The question as the person left it: other kinds are tried with it, so that no field is lost on the way. @type {Draft | null} */
    this.own = null;
    /** What was chosen for the look of each kind. @type {Record<string, Record<string, any>>} */
    this.looks = {};
    this.picker = new KindPicker(/** @type {HTMLElement} */ (form.querySelector('[data-kinds]')), data.kinds, (kind) => this.choose(kind));
    this.control('listing').addEventListener('change', () => this.list(this.control('listing').checked));
    this.control('limit').addEventListener('change', () => this.edit(() => { this.state.draft.limit = Math.floor(Number(this.control('limit').value)) || null; }));
    this.control('sort').addEventListener('change', () => this.edit(() => { this.state.draft.sort = this.control('sort').value; }));
    this.show();
    this.fit();
  }

  /** Ask which kinds fit the question as the person left it. */
  fit() {
    this.picker.ask(this.data.fit, this.data.dataset, specOf(this.own ?? this.state.draft, this.data.dataset));
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
    this.own = null;
    this.redraw(() => { this.fit(); then?.(); });
  }

  /** @param {() => void} [then] */
  redraw(then) {
    setTimeout(() => {
      this.show();
      then?.();
      this.changed();
    });
  }

  /** Change the kind: the question stays as the person left it where it fits, else the nearest one that does is taken. @param {string} kind */
  choose(kind) {
    const { state } = this;
    this.own ??= structuredClone(state.draft);
    this.looks[state.kind] = state.options;
    const nearest = this.picker.fits[kind]?.spec;
    Object.assign(state, { kind, options: this.looks[kind] ?? {}, draft: nearest ? draftOf(nearest) : structuredClone(this.own) });
    state.draft.sort = '';
    this.redraw();
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
    this.picker.show(kind);
    this.fill('measures', draft.measures, measureRow);
    this.fill('dimensions', draft.dimensions, dimensionRow);
    this.fill('filters', draft.filters, filterRow);
    this.fill('rows', draft.rows, columnRow);
    for (const part of /** @type {Part[]} */ (['measures', 'dimensions', 'rows'])) this.label(part);
    /** @type {HTMLElement} */ (this.form.querySelector('[data-listing]')).hidden = kind !== 'table';
    this.control('listing').checked = draft.listing;
    this.control('limit').value = draft.limit ? String(draft.limit) : '';
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

  /** Write on each row the shelf it lies on, and on the button the next one. @param {Part} part */
  label(part) {
    const { draft, kind } = this.state;
    const all = this.kinds[kind].shelves;
    const shelves = shelvesOf(all, part);
    const host = this.shelf(part);
    const rows = [...host.querySelectorAll('.shelf-row')];
    lanes(shelves, rows.length).forEach(({ label, help }, i) => rows[i].prepend(node('span', { class: 'shelf-label', title: help }, [label])));
    const next = nextLane(shelves, rows.length);
    const add = /** @type {HTMLElement} */ (host.querySelector('[data-add]'));
    add.hidden = rows.length >= room(all, part);
    /** @type {HTMLElement} */ (add.querySelector('span')).textContent = next ? `${text('Add')}: ${next.label.toLowerCase()}${next.least && !rows.length ? ` (${text('needed')})` : ''}` : ADD[part];
    host.hidden = (part === 'rows') !== draft.listing || (!rows.length && !room(all, part));
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
    /** @type {HTMLElement} */ (this.form.querySelector('[data-sorting]')).hidden = this.state.draft.listing && this.state.kind !== 'table';
  }

  /** The kind's declared options. */
  showOptions() {
    const { options } = this.kinds[this.state.kind];
    const set = (/** @type {import('./chart-options.js').Option} */ option) => (/** @type {any} */ value) => this.edit(() => { this.state.options[option.name] = value; });
    const host = /** @type {HTMLElement} */ (this.form.querySelector('[data-options]'));
    host.hidden = !options.length;
    host.querySelector('div')?.replaceChildren(...options.map((option) => optionField(option, this.state.options[option.name] ?? option.default, set(option))));
  }

  /** Where the focus is: shelf, row and control, to find it again after drawing. @param {Element | null} element */
  place(element) {
    const host = element?.closest('[data-shelf], [data-options]');
    if (!element || !host || !this.form.contains(element)) return null;
    return { host, at: [...host.querySelectorAll('select, input, button')].indexOf(/** @type {any} */ (element)) };
  }

  /** @param {{host: Element, at: number} | null} held */
  hold(held) {
    const controls = held ? /** @type {NodeListOf<HTMLElement>} */ (held.host.querySelectorAll('select, input, button')) : [];
    if (held && controls.length) controls[Math.min(held.at, controls.length - 1)].focus();
  }
}
