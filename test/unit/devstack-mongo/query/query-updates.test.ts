import { Decimal128, Double, Int32, Long } from 'bson';

import type { Document } from '../../../../src/devstack/mongo/bson-types';
import { compileFilter, compileProjection, compileUpdate, upsertSeed } from '../../../../src/devstack/mongo/query';

const int = (n: number): Int32 => new Int32(n);
const double = (n: number): Double => new Double(n);
const now = new Date(1_700_000_000_000);

function update(
  doc: Document,
  change: Document,
  options: { query?: Document; arrayFilters?: Document[] } = {},
): Document {
  const compiled = compileUpdate(change, { isReplacementAllowed: true, arrayFilters: options.arrayFilters });
  const position = options.query && compileFilter(options.query).matchedPosition(doc);
  return compiled.apply(doc, { isInsert: false, now, position }).document;
}

describe('compileUpdate', () => {
  test.each<[string, Document, Document, Document]>([
    ['$inc keeps int', { a: int(1) }, { $inc: { a: int(2) } }, { a: int(3) }],
    ['$inc overflows to long', { a: int(2147483647) }, { $inc: { a: int(1) } }, { a: Long.fromBigInt(2147483648n) }],
    ['$inc int and double', { a: int(1) }, { $inc: { a: double(0.5) } }, { a: double(1.5) }],
    [
      '$inc decimal is exact',
      { a: Decimal128.fromString('0.1') },
      { $inc: { a: Decimal128.fromString('0.20') } },
      { a: Decimal128.fromString('0.30') },
    ],
    ['$mul of a missing field', {}, { $mul: { a: double(3) } }, { a: double(0) }],
    [
      'new fields come in order of name',
      {},
      { $set: { b: int(1), a: int(2), 'c.10': int(3), 'c.9': int(4) } },
      { a: int(2), b: int(1), c: { '9': int(4), '10': int(3) } },
    ],
    ['$unset of an element leaves null', { a: [int(1), int(2)] }, { $unset: { 'a.0': '' } }, { a: [null, int(2)] }],
    ['$set pads an array', { a: [] }, { $set: { 'a.2': int(1) } }, { a: [null, null, int(1)] }],
    [
      '$push with all clauses',
      { a: [int(5), int(1)] },
      { $push: { a: { $each: [int(3), int(2)], $sort: int(1), $slice: int(-3) } } },
      { a: [int(2), int(3), int(5)] },
    ],
    [
      '$push at a position',
      { a: [int(1), int(2)] },
      { $push: { a: { $each: [int(9)], $position: int(1) } } },
      { a: [int(1), int(9), int(2)] },
    ],
    [
      '$addToSet',
      { a: [int(1)] },
      { $addToSet: { a: { $each: [double(1), int(2), int(2)] } } },
      { a: [int(1), int(2)] },
    ],
    ['$pull by condition', { a: [int(1), int(5), int(9)] }, { $pull: { a: { $gte: int(5) } } }, { a: [int(1)] }],
    [
      '$pull by query',
      { a: [{ b: int(1), c: int(2) }, { b: int(2) }] },
      { $pull: { a: { b: int(1) } } },
      { a: [{ b: int(2) }] },
    ],
    ['$pop first', { a: [int(1), int(2)] }, { $pop: { a: int(-1) } }, { a: [int(2)] }],
    ['$rename', { a: { b: int(1) } }, { $rename: { 'a.b': 'c' } }, { a: {}, c: int(1) }],
    ['$min of another type', { a: 'x' }, { $min: { a: int(1) } }, { a: int(1) }],
    ['$currentDate', {}, { $currentDate: { a: true } }, { a: now }],
    ['$bit', { a: int(13) }, { $bit: { a: { and: int(10), xor: int(1) } } }, { a: int(9) }],
    ['replacement keeps _id', { _id: int(1), a: int(1) }, { b: int(2) }, { _id: int(1), b: int(2) }],
  ])('%s', (_name, doc, change, expected) => {
    const before = structuredClone(doc);
    const result = update(doc, change);
    expect(result).toEqual(expected);
    expect(JSON.stringify(result)).toBe(JSON.stringify(expected));
    expect(structuredClone(doc)).toEqual(before);
  });

  test('positional operators', () => {
    const doc = { a: [{ b: int(1) }, { b: int(2) }, { b: int(3) }] };
    expect(update(doc, { $set: { 'a.$.b': int(9) } }, { query: { 'a.b': int(2) } })['a']).toEqual([
      { b: int(1) },
      { b: int(9) },
      { b: int(3) },
    ]);
    expect(update(doc, { $inc: { 'a.$[].b': int(1) } })['a']).toEqual([{ b: int(2) }, { b: int(3) }, { b: int(4) }]);
    expect(update(doc, { $set: { 'a.$[i].b': int(0) } }, { arrayFilters: [{ 'i.b': { $gte: int(2) } }] })['a']).toEqual(
      [{ b: int(1) }, { b: int(0) }, { b: int(0) }],
    );
  });

  test.each<[string, Document, Document, number, string]>([
    [
      '$inc of a string',
      { _id: int(1), a: 'x' },
      { $inc: { a: int(1) } },
      14,
      "Cannot apply $inc to a value of non-numeric type. {_id: 1} has the field 'a' of non-numeric type string",
    ],
    ['$inc by a string', {}, { $inc: { a: 'x' } }, 14, 'Cannot increment with non-numeric argument: {a: "x"}'],
    [
      'immutable _id',
      { _id: int(1) },
      { $set: { _id: int(2) } },
      66,
      "Performing an update on the path '_id' would modify the immutable field '_id'",
    ],
    [
      'conflict',
      {},
      { $set: { a: int(1) }, $unset: { 'a.b': '' } },
      40,
      "Updating the path 'a.b' would create a conflict at 'a'",
    ],
    [
      'path through a scalar',
      { a: int(5) },
      { $set: { 'a.b': int(1) } },
      28,
      "Cannot create field 'b' in element {a: 5}",
    ],
    [
      'positional without a match',
      { a: [int(1)] },
      { $set: { 'a.$': int(1) } },
      2,
      'The positional operator did not find the match needed from the query.',
    ],
    [
      'unknown operator',
      {},
      { $foo: { a: int(1) } },
      9,
      'Unknown modifier: $foo. Expected a valid update modifier or pipeline-style update specified as an array',
    ],
    [
      'dollar field in a replacement',
      {},
      { a: int(1), $b: int(1) },
      52,
      "The dollar ($) prefixed field '$b' in '$b' is not allowed in the context of an update's replacement document. " +
        'Consider using an aggregation pipeline with $replaceWith.',
    ],
    [
      'unknown array filter',
      {},
      { $set: { 'a.$[i]': int(1) } },
      2,
      "No array filter found for identifier 'i' in path 'a.$[i]'",
    ],
    [
      'long overflow',
      { _id: int(1), a: Long.MAX_VALUE },
      { $inc: { a: int(1) } },
      2,
      'Failed to apply $inc operations to current value ((NumberLong)9223372036854775807) for document {_id: 1}',
    ],
  ])('refuses: %s', (_name, doc, change, code, message) => {
    expect(() => update(doc, change)).toThrow(expect.objectContaining({ code, message }) as Error);
  });

  test('refuses another type of the same _id, and a $rename from below a scalar', () => {
    expect(() => update({ _id: int(1) }, { $set: { _id: double(1) } })).toThrow(
      expect.objectContaining({ code: 66 }) as Error,
    );
    expect(() => update({ a: int(5) }, { $rename: { 'a.b': 'c' } })).toThrow(
      expect.objectContaining({
        code: 28,
        message: 'cannot use the part (a of a.b) to traverse the element ({a: 5})',
      }) as Error,
    );
    expect(update({ a: int(5) }, { $rename: { 'x.b': 'a.c' } })).toEqual({ a: int(5) });
  });

  test('an element reached twice is a conflict, two parts of one element are not', () => {
    const doc = { a: [{ b: int(1), c: int(1) }] };
    const change = { $set: { 'a.$.b': int(2), 'a.0.c': int(3) } };
    expect(update(doc, change, { query: { 'a.b': int(1) } })).toEqual({ a: [{ b: int(2), c: int(3) }] });
    const clash = { $set: { 'a.$.b': int(2), 'a.0.b': int(3) } };
    expect(() => update(doc, clash, { query: { 'a.b': int(1) } })).toThrow(
      expect.objectContaining({ code: 40, message: "Update created a conflict at 'a.0.b'" }) as Error,
    );
  });

  test('$setOnInsert works on inserts only, and an insert has _id first', () => {
    const compiled = compileUpdate(
      { $set: { a: int(1) }, $setOnInsert: { _id: int(9), 'b.c': int(2) } },
      { isReplacementAllowed: true },
    );
    expect(compiled.apply({}, { isInsert: false, now }).document).toEqual({ a: int(1) });
    const made = compiled.apply({ z: int(0) }, { isInsert: true, now }).document;
    expect(Object.keys(made)).toEqual(['_id', 'z', 'a', 'b']);
  });

  test('a no-op says so and returns the same document', () => {
    const doc = { _id: int(1), a: int(1) };
    const result = compileUpdate(
      { $set: { a: int(1) }, $inc: { b: int(0) }, $unset: { c: '' } },
      { isReplacementAllowed: true },
    );
    expect(result.apply({ ...doc, b: int(4) }, { isInsert: false, now }).modified).toBe(false);
    const other = compileUpdate({ $set: { a: double(1) } }, { isReplacementAllowed: true }).apply(doc, {
      isInsert: false,
      now,
    });
    expect(other).toEqual({ document: { _id: int(1), a: double(1) }, modified: true });
  });
});

describe('upsertSeed', () => {
  test('takes equalities, _id first', () => {
    expect(upsertSeed({ 'a.b': int(1), c: { $gt: int(1) }, $and: [{ _id: int(7) }, { d: { $eq: 'x' } }] })).toEqual({
      _id: int(7),
      a: { b: int(1) },
      d: 'x',
    });
    expect(upsertSeed({ a: int(1), $and: [{ a: int(1) }, { _id: int(2) }] }, true)).toEqual({ _id: int(2) });
    expect(() => upsertSeed({ a: int(1), 'a.b': int(2) })).toThrow(expect.objectContaining({ code: 54 }) as Error);
  });
});

describe('compileProjection', () => {
  const doc = {
    _id: int(1),
    a: int(1),
    b: { c: int(2), d: int(3) },
    e: [{ f: int(1), g: int(2) }, int(5), [{ f: int(7) }]],
  };
  test.each<[string, Document, Document]>([
    ['inclusion', { a: int(1) }, { _id: int(1), a: int(1) }],
    ['inclusion without _id', { a: int(1), _id: int(0) }, { a: int(1) }],
    ['inclusion in arrays drops scalars', { 'e.f': int(1), _id: int(0) }, { e: [{ f: int(1) }, [{ f: int(7) }]] }],
    [
      'exclusion in arrays keeps scalars',
      { 'e.f': int(0), b: int(0) },
      { _id: int(1), a: int(1), e: [{ g: int(2) }, int(5), [{}]] },
    ],
    ['nested form', { b: { c: int(1) } }, { _id: int(1), b: { c: int(2) } }],
    [
      '$slice alone keeps all',
      { e: { $slice: int(1) }, b: int(0) },
      { _id: int(1), a: int(1), e: [{ f: int(1), g: int(2) }] },
    ],
    ['$elemMatch', { e: { $elemMatch: { f: int(1) } } }, { _id: int(1), e: [{ f: int(1), g: int(2) }] }],
  ])('%s', (_name, spec, expected) => {
    expect(compileProjection(spec)(doc)).toEqual(expected);
  });

  test('positional', () => {
    const filter = compileFilter({ e: int(5) });
    expect(compileProjection({ 'e.$': int(1) }, filter)(doc)).toEqual({ _id: int(1), e: [int(5)] });
  });

  test('refuses a mixture', () => {
    expect(() => compileProjection({ a: int(1), b: int(0) })).toThrow(
      expect.objectContaining({ code: 31254 }) as Error,
    );
  });
});
