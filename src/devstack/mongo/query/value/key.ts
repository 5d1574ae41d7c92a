import { Binary, type BSONSymbol, type Decimal128, type ObjectId, type Timestamp } from 'bson';

import type { Document, Value } from '../../bson-types';
import { bsonType, T } from './bson-type';
import type { StringOrder } from './collation';
import { compareDecimals, decodeDecimal, decimalToBigInt, decimalToNumber, exactDecimalFromDouble } from './decimal';
import { toBigInt, toDouble } from './number';

/**
 * A string that is the same for two values exactly when `compareValues` says they are equal (so 1, 1.0 and
 * Decimal128 "1.00" share one). Undefined where no such key can be made: strings under a collation, and rare types.
 */
export function valueKey(value: Value, strings?: StringOrder): string | undefined {
  const type = bsonType(value);
  switch (type) {
    case T.MISSING:
      return 'u';
    case T.NULL:
      return 'z';
    case T.STRING:
      return strings ? undefined : `s${value as string}`;
    case T.SYMBOL:
      return strings ? undefined : `s${(value as BSONSymbol).value}`;
    case T.INT:
    case T.DOUBLE:
    case T.LONG:
    case T.DECIMAL:
      return numberKey(value, type);
    case T.OBJECT_ID:
      return `o${(value as ObjectId).toHexString()}`;
    case T.BOOL:
      return value === true ? 't' : 'f';
    case T.DATE:
      return `d${(value as Date).getTime()}`;
    case T.TIMESTAMP:
      return `T${(value as Timestamp).getHighBitsUnsigned()}:${(value as Timestamp).getLowBitsUnsigned()}`;
    case T.BINARY:
      return binaryKey(value);
    case T.ARRAY:
      return listKey('a', value as Value[], undefined, strings);
    case T.OBJECT:
      return listKey('m', Object.values(value as Document), Object.keys(value as Document), strings);
    case T.MIN_KEY:
      return '<';
    case T.MAX_KEY:
      return '>';
    default:
      return undefined;
  }
}

function listKey(
  prefix: string,
  values: readonly Value[],
  names: readonly string[] | undefined,
  strings: StringOrder | undefined,
): string | undefined {
  let key = `${prefix}${values.length}:`;
  for (let i = 0; i < values.length; i += 1) {
    const part = valueKey(values[i], strings);
    if (part === undefined) return undefined;
    // Lengths keep neighbours apart: ["ab","c"] and ["a","bc"] must not share a key.
    if (names) key += `${(names[i] as string).length}=${names[i] as string}`;
    key += `${part.length},${part}`;
  }
  return key;
}

function binaryKey(value: Value): string {
  if (value instanceof Binary) return `b${value.sub_type}:${value.toString('hex')}`;
  return `b0:${Buffer.from(value as Uint8Array).toString('hex')}`;
}

function numberKey(value: Value, type: number): string {
  if (type === T.INT) return `n${toDouble(value)}`;
  if (type === T.DOUBLE) return `n${toDouble(value) === 0 ? 0 : toDouble(value)}`;
  if (type === T.LONG) {
    const n = toBigInt(value);
    return BigInt(Number(n)) === n ? `n${Number(n)}` : `L${n}`;
  }
  const decimal = decodeDecimal(value as Decimal128);
  const d = decimalToNumber(decimal);
  if (Number.isNaN(d)) return 'nNaN';
  if (compareDecimals(exactDecimalFromDouble(d), decimal) === 0) return `n${d === 0 ? 0 : d}`;
  if (decimal.kind !== 'finite') return `n${d}`;
  let { coefficient, exponent } = decimal;
  while (coefficient % 10n === 0n) {
    coefficient /= 10n;
    exponent += 1;
  }
  const integer = exponent >= 0 && exponent < 40 ? decimalToBigInt(decimal) : undefined;
  return integer !== undefined ? `L${integer}` : `D${decimal.negative ? '-' : ''}${coefficient}e${exponent}`;
}
