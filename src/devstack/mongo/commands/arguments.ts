import {
  Binary,
  BSONRegExp,
  BSONSymbol,
  Code,
  Decimal128,
  Double,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
} from 'bson';
import type { Document, Value } from '../bson-types';
import { badValue, failure, missingField, wrongType } from '../errors';

/** MongoDB's name of a value's type, as its error messages use it. */
export function typeName(value: Value): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number' || value instanceof Double) return 'double';
  if (value instanceof Int32) return 'int';
  if (value instanceof Timestamp) return 'timestamp';
  if (value instanceof Long) return 'long';
  if (value instanceof Decimal128) return 'decimal';
  if (value instanceof Date) return 'date';
  if (Array.isArray(value)) return 'array';
  if (value instanceof ObjectId) return 'objectId';
  if (value instanceof Binary) return 'binData';
  if (value instanceof BSONRegExp) return 'regex';
  if (value instanceof Code) return 'javascript';
  if (value instanceof BSONSymbol) return 'symbol';
  if (value instanceof MinKey) return 'minKey';
  if (value instanceof MaxKey) return 'maxKey';
  return 'object';
}

/** A BSON number as a JavaScript number, or undefined when it is none. */
export function numberOf(value: Value): number | undefined {
  if (typeof value === 'number') return value;
  if (value instanceof Int32 || value instanceof Double) return value.value;
  if (value instanceof Timestamp) return undefined;
  if (value instanceof Long) return value.toNumber();
  if (value instanceof Decimal128) return Number(value.toString());
  return undefined;
}

/** @throws MongoError 14 when the value is no number */
export function toNumber(value: Value, field: string): number {
  const number = numberOf(value);
  if (number === undefined) {
    throw failure(
      14,
      `BSON field '${field}' is the wrong type '${typeName(value)}', expected types '[long, int, decimal, double]'`,
    );
  }
  return number;
}

export function isDocument(value: Value): value is Document {
  return typeof value === 'object' && value !== null && typeName(value) === 'object';
}

/** Reads the arguments of one command (or of one statement in it) with MongoDB's errors. */
export class Arguments {
  constructor(
    readonly fields: Document,
    private readonly prefix: string,
  ) {}

  has(name: string): boolean {
    // MongoDB's parser takes null for an optional field as absent.
    return this.fields[name] !== undefined && this.fields[name] !== null;
  }

  private path(name: string): string {
    return `${this.prefix}.${name}`;
  }

  document(name: string): Document | undefined {
    const value = this.fields[name];
    if (value === undefined || value === null) return undefined;
    if (!isDocument(value)) throw wrongType(this.path(name), typeName(value), 'object');
    return value;
  }

  requiredDocument(name: string): Document {
    const value = this.document(name);
    if (value === undefined) throw missingField(this.path(name));
    return value;
  }

  array(name: string): Value[] | undefined {
    const value = this.fields[name];
    if (value === undefined || value === null) return undefined;
    if (!Array.isArray(value)) throw wrongType(this.path(name), typeName(value), 'array');
    return value as Value[];
  }

  documents(name: string): Document[] | undefined {
    const values = this.array(name);
    if (values === undefined) return undefined;
    values.forEach((value, i) => {
      if (!isDocument(value)) throw wrongType(`${this.path(name)}.${i}`, typeName(value), 'object');
    });
    return values as Document[];
  }

  string(name: string): string | undefined {
    const value = this.fields[name];
    if (value === undefined || value === null) return undefined;
    if (typeof value !== 'string') throw wrongType(this.path(name), typeName(value), 'string');
    return value;
  }

  requiredString(name: string): string {
    const value = this.string(name);
    if (value === undefined) throw missingField(this.path(name));
    return value;
  }

  number(name: string): number | undefined {
    const value = this.fields[name];
    return value === undefined || value === null ? undefined : toNumber(value, this.path(name));
  }

  /** A whole number >= 0. */
  count(name: string): number | undefined {
    const value = this.number(name);
    if (value === undefined) return undefined;
    if (Number.isNaN(value) || value < 0) {
      throw failure(51024, `BSON field '${name}' value must be >= 0, actual value '${Math.trunc(value)}'`);
    }
    return Math.trunc(value);
  }

  /** Booleans, and numbers where MongoDB takes them for booleans. */
  boolean(name: string): boolean {
    const value = this.fields[name];
    if (value === undefined || value === null) return false;
    if (typeof value === 'boolean') return value;
    const number = numberOf(value);
    if (number === undefined) {
      throw failure(
        14,
        `BSON field '${this.path(name)}' is the wrong type '${typeName(value)}', expected types '[bool, long, int, decimal, double]'`,
      );
    }
    return number !== 0;
  }
}

/** The collection a command names in its first field. @throws 73 InvalidNamespace */
export function collectionName(body: Document, commandName: string, db: string): string {
  const value = body[commandName];
  if (typeof value !== 'string') {
    throw failure(73, `collection name has invalid type ${typeName(value)}`);
  }
  checkCollectionName(db, value);
  return value;
}

/** @throws 73 InvalidNamespace */
export function checkCollectionName(db: string, name: string): void {
  if (name === '' || name.startsWith('.') || name.includes('\0') || name.includes('$')) {
    throw failure(73, `Invalid namespace specified '${db}.${name}'`);
  }
  if (Buffer.byteLength(db) + Buffer.byteLength(name) + 1 > 255) {
    throw failure(73, `Fully qualified namespace is too long. Namespace: ${db}.${name} Max: 255`);
  }
}

/** @throws 73 InvalidNamespace */
export function checkDatabaseName(db: string): void {
  if (db === '' || Buffer.byteLength(db) > 63 || /[\0/\\. "$]/.test(db)) {
    throw failure(73, `Invalid database name: '${db}'`);
  }
}

/** A hint: an index's name or key pattern, or `{ $natural: 1 }`. `{}` means none. */
export function hintOf(args: Arguments): string | Document | undefined {
  const hint = args.fields['hint'];
  if (hint === undefined || hint === null) return undefined;
  if (typeof hint === 'string') return hint;
  if (!isDocument(hint)) throw failure(9, "'hint' must be a string or an object");
  return Object.keys(hint).length === 0 ? undefined : hint;
}

/** A sort as MongoDB takes it; `{}` means none. */
export function sortOf(args: Arguments): Document | undefined {
  const sort = args.document('sort');
  return sort === undefined || Object.keys(sort).length === 0 ? undefined : sort;
}

/** maxTimeMS of a command. */
export function maxTimeOf(body: Document): number | undefined {
  const value = body['maxTimeMS'];
  if (value === undefined || value === null) return undefined;
  const number = numberOf(value);
  if (number === undefined) throw failure(2, 'maxTimeMS must be a number');
  if (number < 0 || number > 2147483647)
    throw badValue(`${number} value for maxTimeMS is out of range [0, 2147483647]`);
  if (!Number.isInteger(number)) throw failure(9, 'maxTimeMS has non-integral value');
  return number === 0 ? undefined : number;
}
