// A column of one Arrow batch as doubles that keep every digit a double can: times as milliseconds since 1970 in UTC, missing values as NaN.
import { DateUnit, TimeUnit, Type } from '@uwdata/flechette';

const DAY_MS = 86_400_000;

/** What a whole number of the column is multiplied with and divided by: two steps, because a thousandth is no exact double. @param {any} type @returns {[number, number]} */
function unitOf(type) {
  if (type.typeId === Type.Date) return [type.unit === DateUnit.DAY ? DAY_MS : 1, 1];
  if (type.typeId !== Type.Timestamp) return [1, 1];
  /** @type {Record<number, [number, number]>} */
  const units = { [TimeUnit.SECOND]: [1000, 1], [TimeUnit.MILLISECOND]: [1, 1], [TimeUnit.MICROSECOND]: [1, 1000], [TimeUnit.NANOSECOND]: [1, 1_000_000] };
  return units[type.unit];
}

/** 64-bit integers without a BigInt a value. @param {BigInt64Array} values @param {number} length */
function wide(values, length) {
  const halves = new Int32Array(values.buffer, values.byteOffset, 2 * length);
  const out = new Float64Array(length);
  for (let i = 0; i < length; i++) out[i] = halves[2 * i + 1] * 4_294_967_296 + (halves[2 * i] >>> 0);
  return out;
}

/** @param {any} column @param {number} length @returns {Float64Array} */
function plain(column, length) {
  const { values, type } = column.data[0];
  const whole = [Type.Int, Type.Date, Type.Timestamp].includes(type.typeId);
  if (whole && values instanceof BigInt64Array) return wide(values, length);
  if (whole || (type.typeId === Type.Float && type.precision !== 0)) return Float64Array.from(values.subarray(0, length), Number);
  return Float64Array.from({ length }, (_, i) => Number(column.at(i) ?? NaN));
}

/** @param {any} column of one batch @returns {Float64Array} */
export function doubles(column) {
  const part = column.data[0];
  const out = plain(column, column.length);
  const [times, by] = unitOf(column.type);
  if (times !== 1 || by !== 1) for (let i = 0; i < out.length; i++) out[i] = (out[i] * times) / by;
  if (part.nullCount) for (let i = 0; i < out.length; i++) if (!part.isValid(i)) out[i] = NaN;
  return out;
}
