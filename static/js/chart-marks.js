// What the menu of a mark does on the chart page: filters and drills change the question, a trail leads back, rows open beside.
import { groupings, isTime } from './chart-draft.js';
import { conditionsOf, drilled, exclusionOf, finer, isTellable } from './mark-filters.js';
import { copy, openMenu } from './mark-menu.js';
import { showRows } from './mark-rows.js';
import { node } from './render/figure.js';
import { text } from './render/format.js';

/** @typedef {import('./render/mark-event.js').MarkDetail} MarkDetail */
/** @typedef {import('./chart-draft.js').Draft} Draft */
/** @typedef {{root: HTMLElement, data: {dataset: string, columns: any[], render: string}, state: {draft: Draft, kind: string, options: any}, spec: () => any, replaced: () => void}} Page */

const MOST = 30;

export class ChartMarks {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    /** @type {{label: string, draft: Draft}[]} where the drill came from */
    this.trail = [];
    /** @type {import('./chart-notes.js').ChartNotes | null} takes notes, where a person may write them */
    this.noting = null;
    this.opened = (/** @type {Event} */ event) => this.open(/** @type {CustomEvent} */ (event));
    page.root.addEventListener('pb:mark', this.opened);
  }

  /** @param {CustomEvent} event */
  open(event) {
    /** @type {MarkDetail} */
    const detail = event.detail;
    if (detail.action !== 'menu') return;
    event.preventDefault();
    const held = document.activeElement;
    const home = held instanceof HTMLElement && detail.host.contains(held) ? held : /** @type {HTMLElement | null} */ (detail.host.querySelector('[tabindex="0"]'));
    openMenu({ title: detail.title, x: detail.x, y: detail.y, entries: this.entries(detail), home });
  }

  /** @param {MarkDetail} detail @returns {import('./mark-menu.js').Entry[]} */
  entries(detail) {
    const { where, payload } = detail;
    const { noting } = this;
    const note = noting && where.length && payload.figure ? [{ label: text('Add a note'), icon: 'pencil', run: () => noting.write({ where, measure: detail.measure, title: detail.title }) }] : [];
    const copying = { label: text('Copy value'), icon: 'copy', run: () => copy(detail.values) };
    if (!this.page.data.columns.length || !isTellable(where)) return [...note, copying];
    const { draft } = this.page.state;
    const filters = (/** @type {any[]} */ ...parts) => this.change({ ...draft, filters: [...draft.filters, ...parts] });
    const entries = [
      { label: text('Filter to this'), icon: 'filter', run: () => filters(...where.flatMap((one) => conditionsOf(one, payload))) },
      { label: text('Exclude'), icon: 'filter-x', run: () => filters(exclusionOf(where, payload)) },
    ];
    const deeper = draft.listing ? [] : this.deeper(detail);
    if (deeper.length) entries.push({ label: text('Drill by…'), icon: 'arrow-down', run: () => {}, ...{ more: deeper } });
    return [...entries, { label: text('See rows'), icon: 'table-2', run: () => this.rows(detail) }, ...note, copying];
  }

  /** The next grain of a time first, then every field that the question does not use. @param {MarkDetail} detail @returns {import('./mark-menu.js').Entry[]} */
  deeper(detail) {
    const { columns } = this.page.data;
    const { draft } = this.page.state;
    const used = new Set(draft.dimensions.map((one) => one.field));
    /** @type {Record<string, any>[]} */
    const grains = draft.dimensions.flatMap((one) => {
      const next = finer(one, columns.find((column) => column.name === one.field)?.type ?? 'date');
      return next && detail.where.some(({ column }) => column.field === one.field) ? [{ ...one, grain: next }] : [];
    });
    const others = columns.filter((column) => !used.has(column.name) && groupings(column).length && (column.type === 'text' || column.type === 'boolean' || isTime(column)));
    const choices = [...grains.map((one) => ({ label: `${this.label(one.field)} ${text('by')} ${one.grain}`, icon: 'calendar', dimension: one })),
      ...others.map((column) => ({ label: column.label, icon: isTime(column) ? 'calendar' : 'type', dimension: isTime(column) ? { field: column.name, grain: 'month' } : { field: column.name } }))];
    return choices.slice(0, MOST).map(({ label, icon, dimension }) => ({ label, icon, run: () => this.drill(detail, dimension) }));
  }

  /** @param {string} field */
  label(field) {
    return this.page.data.columns.find((column) => column.name === field)?.label ?? field;
  }

  /** @param {MarkDetail} detail @param {Record<string, any>} dimension */
  drill(detail, dimension) {
    const { draft } = this.page.state;
    this.trail.push({ label: detail.title, draft: structuredClone(draft) });
    this.change(drilled(draft, detail.where, detail.payload, dimension), true);
  }

  /** @param {Draft} next @param {boolean} [kept] whether the trail goes on */
  change(next, kept = this.trail.length > 0) {
    if (!kept) this.trail = [];
    Object.assign(this.page.state.draft, structuredClone(next));
    this.page.replaced();
    this.showTrail();
  }

  /** Breadcrumbs: each leads back to where a drill began. */
  showTrail() {
    const nav = /** @type {HTMLElement | null} */ (this.page.root.querySelector('[data-trail]'));
    if (!nav) return;
    nav.hidden = !this.trail.length;
    const crumbs = this.trail.map(({ draft }, i) => {
      const back = node('button', { type: 'button', class: 'btn btn-quiet btn-small' }, [i ? this.trail[i - 1].label : text('All')]);
      back.addEventListener('click', () => {
        this.trail = this.trail.slice(0, i);
        this.change(draft, true);
        /** @type {HTMLElement | null} */ (nav.querySelector('button') ?? this.page.root.querySelector('.chart-plot'))?.focus();
      });
      return node('li', {}, [back]);
    });
    const here = this.trail.at(-1)?.label ?? '';
    nav.replaceChildren(node('ol', { class: 'cluster tight' }, [...crumbs, node('li', { 'aria-current': 'location', class: 'strong' }, [here])]));
  }

  /** @param {MarkDetail} detail */
  rows({ title, where, payload }) {
    const spec = this.page.spec();
    const kept = Object.fromEntries(['joins', 'as_of', 'sample', 'filters'].filter((key) => key in spec).map((key) => [key, spec[key]]));
    const filters = where.flatMap((one) => conditionsOf(one, payload));
    const { dataset, render } = this.page.data;
    showRows({ title, path: render, json: { dataset_id: dataset, kind: 'table', spec: { ...kept, rows: ['*'] }, filters } });
  }

  destroy() {
    this.page.root.removeEventListener('pb:mark', this.opened);
  }
}
