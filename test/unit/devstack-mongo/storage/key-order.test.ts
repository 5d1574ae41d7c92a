import { Binary, BSONRegExp, Code, Decimal128, Double, Int32, Long, MaxKey, MinKey, ObjectId, Timestamp } from 'bson';
import fc from 'fast-check';
import type { Value } from '../../../../src/devstack/mongo/bson-types';
import { compareValues } from '../../../../src/devstack/mongo/query';
import { IndexDefinition } from '../../../../src/devstack/mongo/storage/index-definition';
import { componentEnd } from '../../../../src/devstack/mongo/storage/key-reader';

const ascending = new IndexDefinition(1, { v: 2, key: { a: 1 }, name: 'a' });
const descending = new IndexDefinition(1, { v: 2, key: { a: -1 }, name: 'a' });

const decimal = fc
  .tuple(fc.bigInt({ min: -(10n ** 34n - 1n), max: 10n ** 34n - 1n }), fc.integer({ min: -6176, max: 6111 }))
  .map(([coefficient, exponent]) => Decimal128.fromString(`${coefficient}E${exponent}`));
const near = fc.constantFrom(
  '0.1',
  '0.5',
  '1',
  '9007199254740993',
  '9007199254740992',
  '-0',
  'NaN',
  'Infinity',
  '-1e-400',
  '1e-400',
  '1e400',
  '1.7976931348623157e308',
  '1.7976931348623158e308',
  '9223372036854775807',
  '5e-324',
  '4.9406564584124654e-324',
);
const number: fc.Arbitrary<Value> = fc.oneof(
  fc.integer().map((n) => new Int32(n)),
  fc.integer({ min: -3, max: 3 }).map((n) => new Int32(n)),
  fc.double().map((n) => new Double(n)),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((n) => Long.fromBigInt(n)),
  decimal,
  near.map((text) => Decimal128.fromString(text)),
  near.map((text) => new Double(Number(text))),
);
const leaf: fc.Arbitrary<Value> = fc.oneof(
  number,
  fc.string({ unit: 'binary', maxLength: 4 }),
  fc.constantFrom('', 'a', 'a\0', 'a\0b', 'ab', '\u00ff', '\u{10000}', '\uffff'),
  fc.constant(null),
  fc.boolean(),
  fc.date({ noInvalidDate: true }),
  fc.integer({ min: 0, max: 3 }).map((n) => new ObjectId(Buffer.alloc(12, n))),
  fc.uint8Array({ maxLength: 3 }).map((bytes) => new Binary(Buffer.from(bytes), 0)),
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map((n) => new Timestamp(n)),
  fc.constantFrom<Value>(new MinKey(), new MaxKey(), new BSONRegExp('a', 'i'), new BSONRegExp('a', ''), new Code('x')),
);
const { any } = fc.letrec<{ any: Value }>((tie) => ({
  any: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.array(tie('any'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'ab', 'z'), tie('any'), { maxKeys: 3, noNullPrototype: true }),
  ),
}));

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

it.each([
  ['numbers of all types', number, 4000],
  ['values of all types', any, 4000],
] as const)('orders keys as compareValues orders %s', (_, arbitrary: fc.Arbitrary<Value>, numRuns) => {
  fc.assert(
    fc.property(arbitrary, arbitrary, (a, b) => {
      const expected = Math.sign(compareValues(a, b)) + 0;
      expect(order(ascending.encodeField(0, a), ascending.encodeField(0, b))).toBe(expected);
      expect(order(descending.encodeField(0, a), descending.encodeField(0, b)) + 0).toBe(-expected + 0);
    }),
    { numRuns, seed: 42 },
  );
});

it('finds the end of every value inside a key, in both directions', () => {
  fc.assert(
    fc.property(any, any, (a, b) => {
      for (const index of [ascending, descending]) {
        const first = index.encodeField(0, a);
        expect(componentEnd(first + index.encodeField(0, b), 0)).toBe(first.length);
      }
    }),
    { numRuns: 1500, seed: 42 },
  );
});
