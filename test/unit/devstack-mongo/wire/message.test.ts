import { serialize } from 'bson';
import { Framer, FramingError } from '../../../../src/devstack/mongo/wire/framing';
import { crc32c } from '../../../../src/devstack/mongo/wire/crc32c';
import { encodeReply, parseMessage } from '../../../../src/devstack/mongo/wire/message';
import { frame } from '../../../chaos/fuzz-frames';

const body = Buffer.from(serialize({ ping: 1, $db: 'admin' }));

function section(name: string, documents: object[]): Buffer {
  const content = Buffer.concat([
    Buffer.from(`${name}\0`),
    ...documents.map((document) => Buffer.from(serialize(document))),
  ]);
  const head = Buffer.alloc(5);
  head[0] = 1;
  head.writeInt32LE(content.length + 4, 1);
  return Buffer.concat([head, content]);
}

describe('OP_MSG', () => {
  it('joins document sequences into the body', () => {
    const insert = Buffer.from(serialize({ insert: 'c', $db: 'd' }));
    const parsed = parseMessage(frame(Buffer.concat([insert, section('documents', [{ _id: 'a' }, { _id: 'b' }])])));
    expect(parsed.body['documents']).toEqual([{ _id: 'a' }, { _id: 'b' }]);
    expect(parsed.requestId).toBe(7);
  });

  it.each([
    ['a sequence named twice', Buffer.concat([body, section('x', []), section('x', [])]), 40431],
    ['a sequence that the body has too', Buffer.concat([body, section('ping', [])]), 40433],
    ['two bodies', Buffer.concat([body, Buffer.from([0]), body]), 40430],
    ['an unknown section', Buffer.concat([body, Buffer.from([9])]), 40432],
  ])('refuses %s', (_name, content, code) => {
    expect(() => parseMessage(frame(content))).toThrow(expect.objectContaining({ code }));
  });

  it('refuses flags it must know and does not, and ignores the others', () => {
    expect(() => parseMessage(frame(body, 2013, 4))).toThrow(expect.objectContaining({ code: 40429 }));
    expect(parseMessage(frame(body, 2013, 1 << 20)).isExhaustAllowed).toBe(false);
    expect(parseMessage(frame(body, 2013, 1 << 16)).isExhaustAllowed).toBe(true);
    expect(parseMessage(frame(body, 2013, 2)).isUnanswered).toBe(true);
  });

  it('verifies the checksum when there is one', () => {
    expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283);
    const message = Buffer.concat([frame(body, 2013, 1), Buffer.alloc(4)]);
    message.writeInt32LE(message.length, 0);
    message.writeUInt32LE(crc32c(message.subarray(0, -4)), message.length - 4);
    expect(parseMessage(message).body).toHaveProperty('ping');
    message[message.length - 1] = (message[message.length - 1] as number) ^ 1;
    expect(() => parseMessage(message)).toThrow(expect.objectContaining({ code: 4569600 }));
  });

  it('answers with the request id it answers to', () => {
    const { message } = encodeReply({ ok: 1 }, 99, 'msg', true);
    expect([message.readInt32LE(0), message.readInt32LE(8), message.readInt32LE(12), message.readUInt32LE(16)]).toEqual(
      [message.length, 99, 2013, 2],
    );
  });
});

describe('framing', () => {
  it('finds messages however the bytes are cut', () => {
    const stream = Buffer.concat([frame(body), frame(body), frame(body)]);
    for (const size of [1, 7, 16, 50, stream.length]) {
      const framer = new Framer();
      const found: Buffer[] = [];
      for (let at = 0; at < stream.length; at += size) found.push(...framer.push(stream.subarray(at, at + size)));
      expect(found.map((message) => message.equals(frame(body)))).toEqual([true, true, true]);
    }
  });

  it.each([0, 15, -1, 48_000_001])('refuses a length of %d', (length) => {
    const message = frame(body);
    message.writeInt32LE(length, 0);
    expect(() => new Framer().push(message)).toThrow(FramingError);
  });
});
