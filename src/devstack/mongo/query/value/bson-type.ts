import {
  Binary,
  BSONRegExp,
  BSONSymbol,
  Code,
  DBRef,
  Decimal128,
  Double,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
  UUID,
} from 'bson';

import type { Document, Value } from '../../bson-types';

/** BSON type numbers, as in the wire format. `MISSING` stands for a field that is not there. */
export const T = {
  MISSING: 0,
  DOUBLE: 1,
  STRING: 2,
  OBJECT: 3,
  ARRAY: 4,
  BINARY: 5,
  OBJECT_ID: 7,
  BOOL: 8,
  DATE: 9,
  NULL: 10,
  REGEX: 11,
  CODE: 13,
  SYMBOL: 14,
  CODE_WITH_SCOPE: 15,
  INT: 16,
  TIMESTAMP: 17,
  LONG: 18,
  DECIMAL: 19,
  MAX_KEY: 127,
  MIN_KEY: 255,
} as const;

const NAMES: Record<number, string> = {
  0: 'missing',
  1: 'double',
  2: 'string',
  3: 'object',
  4: 'array',
  5: 'binData',
  6: 'undefined',
  7: 'objectId',
  8: 'bool',
  9: 'date',
  10: 'null',
  11: 'regex',
  12: 'dbPointer',
  13: 'javascript',
  14: 'symbol',
  15: 'javascriptWithScope',
  16: 'int',
  17: 'timestamp',
  18: 'long',
  19: 'decimal',
  127: 'maxKey',
  255: 'minKey',
};

/** Alias (as `$type` takes it) -> BSON type number. */
export const TYPE_BY_ALIAS: ReadonlyMap<string, number> = new Map(
  Object.entries(NAMES)
    .filter(([code]) => code !== '0')
    .map(([code, name]) => [name, Number(code)]),
);

// A user's document may have a field called `_bsontype` or `constructor`: only the prototype tells what a value is.
const BY_PROTOTYPE = new Map<unknown, number>([
  [Object.prototype, T.OBJECT],
  [null, T.OBJECT],
  [Array.prototype, T.ARRAY],
  [Int32.prototype, T.INT],
  [Double.prototype, T.DOUBLE],
  [Long.prototype, T.LONG],
  [Decimal128.prototype, T.DECIMAL],
  [ObjectId.prototype, T.OBJECT_ID],
  [Date.prototype, T.DATE],
  [Timestamp.prototype, T.TIMESTAMP],
  [Binary.prototype, T.BINARY],
  [UUID.prototype, T.BINARY],
  [BSONRegExp.prototype, T.REGEX],
  [RegExp.prototype, T.REGEX],
  [BSONSymbol.prototype, T.SYMBOL],
  [MinKey.prototype, T.MIN_KEY],
  [MaxKey.prototype, T.MAX_KEY],
  [DBRef.prototype, T.OBJECT],
]);

const OBJECT_PROTOTYPE = Object.prototype;
const INT_PROTOTYPE = Int32.prototype;

/** BSON type number of a value; `T.MISSING` for undefined. */
export function bsonType(value: Value): number {
  switch (typeof value) {
    case 'string':
      return T.STRING;
    case 'boolean':
      return T.BOOL;
    case 'object': {
      if (value === null) return T.NULL;
      const prototype: unknown = Object.getPrototypeOf(value);
      if (prototype === OBJECT_PROTOTYPE) return T.OBJECT;
      if (prototype === INT_PROTOTYPE) return T.INT;
      return BY_PROTOTYPE.get(prototype) ?? unusualType(value);
    }
    case 'number':
      return Number.isInteger(value) && value === (value | 0) && !Object.is(value, -0) ? T.INT : T.DOUBLE;
    case 'bigint':
      return T.LONG;
    default:
      return T.MISSING;
  }
}

function unusualType(value: object): number {
  if (value instanceof Code) return value.scope ? T.CODE_WITH_SCOPE : T.CODE;
  if (Array.isArray(value)) return T.ARRAY;
  if (value instanceof Uint8Array) return T.BINARY;
  if (value instanceof Date) return T.DATE;
  return T.OBJECT;
}

/** Name of the value's type as `$type` and error messages give it. */
export function typeName(value: Value): string {
  return NAMES[bsonType(value)] ?? 'unknown';
}

export function isDocument(value: Value): value is Document {
  return bsonType(value) === T.OBJECT;
}

export function isNumberType(type: number): boolean {
  return type === T.INT || type === T.DOUBLE || type === T.LONG || type === T.DECIMAL;
}

/**
 * A field of a document. Names such as `constructor` must not be found on the prototype: stored documents hold no
 * functions, so a function (or the name `__proto__`) is looked at again as an own property.
 */
export function getField(doc: Document, name: string): Value {
  const value = doc[name];
  if (typeof value === 'function' || name === '__proto__') return Object.hasOwn(doc, name) ? doc[name] : undefined;
  return value;
}

/** Sets a field on a document that the caller owns; a field called `__proto__` becomes an ordinary field. */
export function setField(doc: Document, name: string, value: Value): void {
  if (name === '__proto__') {
    Object.defineProperty(doc, name, { value, enumerable: true, writable: true, configurable: true });
  } else {
    doc[name] = value;
  }
}
