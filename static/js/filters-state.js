// The state of a dashboard's filters as the address says it: `?f.region=EU&f.region=US`; `f.region=` is "explicitly none".

/**
 * @typedef {object} Declared
 * @property {string} id
 * @property {string} label
 * @property {string} dataset
 * @property {string} column
 * @property {'values' | 'period' | 'range' | 'text'} type
 * @property {string[]} default
 * @property {string[] | null} tiles
 */
/** @typedef {Record<string, string[]>} FilterState values by filter id; an empty list filters nothing */

const PREFIX = 'f.';

/** @param {readonly Declared[]} filters @returns {FilterState} */
export const defaults = (filters) => Object.fromEntries(filters.map((f) => [f.id, [...f.default]]));

/** @param {readonly Declared[]} filters @returns {FilterState} */
export const cleared = (filters) => Object.fromEntries(filters.map((f) => [f.id, []]));

/** Read an address; filters it does not name have their default. @param {readonly Declared[]} filters @param {string} search @returns {FilterState} */
export function readState(filters, search) {
  const query = new URLSearchParams(search);
  const state = defaults(filters);
  for (const { id } of filters) {
    if (query.has(PREFIX + id)) state[id] = query.getAll(PREFIX + id).filter(Boolean);
  }
  return state;
}

/** Write an address: what equals its default is left out, everything else in it is kept. @param {readonly Declared[]} filters @param {FilterState} state @param {string} search */
export function writeState(filters, state, search) {
  const query = new URLSearchParams(search);
  for (const key of [...query.keys()]) if (key.startsWith(PREFIX)) query.delete(key);
  for (const { id, default: usual } of filters) {
    const values = state[id] ?? [];
    if (sameValues(values, usual)) continue;
    for (const value of values.length ? values : ['']) query.append(PREFIX + id, value);
  }
  const text = query.toString();
  return text ? `?${text}` : '';
}

/** @param {readonly string[]} a @param {readonly string[]} b */
export function sameValues(a, b) {
  return a.length === b.length && [...a].sort().join('\0') === [...b].sort().join('\0');
}

/** @param {readonly Declared[]} filters @param {FilterState} a @param {FilterState} b */
export const sameState = (filters, a, b) => filters.every(({ id }) => sameValues(a[id] ?? [], b[id] ?? []));

/** @type {Record<string, string>} */
export const PERIODS = {
  today: 'Today', yesterday: 'Yesterday', 'last-7-days': 'Last 7 days', 'last-30-days': 'Last 30 days', 'last-90-days': 'Last 90 days', 'this-month': 'This month', 'last-month': 'Last month',
  'this-quarter': 'This quarter', 'last-quarter': 'Last quarter', 'last-12-months': 'Last 12 months', 'this-year': 'This year', 'last-year': 'Last year',
};

/** What the pill says after the filter's name. @param {Declared} filter @param {readonly string[]} values */
export function inWords(filter, values) {
  if (!values.length) return 'all';
  const shown = values.map((v) => (v === '∅' ? 'empty' : v));
  if (filter.type === 'values') return shown.length > 3 ? `${shown.slice(0, 2).join(', ')} and ${shown.length - 2} more` : shown.join(', ');
  if (filter.type === 'text') return `contains “${shown[0]}”`;
  const [low, high] = shown[0].split('..');
  if (high === undefined) return PERIODS[low] ?? low.replaceAll('-', ' ');
  if (!low) return filter.type === 'range' ? `at most ${high}` : `until ${high}`;
  if (!high) return filter.type === 'range' ? `at least ${low}` : `from ${low}`;
  return `${low} – ${high}`;
}
