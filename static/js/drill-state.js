// Steps down on tiles, as the address says them: `?d.<tile>.0=month:day&dx.<tile>.0.region=EU`, a range as `dr.`.
import { isOthers, isRange } from './crossfilter-state.js';

/** @typedef {import('./crossfilter-state.js').Choice} Choice */
/** @typedef {{by: string, where: Record<string, Choice>}} Step `by` is a grouping such as "each:product", `where` what the mark stands for */
/** @typedef {Record<string, Step[]>} DrillState steps by tile */

const KEY = /^d[xr]?\./;

/** Read an address; tiles that the dashboard does not have are left out. @param {readonly {id: string}[]} tiles @param {string} search @returns {DrillState} */
export function readDrill(tiles, search) {
  const query = new URLSearchParams(search);
  /** @type {DrillState} */
  const state = {};
  for (const { id } of tiles) {
    for (let at = 0; query.get(`d.${id}.${at}`); at++) (state[id] ??= []).push({ by: query.get(`d.${id}.${at}`) ?? '', where: whereOf(query, `${id}.${at}.`) });
  }
  return state;
}

/** @param {URLSearchParams} query @param {string} place */
function whereOf(query, place) {
  /** @type {Record<string, Choice>} */
  const where = {};
  for (const key of query.keys()) {
    if (key.startsWith(`dx.${place}`)) where[key.slice(place.length + 3)] = query.getAll(key);
    if (!key.startsWith(`dr.${place}`)) continue;
    const [from, to = ''] = (query.get(key) ?? '').split('..');
    where[key.slice(place.length + 3)] = { from, to };
  }
  return where;
}

/** Write an address; everything else in it is kept. @param {DrillState} state @param {string} search */
export function writeDrill(state, search) {
  const query = new URLSearchParams(search);
  for (const key of [...query.keys()]) if (KEY.test(key)) query.delete(key);
  for (const [tile, steps] of Object.entries(state)) {
    steps.forEach(({ by, where }, at) => {
      query.append(`d.${tile}.${at}`, by);
      for (const [column, choice] of Object.entries(where)) {
        if (isRange(choice)) query.append(`dr.${tile}.${at}.${column}`, `${choice.from}..${choice.to}`);
        else if (!isOthers(choice)) for (const value of choice) query.append(`dx.${tile}.${at}.${column}`, value);
      }
    });
  }
  const text = query.toString();
  return text ? `?${text}` : '';
}

/** @param {DrillState} state @param {string} tile @param {Step[]} steps @returns {DrillState} */
export function withSteps(state, tile, steps) {
  const { [tile]: _, ...rest } = state;
  return steps.length ? { ...rest, [tile]: steps } : rest;
}

/** @param {DrillState} a @param {DrillState} b @param {string} tile */
export const sameSteps = (a, b, tile) => JSON.stringify(a[tile] ?? []) === JSON.stringify(b[tile] ?? []);

const GRAINS = ['year', 'quarter', 'month', 'week', 'day', 'hour'];
const FINER = /** @type {Record<string, string>} */ ({ year: 'quarter', quarter: 'month', month: 'day', week: 'day', day: 'hour' });

/** @typedef {{by: string, label: string, type: string, field: string}} Offer */

/**
 * What a mark may be drilled by, of all that the viewer may: the same time more finely first, then each column that the tile does not show, of a time its months.
 * @param {readonly Offer[]} offers @param {readonly {column: ChartColumn}[]} where @param {readonly ChartColumn[]} columns of the tile's answer
 * @returns {Offer[]}
 */
export function offersFor(offers, where, columns) {
  const known = new Map(offers.map((offer) => [offer.by, offer]));
  const finer = where.flatMap(({ column: { field, grain } }) => {
    const found = known.get(`${FINER[grain ?? '']}:${field}`);
    return found ? [found] : [];
  });
  const used = new Set(columns.map((column) => column.field));
  const taken = new Set();
  const others = offers.filter(({ by, field }) => {
    const grain = by.split(':', 1)[0];
    if (used.has(field) || taken.has(field) || (GRAINS.includes(grain) && grain !== 'month' && known.has(`month:${field}`))) return false;
    taken.add(field);
    return true;
  });
  return [...finer, ...others];
}
