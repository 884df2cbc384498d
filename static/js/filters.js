// The bar of pills above a dashboard. Its state lives in the address, so Back undoes one step and a link carries it.
import { node } from './render/figure.js';
import { openPanel } from './filters-panels.js';
import { cleared, defaults, inWords, readState, sameState, writeState } from './filters-state.js';

/** @typedef {import('./filters-state.js').Declared} Declared */
/** @typedef {import('./filters-state.js').FilterState} FilterState */

export class FilterBar {
  /**
   * @param {HTMLElement} host @param {Declared[]} filters
   * @param {{api: string, changed: () => void, reached: (filter: Declared | null) => void}} page
   */
  constructor(host, filters, page) {
    this.host = host;
    this.filters = filters;
    this.page = page;
    /** @type {FilterState} */
    this.state = readState(filters, location.search);
    this.returned = () => this.take(readState(filters, location.search));
    window.addEventListener('popstate', this.returned);
    this.draw();
  }

  destroy() {
    window.removeEventListener('popstate', this.returned);
  }

  /** How many filters narrow the page now. */
  get active() {
    return this.filters.filter(({ id }) => this.state[id]?.length).length;
  }

  /** A choice by the person: one step of history. @param {FilterState} next */
  push(next) {
    if (sameState(this.filters, next, this.state)) return;
    history.pushState(null, '', location.pathname + writeState(this.filters, next, location.search));
    this.take(next);
  }

  /** @param {FilterState} next */
  take(next) {
    if (sameState(this.filters, next, this.state)) return;
    this.state = next;
    this.refresh();
    this.page.changed();
  }

  draw() {
    this.pills = this.filters.map((filter) => this.pill(filter));
    this.reset = button('Reset', 'Back to the filters this dashboard starts with', () => this.push(defaults(this.filters)));
    this.clear = button('Clear all', 'Show everything', () => this.push(cleared(this.filters)));
    this.host.replaceChildren(...this.pills.map((p) => p.element), this.reset, this.clear);
    this.refresh();
  }

  refresh() {
    for (const pill of this.pills ?? []) pill.refresh();
    this.reset?.toggleAttribute('hidden', sameState(this.filters, this.state, defaults(this.filters)));
    this.clear?.toggleAttribute('hidden', !this.active);
  }

  /** @param {Declared} filter */
  pill(filter) {
    const words = node('span', { class: 'clip' });
    const summary = node('summary', { class: 'chip filter-pill' }, [node('span', { class: 'muted' }, [`${filter.label}`]), words]);
    const panel = node('div', { class: 'menu-list start filter-panel' });
    const menu = /** @type {HTMLDetailsElement} */ (node('details', { class: 'menu filter', 'data-filter': filter.id }, [summary, panel]));
    menu.addEventListener('toggle', () => { if (menu.open) this.open(filter, panel, menu); });
    for (const [event, shown] of /** @type {[string, Declared | null][]} */ ([['pointerenter', filter], ['pointerleave', null]])) summary.addEventListener(event, () => this.page.reached(shown));
    const refresh = () => {
      const values = this.state[filter.id] ?? [];
      words.textContent = inWords(filter, values);
      summary.classList.toggle('on', values.length > 0);
    };
    return { element: menu, refresh };
  }

  /** @param {Declared} filter @param {HTMLElement} panel @param {HTMLDetailsElement} menu */
  open(filter, panel, menu) {
    const stays = filter.type === 'values';
    openPanel(panel, {
      filter,
      values: [...(this.state[filter.id] ?? [])],
      path: `${this.page.api}/filters/${filter.id}/values`,
      query: () => new URLSearchParams(writeState(this.filters.map((f) => ({ ...f, default: ['\0'] })), this.state, '')),
      choose: (values) => {
        if (!stays) menu.open = false;
        this.push({ ...this.state, [filter.id]: values });
      },
    });
  }
}

/** @param {string} label @param {string} title @param {() => void} run */
function button(label, title, run) {
  const element = node('button', { type: 'button', class: 'btn btn-quiet btn-small', title }, [label]);
  element.addEventListener('click', run);
  return element;
}
