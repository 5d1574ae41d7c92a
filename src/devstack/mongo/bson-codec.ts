import { isUtf8 } from 'node:buffer';
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
  UUID,
} from 'bson';
import type { Document, Value } from './bson-types';
import { internName } from './bson-names';
import { MongoError } from './errors';
export { encodeDocument, encodedSizeBytes } from './bson-encode';

/**
 * Why not `BSON.deserialize`: it turns `{ $ref, $id }` into a DBRef object (a later update would then not see a plain
 * document), treats a user's field named `_bsontype` as a type tag when writing, and has no bound on nesting.
 */

/** MongoDB's bound on nested documents and arrays (BSONDepth::kDefaultMaxAllowableDepth). */
export const MAX_DEPTH = 200;

const SMALL_INTS: Int32[] = [];
for (let n = -128; n < 1024; n += 1) SMALL_INTS.push(Object.freeze(new Int32(n)));

interface Cursor {
  readonly bytes: Buffer;
  readonly view: DataView;
  at: number;
}

function bad(reason: string): MongoError {
  return new MongoError(22, 'InvalidBSON', reason);
}

/**
 * Reads one BSON document.
 *
 * @param bytes exactly one document; must be as long as its own length field says
 * @returns plain objects and arrays with numbers as `Int32`, `Double`, `Long`, `Decimal128`
 * @throws MongoError 22 InvalidBSON for damaged bytes or invalid UTF-8, 15 Overflow beyond 200 levels
 */
export function decodeDocument(bytes: Uint8Array): Document {
  const buffer = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const cursor: Cursor = {
    bytes: buffer,
    view: new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength),
    at: 0,
  };
  const document = readDocument(cursor, buffer.length, 1);
  if (cursor.at !== buffer.length) throw bad('BSON document is followed by stray bytes');
  return document;
}

/** Opens a document or array: checks its length field and terminator, returns the offset of the terminator. */
function openBody(c: Cursor, limit: number, depth: number): number {
  if (depth > MAX_DEPTH)
    throw new MongoError(15, 'Overflow', `BSONObj exceeded maximum nested object depth: ${MAX_DEPTH}`);
  if (limit - c.at < 5) throw bad('BSON document is cut short');
  const length = c.view.getInt32(c.at, true);
  if (length < 5 || length > limit - c.at) throw bad('BSON document has an invalid length');
  const end = c.at + length - 1;
  if (c.bytes[end] !== 0) throw bad('BSON document has no terminator');
  c.at += 4;
  return end;
}

function readDocument(c: Cursor, limit: number, depth: number): Document {
  const end = openBody(c, limit, depth);
  const document: Document = {};
  while (c.at < end) {
    const type = c.bytes[c.at++] as number;
    const name = readName(c, end);
    const value = readValue(c, type, end, depth);
    if (name === '__proto__') {
      // An assignment would set the prototype of this object instead of a field.
      Object.defineProperty(document, name, { value, enumerable: true, writable: true, configurable: true });
    } else {
      document[name] = value;
    }
  }
  if (c.at !== end) throw bad('BSON document has an invalid length');
  c.at = end + 1;
  return document;
}

function readArray(c: Cursor, limit: number, depth: number): Value[] {
  const end = openBody(c, limit, depth);
  const values: Value[] = [];
  while (c.at < end) {
    const type = c.bytes[c.at++] as number;
    // The names of array elements carry no meaning: MongoDB reads arrays by position too.
    while (c.at < end && c.bytes[c.at] !== 0) c.at += 1;
    if (c.at >= end) throw bad('BSON field name has no end');
    c.at += 1;
    values.push(readValue(c, type, end, depth));
  }
  if (c.at !== end) throw bad('BSON array has an invalid length');
  c.at = end + 1;
  return values;
}

function readName(c: Cursor, end: number): string {
  const { bytes } = c;
  const start = c.at;
  let at = start;
  let hash = 0;
  let wide = 0;
  for (;;) {
    if (at >= end) throw bad('BSON field name has no end');
    const byte = bytes[at] as number;
    if (byte === 0) break;
    hash = (Math.imul(hash, 31) + byte) | 0;
    wide |= byte;
    at += 1;
  }
  c.at = at + 1;
  if (wide > 127) return readUtf8(bytes, start, at);
  return internName(bytes, start, at, hash);
}

function readUtf8(bytes: Buffer, start: number, end: number): string {
  const text = bytes.toString('utf8', start, end);
  // The replacement character is the only trace of bad bytes, but it may also have been sent as such.
  if (text.includes('\ufffd') && !isUtf8(bytes.subarray(start, end)))
    throw bad('Invalid UTF-8 string in BSON document');
  return text;
}

function readString(c: Cursor, end: number): string {
  need(c, 4, end);
  const length = c.view.getInt32(c.at, true);
  c.at += 4;
  if (length < 1 || length > end - c.at) throw bad('BSON string has an invalid length');
  const last = c.at + length - 1;
  if (c.bytes[last] !== 0) throw bad('BSON string has no terminator');
  const text = readUtf8(c.bytes, c.at, last);
  c.at = last + 1;
  return text;
}

function readCString(c: Cursor, end: number): string {
  const start = c.at;
  while (c.at < end && c.bytes[c.at] !== 0) c.at += 1;
  if (c.at >= end) throw bad('BSON string has no end');
  const text = readUtf8(c.bytes, start, c.at);
  c.at += 1;
  return text;
}

function need(c: Cursor, count: number, end: number): void {
  if (end - c.at < count) throw bad('BSON value is cut short');
}

function take(c: Cursor, count: number, end: number): Buffer {
  need(c, count, end);
  // Copied, since the message's buffer is large and would stay in memory for a 12-byte identifier.
  const copy = Buffer.from(c.bytes.subarray(c.at, c.at + count));
  c.at += count;
  return copy;
}

function readValue(c: Cursor, type: number, end: number, depth: number): Value {
  switch (type) {
    case 0x01: {
      need(c, 8, end);
      const value = c.view.getFloat64(c.at, true);
      c.at += 8;
      return new Double(value);
    }
    case 0x02:
      return readString(c, end);
    case 0x03:
      return readDocument(c, end, depth + 1);
    case 0x04:
      return readArray(c, end, depth + 1);
    case 0x07:
      return new ObjectId(take(c, 12, end));
    case 0x08:
      return readBoolean(c, end);
    case 0x0a:
      return null;
    case 0x10: {
      need(c, 4, end);
      const value = c.view.getInt32(c.at, true);
      c.at += 4;
      return value >= -128 && value < 1024 ? SMALL_INTS[value + 128] : new Int32(value);
    }
    case 0x12: {
      need(c, 8, end);
      const value = new Long(c.view.getInt32(c.at, true), c.view.getInt32(c.at + 4, true));
      c.at += 8;
      return value;
    }
    default:
      return readRareValue(c, type, end, depth);
  }
}

function readBoolean(c: Cursor, end: number): boolean {
  need(c, 1, end);
  const byte = c.bytes[c.at++];
  if (byte !== 0 && byte !== 1) throw bad('BSON boolean is neither 0 nor 1');
  return byte === 1;
}

function readRareValue(c: Cursor, type: number, end: number, depth: number): Value {
  switch (type) {
    case 0x05:
      return readBinary(c, end);
    case 0x09:
      return readDate(c, end);
    case 0x0b:
      return readRegExp(c, end);
    case 0x0d:
      return new Code(readString(c, end));
    case 0x0e:
      return new BSONSymbol(readString(c, end));
    case 0x0f:
      return readCodeWithScope(c, end, depth);
    case 0x11: {
      need(c, 8, end);
      const value = new Timestamp(Long.fromBits(c.view.getInt32(c.at, true), c.view.getInt32(c.at + 4, true), true));
      c.at += 8;
      return value;
    }
    case 0x13:
      return new Decimal128(take(c, 16, end));
    case 0x7f:
      return new MaxKey();
    case 0xff:
      return new MinKey();
    case 0x06:
    case 0x0c:
      // JavaScript has no value that would come back as these deprecated types; refusing beats changing them.
      throw new MongoError(2, 'BadValue', `The deprecated BSON type ${type} is not supported by this server`);
    default:
      throw bad(`Unrecognized BSON type ${type}`);
  }
}

function readRegExp(c: Cursor, end: number): BSONRegExp {
  const pattern = readCString(c, end);
  const options = readCString(c, end);
  if (/[^ilmsux]/.test(options)) {
    throw new MongoError(2, 'BadValue', `Regular expressions with the options '${options}' are not supported`);
  }
  return new BSONRegExp(pattern, [...options].sort().join(''));
}

function readDate(c: Cursor, end: number): Date {
  need(c, 8, end);
  const ms = c.view.getBigInt64(c.at, true);
  c.at += 8;
  const date = new Date(Number(ms));
  if (Number.isNaN(date.getTime()))
    throw new MongoError(2, 'BadValue', 'Dates beyond the year 275760 are not supported');
  return date;
}

function readBinary(c: Cursor, end: number): Binary {
  need(c, 5, end);
  let length = c.view.getInt32(c.at, true);
  const subtype = c.bytes[c.at + 4] as number;
  c.at += 5;
  if (length < 0) throw bad('BSON binary has a negative length');
  if (subtype === Binary.SUBTYPE_BYTE_ARRAY) {
    need(c, 4, end);
    const inner = c.view.getInt32(c.at, true);
    if (inner !== length - 4) throw bad('BSON binary of the old kind has contradicting lengths');
    c.at += 4;
    length = inner;
  }
  const data = take(c, length, end);
  return subtype === Binary.SUBTYPE_UUID && length === 16 ? new UUID(data) : new Binary(data, subtype);
}

function readCodeWithScope(c: Cursor, end: number, depth: number): Code {
  need(c, 4, end);
  const total = c.view.getInt32(c.at, true);
  const stop = c.at + total;
  if (total < 14 || stop > end) throw bad('BSON code with scope has an invalid length');
  c.at += 4;
  const code = readString(c, stop);
  const scope = readDocument(c, stop, depth + 1);
  if (c.at !== stop) throw bad('BSON code with scope has an invalid length');
  return new Code(code, scope);
}
