import { Decimal128, Double, Int32, Long, ObjectId } from 'bson';
import type { Document, IndexSpec, Value } from '../../../../src/devstack/mongo/bson-types';
import { countPlan, executePlan, explainPlan, planQuery } from '../../../../src/devstack/mongo/planner';
import type { QueryRequest } from '../../../../src/devstack/mongo/planner';
import { compileFilter, compileSort } from '../../../../src/devstack/mongo/query';
import type { EngineTransaction } from '../../../../src/devstack/mongo/storage';
import { Engine } from '../../../../src/devstack/mongo/storage';

let engine: Engine;

beforeEach(async () => {
  engine = await Engine.open({ memory: true });
});

afterEach(() => engine.close());

async function fill(documents: readonly Document[], specs: readonly IndexSpec[]): Promise<void> {
  const tx = engine.begin({ multiDocument: false });
  const coll = tx.createCollection('db', 'c', {});
  tx.createIndexes(coll, specs);
  for (const document of documents) tx.insert(coll, document);
  await tx.commit();
}

function request(rawFilter: Document, more: Partial<QueryRequest> = {}): QueryRequest {
  return { rawFilter, filter: compileFilter(rawFilter), ...more };
}

function run(
  tx: EngineTransaction,
  asked: QueryRequest,
): { ids: number[]; keys: number; docs: number; plan: Document } {
  const plan = planQuery(tx, tx.collection('db', 'c')!, asked);
  const stats = { keysExamined: 0, docsExamined: 0 };
  const found: Document[] = [];
  for (const record of executePlan(tx, plan, stats)) if (record !== undefined) found.push(record.document);
  if (plan.needsSort) found.sort(compileSort(asked.sort!));
  const ids = found.map((document) => (document['_id'] as Int32).value);
  return { ids, keys: stats.keysExamined, docs: stats.docsExamined, plan: explainPlan(plan) };
}

const int = (value: number): Int32 => new Int32(value);

describe('plans', () => {
  const specs: IndexSpec[] = [
    { v: 2, key: { a: 1 }, name: 'a_1' },
    { v: 2, key: { a: 1, b: -1 }, name: 'a_1_b_-1' },
    { v: 2, key: { s: 1 }, name: 's_1', partialFilterExpression: { open: true } },
  ];
  const documents = Array.from({ length: 300 }, (_, i) => ({
    _id: int(i),
    a: int(i % 10),
    b: int(i),
    s: `s${i % 7}`,
    open: i % 2 === 0,
  }));

  beforeEach(() => fill(documents, specs));

  it('looks up _id without touching anything else', () => {
    const tx = engine.begin({ multiDocument: false });
    expect(run(tx, request({ _id: int(7) }))).toEqual({ ids: [7], keys: 1, docs: 1, plan: { stage: 'IDHACK' } });
    tx.abort();
  });

  it('takes the index that gives equality, then order, and stops there', () => {
    const tx = engine.begin({ multiDocument: false });
    const asked = request({ a: int(3), b: { $lt: int(100) } }, { sort: { b: int(-1) } });
    const answer = run(tx, asked);
    expect(answer.ids).toEqual([93, 83, 73, 63, 53, 43, 33, 23, 13, 3]);
    expect(answer.keys).toBe(10);
    expect(answer.plan).toMatchObject({
      stage: 'FETCH',
      inputStage: {
        stage: 'IXSCAN',
        indexName: 'a_1_b_-1',
        direction: 'forward',
        indexBounds: { a: ['[3, 3]'], b: ['(100, -inf]'] },
      },
    });
    tx.abort();
  });

  it('uses a partial index only when the query implies its filter', () => {
    const tx = engine.begin({ multiDocument: false });
    expect(run(tx, request({ s: 's3' })).plan).toMatchObject({ stage: 'COLLSCAN' });
    const answer = run(tx, request({ s: 's3', open: true }));
    expect(answer.plan).toMatchObject({ inputStage: { stage: 'IXSCAN', indexName: 's_1', isPartial: true } });
    expect(answer.docs).toBe(21);
    tx.abort();
  });

  it('answers $or from the indexes of its branches, each record once', () => {
    const tx = engine.begin({ multiDocument: false });
    const answer = run(tx, request({ $or: [{ a: int(1), b: { $lt: int(50) } }, { _id: int(1) }, { _id: int(2) }] }));
    expect(answer.ids.sort((x, y) => x - y)).toEqual([1, 2, 11, 21, 31, 41]);
    expect(answer.plan).toMatchObject({ stage: 'SUBPLAN', inputStage: { inputStage: { stage: 'OR' } } });
    tx.abort();
  });

  it('counts from entries alone when the bounds say everything', () => {
    const tx = engine.begin({ multiDocument: false });
    const plan = planQuery(tx, tx.collection('db', 'c')!, request({ a: { $gte: int(8) } }, { isCount: true }));
    expect(plan.isCovered).toBe(true);
    expect(explainPlan(plan)).toMatchObject({ stage: 'COUNT', inputStage: { stage: 'COUNT_SCAN', indexName: 'a_1' } });
    const counting = countPlan(tx, plan, { keysExamined: 0, docsExamined: 0 });
    let step = counting.next();
    while (step.done !== true) step = counting.next();
    expect(step.value).toBe(60);
    tx.abort();
  });

  it('looks up a list of ids one by one, without a trial of other indexes, even beside an $or', () => {
    const tx = engine.begin({ multiDocument: false });
    const _id = { $in: Array.from({ length: 150 }, (_, i) => int(i)) };
    const scans = jest.spyOn(tx, 'scanIndex');
    const asked = request({ a: int(3), _id, $or: [{ a: int(3), b: { $lt: int(50) } }, { a: int(4) }] });
    const answer = run(tx, asked);
    expect(answer.ids).toEqual([3, 13, 23, 33, 43]);
    expect(answer).toMatchObject({ keys: 150, docs: 150, plan: { inputStage: { indexName: '_id_' } } });
    expect(scans).toHaveBeenCalledTimes(1);
    // All are wanted in an order: sorting what was looked up. A few of them: the index that has the order may be better.
    const sort = { b: int(-1) };
    expect(run(tx, request({ a: int(3), _id }, { sort })).plan).toMatchObject({ stage: 'SORT' });
    const few = run(tx, request({ a: int(3), _id }, { sort, limit: 2 }));
    expect(few.plan).toMatchObject({ inputStage: { inputStage: { indexName: 'a_1_b_-1' } } });
    tx.abort();
  });

  it('follows a hint and refuses one that names nothing', () => {
    const tx = engine.begin({ multiDocument: false });
    const hinted = run(tx, request({ _id: int(3) }, { hint: { a: int(1) } }));
    expect(hinted).toMatchObject({ ids: [3], keys: 300, plan: { inputStage: { indexName: 'a_1' } } });
    expect(() => run(tx, request({}, { hint: 'nope' }))).toThrow(/hint provided does not correspond/);
    tx.abort();
  });
});

/** A small generator with a fixed seed: the same documents and filters in every run. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return Math.floor((state / 4294967296) * below);
  };
}

function value(next: (below: number) => number, depth = 0): Value {
  const kinds: (() => Value)[] = [
    () => int(next(4)),
    () => new Double(next(4) + (next(2) === 0 ? 0.5 : 0)),
    () => Long.fromNumber(next(4)),
    () => Decimal128.fromString(`${next(4)}.0`),
    () => null,
    () => ['x', 'y', 'xy', ''][next(4)]!,
    () => next(2) === 0,
    () => new Date(next(3)),
    () => new ObjectId('0000000000000000000000a' + next(3)),
    () => (depth > 1 ? null : Array.from({ length: next(4) }, () => value(next, depth + 1))),
    () => (depth > 1 ? {} : { b: value(next, depth + 1), c: value(next, depth + 1) }),
    () => new Double(NaN),
  ];
  return kinds[next(next(3) === 0 ? kinds.length : 4)]!();
}

function condition(next: (below: number) => number): Value {
  const kinds: (() => Value)[] = [
    () => value(next),
    () => ({ $in: [value(next), value(next)] }),
    () => ({ $gt: value(next) }),
    () => ({ $gte: value(next), $lt: value(next) }),
    () => ({ $lte: value(next) }),
    () => ({ $exists: next(2) === 0 }),
    () => ({ $ne: value(next) }),
    () => ({ $regex: '^x' }),
    () => ({ $elemMatch: { $gte: value(next), $lte: value(next) } }),
    () => ({ $elemMatch: { b: value(next) } }),
    () => ({ $all: [value(next), value(next)] }),
    () => ({ $not: { $gt: value(next) } }),
  ];
  return kinds[next(kinds.length)]!();
}

const INDEX_SETS: readonly (readonly IndexSpec[])[] = [
  [{ v: 2, key: { a: 1 }, name: 'i' }],
  [{ v: 2, key: { a: -1, d: 1 }, name: 'i' }],
  [{ v: 2, key: { 'a.b': 1, 'a.c': -1 }, name: 'i' }],
  [{ v: 2, key: { d: 1, a: 1 }, name: 'i', sparse: true }],
  [{ v: 2, key: { a: 1 }, name: 'i', partialFilterExpression: { d: { $gt: new Int32(0) } } }],
  [
    { v: 2, key: { a: 1, d: -1, e: 1 }, name: 'i' },
    { v: 2, key: { d: 1 }, name: 'j' },
    { v: 2, key: { 'a.b': 1 }, name: 'k', sparse: true },
  ],
];

it.each(INDEX_SETS.map((specs, at) => [at, specs] as const))(
  'finds with index set %i exactly what a full scan finds, in an allowed order',
  async (at, specs) => {
    const next = random(1000 + at);
    const documents: Document[] = [];
    for (let i = 0; i < 250; i++) {
      const document: Document = { _id: int(i) };
      if (next(5) > 0) document['a'] = value(next);
      if (next(5) > 0) document['d'] = next(4) === 0 ? value(next) : int(next(4));
      if (next(5) > 0) document['e'] = int(next(3));
      // Two arrays in one index are refused, so only the first field may hold one.
      if (Array.isArray(document['d'])) document['d'] = null;
      documents.push(document);
    }
    await fill(documents, specs);
    const tx = engine.begin({ multiDocument: false });
    const coll = tx.collection('db', 'c')!;
    expect(engine.validate(tx, coll).errors).toEqual([]);
    const all = [...tx.scan(coll, 1)].map((record) => record.document);
    let usedIndex = 0;
    for (let round = 0; round < 150; round++) {
      const filter: Document = {};
      for (const path of ['a', 'd', 'e', 'a.b', 'a.c']) if (next(3) === 0) filter[path] = condition(next);
      // Chance alone hardly ever asks for what implies the partial index's condition.
      if (specs[0]?.partialFilterExpression !== undefined && next(3) === 0) filter['d'] = { $gt: int(next(3)) };
      const raw: Document = next(6) === 0 ? { $or: [filter, { d: condition(next) }] } : filter;
      const sort: Document | undefined = [
        undefined,
        { a: int(1) },
        { a: int(-1), d: int(1) },
        { d: int(1), a: int(1) },
      ][next(4)];
      const asked = request(raw, { sort });
      const expected = all.filter((document) => asked.filter.matches(document));
      const plan = planQuery(tx, coll, asked);
      if (plan.branches[0]?.kind === 'ixscan') usedIndex++;
      const found = run(tx, asked);
      const wanted = expected.map((document) => (document['_id'] as Int32).value);
      const shown = JSON.stringify({ raw, sort, plan: found.plan });
      if ([...found.ids].sort((x, y) => x - y).join() !== wanted.join())
        throw new Error(`${shown}: ${found.ids.join()}`);
      if (sort !== undefined) {
        const order = compileSort(sort);
        const byId = new Map(all.map((document) => [(document['_id'] as Int32).value, document]));
        for (let i = 1; i < found.ids.length; i++)
          if (order(byId.get(found.ids[i - 1]!)!, byId.get(found.ids[i]!)!) > 0)
            throw new Error(`out of order: ${shown}`);
      }
      const counted = planQuery(tx, coll, request(raw, { isCount: true }));
      if (!counted.isCovered) continue;
      const counting = countPlan(tx, counted, { keysExamined: 0, docsExamined: 0 });
      let step = counting.next();
      while (step.done !== true) step = counting.next();
      if (step.value !== wanted.length) throw new Error(`counted ${step.value} instead of ${wanted.length}: ${shown}`);
    }
    expect(usedIndex).toBeGreaterThan(0);
    tx.abort();
  },
);
