import type { ByteString } from './byte-writer';
import { TypeByte } from './value-key';

/** Types by both spellings of their first byte: as written, and inverted for a descending field. */
const ASCENDING = new Set<number>(Object.values(TypeByte));

/**
 * Where the value that starts at `start` of a key ends; undefined when the key was cut inside it. Descending fields
 * are stored inverted; no type byte is the inverse of another one, so the first byte tells the direction.
 */
export function componentEnd(key: ByteString, start: number): number | undefined {
  if (start >= key.length) return undefined;
  const first = key.charCodeAt(start);
  const mask = ASCENDING.has(first) ? 0 : 0xff;
  const end = valueEnd(key, start + 1, first ^ mask, mask);
  return end !== undefined && end <= key.length ? end : undefined;
}

function valueEnd(key: ByteString, at: number, type: number, mask: number): number | undefined {
  switch (type) {
    case TypeByte.number:
      return numberEnd(key, at, mask);
    case TypeByte.string:
    case TypeByte.code:
      return textEnd(key, at, mask);
    case TypeByte.objectId:
      return at + 12;
    case TypeByte.boolean:
      return at + 1;
    case TypeByte.date:
    case TypeByte.timestamp:
      return at + 8;
    case TypeByte.binary:
      return binaryEnd(key, at, mask);
    case TypeByte.array:
      return sequenceEnd(key, at, mask, false);
    case TypeByte.object:
      return sequenceEnd(key, at, mask, true);
    case TypeByte.regex:
      return then(textEnd(key, at, mask), (next) => textEnd(key, next, mask));
    case TypeByte.dbPointer:
      return then(textEnd(key, at, mask), (next) => next + 12);
    case TypeByte.codeWithScope:
      return then(textEnd(key, at, mask), (next) => sequenceEnd(key, next, mask, true));
    default:
      return at;
  }
}

function then(at: number | undefined, next: (at: number) => number | undefined): number | undefined {
  return at === undefined ? undefined : next(at);
}

function byteAt(key: ByteString, at: number, mask: number): number {
  return key.charCodeAt(at) ^ mask;
}

function numberEnd(key: ByteString, at: number, mask: number): number | undefined {
  const rest = byteAt(key, at + 8, mask);
  if (rest === 0x80) return at + 9;
  const end = rest === 0x7f ? 0xff : 0;
  for (let next = at + 11; next < key.length; next++) if (byteAt(key, next, mask) === end) return next + 1;
  return undefined;
}

function textEnd(key: ByteString, at: number, mask: number): number | undefined {
  for (let next = at; next + 1 < key.length; next++) {
    if (byteAt(key, next, mask) !== 0) continue;
    if (byteAt(key, next + 1, mask) === 1) return next + 2;
    next++;
  }
  return undefined;
}

function binaryEnd(key: ByteString, at: number, mask: number): number | undefined {
  if (at + 5 > key.length) return undefined;
  let length = 0;
  for (let next = at; next < at + 4; next++) length = length * 256 + byteAt(key, next, mask);
  return at + 5 + length;
}

function sequenceEnd(key: ByteString, start: number, mask: number, hasNames: boolean): number | undefined {
  let at: number | undefined = start;
  while (at !== undefined && at < key.length) {
    const type = byteAt(key, at, mask);
    if (type === 0) return at + 1;
    at++;
    if (hasNames) at = textEnd(key, at, mask);
    if (at !== undefined) at = valueEnd(key, at, type, mask);
  }
  return undefined;
}
