// The editor's draft: one immutable content after another, so that undo and redo are walks along a list.
import { COLUMNS } from './dashboard-places.js';

/** @typedef {import('./filters-state.js').Declared} Declared */
/** @typedef {{id: string, kind: 'chart' | 'text', chart: string | null, title: string, text: string, x: number, y: number, w: number, h: number, mobile_order: number}} DraftTile */
/** @typedef {{name: string, description: string, filters: Declared[], tiles: DraftTile[]}} Content */

const MOST_STEPS = 200;

export class Draft {
  /** @param {Content} stored */
  constructor(stored) {
    this.stored = stored;
    this.steps = [stored];
    this.at = 0;
    /** @type {Set<() => void>} */
    this.listeners = new Set();
  }

  get content() {
    return this.steps[this.at];
  }

  get dirty() {
    return JSON.stringify(this.content) !== JSON.stringify(this.stored);
  }

  get canUndo() {
    return this.at > 0;
  }

  get canRedo() {
    return this.at < this.steps.length - 1;
  }

  /** Make a change one step. @param {Partial<Content>} change */
  commit(change) {
    const next = { ...this.content, ...change };
    if (JSON.stringify(next) === JSON.stringify(this.content)) return;
    this.steps = [...this.steps.slice(Math.max(0, this.at + 1 - MOST_STEPS), this.at + 1), next];
    this.at = this.steps.length - 1;
    this.tell();
  }

  /** @param {-1 | 1} way */
  walk(way) {
    const to = this.at + way;
    if (to < 0 || to >= this.steps.length) return false;
    this.at = to;
    this.tell();
    return true;
  }

  /** @param {string} id @param {Partial<DraftTile>} change */
  tile(id, change) {
    this.commit({ tiles: this.content.tiles.map((t) => (t.id === id ? { ...t, ...change } : t)) });
  }

  tell() {
    for (const listener of this.listeners) listener();
  }
}

let made = 0;
/** An id for a tile that is not stored yet. */
export const newId = () => `new-${Date.now().toString(36)}-${++made}`;

/** The first free row below everything. @param {readonly DraftTile[]} tiles */
export const freeRow = (tiles) => Math.max(0, ...tiles.map((t) => t.y + t.h));

/** @param {{x: number, y: number, w: number, h: number}} a @param {{x: number, y: number, w: number, h: number}} b */
const meet = (a, b) => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

/** The first place of the size, row by row, where nothing lies. @param {readonly DraftTile[]} tiles @param {number} w @param {number} h */
export function freePlace(tiles, w, h) {
  for (let y = 0; y < freeRow(tiles); y += 1) {
    for (let x = 0; x + w <= COLUMNS; x += 1) {
      const place = { x, y, w, h };
      if (!tiles.some((t) => meet(place, t))) return place;
    }
  }
  return { x: 0, y: freeRow(tiles), w, h };
}

/**
 * What two contents differ in, in words: [what, mine, theirs].
 * @param {Content} mine @param {Content} theirs @param {(tile: DraftTile) => string} [name] @returns {[string, string, string][]}
 */
export function differences(mine, theirs, name = (tile) => tile.title || tile.id) {
  const of = (/** @type {Content} */ c) => ({ Name: c.name, Description: c.description, Tiles: String(c.tiles.length), Filters: c.filters.map((f) => f.label).join(', ') });
  const [a, b] = [of(mine), of(theirs)];
  /** @type {[string, string, string][]} */
  const rows = /** @type {(keyof typeof a)[]} */ (Object.keys(a)).filter((key) => a[key] !== b[key]).map((key) => [key, a[key], b[key]]);
  const place = (/** @type {DraftTile | undefined} */ t) => (t ? `column ${t.x + 1}, row ${t.y + 1}, ${t.w} × ${t.h}` : 'not there');
  for (const id of new Set([...mine.tiles, ...theirs.tiles].map((t) => t.id))) {
    const [m, t] = [mine, theirs].map((c) => c.tiles.find((one) => one.id === id));
    if (place(m) !== place(t)) rows.push([`Tile ${name(/** @type {DraftTile} */ (m ?? t))}`, place(m), place(t)]);
  }
  return rows;
}
