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
import type { Document, Value } from './bson-types';
import { Writer } from './bson-writer';
import { MongoError } from './errors';

type Kind = (writer: Writer, name: string, value: never, depth: number) => void;

let shared: Writer | undefined = new Writer();

/**
 * Writes a document as BSON, keeping every value's type.
 *
 * @param maxDepth levels of nesting allowed; replies are wrapped a few levels deeper than what users may send
 * @param headBytes so many bytes are left in front for a message's header, not cleared
 * @throws MongoError 15 Overflow when nested deeper
 */
export function encodeDocument(document: Document, maxDepth = 200, headBytes = 0): Buffer {
  // Taken, not shared: a getter that encodes while we encode would overwrite the outer document.
  const writer = shared ?? new Writer();
  shared = undefined;
  writer.at = headBytes;
  writer.maxDepth = maxDepth;
  try {
    writeBody(writer, document, 1);
    // From the pool: memory of its own for each of some hundred bytes costs more than encoding it.
    const result = Buffer.allocUnsafe(writer.at);
    writer.bytes.copy(result, 0, 0, writer.at);
    return result;
  } finally {
    // A writer that grew for one huge reply would hold that memory for ever.
    shared = writer.bytes.length <= 4 * 1024 * 1024 ? writer : new Writer();
  }
}

/** The number of bytes that `encodeDocument` would give. */
export function encodedSizeBytes(document: Document): number {
  return encodeDocument(document, 256).length;
}

/** A document that is already BSON: written as it is, so that stored documents are not encoded again for a reply. */
export class RawDocument {
  constructor(readonly bytes: Uint8Array) {}
}

function begin(w: Writer, depth: number): number {
  if (depth > w.maxDepth) {
    throw new MongoError(15, 'Overflow', `BSONObj exceeded maximum nested object depth: ${w.maxDepth}`);
  }
  const start = w.at;
  w.need(4);
  w.at += 4;
  return start;
}

function finish(w: Writer, start: number): void {
  w.need(1);
  w.bytes[w.at++] = 0;
  w.bytes.writeInt32LE(w.at - start, start);
}

function writeBody(w: Writer, document: Document, depth: number): void {
  const start = begin(w, depth);
  for (const name of Object.keys(document)) writeValue(w, name, document[name], depth);
  finish(w, start);
}

function writeArrayBody(w: Writer, values: readonly Value[], depth: number): void {
  const start = begin(w, depth);
  for (let i = 0; i < values.length; i += 1) writeValue(w, String(i), values[i], depth);
  finish(w, start);
}

function writeNumber(w: Writer, name: string, value: number): void {
  // Bare numbers come only from code of the server itself (counters in replies), typed as the driver would.
  if (Number.isInteger(value) && value >= -2147483648 && value <= 2147483647 && !Object.is(value, -0)) {
    w.name(0x10, name);
    w.int32(value);
  } else {
    w.name(0x01, name);
    w.double(value);
  }
}

function writeValue(w: Writer, name: string, value: Value, depth: number): void {
  switch (typeof value) {
    case 'string':
      w.name(0x02, name);
      w.string(value);
      return;
    case 'boolean':
      w.name(0x08, name);
      w.need(1);
      w.bytes[w.at++] = value ? 1 : 0;
      return;
    case 'number':
      writeNumber(w, name, value);
      return;
    case 'bigint':
      w.name(0x12, name);
      w.long(Long.fromBigInt(value));
      return;
    case 'object':
      break;
    default:
      w.name(0x0a, name);
      return;
  }
  if (value === null) {
    w.name(0x0a, name);
    return;
  }
  const kind = KINDS.get(value.constructor);
  if (kind !== undefined) kind(w, name, value as never, depth);
  else writeForeign(w, name, value, depth);
}

/** Plain documents, and objects of a class from another realm (tests run modules in their own). */
function writeForeign(w: Writer, name: string, value: object, depth: number): void {
  if (Array.isArray(value)) writeArray(w, name, value, depth);
  else if (value instanceof Date) writeDate(w, name, value);
  else if (value instanceof Uint8Array) writeBinary(w, name, new Binary(value));
  else if (Object.prototype.toString.call(value) === '[object Date]') writeDate(w, name, value as Date);
  else writeObject(w, name, value as Document, depth);
}

function writeObject(w: Writer, name: string, value: Document, depth: number): void {
  w.name(0x03, name);
  writeBody(w, value, depth + 1);
}

function writeArray(w: Writer, name: string, value: readonly Value[], depth: number): void {
  w.name(0x04, name);
  writeArrayBody(w, value, depth + 1);
}

function writeDate(w: Writer, name: string, value: Date): void {
  w.name(0x09, name);
  w.need(8);
  const ms = value.getTime();
  if (Number.isNaN(ms)) throw new RangeError('an invalid date has no BSON');
  const high = Math.floor(ms / 0x100000000);
  w.bytes.writeUInt32LE(ms - high * 0x100000000, w.at);
  w.at = w.bytes.writeInt32LE(high, w.at + 4);
}

function writeBinary(w: Writer, name: string, value: Binary): void {
  const data = value.buffer.subarray(0, value.position);
  const isOld = value.sub_type === Binary.SUBTYPE_BYTE_ARRAY;
  w.name(0x05, name);
  w.int32(isOld ? data.length + 4 : data.length);
  w.need(1);
  w.bytes[w.at++] = value.sub_type;
  if (isOld) w.int32(data.length);
  w.raw(data);
}

function writeCode(w: Writer, name: string, value: Code, depth: number): void {
  const code = String(value.code);
  if (value.scope === null || value.scope === undefined) {
    w.name(0x0d, name);
    w.string(code);
    return;
  }
  w.name(0x0f, name);
  const start = w.at;
  w.need(4);
  w.at += 4;
  w.string(code);
  writeBody(w, value.scope, depth + 1);
  w.bytes.writeInt32LE(w.at - start, start);
}

function writeDbRef(w: Writer, name: string, value: DBRef, depth: number): void {
  const database = value.db === undefined ? {} : { $db: value.db };
  writeObject(w, name, { $ref: value.collection, $id: value.oid, ...database, ...value.fields }, depth);
}

function tag(type: number): Kind {
  return (w, name) => w.name(type, name);
}

const KINDS = new Map<unknown, Kind>([
  [Object, writeObject],
  [Array, writeArray],
  [Date, writeDate],
  [Binary, writeBinary],
  [UUID, writeBinary],
  [Code, writeCode],
  [DBRef, writeDbRef],
  [MinKey, tag(0xff)],
  [MaxKey, tag(0x7f)],
  [Int32, (w: Writer, name: string, value: Int32) => (w.name(0x10, name), w.int32(value.value))],
  [Double, (w: Writer, name: string, value: Double) => (w.name(0x01, name), w.double(value.value))],
  [Long, (w: Writer, name: string, value: Long) => (w.name(0x12, name), w.long(value))],
  [Timestamp, (w: Writer, name: string, value: Timestamp) => (w.name(0x11, name), w.long(value))],
  [ObjectId, (w: Writer, name: string, value: ObjectId) => (w.name(0x07, name), w.objectId(value))],
  [Decimal128, (w: Writer, name: string, value: Decimal128) => (w.name(0x13, name), w.raw(value.bytes))],
  [BSONSymbol, (w: Writer, name: string, value: BSONSymbol) => (w.name(0x0e, name), w.string(value.value))],
  [RawDocument, (w: Writer, name: string, value: RawDocument) => (w.name(0x03, name), w.raw(value.bytes))],
  [
    BSONRegExp,
    (w: Writer, name: string, value: BSONRegExp) => {
      w.name(0x0b, name);
      w.cstring(value.pattern);
      w.cstring(value.options);
    },
  ],
]);
