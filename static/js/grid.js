// gridstack around the editor's tiles: the draft is the truth, the grid shows it and reports what people drag.
import { GridStack } from 'gridstack';
import { COLUMNS, GAP_PX, ROW_PX } from './dashboard-places.js';

/** @typedef {import('./dashboard-draft.js').DraftTile} DraftTile */

export class TileGrid {
  /**
   * @param {HTMLElement} host @param {(places: Map<string, {x: number, y: number, w: number, h: number}>) => void} moved
   */
  constructor(host, moved) {
    this.host = host;
    this.quiet = false;
    const options = { column: COLUMNS, cellHeight: ROW_PX + GAP_PX, margin: GAP_PX / 2, float: true, animate: true, auto: false, handle: '.tile-head', draggable: { handle: '.tile-head', cancel: '.tile-menu' }, resizable: { handles: 'e,se,s' } };
    this.grid = /** @type {GridStack} */ (GridStack.init(options, host));
    this.grid.on('change', () => { if (!this.quiet) moved(this.places()); });
  }

  /** Where the tiles lie now. */
  places() {
    return new Map(this.grid.engine.nodes.map((n) => [String(n.el?.dataset.tile), { x: n.x ?? 0, y: n.y ?? 0, w: n.w ?? 1, h: n.h ?? 1 }]));
  }

  /** @param {string} id @returns {HTMLElement | null} */
  element(id) {
    return this.host.querySelector(`[data-tile="${id}"]`);
  }

  /**
   * Make the grid show these tiles. @param {readonly DraftTile[]} tiles @param {(tile: DraftTile) => HTMLElement} make
   * @returns {{added: DraftTile[], removed: string[]}}
   */
  show(tiles, make) {
    this.quiet = true;
    const known = new Set(this.places().keys());
    const wanted = new Set(tiles.map((t) => t.id));
    const removed = [...known].filter((id) => !wanted.has(id));
    const added = tiles.filter((t) => !known.has(t.id));
    this.grid.batchUpdate(true);
    for (const id of removed) this.grid.removeWidget(/** @type {HTMLElement} */ (this.element(id)), true);
    for (const { id, x, y, w, h } of tiles) if (known.has(id)) this.grid.update(/** @type {HTMLElement} */ (this.element(id)), { x, y, w, h });
    for (const tile of added) this.add(tile, make);
    this.grid.batchUpdate(false);
    this.quiet = false;
    return { added, removed };
  }

  /** @param {DraftTile} tile @param {(tile: DraftTile) => HTMLElement} make */
  add(tile, make) {
    const element = this.element(tile.id) ?? make(tile);
    if (!element.isConnected) this.host.append(element);
    this.grid.makeWidget(element, { x: tile.x, y: tile.y, w: tile.w, h: tile.h });
  }

  /** One step without a mouse. @param {string} id @param {string} act left, right, up, down, wider, narrower, taller, shorter @returns {boolean} whether it is one of these */
  step(id, act) {
    const place = this.places().get(id);
    const change = place && STEPS[act]?.(place);
    if (!change) return false;
    this.grid.update(/** @type {HTMLElement} */ (this.element(id)), change);
    return true;
  }

  destroy() {
    this.grid.destroy(false);
  }
}

/** @type {Record<string, (p: {x: number, y: number, w: number, h: number}) => {x?: number, y?: number, w?: number, h?: number}>} */
const STEPS = {
  left: ({ x }) => ({ x: Math.max(0, x - 1) }),
  right: ({ x, w }) => ({ x: Math.min(COLUMNS - w, x + 1) }),
  up: ({ y }) => ({ y: Math.max(0, y - 1) }),
  down: ({ y }) => ({ y: y + 1 }),
  wider: ({ x, w }) => ({ w: Math.min(COLUMNS - x, w + 1) }),
  narrower: ({ w }) => ({ w: Math.max(1, w - 1) }),
  taller: ({ h }) => ({ h: Math.min(60, h + 1) }),
  shorter: ({ h }) => ({ h: Math.max(1, h - 1) }),
};
