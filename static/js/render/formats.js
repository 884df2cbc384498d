// Numbers and days by the reader's locale: the same rules as apps/core/formats.py, held together by tests/core/formats.json.

/** @typedef {{style: 'number' | 'currency' | 'percent' | 'plain', currency?: string, unit?: string, decimals?: number}} Format */

const GAP = '\u00a0';
// Where versions of CLDR differ between browsers, one way is chosen for both sides (apps/core/locales.py).
/** @type {Record<string, string>} */
const SHORT_AS = { 'en-GB': 'en' };
/** @type {Map<string, any>} */
const known = new Map();

/** @template T @param {string} key @param {() => T} make @returns {T} */
function kept(key, make) {
  if (!known.has(key)) known.set(key, make());
  return known.get(key);
}

/** @param {string} language @param {Intl.NumberFormatOptions} options @returns {Intl.NumberFormat} */
const intl = (language, options) => kept(language + JSON.stringify(options), () => new Intl.NumberFormat(language, { useGrouping: true, ...options }));

/** @param {string} language @param {Intl.DateTimeFormatOptions} options @returns {Intl.DateTimeFormat} */
const dates = (language, options) => kept(`d${language}${JSON.stringify(options)}`, () => new Intl.DateTimeFormat(language, { timeZone: 'UTC', ...options }));

/** A real minus, and none before nothing but zeros. @param {string} digits of the size @param {number} value */
const signed = (digits, value) => (value < 0 && /[1-9]/.test(digits) ? `−${digits}` : digits);

/** @param {string} digits @param {string} language */
const swiss = (digits, language) => (language === 'de-CH' ? digits.replaceAll("'", '’') : digits);

/** @param {number | undefined} fixed @param {number} most @returns {Intl.NumberFormatOptions} */
const places = (fixed, most) => (fixed === undefined ? { minimumFractionDigits: 0, maximumFractionDigits: most } : { minimumFractionDigits: fixed, maximumFractionDigits: fixed });

/** Digits, short ones too, with a currency's sign where the locale has it. @param {string} digits @param {string} currency @param {string} language */
function amount(digits, currency, language) {
  const around = intl(language, { style: 'currency', currency, maximumFractionDigits: 0, minimumFractionDigits: 0 }).formatToParts(0);
  return around.map(({ type, value }) => (type === 'integer' ? digits : value)).join('');
}

/**
 * A number as text: 1234.5 as currency EUR is "€1,234.50", a ratio of 0.123 as percent "12.3%".
 * @param {number} value @param {Format | undefined} format @param {string} language
 */
export function written(value, format, language) {
  const { style = 'number', currency = '', unit = '', decimals } = format ?? {};
  const size = Math.abs(value);
  if (style === 'plain') return signed(String(Number(size.toPrecision(15))), value);
  if (style === 'percent') return signed(swiss(intl(language, { style: 'percent', ...places(decimals, 1) }).format(size), language), value);
  if (style === 'currency') return signed(swiss(intl(language, { style: 'currency', currency, ...(decimals === undefined ? {} : places(decimals, 0)) }).format(size), language), value);
  return signed(swiss(intl(language, places(decimals, size < 1 ? 4 : 2)).format(size), language) + (unit ? `${GAP}${unit}` : ''), value);
}

/** A large number at a glance: "4.2M", "4,2 Mio. €"; below a thousand as `written`. @param {number} value @param {Format | undefined} format @param {string} language */
export function short(value, format, language) {
  const { style = 'number', currency = '', unit = '' } = format ?? {};
  const size = Math.abs(value);
  if (size < 1000 || style === 'percent' || style === 'plain') return written(value, format, language);
  const text = swiss(intl(SHORT_AS[language] ?? language, { notation: 'compact', ...places(undefined, 1) }).format(size), language);
  if (style === 'currency') return signed(amount(text, currency, language), value);
  return signed(text + (unit ? `${GAP}${unit}` : ''), value);
}

/** @param {Date} time @param {string} language @returns {string} */
const day = (time, language) => dates(language, { dateStyle: 'medium' }).format(time);

/**
 * A day or moment at its grain: by month "Nov 2025", by quarter "Q4 2025"; midnights are days.
 * @param {Date} time in UTC @param {string | null | undefined} grain @param {string} language
 */
export function dated(time, grain, language) {
  if (grain === 'quarter') return `Q${Math.floor(time.getUTCMonth() / 3) + 1} ${time.getUTCFullYear()}`;
  if (grain === 'year') return dates(language, { year: 'numeric' }).format(time);
  if (grain === 'month') return dates(language, { year: 'numeric', month: 'short' }).format(time);
  if (grain !== 'hour' && (grain || time.getTime() % 86_400_000 === 0)) return day(time, language);
  return dates(language, { dateStyle: 'medium', timeStyle: 'short' }).format(time).replaceAll('\u202f', ' ');
}
