import * as BSON from 'bson';
import { decodeDocument, encodeDocument } from '../../../../src/devstack/mongo/bson-codec';
import { nested } from '../../../chaos/fuzz-frames';

const every = {
  double: new BSON.Double(1),
  negativeZero: new BSON.Double(-0),
  string: 'hé\u0000llo',
  nested: { __proto__x: 1, ü: [1, { a: null }, []] },
  binary: new BSON.Binary(Buffer.from('abc'), 0),
  oldBinary: new BSON.Binary(Buffer.from('abc'), 2),
  uuid: new BSON.UUID('00112233-4455-6677-8899-aabbccddeeff'),
  id: new BSON.ObjectId('0123456789abcdef01234567'),
  yes: true,
  date: new Date(-1),
  nothing: null,
  regex: new BSON.BSONRegExp('^a', 'im'),
  code: new BSON.Code('f()'),
  scoped: new BSON.Code('f()', { x: 1 }),
  symbol: new BSON.BSONSymbol('s'),
  int: new BSON.Int32(-5),
  big: new BSON.Int32(2_000_000_000),
  timestamp: new BSON.Timestamp({ t: 4_000_000_000, i: 7 }),
  long: BSON.Long.fromString('-9223372036854775808'),
  decimal: BSON.Decimal128.fromString('1.2300'),
  min: new BSON.MinKey(),
  max: new BSON.MaxKey(),
};

describe('BSON codec', () => {
  it('writes every type back byte for byte', () => {
    const bytes = BSON.serialize(every);
    expect(encodeDocument(decodeDocument(bytes)).equals(Buffer.from(bytes))).toBe(true);
  });

  it('keeps the types of numbers apart', () => {
    const read = decodeDocument(BSON.serialize({ i: 1, d: new BSON.Double(1), l: BSON.Long.fromNumber(1) }));
    expect([read['i'], read['d'], read['l']].map((value) => (value as { _bsontype: string })._bsontype)).toEqual([
      'Int32',
      'Double',
      'Long',
    ]);
  });

  it('leaves { $ref, $id } and _bsontype plain fields', () => {
    const read = decodeDocument(BSON.serialize({ r: { $ref: 'c', $id: 1 } }));
    expect(Object.keys(read['r'] as object)).toEqual(['$ref', '$id']);
    const tagged = encodeDocument({ x: { _bsontype: 'Int32', value: 'no number' } });
    expect(BSON.deserialize(tagged)).toEqual({ x: { _bsontype: 'Int32', value: 'no number' } });
  });

  it('takes __proto__ as a field and not as a prototype', () => {
    const hostile = Object.defineProperty({}, '__proto__', {
      value: { polluted: true },
      enumerable: true,
    }) as BSON.Document;
    const read = decodeDocument(BSON.serialize(hostile));
    expect(Object.keys(read)).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
    expect(encodeDocument(read).equals(Buffer.from(BSON.serialize(hostile)))).toBe(true);
  });

  it.each([
    ['200 levels', 199, undefined],
    ['201 levels', 200, 15],
    ['50,000 levels', 50_000, 15],
  ])('nesting of %s', (_name, depth, code) => {
    const read = (): unknown => decodeDocument(nested(depth));
    if (code === undefined) expect(read()).toHaveProperty('a');
    else expect(read).toThrow(expect.objectContaining({ code }));
  });

  it.each([
    ['invalid UTF-8 in a value', Buffer.from('0f0000000261000300000061ff00' + '00', 'hex')],
    ['a length beyond the end', Buffer.from('ff00000000', 'hex')],
    ['no terminator', Buffer.from('0500000001', 'hex')],
    ['a string length of 0', Buffer.from('0c0000000261000000000000', 'hex')],
    ['a boolean of 2', Buffer.from('090000000861000200', 'hex')],
    ['an unknown type', Buffer.from('080000002061' + '0000', 'hex')],
    ['stray bytes behind', Buffer.from('050000000000', 'hex')],
  ])('refuses %s', (_name, bytes) => {
    expect(() => decodeDocument(bytes)).toThrow(expect.objectContaining({ code: 22 }));
  });

  it('refuses field names with null bytes instead of cutting them', () => {
    expect(() => encodeDocument({ 'a\0b': 1 })).toThrow(expect.objectContaining({ code: 22 }));
  });
});
