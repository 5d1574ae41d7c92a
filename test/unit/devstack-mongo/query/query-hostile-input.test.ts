import { BSONRegExp, Decimal128, Double, Int32, Long, MaxKey, MinKey, ObjectId, Timestamp } from 'bson';

import type { Document, Value } from '../../../../src/devstack/mongo/bson-types';
import { MongoError } from '../../../../src/devstack/mongo/errors';
import {
  compareValues,
  compileFilter,
  compilePipeline,
  compileProjection,
  compileSort,
  compileUpdate,
  upsertSeed,
} from '../../../../src/devstack/mongo/query';
import { accumulators } from '../../../../src/devstack/mongo/query/stage/accumulators';
import { builders } from '../../../../src/devstack/mongo/query/expression/registry';

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

const ATOMS: Value[] = [
  null,
  true,
  false,
  '',
  'a',
  '$a',
  '$$ROOT',
  '$$nope',
  '$',
  '^(a',
  new Int32(0),
  new Int32(-1),
  new Int32(3),
  new Double(1.5),
  new Double(NaN),
  new Double(-Infinity),
  Long.MAX_VALUE,
  Decimal128.fromString('1E+6000'),
  Decimal128.fromString('-0'),
  new Date(0),
  new Date(8.64e15),
  new ObjectId(),
  new Timestamp({ t: 1, i: 1 }),
  new MinKey(),
  new MaxKey(),
  new BSONRegExp('[', ''),
  new BSONRegExp('a', 'x'),
  undefined,
];
const FIELDS = [
  'a',
  'b',
  'a.b',
  'a.0',
  '_id',
  '__proto__',
  'constructor',
  '',
  'a..b',
  'input',
  'in',
  'n',
  'date',
  'unit',
  'if',
  'as',
  'sortBy',
];
const QUERY = [
  '$eq',
  '$gt',
  '$in',
  '$nin',
  '$not',
  '$all',
  '$elemMatch',
  '$size',
  '$mod',
  '$type',
  '$exists',
  '$regex',
  '$options',
  '$bitsAllSet',
  '$and',
  '$or',
  '$nor',
  '$expr',
  '$jsonSchema',
  '$ne',
  '$foo',
];
const UPDATE = [
  '$set',
  '$unset',
  '$inc',
  '$mul',
  '$min',
  '$max',
  '$rename',
  '$setOnInsert',
  '$push',
  '$addToSet',
  '$pull',
  '$pullAll',
  '$pop',
  '$currentDate',
  '$bit',
  '$foo',
];
const UPDATE_PATHS = ['a', 'a.b', 'a.$', 'a.$[]', 'a.$[i]', 'a.0', '$', '_id', '__proto__.x', 'a.', 'c.d.e'];
const STAGES = [
  '$match',
  '$project',
  '$addFields',
  '$group',
  '$unwind',
  '$bucket',
  '$bucketAuto',
  '$lookup',
  '$facet',
  '$sort',
  '$limit',
  '$replaceRoot',
  '$unset',
  '$count',
  '$sample',
  '$graphLookup',
  '$unionWith',
  '$merge',
  '$out',
  '$documents',
  '$sortByCount',
  '$foo',
];
const DOCS: Document[] = [
  {},
  { _id: new Int32(1), a: new Int32(1) },
  { a: { b: 'x' } },
  { a: [new Int32(1), [{ b: null }], { b: [new Double(2)] }] },
  { a: new Date(5), b: 'é' },
];

function value(r: Random, names: readonly string[], depth: number): Value {
  if (depth <= 0 || r.next(3) === 0) return r.pick(ATOMS);
  if (r.next(4) === 0) return Array.from({ length: r.next(4) }, () => value(r, names, depth - 1));
  const doc: Document = {};
  for (let i = r.next(3); i >= 0; i -= 1) {
    const name = r.next(2) === 0 ? r.pick(names) : r.pick(FIELDS);
    Object.defineProperty(doc, name, {
      value: value(r, names, depth - 1),
      enumerable: true,
      writable: true,
      configurable: true,
    });
  }
  return doc;
}

/** Runs a case; every refusal has to be a MongoError. */
function attempt(run: () => void, input: Value): { input: Value; error: unknown } | undefined {
  try {
    run();
  } catch (error) {
    if (!(error instanceof MongoError)) return { input, error };
  }
  return undefined;
}

const env = { db: 'd', collection: 'c', now: new Date(0), find: () => DOCS };

describe('hostile input is refused with a MongoError and changes nothing', () => {
  test('filters and sorts and projections', () => {
    const r = new Random(1);
    const failures: unknown[] = [];
    for (let i = 0; i < 4000; i += 1) {
      const spec = value(r, QUERY, 4);
      if (typeof spec !== 'object' || spec === null || Object.getPrototypeOf(spec) !== Object.prototype) continue;
      failures.push(
        attempt(() => DOCS.forEach((doc) => compileFilter(spec as Document).matches(doc)), spec),
        attempt(() => [...DOCS].sort(compileSort(spec as Document)), spec),
        attempt(() => DOCS.forEach(compileProjection(spec as Document, compileFilter({}))), spec),
        attempt(() => upsertSeed(spec as Document), spec),
      );
    }
    expect(failures.filter((failure) => failure !== undefined).slice(0, 3)).toEqual([]);
  });

  test('updates', () => {
    const r = new Random(2);
    const before = JSON.stringify(DOCS);
    const failures: unknown[] = [];
    for (let i = 0; i < 6000; i += 1) {
      const change: Document = {};
      for (let k = r.next(3); k >= 0; k -= 1) {
        const operand: Document = {};
        operand[r.pick(UPDATE_PATHS)] = value(r, [...QUERY, '$each', '$slice', '$sort', '$position'], 3);
        change[r.pick(UPDATE)] = r.next(12) === 0 ? value(r, QUERY, 2) : operand;
      }
      const run = (): void => {
        const update = compileUpdate(change, {
          isReplacementAllowed: true,
          arrayFilters: r.next(2) === 0 ? [{ i: new Int32(1) }] : undefined,
        });
        for (const doc of DOCS)
          update.apply(doc, { isInsert: r.next(2) === 0, now: new Date(0), position: r.pick([undefined, 0, 2]) });
      };
      failures.push(attempt(run, change));
    }
    expect(failures.filter((failure) => failure !== undefined).slice(0, 3)).toEqual([]);
    expect(JSON.stringify(DOCS)).toBe(before);
  });

  test('expressions and stages', async () => {
    const r = new Random(3);
    const names = [...builders.keys()];
    const failures: unknown[] = [];
    for (let i = 0; i < 6000; i += 1) {
      const isExpression = r.next(2) === 0;
      const stage = isExpression
        ? { $project: { x: { [r.pick(names)]: value(r, names, 3) } } }
        : {
            [r.pick(STAGES)]: value(
              r,
              [
                ...names,
                ...accumulators.keys(),
                ...FIELDS,
                'from',
                'boundaries',
                'groupBy',
                'path',
                'pipeline',
                'into',
              ],
              3,
            ),
          };
      try {
        let n = 0;
        for await (const doc of compilePipeline([stage], env).run(DOCS)) n += Object.keys(doc).length;
        expect(n).toBeGreaterThanOrEqual(0);
      } catch (error) {
        if (!(error instanceof MongoError)) failures.push({ stage, error });
      }
    }
    expect(failures.slice(0, 3)).toEqual([]);
  });

  test('the order of any values is total: antisymmetric and transitive', () => {
    const r = new Random(4);
    const values = Array.from({ length: 60 }, () => value(r, FIELDS, 2)).filter((v) => v !== undefined);
    const sorted = [...values].sort((a, b) => compareValues(a, b));
    for (let i = 0; i < sorted.length; i += 1) {
      for (let j = i; j < sorted.length; j += 1) {
        const order = compareValues(sorted[i], sorted[j]);
        if (order > 0 || Math.sign(compareValues(sorted[j], sorted[i])) !== 0 - Math.sign(order))
          throw new Error(`no order: ${i} ${j}`);
      }
    }
    expect(sorted).toHaveLength(values.length);
  });
});
