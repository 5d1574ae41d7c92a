import { Binary, type BSONRegExp, type BSONSymbol, type Code, type Decimal128, type Double, type Int32 } from 'bson';
import type { Long, ObjectId, Timestamp } from 'bson';

import type { Document, Value } from '../../bson-types';
import type { ObjectIdWords } from '../../object-id-bytes';
import type { CollationInput } from '../types';
import { bsonType, T } from './bson-type';
import { collatorFor, type StringOrder } from './collation';
import { compareDecimals, decimalFromBigInt, decodeDecimal, exactDecimalFromDouble, type Decimal } from './decimal';

const RANK: number[] = [];
RANK[T.MISSING] = 0;
RANK[T.NULL] = 5;
RANK[T.INT] = RANK[T.DOUBLE] = RANK[T.LONG] = RANK[T.DECIMAL] = 10;
RANK[T.STRING] = RANK[T.SYMBOL] = 15;
RANK[T.OBJECT] = 20;
RANK[T.ARRAY] = 25;
RANK[T.BINARY] = 30;
RANK[T.OBJECT_ID] = 35;
RANK[T.BOOL] = 40;
RANK[T.DATE] = 45;
RANK[T.TIMESTAMP] = 47;
RANK[T.REGEX] = 50;
RANK[T.CODE] = 60;
RANK[T.CODE_WITH_SCOPE] = 65;
RANK[T.MAX_KEY] = 127;
RANK[T.MIN_KEY] = -1;

/** Rank of the value's type in MongoDB's comparison order (MinKey lowest, MaxKey highest, missing below null). */
export function canonicalType(value: Value): number {
  return RANK[bsonType(value)] as number;
}

/** Rank of a BSON type number. */
export function rankOfType(type: number): number {
  return RANK[type] ?? 0;
}

/**
 * MongoDB's full cross-type order: negative, 0 or positive. Exact for all number types: NaN is below all numbers and
 * equal to itself, -0 equals 0. A missing value (undefined) is below null.
 */
export function compareValues(a: Value, b: Value, collation?: CollationInput): number {
  return compareWith(a, b, collation === undefined ? undefined : collatorFor(collation));
}

/** As `compareValues`, with an order of strings that was made before (undefined: binary order). */
export function compareWith(a: Value, b: Value, strings: StringOrder | undefined): number {
  if (a === b && typeof a !== 'number') return 0;
  if (typeof a === 'string' && typeof b === 'string') return strings ? strings(a, b) : compareBinaryStrings(a, b);
  const leftType = bsonType(a);
  const rightType = bsonType(b);
  if (leftType === T.INT && rightType === T.INT) return intOf(a) - intOf(b);
  const left = RANK[leftType] as number;
  const right = RANK[rightType] as number;
  if (left !== right) return left - right;
  switch (left) {
    case 10:
      return compareNumbers(a, leftType, b, rightType);
    case 15:
      return strings ? strings(textOf(a), textOf(b)) : compareBinaryStrings(textOf(a), textOf(b));
    case 20:
      return compareDocuments(a as Document, b as Document, strings);
    case 25:
      return compareArrays(a as Value[], b as Value[], strings);
    default:
      return compareScalars(left, a, b, strings);
  }
}

function compareScalars(rank: number, a: Value, b: Value, strings: StringOrder | undefined): number {
  switch (rank) {
    case 30:
      return compareBinaries(a, b);
    case 35:
      return compareObjectIds(a as ObjectId, b as ObjectId);
    case 40:
      return Number(a) - Number(b);
    case 45:
      return (a as Date).getTime() - (b as Date).getTime();
    case 47:
      return (a as Timestamp).compare(b as Timestamp);
    case 50:
      return compareRegexes(a, b);
    case 60:
      return compareBinaryStrings(codeOf(a), codeOf(b));
    case 65: {
      const order = compareBinaryStrings(codeOf(a), codeOf(b));
      return order !== 0 ? order : compareWith((a as Code).scope ?? {}, (b as Code).scope ?? {}, strings);
    }
    default:
      return 0;
  }
}

function intOf(v: Value): number {
  return typeof v === 'number' ? v : (v as Int32).value;
}

function textOf(v: Value): string {
  return typeof v === 'string' ? v : (v as BSONSymbol).value;
}

function codeOf(v: Value): string {
  return String((v as Code).code);
}

/** Order of the UTF-8 bytes. JavaScript's `<` orders UTF-16 units, which differs where surrogates are involved. */
export function compareBinaryStrings(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i += 1) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x === y) continue;
    if (x >= 0xd800 && y >= 0xd800) {
      const xSurrogate = x <= 0xdfff;
      if (xSurrogate !== y <= 0xdfff) return xSurrogate ? 1 : -1;
    }
    return x - y;
  }
  return a.length - b.length;
}

function compareObjectIds(a: ObjectId, b: ObjectId): number {
  const x = a as unknown as ObjectIdWords;
  const y = b as unknown as ObjectIdWords;
  if (x.i0 === undefined || x.i1 === undefined || x.i2 === undefined || x.i3 === undefined)
    return compareBytes(a.id, b.id);
  if (y.i0 === undefined || y.i1 === undefined || y.i2 === undefined || y.i3 === undefined)
    return compareBytes(a.id, b.id);
  // `id` would make a new buffer for every comparison, several times the price of all else.
  return x.i0 - y.i0 || x.i1 - y.i1 || x.i2 - y.i2 || x.i3 - y.i3;
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  return Buffer.compare(a, b);
}

function binaryParts(v: Value): { bytes: Uint8Array; subType: number } {
  if (v instanceof Binary) return { bytes: v.buffer.subarray(0, v.position), subType: v.sub_type };
  return { bytes: v as Uint8Array, subType: 0 };
}

function compareBinaries(a: Value, b: Value): number {
  const left = binaryParts(a);
  const right = binaryParts(b);
  if (left.bytes.length !== right.bytes.length) return left.bytes.length - right.bytes.length;
  if (left.subType !== right.subType) return left.subType - right.subType;
  return compareBytes(left.bytes, right.bytes);
}

/** Pattern and options of a regular expression value of either class. */
export function regexParts(v: Value): { pattern: string; options: string } {
  if (v instanceof RegExp) return { pattern: v.source, options: v.flags };
  const regex = v as BSONRegExp;
  return { pattern: regex.pattern, options: regex.options };
}

function compareRegexes(a: Value, b: Value): number {
  const left = regexParts(a);
  const right = regexParts(b);
  const order = compareBinaryStrings(left.pattern, right.pattern);
  return order !== 0 ? order : compareBinaryStrings(left.options, right.options);
}

function compareDocuments(a: Document, b: Document, strings: StringOrder | undefined): number {
  const left = Object.keys(a);
  const right = Object.keys(b);
  const length = Math.min(left.length, right.length);
  for (let i = 0; i < length; i += 1) {
    const x = a[left[i] as string];
    const y = b[right[i] as string];
    const types = canonicalType(x) - canonicalType(y);
    if (types !== 0) return types;
    const names = compareBinaryStrings(left[i] as string, right[i] as string);
    if (names !== 0) return names;
    const values = compareWith(x, y, strings);
    if (values !== 0) return values;
  }
  return left.length - right.length;
}

function compareArrays(a: Value[], b: Value[], strings: StringOrder | undefined): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i += 1) {
    const order = compareWith(a[i], b[i], strings);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function compareNumbers(a: Value, leftType: number, b: Value, rightType: number): number {
  if (leftType === T.DECIMAL || rightType === T.DECIMAL) {
    return compareDecimals(exactDecimal(a, leftType), exactDecimal(b, rightType));
  }
  if (leftType === T.LONG || rightType === T.LONG) return compareWithLong(a, leftType, b, rightType);
  return compareDoubles(doubleOf(a), doubleOf(b));
}

function doubleOf(v: Value): number {
  return typeof v === 'number' ? v : (v as Int32 | Double).value;
}

function compareDoubles(x: number, y: number): number {
  if (x < y) return -1;
  if (x > y) return 1;
  if (x === y) return 0;
  if (Number.isNaN(x)) return Number.isNaN(y) ? 0 : -1;
  return 1;
}

function exactDecimal(v: Value, type: number): Decimal {
  if (type === T.DECIMAL) return decodeDecimal(v as Decimal128);
  if (type === T.LONG) return decimalFromBigInt(bigIntOf(v));
  return exactDecimalFromDouble(doubleOf(v));
}

function bigIntOf(v: Value): bigint {
  return typeof v === 'bigint' ? v : (v as Long).toBigInt();
}

function compareWithLong(a: Value, leftType: number, b: Value, rightType: number): number {
  if (leftType === T.LONG) {
    const left = bigIntOf(a);
    if (rightType === T.LONG) {
      const right = bigIntOf(b);
      return left < right ? -1 : left > right ? 1 : 0;
    }
    return compareBigIntToDouble(left, doubleOf(b));
  }
  return 0 - compareBigIntToDouble(bigIntOf(b), doubleOf(a));
}

function compareBigIntToDouble(n: bigint, d: number): number {
  // Mixed comparison of a BigInt with a Number is exact in JavaScript.
  if (Number.isNaN(d)) return 1;
  return n < d ? -1 : n > d ? 1 : 0;
}

/** Equality in MongoDB's sense (`compareValues` = 0), quicker for the common types. */
export function equalWith(a: Value, b: Value, strings: StringOrder | undefined): boolean {
  if (typeof a === 'string') {
    if (strings === undefined) {
      if (typeof b === 'string') return a === b;
    } else if (typeof b === 'string') return strings(a, b) === 0;
  }
  return compareWith(a, b, strings) === 0;
}
