import { Decimal128, Double, Int32, Long, MaxKey, MinKey, ObjectId } from 'bson';

import type { Document, Value } from '../../../../src/devstack/mongo/bson-types';
import { compareValues, compileFilter, compileSort } from '../../../../src/devstack/mongo/query';

const int = (n: number): Int32 => new Int32(n);
const double = (n: number): Double => new Double(n);
const long = (n: bigint): Long => Long.fromBigInt(n);
const decimal = (s: string): Decimal128 => Decimal128.fromString(s);

describe('compareValues', () => {
  const ascending: Value[] = [
    new MinKey(),
    null,
    double(NaN),
    double(-Infinity),
    long(-(2n ** 63n)),
    double(-1.5),
    decimal('-1'),
    int(0),
    decimal('0.1'),
    double(0.1),
    decimal('0.10000000000000001'),
    int(1),
    double(2 ** 53),
    long(2n ** 53n + 1n),
    decimal('9007199254740993.5'),
    double(2 ** 53 + 2),
    long(2n ** 63n - 1n),
    double(2 ** 63),
    double(Infinity),
    '',
    'Z',
    'a',
    'é',
    '\uffff',
    '\u{1f600}',
    {},
    { a: int(1) },
    { a: int(2) },
    { b: int(1) },
    { a: 'x' },
    [],
    [int(1)],
    [int(1), int(0)],
    new ObjectId('000000000000000000000001'),
    false,
    true,
    new Date(0),
    new MaxKey(),
  ];

  test('orders every pair of a list that is ascending in MongoDB', () => {
    for (let i = 0; i < ascending.length; i += 1) {
      for (let j = 0; j < ascending.length; j += 1) {
        const found = Math.sign(compareValues(ascending[i], ascending[j]));
        expect([i, j, found]).toEqual([i, j, Math.sign(i - j)]);
      }
    }
  });

  test.each<[Value, Value]>([
    [int(1), double(1)],
    [int(1), long(1n)],
    [int(1), decimal('1.00')],
    [double(-0), int(0)],
    [decimal('-0E+3'), double(0)],
    [double(NaN), decimal('NaN')],
    [double(0.5), decimal('0.5')],
  ])('%p equals %p', (a, b) => {
    expect(compareValues(a, b)).toBe(0);
  });
});

describe('compileFilter', () => {
  const matches = (filter: Document, doc: Document): boolean => compileFilter(filter).matches(doc);

  test.each<[string, Document, Document, boolean]>([
    ['null matches a missing field', { a: null }, {}, true],
    ['null does not match a scalar in between an array', { 'a.b': null }, { a: [int(1)] }, false],
    ['null matches a document of an array without the field', { 'a.b': null }, { a: [{ c: int(1) }] }, true],
    ['an array element matches', { a: int(2) }, { a: [int(1), int(2)] }, true],
    ['a whole array matches', { a: [int(1), int(2)] }, { a: [int(1), int(2)] }, true],
    ['an element named by number is not walked', { 'a.0': int(1) }, { a: [[int(1)]] }, false],
    ['an element named by number', { 'a.1': int(5) }, { a: [int(1), int(5)] }, true],
    ['no bracket across types', { a: { $gt: int(1) } }, { a: 'x' }, false],
    ['int equals double', { a: double(1) }, { a: int(1) }, true],
    ['$ne of an array with the value', { a: { $ne: int(1) } }, { a: [int(1), int(2)] }, false],
    ['two conditions met by two elements', { a: { $gt: int(3), $lt: int(2) } }, { a: [int(1), int(4)] }, true],
    [
      '$elemMatch needs one element',
      { a: { $elemMatch: { $gt: int(3), $lt: int(2) } } },
      { a: [int(1), int(4)] },
      false,
    ],
    ['$not of a range over an array', { a: { $not: { $gt: int(3) } } }, { a: [int(1), int(4)] }, false],
    ['$in with a regular expression', { a: { $in: [/^b/, 'x'] } }, { a: 'bc' }, true],
    ['a field called constructor is missing', { constructor: { $exists: true } }, {}, false],
    ['$size', { a: { $size: int(2) } }, { a: [int(1), int(2)] }, true],
    ['$mod of a negative double', { a: { $mod: [int(3), int(-1)] } }, { a: double(-4.9) }, true],
    ['$type array', { a: { $type: 'array' } }, { a: [] }, true],
    ['NaN equals NaN', { a: double(NaN) }, { a: double(NaN) }, true],
    ['NaN is not below a number', { a: { $lt: int(5) } }, { a: double(NaN) }, false],
    ['$all', { a: { $all: [int(1), int(2)] } }, { a: [int(2), int(1), int(3)] }, true],
    ['$regex with options', { a: { $regex: '^AB', $options: 'i' } }, { a: 'abc' }, true],
    ['$bitsAllSet', { a: { $bitsAllSet: [int(0), int(2)] } }, { a: int(5) }, true],
    ['$gte null matches missing', { a: { $gte: null } }, {}, true],
    ['$gt MinKey matches missing', { a: { $gt: new MinKey() } }, {}, true],
  ])('%s', (_name, filter, doc, expected) => {
    expect(matches(filter, doc)).toBe(expected);
  });

  test('positional: the outermost array wins', () => {
    const filter = compileFilter({ 'a.b': int(2) });
    expect(filter.matchedPosition({ a: [{ b: [int(1)] }, { b: [int(0), int(2)] }] })).toBe(1);
  });

  test.each<[string, Document, number, string]>([
    ['unknown operator', { a: { $foo: 1 } }, 2, 'unknown operator: $foo'],
    ['$in without an array', { a: { $in: 1 } }, 2, '$in needs an array'],
    ['empty $or', { $or: [] }, 2, '$and/$or/$nor must be a nonempty array'],
    ['$not empty', { a: { $not: {} } }, 2, '$not cannot be empty'],
  ])('refuses: %s', (_name, filter, code, message) => {
    expect(() => compileFilter(filter)).toThrow(expect.objectContaining({ code, message }) as Error);
  });

  test('a catastrophic regular expression ends', () => {
    const started = Date.now();
    const filter = compileFilter({ a: { $regex: '^(a+)+$' } });
    expect(() => filter.matches({ a: `${'a'.repeat(40)}b` })).toThrow(expect.objectContaining({ code: 50 }) as Error);
    expect(Date.now() - started).toBeLessThan(2000);
  });
});

describe('$in with ids', () => {
  // The last three bytes are the same: what differs is in front of them.
  const endingAlike = (count: number): ObjectId[] =>
    Array.from({ length: count }, (_, i) => new ObjectId(i.toString(16).padStart(18, '0') + 'abcdef'));

  test.each([1, 3, 300])('finds just the ids of the list, %i of which end alike', (count) => {
    const [stranger, ...ids] = endingAlike(count + 1);
    const { matches } = compileFilter({ a: { $in: [...ids, new ObjectId()] } });
    for (const id of ids) {
      expect(matches({ a: new ObjectId(id.toHexString()) })).toBe(true);
      expect(matches({ a: [null, id] })).toBe(true);
    }
    for (const a of [stranger, null, undefined, ids[0]?.toHexString(), [], [stranger], { id: ids[0] }])
      expect(matches({ a })).toBe(false);
    expect(matches({})).toBe(false);
  });
});

describe('compileSort', () => {
  const sorted = (spec: Document, docs: Document[]): Document[] => [...docs].sort(compileSort(spec));

  test('arrays sort by their least element ascending and greatest descending', () => {
    const low = { _id: 1, a: [int(1), int(9)] };
    const middle = { _id: 2, a: int(5) };
    const empty = { _id: 3, a: [] };
    const missing = { _id: 4 };
    expect(sorted({ a: int(1) }, [middle, low, missing, empty])).toEqual([empty, missing, low, middle]);
    expect(sorted({ a: int(-1) }, [middle, low, missing, empty])).toEqual([low, middle, missing, empty]);
  });
});
