// Which tiles to fetch: those in view, the middle first, a few at a time; what left the view is given up. Tiles not seen for longest are dropped.
import { keyOf } from './tile-grid.js';

/** @typedef {import('./tile-grid.js').TileName} TileName */
/**
 * @typedef {object} QueueEvents
 * @property {(name: TileName, signal: AbortSignal) => Promise<ArrayBuffer>} fetch
 * @property {(name: TileName, bytes: ArrayBuffer) => void} arrived
 * @property {(keys: string[]) => void} dropped
 * @property {(error: unknown) => void} failed
 */

const AT_ONCE = 6;
/** Tiles kept: up to 256 kB each, usually much less. */
export const KEPT = 256;

export class TileQueue {
  /** @param {QueueEvents} events @param {number} [kept] tiles at most, unless more are in view */
  constructor(events, kept = KEPT) {
    this.events = events;
    this.kept = kept;
    /** @type {Map<string, TileName>} wanted and not asked for yet */
    this.waiting = new Map();
    /** @type {Map<string, AbortController>} */
    this.asked = new Map();
    /** Tiles that are here, the ones seen last at the end. @type {Set<string>} */
    this.here = new Set();
  }

  /** These tiles are in view now. @param {TileName[]} names @returns {boolean} whether all are here */
  want(names) {
    const keys = new Map(names.map((name) => [keyOf(name), name]));
    for (const [key, asking] of this.asked) if (!keys.has(key)) asking.abort();
    for (const key of keys.keys()) if (this.here.delete(key)) this.here.add(key);
    this.waiting = new Map([...keys].filter(([key]) => !this.here.has(key) && (this.asked.get(key)?.signal.aborted ?? true)));
    this.#drop(names.length);
    this.#pump();
    return names.every((name) => this.here.has(keyOf(name)));
  }

  /** @param {number} shown */
  #drop(shown) {
    const many = this.here.size - Math.max(this.kept, 2 * shown);
    if (many <= 0) return;
    const keys = [...this.here].filter((key) => key !== '0/0/0').slice(0, many);
    for (const key of keys) this.here.delete(key);
    this.events.dropped(keys);
  }

  #pump() {
    for (const [key, name] of this.waiting) {
      if (this.asked.size >= AT_ONCE) return;
      this.waiting.delete(key);
      void this.#ask(key, name);
    }
  }

  /** @param {string} key @param {TileName} name */
  async #ask(key, name) {
    const asking = new AbortController();
    this.asked.set(key, asking);
    try {
      const bytes = await this.events.fetch(name, asking.signal);
      if (asking.signal.aborted) return;
      this.here.add(key);
      this.events.arrived(name, bytes);
    } catch (error) {
      if (!asking.signal.aborted) this.events.failed(error);
    } finally {
      if (this.asked.get(key) === asking) this.asked.delete(key); // else it was given up and is wanted again
      this.#pump();
    }
  }

  destroy() {
    this.waiting.clear();
    for (const asking of this.asked.values()) asking.abort();
  }
}
