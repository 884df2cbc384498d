// What is chosen on the tiles of a dashboard, as the address says it: `?x.<tile>.<column>=EU`, all but that `?xn.…=EU`, a range `?xr.<tile>.<column>=10..20`.

/** @typedef {{name: string, label: string, type: string, grain: string | null, binned: boolean, width?: number | null}} CrossColumn a column of a tile's answer that can be chosen by */
/** @typedef {{id: string, title: string, cross: CrossColumn[]}} CrossTile */
/** @typedef {{from: string, to: string}} Range either end may be empty, which is open */
/** @typedef {{not: string[]}} Others all but these values */
/** @typedef {string[] | Range | Others} Choice */
/** @typedef {Record<string, Record<string, Choice>>} CrossState choices by tile and column */

const [VALUES, OTHERS, RANGE] = ['x.', 'xn.', 'xr.'];
export const EMPTY = '∅';

/** @param {Choice} choice @returns {choice is Range} */
export const isRange = (choice) => !Array.isArray(choice) && !('not' in choice);

/** @param {Choice} choice @returns {choice is Others} */
export const isOthers = (choice) => 'not' in choice;

/** A value of a row as an address writes it. @param {any} value */
export const wordOf = (value) => (value === null || value === undefined ? EMPTY : String(value));

/** Read an address; tiles and columns that the dashboard does not have are left out. On a tile that is drilled down the server knows the columns. @param {readonly CrossTile[]} tiles @param {string} search @returns {CrossState} */
export function readCross(tiles, search) {
  const query = new URLSearchParams(search);
  /** @type {CrossState} */
  const state = {};
  for (const { id, cross } of tiles) {
    const named = query.has(`d.${id}.0`) ? namedIn(query, id) : cross.map(({ name }) => name);
    for (const name of named) {
      const [values, others] = [VALUES, OTHERS].map((kind) => query.getAll(`${kind}${id}.${name}`).filter(Boolean));
      const [from, to] = (query.get(`${RANGE}${id}.${name}`) ?? '').split('..');
      if (to !== undefined && (from || to)) (state[id] ??= {})[name] = { from, to };
      else if (values.length) (state[id] ??= {})[name] = values;
      else if (others.length) (state[id] ??= {})[name] = { not: others };
    }
  }
  return state;
}

/** @param {URLSearchParams} query @param {string} id */
function namedIn(query, id) {
  const starts = [VALUES, OTHERS, RANGE].map((kind) => `${kind}${id}.`);
  return new Set([...query.keys()].flatMap((key) => starts.filter((start) => key.startsWith(start)).map((start) => key.slice(start.length))));
}

/** Write an address; everything else in it is kept. @param {CrossState} state @param {string} search */
export function writeCross(state, search) {
  const query = new URLSearchParams(search);
  for (const key of [...query.keys()]) if ([VALUES, OTHERS, RANGE].some((kind) => key.startsWith(kind))) query.delete(key);
  for (const [tile, columns] of Object.entries(state)) {
    for (const [column, choice] of Object.entries(columns)) {
      if (isRange(choice)) query.append(`${RANGE}${tile}.${column}`, `${choice.from}..${choice.to}`);
      else for (const value of isOthers(choice) ? choice.not : choice) query.append(`${isOthers(choice) ? OTHERS : VALUES}${tile}.${column}`, value);
    }
  }
  const text = query.toString();
  return text ? `?${text}` : '';
}

/** @param {CrossState} state */
const canonical = (state) => writeCross(Object.fromEntries(Object.entries(state).sort(([a], [b]) => (a < b ? -1 : 1))), '');
/** @param {CrossState} a @param {CrossState} b */
export const sameCross = (a, b) => canonical(a) === canonical(b);

/** What a tile's data are asked with: what is chosen on the others. @param {CrossState} state @param {string} tile @returns {CrossState} */
export const crossOf = (state, tile) => without(state, tile);

/** @param {CrossState} state @param {string} tile @param {string} [column] all of the tile by default @returns {CrossState} */
export function without(state, tile, column) {
  const { [tile]: own = {}, ...rest } = state;
  const { [column ?? '']: _, ...kept } = own;
  return column !== undefined && Object.keys(kept).length ? { ...rest, [tile]: kept } : rest;
}

/** @param {Choice | undefined} kept @param {Choice} picked */
const sameChoice = (kept, picked) => JSON.stringify(kept) === JSON.stringify(picked);

/**
 * Choose a mark: alone, or with `add` beside those that are chosen. What is chosen already is let go.
 * @param {CrossState} state @param {string} tile @param {Record<string, Choice>} picked @param {boolean} add @returns {CrossState}
 */
export function toggled(state, tile, picked, add) {
  const own = state[tile] ?? {};
  const names = Object.keys(picked);
  if (!names.length) return state;
  const only = Object.keys(own).length === names.length && names.every((name) => sameChoice(own[name], picked[name]));
  if (!add || !names.every((name) => own[name])) return only ? without(state, tile) : { ...state, [tile]: picked };
  const there = names.every((name) => contains(own[name], picked[name]));
  const next = Object.fromEntries(names.map((name) => [name, there ? less(own[name], picked[name]) : more(own[name], picked[name])]));
  const kept = Object.fromEntries(Object.entries({ ...own, ...next }).filter(([, choice]) => !Array.isArray(choice) || choice.length));
  return Object.keys(kept).length ? { ...state, [tile]: kept } : without(state, tile);
}

/** @param {Choice} kept @param {Choice} picked */
function contains(kept, picked) {
  return !Array.isArray(kept) || !Array.isArray(picked) ? sameChoice(kept, picked) : picked.every((value) => kept.includes(value));
}

/** One value less; the last one of several columns stays until its mark is chosen alone. @param {Choice} kept @param {Choice} picked @returns {Choice} */
function less(kept, picked) {
  return !Array.isArray(kept) || !Array.isArray(picked) ? [] : kept.filter((value) => !picked.includes(value));
}

/** @param {Choice} kept @param {Choice} picked @returns {Choice} */
function more(kept, picked) {
  return !Array.isArray(kept) || !Array.isArray(picked) ? picked : [...new Set([...kept, ...picked])];
}

/** Leave a value of a column out, beside those that are left out. @param {CrossState} state @param {string} tile @param {string} column @param {string} value @returns {CrossState} */
export function excluding(state, tile, column, value) {
  const own = state[tile]?.[column];
  const not = own && isOthers(own) ? [...new Set([...own.not, value])] : [value];
  return { ...state, [tile]: { ...state[tile], [column]: { not } } };
}

/** Whether a row of the tile itself is among the chosen. @param {Record<string, Choice>} own @param {readonly {name: string}[]} columns @param {readonly any[]} row */
export function isChosen(own, columns, row) {
  return Object.entries(own).every(([name, choice]) => {
    const at = columns.findIndex((column) => column.name === name);
    return at < 0 || (isRange(choice) ? inside(row[at], choice) : isOthers(choice) ? !choice.not.includes(wordOf(row[at])) : choice.includes(wordOf(row[at])));
  });
}

/** @param {any} value @param {Range} range */
function inside(value, { from, to }) {
  if (value === null || value === undefined) return false;
  const numeric = typeof value === 'number';
  const hair = numeric ? Math.abs(value) * 1e-9 : 0; // edges are written with twelve digits
  const [low, high] = numeric ? [Number(from) - hair, Number(to) + hair] : [from, to];
  const own = numeric ? value : String(value).slice(0, Math.max(from.length, to.length));
  return (!from || own >= low) && (!to || own <= high);
}

/** The day on which the group of time begins that holds a day. @param {string} day 2026-02-15 @param {string | null} grain */
export function startOf(day, grain) {
  const at = new Date(`${day.slice(0, 10)}T00:00:00Z`);
  if (!grain || Number.isNaN(at.getTime()) || grain === 'day' || grain === 'hour') return day;
  if (grain === 'week') at.setUTCDate(at.getUTCDate() - ((at.getUTCDay() + 6) % 7));
  else at.setUTCMonth({ year: 0, quarter: at.getUTCMonth() - (at.getUTCMonth() % 3) }[grain] ?? at.getUTCMonth(), 1);
  return at.toISOString().slice(0, 10);
}

/** What a mark stands for, as choices; of parts of a range and of time where they begin. @param {readonly {column: {name: string}, value: any}[]} where @param {CrossTile} tile */
export function pickedOf(where, tile) {
  const known = where.filter(({ column: { name } }) => tile.cross.some((one) => one.name === name));
  return /** @type {Record<string, string[]>} */ (Object.fromEntries(known.map(({ column: { name }, value }) => [name, [wordOf(value)]])));
}
