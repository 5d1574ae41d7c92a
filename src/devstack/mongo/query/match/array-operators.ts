import { Binary, type BSONRegExp } from 'bson';

import type { Document, Value } from '../../bson-types';
import { MongoError } from '../../errors';
import { bsonType, isDocument, isNumberType, T, TYPE_BY_ALIAS } from '../value/bson-type';
import { exactInteger, isNumeric, toDouble } from '../value/number';
import { describeElement } from '../value/print';
import type { LeafTest } from './path';

export function badValue(message: string): MongoError {
  return new MongoError(2, 'BadValue', message);
}

/** The operand of `$size`. */
export function parseSize(operand: Value): LeafTest {
  const what = describeElement('$size', operand);
  if (!isNumeric(operand)) throw badValue(`Failed to parse $size. Expected a number in: ${what}`);
  const n = exactInteger(operand);
  if (n === undefined) throw badValue(`Failed to parse $size. Expected an integer: ${what}`);
  if (n < 0n) throw badValue(`Failed to parse $size. Expected a non-negative number in: ${what}`);
  const size = Number(n);
  return (v) => Array.isArray(v) && v.length === size;
}

function truncated(value: Value): bigint | undefined {
  const d = toDouble(value);
  if (!Number.isFinite(d)) return undefined;
  return exactInteger(value) ?? BigInt(Math.trunc(d));
}

/** The operand of `$mod`: [divisor, remainder], both truncated towards zero. */
export function parseMod(operand: Value): LeafTest {
  if (!Array.isArray(operand)) throw badValue('malformed mod, needs to be an array');
  if (operand.length < 2) throw badValue('malformed mod, not enough elements');
  if (operand.length > 2) throw badValue('malformed mod, too many elements');
  if (!isNumeric(operand[0])) throw badValue('malformed mod, divisor not a number');
  if (!isNumeric(operand[1])) throw badValue('malformed mod, remainder not a number');
  const divisor = truncated(operand[0]);
  const remainder = truncated(operand[1]);
  if (divisor === undefined)
    throw badValue('malformed mod, divisor value is invalid :: caused by :: Unable to coerce NaN/Inf to integral type');
  if (remainder === undefined)
    throw badValue(
      'malformed mod, remainder value is invalid :: caused by :: Unable to coerce NaN/Inf to integral type',
    );
  if (divisor === 0n) throw badValue('divisor cannot be 0');
  return (v) => {
    if (!isNumeric(v)) return false;
    const n = truncated(v);
    return n !== undefined && n % divisor === remainder;
  };
}

/** Type numbers that a `$type` operand names (a code, an alias, or an array of them). */
export function parseTypes(operand: Value): Set<number> {
  const types = new Set<number>();
  for (const item of Array.isArray(operand) ? (operand as Value[]) : [operand]) addType(types, item);
  if (types.size === 0) throw new MongoError(9, 'FailedToParse', '$type must match at least one type');
  return types;
}

function addType(types: Set<number>, item: Value): void {
  if (typeof item === 'string') {
    if (item === 'number') {
      for (const type of [T.INT, T.DOUBLE, T.LONG, T.DECIMAL]) types.add(type);
      return;
    }
    const type = TYPE_BY_ALIAS.get(item);
    if (type === undefined) throw badValue(`Unknown type name alias: ${item}`);
    types.add(type);
    return;
  }
  if (!isNumberType(bsonType(item))) {
    throw new MongoError(14, 'TypeMismatch', 'type must be represented as a number or a string');
  }
  const n = exactInteger(item);
  const code = n === -1n ? T.MIN_KEY : Number(n ?? NaN);
  if (![...TYPE_BY_ALIAS.values()].includes(code))
    throw badValue(`Invalid numerical type code: ${String(toDouble(item))}`);
  types.add(code);
}

/** Pattern and options of the `$regex`, `$options` pair of one operator document. */
export function regexOperand(operators: Document): { pattern: string; options: string } {
  const regex = operators['$regex'];
  const given = operators['$options'];
  if (given !== undefined && typeof given !== 'string') throw badValue('$options has to be a string');
  if (typeof regex === 'string') return { pattern: regex, options: given ?? '' };
  if (bsonType(regex) !== T.REGEX) throw badValue('$regex has to be a string');
  const own = regex instanceof RegExp ? regex.flags : (regex as BSONRegExp).options;
  const pattern = regex instanceof RegExp ? regex.source : (regex as BSONRegExp).pattern;
  if (given !== undefined && own !== '') {
    throw new MongoError(51075, 'Location51075', 'options set in both $regex and $options');
  }
  return { pattern, options: given ?? own };
}

type BitOperator = '$bitsAllSet' | '$bitsAllClear' | '$bitsAnySet' | '$bitsAnyClear';

/** `$bitsAllSet` and its three relatives; the mask is a number, a binary, or an array of bit positions. */
export function parseBits(op: BitOperator, operand: Value): LeafTest {
  const positions = bitPositions(op, operand);
  return (v) => {
    const isSet = bitReader(v);
    if (!isSet) return false;
    switch (op) {
      case '$bitsAllSet':
        return positions.every(isSet);
      case '$bitsAllClear':
        return !positions.some(isSet);
      case '$bitsAnySet':
        return positions.some(isSet);
      default:
        return !positions.every(isSet);
    }
  };
}

function bitPositions(op: string, operand: Value): number[] {
  if (Array.isArray(operand)) {
    return operand.map((item: Value) => {
      const n = isNumeric(item) ? exactInteger(item) : undefined;
      if (n === undefined)
        throw badValue(`Failed to parse bit position. Expected a number in: ${describeElement('0', item)}`);
      if (n < 0n)
        throw badValue(
          `Failed to parse bit position. Expected a non-negative number in: ${describeElement('0', item)}`,
        );
      return Number(n);
    });
  }
  if (isNumeric(operand)) {
    const n = exactInteger(operand);
    if (n === undefined) throw badValue(`Expected an integer: ${describeElement(op, operand)}`);
    if (n < 0n) throw badValue(`Expected a non-negative number in: ${describeElement(op, operand)}`);
    return Array.from({ length: 64 }, (_, i) => i).filter((i) => (n >> BigInt(i)) & 1n);
  }
  if (bsonType(operand) === T.BINARY) {
    const isSet = bitReader(operand) as (position: number) => boolean;
    const length = operand instanceof Binary ? operand.position : (operand as Uint8Array).length;
    return Array.from({ length: length * 8 }, (_, i) => i).filter(isSet);
  }
  throw badValue(`${op} takes an Array, a number, or a BinData but received: ${describeElement(op, operand)}`);
}

/** Reads single bits of a stored value; undefined for values that bit queries never match. */
function bitReader(value: Value): ((position: number) => boolean) | undefined {
  if (isNumeric(value)) {
    const n = exactInteger(value);
    if (n === undefined) return undefined;
    return (position) => ((n >> BigInt(Math.min(position, 63))) & 1n) === 1n;
  }
  if (bsonType(value) !== T.BINARY) return undefined;
  const bytes = value instanceof Binary ? value.buffer.subarray(0, value.position) : (value as Uint8Array);
  return (position) => ((bytes[position >> 3] ?? 0) & (1 << (position & 7))) !== 0;
}

/** An array seen as a document with the indexes as names, as `$elemMatch` sees nested arrays. */
export function arrayAsDocument(values: readonly Value[]): Document {
  return Object.fromEntries(values.map((v, i) => [String(i), v]));
}

/** Whether an operand of `$elemMatch` speaks about the element itself rather than about its fields. */
export function isElementCondition(operand: Document): boolean {
  const first = Object.keys(operand)[0];
  return first !== undefined && first.startsWith('$') && !LOGICAL.has(first) && isDocument(operand);
}

const LOGICAL = new Set(['$and', '$or', '$nor', '$where', '$expr', '$jsonSchema', '$comment', '$ref', '$id', '$db']);
