// Numbers by their column's format: the same rules as apps/core/formats.py, held together by tests/core/formats.json.

/** @typedef {{style: 'number' | 'currency' | 'percent' | 'plain', currency?: string, unit?: string, decimals?: number}} Format */

const GAP = '\u00a0';
/** @type {Map<string, Intl.NumberFormat>} */
const known = new Map();

/** @param {string} language @param {Intl.NumberFormatOptions} options */
function intl(language, options) {
  const key = language + JSON.stringify(options);
  const found = known.get(key) ?? new Intl.NumberFormat(language, options);
  known.set(key, found);
  return found;
}

/** A real minus, and none before nothing but zeros. @param {string} digits of the size @param {number} value */
const signed = (digits, value) => (value < 0 && /[1-9]/.test(digits) ? `−${digits}` : digits);

/** @param {number | undefined} fixed @param {number} most @returns {Intl.NumberFormatOptions} */
const places = (fixed, most) => (fixed === undefined ? { minimumFractionDigits: 0, maximumFractionDigits: most } : { minimumFractionDigits: fixed, maximumFractionDigits: fixed });

/**
 * A number as text: 1234.5 as currency EUR is "€1,234.50", a ratio of 0.123 as percent "12.3%".
 * @param {number} value @param {Format | undefined} format @param {string} language
 */
export function written(value, format, language) {
  const { style = 'number', currency = '', unit = '', decimals } = format ?? {};
  const size = Math.abs(value);
  if (style === 'plain') return signed(String(Number(size.toPrecision(15))), value);
  if (style === 'percent') return signed(intl(language, { style: 'percent', ...places(decimals, 1) }).format(size), value);
  if (style === 'currency') return signed(intl(language, { style: 'currency', currency, ...(decimals === undefined ? {} : places(decimals, 0)) }).format(size), value);
  return signed(intl(language, places(decimals, size < 1 ? 4 : 2)).format(size) + (unit ? `${GAP}${unit}` : ''), value);
}

/** A large number at a glance: "4.2M", "€4.2M"; below a thousand as `written`. @param {number} value @param {Format | undefined} format @param {string} language */
export function short(value, format, language) {
  const { style = 'number', currency = '', unit = '' } = format ?? {};
  const size = Math.abs(value);
  if (size < 1000 || style === 'percent' || style === 'plain') return written(value, format, language);
  const money = style === 'currency' ? { style: /** @type {const} */ ('currency'), currency } : {};
  return signed(intl(language, { ...money, notation: 'compact', ...places(undefined, 1) }).format(size) + (unit ? `${GAP}${unit}` : ''), value);
}
