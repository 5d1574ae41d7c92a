import { decodeDocument, encodeDocument } from '../bson-codec';
import type { Document } from '../bson-types';
import { failure } from '../errors';
import { crc32c } from './crc32c';

const OP_REPLY = 1;
const OP_QUERY = 2004;
const OP_MSG = 2013;

const CHECKSUM_PRESENT = 1;
const MORE_TO_COME = 2;
const EXHAUST_ALLOWED = 1 << 16;
/** Flag bits that a receiver must know; the upper half may be ignored. */
const REQUIRED_BITS = 0xffff;

/** Replies are nested a few levels deeper than the documents in them. */
const REPLY_DEPTH = 256;

const DOCUMENTS_PER_PAUSE = 64;

/** One command as it came over the wire. */
export interface IncomingMessage {
  readonly requestId: number;
  readonly format: 'msg' | 'query';
  readonly body: Document;
  /** The client does not want an answer (unacknowledged write). */
  readonly isUnanswered: boolean;
  /** The server may send several replies to this one request. */
  readonly isExhaustAllowed: boolean;
}

/** The request id of a message that has at least its header. */
export function requestIdOf(message: Buffer): number {
  return message.readInt32LE(4);
}

/** Whether the sender expects a reply at all, as far as a damaged message can tell. */
export function isReplyPossible(message: Buffer): boolean {
  const opCode = message.readInt32LE(12);
  if (opCode === OP_QUERY) return true;
  return opCode === OP_MSG && message.length >= 20 && (message.readUInt32LE(16) & MORE_TO_COME) === 0;
}

/**
 * Reads a whole message.
 *
 * @throws MongoError for anything that is not a well-formed OP_MSG or OP_QUERY
 */
export function parseMessage(message: Buffer): IncomingMessage {
  const parsing = parseInSlices(message);
  for (;;) {
    const { done, value } = parsing.next();
    if (done === true) return value;
  }
}

/**
 * As `parseMessage`, with places to pause: decoding the 100,000 documents of the largest batch in one go would stop
 * every other client for more than 50 ms.
 */
export function* parseInSlices(message: Buffer): Generator<undefined, IncomingMessage, undefined> {
  const opCode = message.readInt32LE(12);
  if (opCode === OP_MSG) return yield* parseMsg(message);
  if (opCode === OP_QUERY) return parseQuery(message);
  throw failure(5739101, `OpCode ${opCode} is not supported by this server`);
}

function* parseMsg(message: Buffer): Generator<undefined, IncomingMessage, undefined> {
  if (message.length < 26) throw failure(40434, 'OP_MSG message is too short');
  const flags = message.readUInt32LE(16);
  const unknown = flags & REQUIRED_BITS & ~(CHECKSUM_PRESENT | MORE_TO_COME);
  if (unknown !== 0) throw failure(40429, `Message contains illegal flags value: Ob${unknown.toString(2)}`);
  let end = message.length;
  if (flags & CHECKSUM_PRESENT) {
    end -= 4;
    if (message.readUInt32LE(end) !== crc32c(message.subarray(0, end))) {
      throw failure(4569600, 'OP_MSG checksum does not match contents');
    }
  }
  const { body, sequences } = yield* readSections(message, end);
  for (const [name, documents] of sequences) {
    if (Object.hasOwn(body, name)) throw failure(40433, `Duplicate field between body and document sequence ${name}`);
    body[name] = documents;
  }
  return {
    requestId: requestIdOf(message),
    format: 'msg',
    body,
    isUnanswered: (flags & MORE_TO_COME) !== 0,
    isExhaustAllowed: (flags & EXHAUST_ALLOWED) !== 0,
  };
}

interface Sections {
  readonly body: Document;
  readonly sequences: ReadonlyMap<string, Document[]>;
}

function* readSections(message: Buffer, end: number): Generator<undefined, Sections, undefined> {
  let body: Document | undefined;
  const sequences = new Map<string, Document[]>();
  let at = 20;
  while (at < end) {
    const kind = message[at++];
    if (kind === 0) {
      if (body !== undefined) throw failure(40430, 'Multiple body sections in message');
      const length = lengthAt(message, at, end);
      body = decodeDocument(message.subarray(at, at + length));
      at += length;
    } else if (kind === 1) {
      const length = lengthAt(message, at, end);
      const [name, documents] = yield* readSequence(message, at + 4, at + length);
      if (sequences.has(name)) throw failure(40431, `Duplicate document sequence: ${name}`);
      sequences.set(name, documents);
      at += length;
    } else {
      throw failure(40432, `Unknown section kind ${kind}`);
    }
  }
  if (body === undefined) throw failure(40587, 'OP_MSG messages must have a body');
  return { body, sequences };
}

function lengthAt(message: Buffer, at: number, end: number): number {
  if (end - at < 5) throw failure(22, 'Message section is cut short');
  const length = message.readInt32LE(at);
  if (length < 5 || length > end - at) throw failure(22, 'Message section has an invalid length');
  return length;
}

function* readSequence(
  message: Buffer,
  start: number,
  end: number,
): Generator<undefined, [string, Document[]], undefined> {
  const nameEnd = message.indexOf(0, start);
  if (nameEnd < 0 || nameEnd >= end) throw failure(22, 'Document sequence has no name');
  const name = message.toString('utf8', start, nameEnd);
  if (name === '__proto__' || name.includes('.')) throw failure(40432, `Illegal document sequence name ${name}`);
  const documents: Document[] = [];
  let at = nameEnd + 1;
  while (at < end) {
    const length = lengthAt(message, at, end);
    documents.push(decodeDocument(message.subarray(at, at + length)));
    at += length;
    if (documents.length % DOCUMENTS_PER_PAUSE === 0) yield undefined;
  }
  return [name, documents];
}

/** OP_QUERY lives on for the first hello of a connection only. */
function parseQuery(message: Buffer): IncomingMessage {
  const nameEnd = message.indexOf(0, 20);
  if (message.length < 34 || nameEnd < 0 || nameEnd + 9 > message.length)
    throw failure(22, 'OP_QUERY message is too short');
  const namespace = message.toString('utf8', 20, nameEnd);
  if (!namespace.endsWith('.$cmd'))
    throw failure(5739101, 'Unsupported OP_QUERY command: find. The client driver may require an upgrade.');
  const at = nameEnd + 9;
  const query = decodeDocument(message.subarray(at, at + lengthAt(message, at, message.length)));
  const inner = query['$query'];
  const body = (typeof inner === 'object' && inner !== null ? inner : query) as Document;
  if (!Object.hasOwn(body, '$db')) body['$db'] = namespace.slice(0, -'.$cmd'.length);
  return { requestId: requestIdOf(message), format: 'query', body, isUnanswered: false, isExhaustAllowed: false };
}

let nextReplyId = 1;

/** A complete reply message to the request `responseTo`, in the format that the request had. */
export function encodeReply(
  reply: Document,
  responseTo: number,
  format: 'msg' | 'query',
  isMoreToCome: boolean,
): { message: Buffer; requestId: number } {
  const headBytes = format === 'msg' ? 21 : 36;
  const message = encodeDocument(reply, REPLY_DEPTH, headBytes);
  const requestId = nextReplyId;
  nextReplyId = (nextReplyId + 1) & 0x7fffffff;
  message.writeInt32LE(message.length, 0);
  message.writeInt32LE(requestId, 4);
  message.writeInt32LE(responseTo, 8);
  if (format === 'msg') {
    message.writeInt32LE(OP_MSG, 12);
    message.writeUInt32LE(isMoreToCome ? MORE_TO_COME : 0, 16);
    message[20] = 0;
  } else {
    message.writeInt32LE(OP_REPLY, 12);
    // Flag 8 (AwaitCapable), no cursor, from 0, one document.
    message.writeInt32LE(8, 16);
    message.fill(0, 20, 32);
    message.writeInt32LE(1, 32);
  }
  return { message, requestId };
}
