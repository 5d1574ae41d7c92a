import { Double, Int32, Long, type Decimal128 } from 'bson';

import type { Value } from '../../bson-types';
import { MongoError } from '../../errors';
import { bsonType, T, typeName } from '../value/bson-type';
import {
  addDecimals,
  decimalToBigInt,
  decodeDecimal,
  divideDecimals,
  encodeDecimal,
  negateDecimal,
  remainderDecimals,
} from '../value/decimal';
import { combine, fitsLong, isNumeric, toBigInt, toDecimal, toDouble } from '../value/number';
import { binary, compileArguments, isNullish, location, makeDate, several, typeMismatch } from './arguments';
import type { Builder } from './types';

function dateFrom(ms: bigint): Date {
  return makeDate(Number(ms));
}

/** Milliseconds that a number adds to a date (rounded half away from zero, as MongoDB's llround). */
function milliseconds(value: Value): bigint {
  const type = bsonType(value);
  if (type === T.INT || type === T.LONG) return toBigInt(value);
  const d = toDouble(value);
  if (!Number.isFinite(d)) throw new MongoError(15, 'Overflow', 'date overflow in $add');
  return BigInt(Math.sign(d) * Math.round(Math.abs(d)));
}

/** Sum of numbers in the widest type met; an int beyond 32 bits becomes a long, a long beyond 64 a double. */
export function addNumbers(a: Value, b: Value): Value {
  return combine('add', a, b, 'double');
}

const add: Builder = (operand, scope) => {
  const list = compileArguments(operand, scope);
  return (frame) => {
    let total: Value = new Int32(0);
    let date: Date | undefined;
    for (const expression of list) {
      const value = expression(frame);
      if (isNullish(value)) return null;
      if (isNumeric(value)) {
        total = addNumbers(total, value);
      } else if (bsonType(value) === T.DATE) {
        if (date) throw new MongoError(2, 'BadValue', 'only one date allowed in an $add expression');
        date = value as Date;
      } else {
        throw typeMismatch(`$add only supports numeric or date types, not ${typeName(value)}`);
      }
    }
    return date ? dateFrom(BigInt(date.getTime()) + milliseconds(total)) : total;
  };
};

function subtract(a: Value, b: Value): Value {
  if (isNullish(a) || isNullish(b)) return null;
  if (isNumeric(a) && isNumeric(b)) return subtractNumbers(a, b);
  if (bsonType(a) === T.DATE) {
    if (bsonType(b) === T.DATE) return Long.fromNumber((a as Date).getTime() - (b as Date).getTime());
    if (isNumeric(b)) return dateFrom(BigInt((a as Date).getTime()) - milliseconds(b));
  }
  throw typeMismatch(`can't $subtract ${typeName(b)} from ${typeName(a)}`);
}

export function subtractNumbers(a: Value, b: Value): Value {
  const left = bsonType(a);
  const right = bsonType(b);
  if (left === T.DECIMAL || right === T.DECIMAL) {
    return encodeDecimal(addDecimals(toDecimal(a), negateDecimal(toDecimal(b))));
  }
  if (left === T.DOUBLE || right === T.DOUBLE) return new Double(toDouble(a) - toDouble(b));
  return integerResult(toBigInt(a) - toBigInt(b), left === T.INT && right === T.INT);
}

/** An int (widened when too big), a long, or a double beyond 64 bits. */
function integerResult(n: bigint, isInt: boolean): Value {
  if (isInt && n >= -2147483648n && n <= 2147483647n) return new Int32(Number(n));
  return fitsLong(n) ? Long.fromBigInt(n) : new Double(Number(n));
}

const multiply: Builder = (operand, scope) => {
  const list = compileArguments(operand, scope);
  return (frame) => {
    let product: Value = new Int32(1);
    let sawNull = false;
    for (const expression of list) {
      const value = expression(frame);
      if (isNullish(value)) {
        sawNull = true;
        continue;
      }
      if (!isNumeric(value)) throw typeMismatch(`$multiply only supports numeric types, not ${typeName(value)}`);
      product = combine('multiply', product, value, 'double');
    }
    return sawNull ? null : product;
  };
};

function divide(a: Value, b: Value): Value {
  if (isNullish(a) || isNullish(b)) return null;
  if (!isNumeric(a) || !isNumeric(b)) {
    throw typeMismatch(`$divide only supports numeric types, not ${typeName(a)} and ${typeName(b)}`);
  }
  if (toDouble(b) === 0 && isZero(b)) throw new MongoError(2, 'BadValue', "can't $divide by zero");
  if (bsonType(a) === T.DECIMAL || bsonType(b) === T.DECIMAL) {
    return encodeDecimal(divideDecimals(toDecimal(a), toDecimal(b)));
  }
  return new Double(toDouble(a) / toDouble(b));
}

function isZero(value: Value): boolean {
  if (bsonType(value) !== T.DECIMAL) return toDouble(value) === 0;
  const d = decodeDecimal(value as Decimal128);
  return d.kind === 'finite' && d.coefficient === 0n;
}

function mod(a: Value, b: Value): Value {
  if (isNullish(a) || isNullish(b)) return null;
  if (!isNumeric(a) || !isNumeric(b)) {
    throw location(5733416, `$mod only supports numeric types, not ${typeName(a)} and ${typeName(b)}`);
  }
  if (isZero(b)) throw location(5733415, "can't $mod by zero");
  const left = bsonType(a);
  const right = bsonType(b);
  if (left === T.DECIMAL || right === T.DECIMAL) return encodeDecimal(remainderDecimals(toDecimal(a), toDecimal(b)));
  if (left === T.DOUBLE || right === T.DOUBLE) return new Double(toDouble(a) % toDouble(b));
  return integerResult(toBigInt(a) % toBigInt(b), left === T.INT && right === T.INT);
}

type BitOperation = { start: bigint; apply: (a: bigint, b: bigint) => bigint };

function bits(operation: BitOperation): Builder {
  return several(0, Infinity, (values, name) => {
    let result = operation.start;
    let isLong = false;
    for (const value of values) {
      if (isNullish(value)) return null;
      const type = bsonType(value);
      if (type !== T.INT && type !== T.LONG) {
        throw typeMismatch(`${name} only supports int and long operands.`);
      }
      isLong ||= type === T.LONG;
      result = operation.apply(result, toBigInt(value));
    }
    return isLong ? Long.fromBigInt(result) : new Int32(Number(BigInt.asIntN(32, result)));
  });
}

const bitNot: Builder = several(1, 1, ([value], name) => {
  if (isNullish(value)) return null;
  const type = bsonType(value);
  if (type === T.INT) return new Int32(~toDouble(value));
  if (type === T.LONG) return Long.fromBigInt(~toBigInt(value));
  throw typeMismatch(`${name} only supports int and long, not: ${typeName(value)}.`);
});

/** Integer part of a decimal or double as a long; undefined when it does not fit. */
export function truncateToLong(value: Value): bigint | undefined {
  const type = bsonType(value);
  if (type === T.INT || type === T.LONG) return toBigInt(value);
  if (type === T.DECIMAL) {
    const n = decimalToBigInt(decodeDecimal(value as Decimal128));
    return n !== undefined && fitsLong(n) ? n : undefined;
  }
  const d = toDouble(value);
  if (!Number.isFinite(d)) return undefined;
  const n = BigInt(Math.trunc(d));
  return fitsLong(n) ? n : undefined;
}

export const arithmeticOperators: Record<string, Builder> = {
  $add: add,
  $subtract: binary(subtract),
  $multiply: multiply,
  $divide: binary(divide),
  $mod: binary(mod),
  $bitAnd: bits({ start: -1n, apply: (a, b) => a & b }),
  $bitOr: bits({ start: 0n, apply: (a, b) => a | b }),
  $bitXor: bits({ start: 0n, apply: (a, b) => a ^ b }),
  $bitNot: bitNot,
};
