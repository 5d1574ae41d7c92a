import type { Binary, BSONRegExp, BSONSymbol, Code, Decimal128, Double, Int32, Long, ObjectId, Timestamp } from 'bson';

import type { Document, Value } from '../../bson-types';
import { bsonType, T } from './bson-type';

/** A value as MongoDB's error messages print it (BSONElement::toString without the name). */
export function describeValue(value: Value): string {
  switch (bsonType(value)) {
    case T.MISSING:
      return 'MISSING';
    case T.DOUBLE:
      return describeDouble(typeof value === 'number' ? value : (value as Double).value);
    case T.STRING:
      return `"${value as string}"`;
    case T.OBJECT:
      return describeDocument(value as Document);
    case T.ARRAY: {
      const items = value as Value[];
      return items.length === 0 ? '[]' : `[ ${items.map(describeValue).join(', ')} ]`;
    }
    case T.BINARY:
      return `BinData(${(value as Binary).sub_type ?? 0}, ${Buffer.from((value as Binary).buffer ?? value)
        .toString('hex')
        .toUpperCase()})`;
    case T.OBJECT_ID:
      return `ObjectId('${(value as ObjectId).toHexString()}')`;
    case T.DATE:
      return `new Date(${(value as Date).getTime()})`;
    case T.NULL:
      return 'null';
    case T.REGEX: {
      const regex = value as BSONRegExp;
      return `/${regex.pattern}/${regex.options}`;
    }
    case T.CODE:
    case T.CODE_WITH_SCOPE:
      return String((value as Code).code);
    case T.SYMBOL:
      return `"${(value as BSONSymbol).value}"`;
    case T.TIMESTAMP: {
      const stamp = value as Timestamp;
      return `Timestamp(${stamp.getHighBitsUnsigned()}, ${stamp.getLowBitsUnsigned()})`;
    }
    case T.MIN_KEY:
      return 'MinKey';
    case T.MAX_KEY:
      return 'MaxKey';
    default:
      return String((value as Int32 | Long | Decimal128 | boolean).toString());
  }
}

function describeDouble(d: number): string {
  if (Number.isNaN(d)) return 'nan.0';
  if (!Number.isFinite(d)) return d > 0 ? 'inf.0' : '-inf.0';
  if (Object.is(d, -0)) return '-0.0';
  return Number.isInteger(d) && Math.abs(d) < 1e15 ? `${d}.0` : String(d);
}

/** A document as MongoDB's error messages print it. */
export function describeDocument(doc: Document): string {
  const fields = Object.entries(doc);
  return fields.length === 0 ? '{}' : `{ ${fields.map(([k, v]) => describeElement(k, v)).join(', ')} }`;
}

/** `name: value` as BSONElement::toString prints it. */
export function describeElement(name: string, value: Value): string {
  return `${name}: ${describeValue(value)}`;
}
