import { Double, Int32, Long, type Decimal128 } from 'bson';

import type { Value } from '../../bson-types';
import { bsonType, isNumberType, T } from './bson-type';
import {
  addDecimals,
  decimalFromBigInt,
  decimalFromDouble,
  decimalToNumber,
  decodeDecimal,
  encodeDecimal,
  multiplyDecimals,
  type Decimal,
} from './decimal';

const LONG_MIN = -(2n ** 63n);
const LONG_MAX = 2n ** 63n - 1n;

/** Whether a value is one of the four numeric types. */
export function isNumeric(value: Value): boolean {
  return isNumberType(bsonType(value));
}

/** The value as a double; NaN for what is not a number. Longs beyond 2^53 and decimals lose digits. */
export function toDouble(value: Value): number {
  if (typeof value === 'number') return value;
  switch (bsonType(value)) {
    case T.INT:
    case T.DOUBLE:
      return (value as Int32 | Double).value;
    case T.LONG:
      return typeof value === 'bigint' ? Number(value) : (value as Long).toNumber();
    case T.DECIMAL:
      return decimalToNumber(decodeDecimal(value as Decimal128));
    default:
      return NaN;
  }
}

/** An Int32 or Long as a BigInt. */
export function toBigInt(value: Value): bigint {
  if (typeof value === 'number' || typeof value === 'bigint') return BigInt(value);
  return bsonType(value) === T.INT ? BigInt((value as Int32).value) : (value as Long).toBigInt();
}

/** Any number as an exact-enough decimal: doubles through 15 digits, as MongoDB converts them for arithmetic. */
export function toDecimal(value: Value): Decimal {
  const type = bsonType(value);
  if (type === T.DECIMAL) return decodeDecimal(value as Decimal128);
  if (type === T.DOUBLE) return decimalFromDouble(toDouble(value));
  return decimalFromBigInt(toBigInt(value));
}

export function fitsLong(n: bigint): boolean {
  return n >= LONG_MIN && n <= LONG_MAX;
}

/** An integer of the narrowest type not below `atLeast`: Int32, Long; undefined if it does not fit in 64 bits. */
export function integerOf(n: bigint, atLeast: 'int' | 'long'): Int32 | Long | undefined {
  if (atLeast === 'int' && n >= -2147483648n && n <= 2147483647n) return new Int32(Number(n));
  return fitsLong(n) ? Long.fromBigInt(n) : undefined;
}

/** A whole number that a command option or operator argument gives, or undefined if it is none that fits 2^53. */
export function wholeNumber(value: Value): number | undefined {
  if (!isNumeric(value)) return undefined;
  const n = toDouble(value);
  return Number.isSafeInteger(n) ? n : undefined;
}

/** Whether the value is a number that has no fraction and fits in 64 bits; then that integer. */
export function exactInteger(value: Value): bigint | undefined {
  const type = bsonType(value);
  if (type === T.INT || type === T.LONG) return toBigInt(value);
  if (type === T.DOUBLE) {
    const d = toDouble(value);
    return Number.isInteger(d) && fitsLong(BigInt(d)) ? BigInt(d) : undefined;
  }
  if (type !== T.DECIMAL) return undefined;
  const d = decodeDecimal(value as Decimal128);
  if (d.kind !== 'finite' || d.exponent > 40) return undefined;
  const scale = 10n ** BigInt(Math.abs(d.exponent));
  if (d.exponent < 0 && d.coefficient % scale !== 0n) return undefined;
  const n = d.exponent < 0 ? d.coefficient / scale : d.coefficient * scale;
  return fitsLong(n) ? (d.negative ? -n : n) : undefined;
}

type Operation = 'add' | 'multiply';

/**
 * Sum or product in the wider of both types: int, long, double, decimal. An int result beyond 32 bits becomes a long.
 *
 * @param onLongOverflow what a result beyond 64 bits becomes: `$inc` and `$mul` refuse it (undefined), aggregation
 *   goes on with a double
 */
export function combine(op: Operation, a: Value, b: Value, onLongOverflow: 'double' | 'none'): Value {
  const left = bsonType(a);
  const right = bsonType(b);
  if (left === T.INT && right === T.INT) {
    const x = (a as Int32).value ?? a;
    const y = (b as Int32).value ?? b;
    const n = op === 'add' ? x + y : x * y;
    if (n >= -2147483648 && n <= 2147483647) return new Int32(n === 0 ? 0 : n);
    return op === 'add' ? Long.fromNumber(n) : Long.fromBigInt(BigInt(x) * BigInt(y));
  }
  if (left === T.DECIMAL || right === T.DECIMAL) {
    const x = toDecimal(a);
    const y = toDecimal(b);
    return encodeDecimal(op === 'add' ? addDecimals(x, y) : multiplyDecimals(x, y));
  }
  if (left === T.DOUBLE || right === T.DOUBLE) {
    const x = toDouble(a);
    const y = toDouble(b);
    return new Double(op === 'add' ? x + y : x * y);
  }
  const n = op === 'add' ? toBigInt(a) + toBigInt(b) : toBigInt(a) * toBigInt(b);
  if (fitsLong(n)) return Long.fromBigInt(n);
  return onLongOverflow === 'double' ? new Double(Number(n)) : undefined;
}
