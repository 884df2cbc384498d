// The series of a layer by name, in order of arrival. Each is drawn by itself; from the ninth on they share the colour of the eighth slot.
import { SLOTS } from './categories.js';

/** A byte names a series. */
const MOST = 250;

export class Lanes {
  constructor() {
    /** @type {string[]} */
    this.names = [];
    /** @type {Map<string, number>} */
    this.known = new Map();
  }

  /** The number of a series. @param {string} name @throws {Error} when there are too many */
  slot(name) {
    const known = this.known.get(name);
    if (known !== undefined) return known;
    if (this.names.length === MOST) throw new Error(`There are more than ${MOST} series: too many to draw. Filter them, or group by fewer values.`);
    this.known.set(name, this.names.push(name) - 1);
    return this.names.length - 1;
  }
}

/** The colour's slot of a series. @param {number} lane @param {number} lanes how many there are */
export const slotOf = (lane, lanes) => (lanes > SLOTS ? Math.min(lane, SLOTS - 1) : lane);

/** What the legend says of each slot. @param {string[]} names of all series @returns {string[]} */
export const slotNames = (names) => (names.length > SLOTS ? [...names.slice(0, SLOTS - 1), `${names.length - SLOTS + 1} others`] : names);
