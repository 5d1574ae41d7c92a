import { Double, Int32, Long } from 'bson';
import { aggregate, find, updateOne } from 'mingo';

import type { Document, Value } from '../../../../src/devstack/mongo/bson-types';
import { compileFilter, compilePipeline, compileSort, compileUpdate } from '../../../../src/devstack/mongo/query';

/**
 * Random cases in the region where mingo is known to do as MongoDB: no mixed numeric types, no null against missing in
 * sorts, no numeric path parts, no `$size` of a dotted path (mingo takes the gathered values for an array) and no
 * `$bucket` (mingo 7.2.6 puts the upper bound into the lower bucket).
 */
class Random {
  constructor(private state: number) {}
  next(limit: number): number {
    this.state = (Math.imul(this.state, 1664525) + 1013904223) >>> 0;
    return Math.floor((this.state / 2 ** 32) * limit);
  }
  pick<T>(list: readonly T[]): T {
    return list[this.next(list.length)] as T;
  }
}

type Plain = number | string | boolean | null | Plain[] | { [field: string]: Plain };

function wrap(value: Plain | undefined): Value {
  if (typeof value === 'number') return Number.isInteger(value) ? new Int32(value) : new Double(value);
  if (Array.isArray(value)) return value.map(wrap);
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, wrap(v)]));
  }
  return value;
}

function unwrap(value: Value): unknown {
  if (value instanceof Int32 || value instanceof Double) return value.value;
  if (value instanceof Long) return value.toNumber();
  if (Array.isArray(value)) return value.map(unwrap);
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, unwrap(v)]));
  }
  return value;
}

const scalar = (r: Random): Plain => r.pick<Plain>([0, 1, 2, 3, 'a', 'b', true]);

function document(r: Random, id: number): { [field: string]: Plain } {
  const doc: { [field: string]: Plain } = { _id: id };
  for (const field of ['a', 'b', 'c']) {
    switch (r.next(5)) {
      case 0:
        break;
      case 1:
        doc[field] = Array.from({ length: r.next(4) }, () => scalar(r));
        break;
      case 2:
        doc[field] = { x: scalar(r), y: r.next(4) };
        break;
      case 3:
        doc[field] = Array.from({ length: 1 + r.next(3) }, () => ({ x: r.next(4), y: scalar(r) }));
        break;
      default:
        doc[field] = scalar(r);
    }
  }
  return doc;
}

const path = (r: Random): string => r.pick(['a', 'b', 'c', 'a.x', 'b.x', 'c.y']);

function condition(r: Random): Plain {
  switch (r.next(8)) {
    case 0:
      return { $gt: r.next(3) };
    case 1:
      return { $lte: r.next(3), $gte: 0 };
    case 2:
      return { $in: [scalar(r), scalar(r)] };
    case 3:
      return { $ne: scalar(r) };
    case 4:
      return { $exists: r.next(2) === 0 };
    case 5:
      return { $not: { $gt: r.next(3) } };
    case 6:
      return { $size: r.next(3) };
    default:
      return scalar(r);
  }
}

function isSizeOfDotted(where: string, wanted: Plain): boolean {
  return where.includes('.') && JSON.stringify(wanted).includes('$size');
}

function filter(r: Random, depth = 0): { [field: string]: Plain } {
  if (depth < 2 && r.next(3) === 0) {
    return { [r.pick(['$and', '$or', '$nor'])]: [filter(r, depth + 1), filter(r, depth + 1)] };
  }
  const where = path(r);
  const wanted = condition(r);
  return isSizeOfDotted(where, wanted) ? { [where]: 1 } : { [where]: wanted };
}

describe('against mingo', () => {
  test('2,000 random filters over 40 documents', () => {
    const differences: unknown[] = [];
    const r = new Random(7);
    const plain = Array.from({ length: 40 }, (_, i) => document(r, i));
    const wrapped = plain.map((doc) => wrap(doc) as Document);
    for (let i = 0; i < 2000; i += 1) {
      const query = filter(r);
      const expected = find(plain, query as never)
        .all()
        .map((doc) => (doc as { _id: number })._id);
      const compiled = compileFilter(wrap(query) as Document);
      const found = wrapped.filter((doc) => compiled.matches(doc)).map((doc) => (doc['_id'] as Int32).value);
      if (found.join() !== expected.join()) differences.push({ query, found, expected });
    }
    expect(differences).toEqual([]);
  });

  test('500 random sorts over numbers and strings', () => {
    const r = new Random(11);
    for (let i = 0; i < 500; i += 1) {
      const plain = Array.from({ length: 12 }, (_, id) => ({ _id: id, a: r.next(4), b: r.pick(['x', 'y', 'z']) }));
      const spec = r.pick([{ a: 1 }, { a: -1, b: 1 }, { b: -1, a: -1 }] as { a?: number; b?: number }[]);
      const expected = find(plain, {}).sort(spec).all();
      const found = plain.map((doc) => wrap(doc) as Document).sort(compileSort(wrap(spec) as Document));
      expect(found.map(unwrap)).toEqual(expected);
    }
  });

  test('1,000 random updates', () => {
    const r = new Random(13);
    for (let i = 0; i < 1000; i += 1) {
      const doc = { _id: 1, n: r.next(5), list: [1, 2, 3].slice(0, r.next(4)), o: { x: r.next(3) } };
      const change = r.pick<{ [op: string]: Plain }>([
        { $inc: { n: r.next(9) } },
        { $set: { 'o.x': r.next(9), 'o.z': 'new' } },
        { $unset: { n: '' } },
        { $push: { list: r.next(5) } },
        { $push: { list: { $each: [9, 8], $slice: 3 } } },
        { $addToSet: { list: r.next(5) } },
        { $pull: { list: { $gte: 2 } } },
        { $pop: { list: 1 } },
        { $min: { n: r.next(5) } },
        { $max: { n: r.next(5) } },
        { $mul: { n: 3 } },
        { $rename: { n: 'm' } },
      ]);
      const expected = [structuredClone(doc)];
      updateOne(expected, {}, change as never);
      const compiled = compileUpdate(wrap(change) as Document, { isReplacementAllowed: true });
      const found = compiled.apply(wrap(doc) as Document, { isInsert: false, now: new Date(0) }).document;
      expect([change, unwrap(found)]).toEqual([change, expected[0]]);
    }
  });

  test.each<[string, { [stage: string]: Plain }[]]>([
    [
      'group',
      [
        { $group: { _id: '$b', total: { $sum: '$a' }, mean: { $avg: '$a' }, all: { $push: '$a' } } },
        { $sort: { _id: 1 } },
      ],
    ],
    ['project', [{ $project: { a: 1, twice: { $multiply: ['$a', 2] }, s: { $concat: ['$b', '!'] } } }]],
    [
      'cond',
      [
        { $addFields: { big: { $cond: [{ $gte: ['$a', 2] }, 'yes', 'no'] } } },
        { $match: { big: 'yes' } },
        { $skip: 1 },
        { $limit: 3 },
      ],
    ],
    [
      'unwind',
      [
        { $addFields: { l: ['$a', '$b'] } },
        { $unwind: '$l' },
        { $sortByCount: '$l' },
        { $sort: { count: -1, _id: 1 } },
      ],
    ],
    ['facet', [{ $facet: { n: [{ $count: 'n' }], top: [{ $sort: { a: -1, _id: 1 } }, { $limit: 2 }] } }]],
    ['replaceRoot', [{ $replaceRoot: { newRoot: { $mergeObjects: [{ z: 1 }, '$$ROOT'] } } }, { $unset: 'b' }]],
  ])('pipeline: %s', async (_name, stages) => {
    const r = new Random(17);
    const plain = Array.from({ length: 30 }, (_, id) => ({ _id: id, a: r.next(5), b: r.pick(['x', 'y', 'z']) }));
    const expected = aggregate(structuredClone(plain), stages);
    const found: unknown[] = [];
    const env = { db: 'd', collection: 'c', now: new Date(0), find: () => [] };
    for await (const doc of compilePipeline(wrap(stages) as Document[], env).run(
      plain.map((doc) => wrap(doc) as Document),
    )) {
      found.push(unwrap(doc));
    }
    expect(found).toEqual(expected);
  });
});
