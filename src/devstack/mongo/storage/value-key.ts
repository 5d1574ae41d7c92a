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
} from 'bson';
import type { Document, Value } from '../bson-types';
import type { ByteWriter } from './byte-writer';
import { appendBigInt, appendDecimal, appendDouble } from './number-key';

/** First byte of a value: MongoDB's canonical type order, none of them 0x00, 0x01 of an end mark, or 0xff. */
export const TypeByte = {
  minKey: 0x02,
  undefined: 0x08,
  null: 0x0a,
  number: 0x14,
  string: 0x1e,
  object: 0x28,
  array: 0x32,
  binary: 0x3c,
  objectId: 0x46,
  boolean: 0x50,
  date: 0x5a,
  timestamp: 0x5c,
  regex: 0x64,
  dbPointer: 0x6e,
  code: 0x78,
  codeWithScope: 0x82,
  maxKey: 0xfe,
} as const;

/** Makes the text that stands for a string under a collation (see `collation-key.ts`). */
export type TextMapper = (text: string) => string;

/** Appends a value so that bytes compare exactly as `compareValues` compares values. */
export function appendValue(out: ByteWriter, value: Value, mapText?: TextMapper): void {
  if (typeof value === 'string') {
    out.byte(TypeByte.string);
    out.terminatedText(mapText === undefined ? value : mapText(value));
  } else if (value === null) out.byte(TypeByte.null);
  else if (typeof value === 'object') appendObjectLike(out, value, mapText);
  else appendPrimitive(out, value);
}

/** Undefined stands for MongoDB's deprecated type and, in an index, for the empty array. */
function appendPrimitive(out: ByteWriter, value: Value): void {
  if (value === undefined) out.byte(TypeByte.undefined);
  else if (typeof value === 'boolean') {
    out.byte(TypeByte.boolean);
    out.byte(value ? 1 : 0);
  } else if (typeof value === 'number') {
    out.byte(TypeByte.number);
    appendDouble(out, value);
  } else if (typeof value === 'bigint') {
    out.byte(TypeByte.number);
    appendBigInt(out, value);
  } else throw new TypeError(`a ${typeof value} cannot be indexed`);
}

function appendObjectLike(out: ByteWriter, value: object, mapText: TextMapper | undefined): void {
  if (value instanceof ObjectId) {
    out.byte(TypeByte.objectId);
    out.objectId(value);
  } else if (value instanceof Int32 || value instanceof Double) {
    out.byte(TypeByte.number);
    appendDouble(out, value.value);
  } else if (value instanceof Timestamp) {
    out.byte(TypeByte.timestamp);
    out.uint32(value.high >>> 0);
    out.uint32(value.low >>> 0);
  } else if (value instanceof Long) {
    out.byte(TypeByte.number);
    if (value.high >= -0x200000 && value.high < 0x200000) appendDouble(out, value.toNumber());
    else appendBigInt(out, value.toBigInt());
  } else if (value instanceof Date) {
    out.byte(TypeByte.date);
    out.orderedDouble(value.getTime());
  } else if (Array.isArray(value)) {
    out.byte(TypeByte.array);
    for (const element of value) appendValue(out, element, mapText);
    out.byte(0);
  } else appendRare(out, value, mapText);
}

function appendRare(out: ByteWriter, value: object, mapText: TextMapper | undefined): void {
  if (value instanceof Decimal128) {
    out.byte(TypeByte.number);
    appendDecimal(out, value);
  } else if (value instanceof Binary) {
    out.byte(TypeByte.binary);
    out.uint32(value.position);
    out.byte(value.sub_type);
    out.raw(value.buffer.subarray(0, value.position));
  } else if (value instanceof Uint8Array) {
    out.byte(TypeByte.binary);
    out.uint32(value.length);
    out.byte(0);
    out.raw(value);
  } else if (value instanceof BSONRegExp) {
    out.byte(TypeByte.regex);
    out.terminatedText(value.pattern);
    out.terminatedText(value.options);
  } else if (value instanceof BSONSymbol) {
    out.byte(TypeByte.string);
    out.terminatedText(mapText === undefined ? value.value : mapText(value.value));
  } else if (value instanceof Code) {
    out.byte(value.scope ? TypeByte.codeWithScope : TypeByte.code);
    out.terminatedText(value.code);
    if (value.scope) appendFields(out, value.scope, mapText);
  } else if (value instanceof DBRef) {
    out.byte(TypeByte.dbPointer);
    out.terminatedText(value.collection);
    out.objectId(value.oid);
  } else if (value instanceof MinKey) out.byte(TypeByte.minKey);
  else if (value instanceof MaxKey) out.byte(TypeByte.maxKey);
  else {
    out.byte(TypeByte.object);
    appendFields(out, value as Document, mapText);
  }
}

/** Per field: type, then name, then value, as MongoDB compares documents. The end mark sorts below every type. */
function appendFields(out: ByteWriter, document: Document, mapText: TextMapper | undefined): void {
  for (const name of Object.keys(document)) {
    const start = out.length;
    appendValue(out, document[name], mapText);
    const encoded = Buffer.from(out.slice(start, out.length));
    out.length = start + 1;
    out.terminatedText(name);
    out.raw(encoded.subarray(1));
  }
  out.byte(0);
}
