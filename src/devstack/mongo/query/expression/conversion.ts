import { Double, Int32, Long, ObjectId, type BSONSymbol, type Code, type Decimal128, type Timestamp } from 'bson';

import type { Value } from '../../bson-types';
import { MongoError } from '../../errors';
import { bsonType, isDocument, isNumberType, T, TYPE_BY_ALIAS, typeName } from '../value/bson-type';
import { encodeDecimal } from '../value/decimal';
import { parseDecimalText } from '../value/decimal-text';
import { exactInteger, fitsLong, isNumeric, toBigInt, toDecimal, toDouble } from '../value/number';
import { describeValue } from '../value/print';
import { failedToParse, isNullish, makeDate, truthy, unary } from './arguments';
import { truncateToLong } from './arithmetic';
import { compile } from './compile';
import { parseDate } from './date-parse';
import type { Builder, Expression } from './types';

function failure(reason: string): MongoError {
  return new MongoError(241, 'ConversionFailure', reason);
}

/** A value as `$toString` prints it. */
export function stringOf(value: Value): string {
  switch (bsonType(value)) {
    case T.DATE:
      return (value as Date).toISOString();
    case T.OBJECT_ID:
      return (value as ObjectId).toHexString();
    case T.SYMBOL:
      return (value as BSONSymbol).value;
    case T.CODE:
      return String((value as Code).code);
    case T.DOUBLE:
      return String(toDouble(value));
    default:
      return String((value as Int32 | Long | Decimal128 | boolean).toString());
  }
}

function unsupported(value: Value, to: string): MongoError {
  return failure(`Unsupported conversion from ${typeName(value)} to ${to} in $convert with no onError value`);
}

function overflow(value: Value): MongoError {
  return failure(`Conversion would overflow target type in $convert with no onError value: ${describeValue(value)}`);
}

function parseFailure(text: string, reason: string): MongoError {
  return failure(`Failed to parse number '${text}' in $convert with no onError value: ${reason}`);
}

function parseInteger(text: string): bigint {
  if (!/^[+-]?\d+$/.test(text)) {
    if (text === '') throw parseFailure(text, 'No digits');
    const bad = [...text].find((c, i) => !/\d/.test(c) && !(i === 0 && /[+-]/.test(c)));
    throw parseFailure(text, bad === undefined ? 'No digits' : `Did not consume whole string.`);
  }
  const n = BigInt(text);
  if (!fitsLong(n)) throw parseFailure(text, 'Overflow');
  return n;
}

function integerFrom(value: Value, to: 'int' | 'long'): bigint {
  const type = bsonType(value);
  if (type === T.BOOL) return value === true ? 1n : 0n;
  if (type === T.STRING) return parseInteger(value as string);
  if (type === T.DATE && to === 'long') return BigInt((value as Date).getTime());
  if (!isNumberType(type)) throw unsupported(value, to);
  const d = toDouble(value);
  if (Number.isNaN(d)) throw failure('Attempt to convert NaN value to integer type in $convert with no onError value');
  if (!Number.isFinite(d))
    throw failure('Attempt to convert infinity value to integer type in $convert with no onError value');
  const n = truncateToLong(value);
  if (n === undefined) throw overflow(value);
  return n;
}

function toInt(value: Value): Value {
  const n = integerFrom(value, 'int');
  if (n < -2147483648n || n > 2147483647n) {
    throw typeof value === 'string' ? parseFailure(value, 'Overflow') : overflow(value);
  }
  return new Int32(Number(n));
}

function toLong(value: Value): Value {
  return Long.fromBigInt(integerFrom(value, 'long'));
}

function toDoubleValue(value: Value): Value {
  const type = bsonType(value);
  if (type === T.BOOL) return new Double(value === true ? 1 : 0);
  if (type === T.DATE) return new Double((value as Date).getTime());
  if (isNumberType(type)) return new Double(toDouble(value));
  if (typeof value !== 'string') throw unsupported(value, 'double');
  const text = value;
  if (/^[+-]?(?:inf|infinity)$/i.test(text)) return new Double(text.startsWith('-') ? -Infinity : Infinity);
  if (/^[+-]?nan$/i.test(text)) return new Double(NaN);
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text)) {
    throw parseFailure(text, text === '' ? 'Empty string' : 'Did not consume whole string.');
  }
  const d = Number(text);
  if (!Number.isFinite(d)) throw parseFailure(text, 'Out of range');
  return new Double(d);
}

function toDecimalValue(value: Value): Value {
  const type = bsonType(value);
  if (type === T.BOOL) return encodeDecimal(toDecimal(new Int32(value === true ? 1 : 0)));
  if (type === T.DATE) return encodeDecimal(toDecimal(Long.fromNumber((value as Date).getTime())));
  if (type === T.DECIMAL) return value;
  if (isNumberType(type)) return encodeDecimal(toDecimal(value));
  if (typeof value !== 'string') throw unsupported(value, 'decimal');
  const parsed = parseDecimalText(value);
  if (parsed === undefined)
    throw parseFailure(value, value === '' ? 'Empty string' : 'Failed to parse string to decimal');
  return encodeDecimal(parsed);
}

function toDate(value: Value): Value {
  switch (bsonType(value)) {
    case T.DATE:
      return value;
    case T.OBJECT_ID:
      return (value as ObjectId).getTimestamp();
    case T.TIMESTAMP:
      return new Date((value as Timestamp).getHighBitsUnsigned() * 1000);
    case T.STRING:
      return parseDate(value as string);
    case T.LONG:
      return makeDate(Number(toBigInt(value)));
    case T.DOUBLE:
    case T.DECIMAL: {
      const n = truncateToLong(value);
      if (n === undefined) throw overflow(value);
      return makeDate(Number(n));
    }
    default:
      throw unsupported(value, 'date');
  }
}

function toObjectId(value: Value): Value {
  if (bsonType(value) === T.OBJECT_ID) return value;
  if (typeof value !== 'string') throw unsupported(value, 'objectId');
  if (value.length !== 24) {
    throw failure(
      `Failed to parse objectId '${value}' in $convert with no onError value: Invalid string length for parsing to OID, ` +
        `expected 24 but found ${value.length}`,
    );
  }
  const bad = /[^0-9a-fA-F]/.exec(value);
  if (bad) {
    throw failure(
      `Failed to parse objectId '${value}' in $convert with no onError value: Invalid character found in hex string: '${bad[0]}'`,
    );
  }
  return new ObjectId(value);
}

function toBool(value: Value): Value {
  const type = bsonType(value);
  const known: number[] = [T.BOOL, T.STRING, T.DATE, T.OBJECT_ID, T.TIMESTAMP];
  if (!isNumberType(type) && !known.includes(type)) throw unsupported(value, 'bool');
  return truthy(value);
}

function toStringValue(value: Value): Value {
  const type = bsonType(value);
  if (type === T.STRING) return value;
  const known: number[] = [T.BOOL, T.DATE, T.OBJECT_ID];
  if (!isNumberType(type) && !known.includes(type)) throw unsupported(value, 'string');
  return stringOf(value);
}

const CONVERSIONS: ReadonlyMap<number, (value: Value) => Value> = new Map([
  [T.DOUBLE, toDoubleValue],
  [T.STRING, toStringValue],
  [T.OBJECT_ID, toObjectId],
  [T.BOOL, toBool],
  [T.DATE, toDate],
  [T.INT, toInt],
  [T.LONG, toLong],
  [T.DECIMAL, toDecimalValue],
] as [number, (value: Value) => Value][]);

function targetType(to: Value): number {
  if (typeof to === 'string') {
    const type = TYPE_BY_ALIAS.get(to);
    if (type === undefined) throw new MongoError(2, 'BadValue', `Unknown type name: ${to}`);
    return type;
  }
  const n = isNumeric(to) ? exactInteger(to) : undefined;
  if (n === undefined)
    throw failedToParse(`$convert's 'to' argument must be a string or number, but is ${typeName(to)}`);
  return Number(n);
}

const convert: Builder = (operand, scope) => {
  if (!isDocument(operand))
    throw failedToParse(`$convert expects an object of named arguments but found: ${typeName(operand)}`);
  for (const field of Object.keys(operand)) {
    if (!['input', 'to', 'onError', 'onNull'].includes(field))
      throw failedToParse(`$convert found an unknown argument: ${field}`);
  }
  if (!Object.hasOwn(operand, 'input')) throw failedToParse("Missing 'input' parameter to $convert");
  if (!Object.hasOwn(operand, 'to')) throw failedToParse("Missing 'to' parameter to $convert");
  const optional = (field: string): Expression | undefined =>
    Object.hasOwn(operand, field) ? compile(operand[field], scope) : undefined;
  const input = compile(operand['input'], scope);
  const to = compile(operand['to'], scope);
  const onError = optional('onError');
  const onNull = optional('onNull');
  return (frame) => {
    const target = to(frame);
    const value = input(frame);
    if (isNullish(value)) return onNull ? onNull(frame) : null;
    if (isNullish(target)) return null;
    const conversion = CONVERSIONS.get(targetType(target));
    try {
      if (!conversion) throw unsupported(value, typeof target === 'string' ? target : describeValue(target));
      return conversion(value);
    } catch (error) {
      if (onError && error instanceof MongoError && error.code === 241) return onError(frame);
      throw error;
    }
  };
};

function conversion(fn: (value: Value) => Value): Builder {
  return unary((value) => (isNullish(value) ? null : fn(value)));
}

export const conversionOperators: Record<string, Builder> = {
  $convert: convert,
  $toBool: conversion(toBool),
  $toDate: conversion(toDate),
  $toDecimal: conversion(toDecimalValue),
  $toDouble: conversion(toDoubleValue),
  $toInt: conversion(toInt),
  $toLong: conversion(toLong),
  $toObjectId: conversion(toObjectId),
  $toString: conversion(toStringValue),
  $type: unary((value) => typeName(value)),
  $isNumber: unary((value) => isNumeric(value)),
};
