// What the builder is editing, and how it becomes a question and back. Pure: no page in here.

/** @typedef {{name: string, label: string, type: string}} Column */
/** @typedef {Record<string, any>} Part a measure, dimension or filter as the question has it */
/** @typedef {{measures: Part[], dimensions: Part[], filters: Part[], rows: string[], listing: boolean, sort: string, limit: number | null, rest: Record<string, any>}} Draft */

const NUMBERS = new Set(['integer', 'float', 'decimal']);
const TIMES = new Set(['date', 'timestamp']);
const EDITED = new Set(['v', 'dataset', 'measures', 'dimensions', 'filters', 'rows', 'sort', 'limit']);

/** @param {Column | undefined} column */
export const isNumber = (column) => NUMBERS.has(column?.type ?? '');
/** @param {Column | undefined} column */
export const isTime = (column) => TIMES.has(column?.type ?? '');

/** Aggregations by value, and whether they need a number. @type {[string, string, boolean][]} */
export const AGGREGATES = [
  ['sum', 'Sum of', true], ['avg', 'Average', true], ['median', 'Median', true], ['min', 'Lowest', false], ['max', 'Highest', false], ['count_distinct', 'Different', false],
  ['count', 'Filled', false], ['quantile:0.9', '90th percentile', true], ['quantile:0.95', '95th percentile', true], ['stddev', 'Standard deviation', true],
];

/** @type {[string, string][]} */
export const GRAINS = [['hour', 'by hour'], ['day', 'by day'], ['week', 'by week'], ['month', 'by month'], ['quarter', 'by quarter'], ['year', 'by year']];

/** @type {[string, string][]} */
const PERIODS = [
  ['this:1:month:calendar', 'this month'], ['last:1:month:calendar', 'last month'], ['last:3:month:calendar', 'last 3 months'], ['last:12:month:calendar', 'last 12 months'],
  ['last:7:day:trailing', 'last 7 days'], ['last:30:day:trailing', 'last 30 days'], ['this:1:year:trailing', 'this year so far'], ['this:1:year:calendar', 'this year'], ['last:1:year:calendar', 'last year'],
];
export { PERIODS };

/** Operators that fit a column: value and words. @param {Column | undefined} column @returns {[string, string][]} */
export function operators(column) {
  /** @type {[string, string][]} */
  const empty = [['is_null', 'is empty'], ['not_null', 'is not empty']];
  if (column?.type === 'boolean') return [['eq', 'is'], ...empty];
  if (isTime(column)) return [['period', 'is in'], ['between', 'is between'], ['gte', 'is from'], ['lte', 'is until'], ...empty];
  if (isNumber(column)) return [['eq', 'is'], ['ne', 'is not'], ['gte', 'is at least'], ['lte', 'is at most'], ['between', 'is between'], ...empty];
  return [['in', 'is one of'], ['not_in', 'is none of'], ['contains', 'contains'], ['starts_with', 'starts with'], ...empty];
}

/** What is grouped how, for a select: field's own, grains, bins. @param {Column | undefined} column @returns {[string, string][]} */
export function groupings(column) {
  if (isTime(column)) return [...GRAINS.filter(([grain]) => grain !== 'hour' || column?.type === 'timestamp'), ['', 'each value']];
  if (isNumber(column)) return [['', 'each value'], ['bins:10', 'in 10 ranges'], ['bins:20', 'in 20 ranges'], ['bins:50', 'in 50 ranges']];
  return [['', 'each value']];
}

/** @param {Part} dimension */
export const groupingOf = (dimension) => dimension.grain ?? (dimension.bins ? `bins:${dimension.bins}` : dimension.width ? `width:${dimension.width}` : '');

/** @param {string} field @param {string} grouping @returns {Part} */
export function dimension(field, grouping) {
  const [kind, size] = grouping.split(':');
  if (size) return { field, [kind]: Number(size) };
  return grouping ? { field, grain: grouping } : { field };
}

/** @param {Part} measure */
export const aggregateOf = (measure) => (measure.agg === 'quantile' ? `quantile:${measure.q}` : measure.agg === 'count' && !measure.field ? 'rows' : measure.agg);

/** @param {string} aggregate @param {string} field @returns {Part} */
export function measure(aggregate, field) {
  if (aggregate === 'rows') return { agg: 'count' };
  const [agg, q] = aggregate.split(':');
  return q ? { agg, field, q: Number(q) } : { agg, field };
}

/** Parts that the shelves cannot take apart stay as they are. @param {Part} part */
export const isFixed = (part) => Boolean(part.agg ? part.agg === 'ratio' || part.where : part.and ?? part.or ?? part.not);

/** @param {string} text from the select of periods */
export function period(text) {
  const [rel, n, unit, mode] = text.split(':');
  return { rel, n: Number(n), unit, mode };
}

/** @param {Part} value */
export const periodOf = (value) => (value?.rel ? `${value.rel}:${value.n ?? 1}:${value.unit ?? 'month'}:${value.mode ?? 'calendar'}` : '');

/** A filter as it is first added. @param {Column} column @returns {Part} */
export function freshFilter(column) {
  const [op] = operators(column)[0];
  const { name: field } = column;
  if (op === 'period') return { field, op, value: period('last:12:month:calendar') };
  if (op === 'in') return { field, op, values: [] };
  return { field, op, value: column.type === 'boolean' ? true : '' };
}

/** Whether a filter says something yet. @param {Part} part */
function isComplete(part) {
  if (isFixed(part) || part.op === 'is_null' || part.op === 'not_null') return true;
  if (part.values) return part.values.length > 0 && part.values.every((/** @type {any} */ v) => v !== '');
  return part.value !== '' && part.value !== undefined;
}

/** The draft of a stored question. @param {Record<string, any>} spec @returns {Draft} */
export function draftOf(spec) {
  const filters = !spec.filters ? [] : Array.isArray(spec.filters) ? spec.filters : spec.filters.and ?? [spec.filters];
  const sort = (spec.sort ?? [])[0];
  return structuredClone({
    measures: spec.measures ?? [], dimensions: spec.dimensions ?? [], filters, rows: spec.rows ?? [], listing: Boolean(spec.rows), limit: spec.limit ?? null,
    sort: sort ? `${sort.by}:${sort.dir ?? 'asc'}` : '', rest: Object.fromEntries(Object.entries(spec).filter(([key]) => !EDITED.has(key))),
  });
}

/** A first question about unknown data: how many rows there are by its first date or short text. @param {Column[]} columns @returns {Draft} */
export function firstDraft(columns) {
  const by = columns.find(isTime) ?? columns.find((c) => c.type === 'text') ?? columns[0];
  return draftOf({ measures: [{ agg: 'count' }], dimensions: by ? [dimension(by.name, isTime(by) ? 'month' : '')] : [], limit: isTime(by) ? undefined : 20 });
}

/** The question of a draft. @param {Draft} draft @param {string} dataset */
export function specOf(draft, dataset) {
  /** @type {Record<string, any>} */
  const spec = { dataset, ...(draft.listing ? pick(draft.rest, ['joins', 'sample', 'as_of']) : draft.rest) };
  if (draft.listing) spec.rows = draft.rows.length ? draft.rows : ['*'];
  else Object.assign(spec, { measures: draft.measures, dimensions: draft.dimensions });
  const filters = draft.filters.filter(isComplete);
  if (filters.length) spec.filters = filters;
  const at = draft.sort.lastIndexOf(':');
  if (at > 0) spec.sort = [{ by: draft.sort.slice(0, at), dir: draft.sort.slice(at + 1) }];
  if (draft.limit) spec.limit = draft.limit;
  return spec;
}

/** @param {Record<string, any>} from @param {string[]} keys */
const pick = (from, keys) => Object.fromEntries(keys.filter((key) => key in from).map((key) => [key, from[key]]));
