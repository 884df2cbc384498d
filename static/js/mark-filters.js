// From a mark to conditions of a question, and to the question one step deeper. Pure: no page in here.

/** @typedef {{column: ChartColumn, value: any}} Place */
/** @typedef {Record<string, any>} Part */

/** From coarse to fine, as people drill. */
export const GRAINS = ['year', 'quarter', 'month', 'week', 'day', 'hour'];
const FINER = /** @type {Record<string, string>} */ ({ year: 'quarter', quarter: 'month', month: 'day', week: 'day', day: 'hour' });

/** The last day of a period of time that starts at a day. @param {string} start @param {string} grain */
function periodOf(start, grain) {
  const at = new Date(start.length <= 10 ? start : `${start.replace(' ', 'T').slice(0, 19)}Z`);
  if (grain === 'hour') return { from: start.slice(0, 19), to: new Date(at.getTime() + 3_600_000).toISOString().slice(0, 19) };
  const months = /** @type {Record<string, number>} */ ({ month: 1, quarter: 3, year: 12 })[grain];
  if (months) at.setUTCMonth(at.getUTCMonth() + months);
  else at.setUTCDate(at.getUTCDate() + (grain === 'week' ? 7 : 1));
  at.setUTCDate(at.getUTCDate() - 1);
  return { from: start.slice(0, 10), to: at.toISOString().slice(0, 10) };
}

/** The next edge of a bin: the smallest step between the edges that there are. @param {number} value @param {ChartColumn} column @param {ChartPayload} payload */
function edgeAfter(value, column, payload) {
  if (column.width) return value + column.width;
  const place = payload.columns.indexOf(column);
  const edges = [...new Set(payload.rows.map((row) => Number(row[place])))].filter(Number.isFinite).sort((a, b) => a - b);
  const next = edges.find((edge) => edge > value);
  return next ?? null;
}

/** The conditions that hold for the rows behind a place. @param {Place} place @param {ChartPayload} payload @returns {Part[]} */
export function conditionsOf({ column, value }, payload) {
  const { field } = column;
  if (!field) return [];
  if (value === null || value === undefined) return [{ field, op: 'is_null' }];
  if (column.grain) return [{ field, op: 'period', value: periodOf(String(value), column.grain) }];
  if (column.binned) {
    const end = edgeAfter(Number(value), column, payload);
    return [{ field, op: 'gte', value: Number(value) }, ...(end === null ? [] : [{ field, op: 'lt', value: end }])];
  }
  return column.type === 'text' ? [{ field, op: 'in', values: [value] }] : [{ field, op: 'eq', value }];
}

/** Rows that are not those of the mark. @param {Place[]} where @param {ChartPayload} payload @returns {Part} */
export function exclusionOf(where, payload) {
  const [place] = where;
  const parts = where.flatMap((one) => conditionsOf(one, payload));
  if (parts.length === 1 && parts[0].op === 'in') return { field: place.column.field, op: 'not_in', values: parts[0].values };
  return { not: { and: parts } };
}

/** What a place is called in a trail. @param {Part} dimension @param {string} from @returns {string | null} the next finer grain of a dimension of time */
export function finer(dimension, from) {
  const next = dimension.grain ? FINER[dimension.grain] : undefined;
  return !next || (next === 'hour' && from === 'date') ? null : next;
}

/** Whether the rows of a mark can be told by conditions. @param {Place[]} where */
export const isTellable = (where) => where.length > 0 && where.every(({ column }) => column.field);

/**
 * The draft one step deeper: only the rows of the mark, grouped by another field, or the same time more finely.
 * @param {import('./chart-draft.js').Draft} draft @param {Place[]} where @param {ChartPayload} payload @param {Part} dimension
 * @returns {import('./chart-draft.js').Draft}
 */
export function drilled(draft, where, payload, dimension) {
  const filters = [...draft.filters, ...where.flatMap((one) => conditionsOf(one, payload))];
  const fields = where.map(({ column }) => column.field);
  const at = draft.dimensions.findIndex((one) => one.field === dimension.field && one.grain);
  const dimensions = at >= 0
    ? draft.dimensions.map((one, i) => (i === at ? dimension : one))
    : [dimension, ...draft.dimensions.filter((one) => !fields.includes(one.field))];
  const sort = dimension.grain || at >= 0 ? '' : draft.sort;
  return { ...draft, filters, dimensions, sort };
}
