import { Decimal128, Double, Int32 } from 'bson';

import type { Document, Value } from '../../../../src/devstack/mongo/bson-types';
import {
  compareValues,
  compileFilter,
  compilePipeline,
  compileSort,
  compileUpdate,
  distinctValues,
  validateCollation,
} from '../../../../src/devstack/mongo/query';

const int = (n: number): Int32 => new Int32(n);

describe('$jsonSchema', () => {
  const filter = compileFilter({
    $jsonSchema: {
      bsonType: 'object',
      required: ['name', 'qty'],
      properties: {
        name: { bsonType: 'string', minLength: int(2), pattern: '^[A-Z]' },
        qty: { bsonType: ['int', 'decimal'], minimum: int(0), exclusiveMinimum: true, multipleOf: new Double(0.5) },
        tags: { bsonType: 'array', uniqueItems: true, items: { bsonType: 'string' }, maxItems: int(2) },
        kind: { enum: ['a', null] },
        deep: { bsonType: 'object', additionalProperties: false, properties: { x: {} } },
      },
      dependencies: { kind: ['tags'] },
      not: { required: ['forbidden'] },
    },
  });

  test.each<[string, Document, boolean]>([
    ['fits', { name: 'Ab', qty: int(2), tags: ['x'], kind: null }, true],
    ['required', { name: 'Ab' }, false],
    ['type', { name: 5, qty: int(1) }, false],
    ['length', { name: 'A', qty: int(1) }, false],
    ['pattern', { name: 'ab', qty: int(1) }, false],
    ['exclusive minimum', { name: 'Ab', qty: int(0) }, false],
    ['double is neither int nor decimal', { name: 'Ab', qty: new Double(1) }, false],
    ['decimal', { name: 'Ab', qty: Decimal128.fromString('1.5') }, true],
    ['multipleOf', { name: 'Ab', qty: Decimal128.fromString('1.3') }, false],
    ['uniqueItems', { name: 'Ab', qty: int(1), tags: ['x', 'x'] }, false],
    ['enum', { name: 'Ab', qty: int(1), kind: 'c', tags: [] }, false],
    ['dependencies', { name: 'Ab', qty: int(1), kind: 'a' }, false],
    ['additionalProperties', { name: 'Ab', qty: int(1), deep: { y: int(1) } }, false],
    ['not', { name: 'Ab', qty: int(1), forbidden: int(1) }, false],
  ])('%s', (_name, doc, expected) => {
    expect(filter.matches(doc)).toBe(expected);
  });

  test('refuses what it does not know', () => {
    expect(() => compileFilter({ $jsonSchema: { foo: int(1) } })).toThrow(
      expect.objectContaining({ code: 9, message: 'Unknown $jsonSchema keyword: foo' }) as Error,
    );
  });
});

describe('collation', () => {
  const insensitive = { locale: 'en', strength: 2 };

  test.each<[string, Document, string, string, number]>([
    ['simple', { locale: 'simple' }, 'a', 'B', 1],
    ['strength 1 ignores accents', { locale: 'en', strength: int(1) }, 'é', 'E', 0],
    ['strength 2 ignores case', { locale: 'en', strength: int(2) }, 'ab', 'AB', 0],
    ['strength 2 sees accents', { locale: 'en', strength: int(2) }, 'é', 'e', 1],
    ['strength 1 with case level', { locale: 'en', strength: int(1), caseLevel: true }, 'a', 'A', -1],
    ['strength 3 puts lower case first', { locale: 'en' }, 'a', 'A', -1],
    ['letters before case', { locale: 'en' }, 'B', 'a', 1],
    ['numericOrdering', { locale: 'en', numericOrdering: true }, 'a10', 'a9', 1],
    ['caseFirst', { locale: 'en', caseFirst: 'upper' }, 'a', 'A', 1],
  ])('%s', (_name, collation, a, b, expected) => {
    expect(Math.sign(compareValues(a, b, collation))).toBe(expected);
  });

  test('reaches filters, sorts, updates, distinct, groups', async () => {
    expect(compileFilter({ a: 'X' }, { collation: insensitive }).matches({ a: ['x'] })).toBe(true);
    expect(compileFilter({ a: { $in: ['X'] } }, { collation: insensitive }).matches({ a: 'x' })).toBe(true);
    expect([{ a: 'b' }, { a: 'C' }, { a: 'A' }].sort(compileSort({ a: int(1) }, insensitive))).toEqual([
      { a: 'A' },
      { a: 'b' },
      { a: 'C' },
    ]);
    expect(distinctValues([{ a: 'x' }, { a: ['X', 'y'] }], 'a', insensitive)).toEqual(['x', 'y']);
    const update = compileUpdate({ $addToSet: { a: 'X' } }, { collation: insensitive, isReplacementAllowed: true });
    expect(update.apply({ a: ['x'] }, { isInsert: false, now: new Date(0) }).modified).toBe(false);
    const env = { db: 'd', collection: 'c', now: new Date(0), find: () => [], collation: insensitive };
    const groups: Value[] = [];
    for await (const doc of compilePipeline([{ $group: { _id: '$a', n: { $sum: int(1) } } }], env).run([
      { a: 'x' },
      { a: 'X' },
    ])) {
      groups.push(doc);
    }
    expect(groups).toEqual([{ _id: 'x', n: int(2) }]);
  });

  test.each<[Document, number]>([
    [{}, 40414],
    [{ locale: 5 }, 14],
    [{ locale: 'en', foo: 1 }, 40415],
    [{ locale: 'en', strength: int(9) }, 2],
    [{ locale: 'simple', strength: int(1) }, 2],
    [{ locale: 'en', backwards: true }, 2],
  ])('refuses %j with %d', (collation, code) => {
    expect(() => validateCollation(collation)).toThrow(expect.objectContaining({ code }) as Error);
  });
});

describe('distinctValues', () => {
  test('walks arrays, unwinds the last one, treats 1 and 1.0 as one', () => {
    expect(
      distinctValues([{ a: [{ b: int(1) }, { b: [new Double(1), int(2)] }] }, { a: { b: null } }, {}], 'a.b'),
    ).toEqual([int(1), int(2), null]);
  });
});
