// Which field lies on which shelf of a kind. Pure: no page in here.

/** @typedef {{label: string, holds: string, least: number, most: number, help: string, wants: string}} Shelf */
/** @typedef {'dimensions' | 'measures' | 'rows'} Part */

/** @type {Record<string, Part>} */
const PARTS = { dimension: 'dimensions', time: 'dimensions', number: 'dimensions', measure: 'measures', row: 'rows' };

/** @param {Shelf[]} shelves @param {Part} part */
export const shelvesOf = (shelves, part) => shelves.filter(({ holds }) => PARTS[holds] === part);

/** How many fields of a part a kind takes; any number when it declares no shelves. @param {Shelf[]} shelves @param {Part} part */
export const room = (shelves, part) => (shelves.length ? shelvesOf(shelves, part).reduce((sum, { most }) => sum + most, 0) : Infinity);

/**
 * The shelf of each of `count` fields: shelves are filled in their order, and one field is kept back for each that later shelves need.
 * @param {Shelf[]} shelves of one part @param {number} count @returns {Shelf[]} shorter than `count` when there are more fields than room
 */
export function lanes(shelves, count) {
  /** @type {Shelf[]} */
  const found = [];
  shelves.forEach((shelf, i) => {
    const later = shelves.slice(i + 1).reduce((sum, { least }) => sum + least, 0);
    const here = Math.max(shelf.least, Math.min(shelf.most, count - found.length - later));
    for (let n = 0; n < here && found.length < count; n += 1) found.push(shelf);
  });
  return found;
}

/** The shelf that the next field would lie on, if there is room. @param {Shelf[]} shelves of one part @param {number} count */
export function nextLane(shelves, count) {
  const now = lanes(shelves, count).map(({ label }) => label);
  return lanes(shelves, count + 1).filter(({ label }) => { const at = now.indexOf(label); if (at >= 0) now.splice(at, 1); return at < 0; })[0];
}
