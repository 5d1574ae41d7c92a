import { Long, serialize, UUID } from 'bson';
import type { Document } from 'bson';
import type { Random } from './random';

const LSID = { id: new UUID('00112233-4455-6677-8899-aabbccddeeff') };

const COMMANDS: readonly Document[] = [
  { hello: 1, $db: 'admin' },
  { ping: 1, $db: 'admin' },
  { find: 'fuzz', filter: { a: { $in: [1, 'x', null] }, 'b.c': { $gt: 1.5 } }, sort: { a: -1 }, limit: 3, $db: 'fuzz' },
  { find: 'fuzz', filter: { s: { $regex: '^(a+)+$', $options: 'i' } }, projection: { s: 1 }, lsid: LSID, $db: 'fuzz' },
  {
    insert: 'fuzz',
    documents: [{ _id: 1, s: 'text', n: Long.fromNumber(5), d: new Date(0) }],
    lsid: LSID,
    $db: 'fuzz',
  },
  {
    update: 'fuzz',
    updates: [{ q: { _id: 1 }, u: { $inc: { n: 1 }, $push: { l: { $each: [1], $slice: -3 } } } }],
    $db: 'fuzz',
  },
  { delete: 'fuzz', deletes: [{ q: { _id: { $gt: 100 } }, limit: 0 }], $db: 'fuzz' },
  {
    aggregate: 'fuzz',
    pipeline: [{ $match: { a: 1 } }, { $group: { _id: '$a', n: { $sum: '$n' } } }],
    cursor: {},
    $db: 'fuzz',
  },
  {
    findAndModify: 'fuzz',
    query: { _id: 1 },
    update: { $set: { z: 'é' } },
    lsid: LSID,
    txnNumber: Long.ONE,
    $db: 'fuzz',
  },
  { getMore: Long.fromNumber(77), collection: 'fuzz', $db: 'fuzz' },
  { count: 'fuzz', query: { a: { $elemMatch: { b: 1 } } }, $db: 'fuzz' },
  { distinct: 'fuzz', key: 'a.b', query: {}, $db: 'fuzz' },
  { commitTransaction: 1, lsid: LSID, txnNumber: Long.ONE, autocommit: false, $db: 'admin' },
  { listCollections: 1, filter: { name: /x/ }, $db: 'fuzz' },
];

const BODIES: readonly Buffer[] = COMMANDS.map((command) => Buffer.from(serialize(command)));

/** An OP_MSG around a body. */
export function frame(body: Buffer, opCode = 2013, flags = 0): Buffer {
  const message = Buffer.alloc(21 + body.length);
  message.writeInt32LE(message.length, 0);
  message.writeInt32LE(7, 4);
  message.writeInt32LE(opCode, 12);
  message.writeUInt32LE(flags >>> 0, 16);
  body.copy(message, 21);
  return message;
}

/** A document nested `depth` levels deep, built by hand since no serializer would. */
export function nested(depth: number): Buffer {
  const inner = Buffer.from([5, 0, 0, 0, 0]);
  const total = inner.length + depth * 8;
  const bytes = Buffer.alloc(total);
  let at = 0;
  for (let level = 0; level < depth; level += 1) {
    bytes.writeInt32LE(total - level * 8, at);
    bytes[at + 4] = 3;
    bytes[at + 5] = 97;
    bytes[at + 6] = 0;
    at += 7;
  }
  inner.copy(bytes, at);
  return bytes;
}

function flipped(body: Buffer, random: Random): Buffer {
  const copy = Buffer.from(body);
  for (let i = 1 + random.below(4); i > 0; i -= 1) copy[random.below(copy.length)] = random.below(256);
  return copy;
}

function wrongLength(body: Buffer, random: Random): Buffer {
  const message = frame(body);
  message.writeInt32LE(
    random.pick([0, 5, 15, 16, 17, 20, message.length - 1, message.length + 40, 48_000_001, -1, 0x7fffffff]),
    0,
  );
  return message;
}

function randomBytes(random: Random): Buffer {
  return Buffer.from(Array.from({ length: 1 + random.below(200) }, () => random.below(256)));
}

/** One hostile message (or, now and then, a good one). */
export function hostileFrame(random: Random): Buffer {
  const body = random.pick(BODIES);
  // Most frames stay in step, since one that is cut off takes those behind it along.
  const kind = random.below(60) - 40;
  if (kind < 10) return frame(flipped(body, random));
  if (kind < 11) return frame(body);
  if (kind < 12) return wrongLength(body, random);
  if (kind < 13) return randomBytes(random);
  if (kind < 14) return frame(nested(random.pick([10, 199, 201, 5000])));
  if (kind < 15)
    return frame(
      Buffer.from(serialize({ find: 'fuzz', $db: 'fuzz', filter: { s: 'ab' } })).map((byte) =>
        byte === 0x62 ? 0xc3 : byte,
      ) as Buffer,
    );
  if (kind < 16) return frame(body, random.pick([1, 2001, 2002, 2004, 2010, 2012, 2013]), random.below(0x7fffffff));
  if (kind < 17) return frame(body.subarray(0, random.below(body.length)));
  if (kind < 18) return frame(Buffer.concat([body, Buffer.from([random.below(3)]), randomBytes(random)]));
  if (kind < 19) return frame(flipped(body, random), 2004);
  return frame(flipped(body, random), 2013, random.pick([1, 2, 3, 0x10000, 0x8000]));
}
