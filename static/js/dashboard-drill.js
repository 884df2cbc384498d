// Drilling down on tiles: a mark taken apart by another column, in the address and undone by Back; a trail on the tile leads up again.
import { pickedOf, without, writeCross } from './crossfilter-state.js';
import { saidWhat } from './crossfilter-words.js';
import { offersFor, readDrill, sameSteps, withSteps, writeDrill } from './drill-state.js';
import { node } from './render/figure.js';
import { text } from './render/format.js';

/** @typedef {import('./drill-state.js').DrillState} DrillState */
/** @typedef {import('./drill-state.js').Step} Step */
/** @typedef {import('./render/mark-event.js').MarkDetail} MarkDetail */
/** @typedef {{data: any, tiles: Map<string, any>, views: Map<string, import('./dashboard-tile.js').TileView>, cross: () => import('./crossfilter.js').CrossFilters, changed: (id: string) => void}} Page */

const MOST_STEPS = 8;

export class TileDrill {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    /** What can be chosen on each tile before any step. @type {Map<string, any[]>} */
    this.first = new Map([...page.tiles].map(([id, tile]) => [id, tile.cross]));
    this.state = this.read();
    this.ending = new AbortController();
    window.addEventListener('popstate', () => this.take(this.read()), { signal: this.ending.signal });
  }

  /** The steps of the address; guests of a link have none. @returns {DrillState} */
  read() {
    return this.page.data.drills ? readDrill([...this.page.tiles.values()], location.search) : {};
  }

  /** What the menu of a mark offers. @param {string} id @param {MarkDetail} detail @returns {import('./mark-menu.js').Entry[]} */
  entries(id, { where, payload }) {
    const tile = this.page.tiles.get(id);
    const picked = pickedOf(where, tile);
    const offers = this.page.data.drills?.[tile.shown.dataset] ?? [];
    const steps = this.state[id] ?? [];
    if (!Object.keys(picked).length || steps.length >= MOST_STEPS || payload.columns.every((column) => column.role === 'field')) return [];
    return offersFor(offers, where, payload.columns).map(({ by, label, type }) => ({ label, icon: /date|time/.test(type) ? 'calendar' : 'type', run: () => this.go(id, [...steps, { by, where: picked }]) }));
  }

  /** To other steps on a tile: one step of history. What was chosen on the tile goes, for its marks do. @param {string} id @param {Step[]} steps */
  go(id, steps) {
    const next = withSteps(this.state, id, steps);
    const cross = this.page.cross();
    const kept = without(cross.state, id);
    history.pushState(null, '', location.pathname + writeDrill(next, writeCross(kept, location.search)));
    this.take(next);
    cross.take(kept);
  }

  /** @param {DrillState} next */
  take(next) {
    const changed = [...this.page.tiles.keys()].filter((id) => !sameSteps(this.state, next, id));
    this.state = next;
    for (const id of changed) this.page.changed(id);
  }

  /** A tile was drawn: what can be chosen on it now, and where it stands. @param {string} id */
  shown(id) {
    const [view, tile] = [this.page.views.get(id), this.page.tiles.get(id)];
    if (!view?.payload || !tile) return;
    const payload = /** @type {any} */ (view.payload);
    this.offer(tile, payload.cross ?? this.first.get(id));
    const steps = this.state[id] ?? [];
    const there = view.element.querySelector('.tile-trail');
    if (!steps.length || payload.trail?.length !== steps.length) return there?.remove();
    const trail = this.trail(id, steps, payload.trail);
    there ? there.replaceWith(trail) : view.element.querySelector('.tile-head')?.after(trail);
  }

  /** What can be chosen on a tile changes with its steps, and so do the words for what is. @param {any} tile @param {any[]} cross */
  offer(tile, cross) {
    const names = (/** @type {any[]} */ columns) => columns.map((column) => column.name).join();
    const same = names(tile.cross) === names(cross);
    tile.cross = cross;
    if (!same) this.page.cross().draw();
  }

  /** Breadcrumbs: each leads back to where a step began. @param {string} id @param {Step[]} steps @param {{columns: any[], by: string}[]} told */
  trail(id, steps, told) {
    const names = steps.map(({ where }, at) => told[at].columns.filter((column) => where[column.name]).map((column) => saidWhat(column, where[column.name])).join(' · '));
    const crumbs = [text('All'), ...names.slice(0, -1)].map((label, at) => {
      const up = node('button', { type: 'button', class: 'btn btn-quiet btn-small clip' }, [label]);
      up.addEventListener('click', () => {
        this.go(id, steps.slice(0, at));
        /** @type {HTMLElement | null} */ (this.page.views.get(id)?.element.querySelector('.chart-plot'))?.focus({ preventScroll: true });
      });
      return node('li', {}, [up]);
    });
    const here = node('li', { 'aria-current': 'location', class: 'clip' }, [node('span', { class: 'strong' }, [names.at(-1) ?? '']), ` ${text('by')} ${told[told.length - 1].by}`]);
    return node('nav', { class: 'tile-trail small', 'aria-label': text('Drilled down to') }, [node('ol', { class: 'cluster tight' }, [...crumbs, here])]);
  }

  destroy() {
    this.ending.abort();
  }
}
