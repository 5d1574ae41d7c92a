import { Int32 } from 'bson';
import { encodeDocument } from '../../../../src/devstack/mongo/bson-codec';
import type { CollectionInfo, Document, IndexSpec } from '../../../../src/devstack/mongo/bson-types';
import { executePlan, explainPlan, planQuery } from '../../../../src/devstack/mongo/planner';
import { compileFilter } from '../../../../src/devstack/mongo/query';
import type { EngineTransaction } from '../../../../src/devstack/mongo/storage';
import { Engine, WriteConflict } from '../../../../src/devstack/mongo/storage';
import { DocumentCache } from '../../../../src/devstack/mongo/storage/document-cache';

let engine: Engine;

beforeEach(async () => {
  engine = await Engine.open({ memory: true });
});

afterEach(() => engine.close());

const int = (value: number): Int32 => new Int32(value);

async function write<T>(work: (tx: EngineTransaction, coll: CollectionInfo) => T): Promise<T> {
  const tx = engine.begin({ multiDocument: false });
  try {
    const result = work(tx, tx.collection('db', 'c') ?? tx.createCollection('db', 'c', {}));
    await tx.commit();
    return result;
  } finally {
    tx.abort();
  }
}

function index(key: { [path: string]: 1 | -1 }, more: Partial<IndexSpec> = {}): IndexSpec {
  return { v: 2, key, name: Object.entries(key).flat().join('_'), ...more };
}

it('stores entries of sparse, partial and multikey indexes only where they belong', async () => {
  await write((tx, coll) => {
    tx.createIndexes(coll, [
      index({ s: 1 }, { sparse: true }),
      index({ p: 1 }, { partialFilterExpression: { p: { $gte: int(2) } } }),
      index({ 'm.x': 1, n: 1 }),
    ]);
    tx.insert(coll, { _id: int(1), s: null, p: int(1), m: [{ x: int(1) }, { x: int(2) }, { x: int(1) }], n: int(5) });
    tx.insert(coll, { _id: int(2), p: int(2), m: [] });
    tx.insert(coll, { _id: int(3), s: int(1), p: int(3) });
  });
  await write((tx, coll) => {
    expect(engine.validate(tx, coll)).toMatchObject({
      valid: true,
      keysPerIndex: { _id_: 3, s_1: 2, p_1: 2, 'm.x_1_n_1': 4 },
    });
    expect([...tx.indexFacts(coll)[3]!.multikeyPaths]).toEqual(['m.x']);
  });
});

it('moves entries of a partial index when only what its filter asks for is changed', async () => {
  await write((tx, coll) => {
    tx.createIndexes(coll, [
      index({ k: 1 }, { partialFilterExpression: { 'state.open': true } }),
      index({ l: 1 }, { partialFilterExpression: { $and: [{ 'state.open': true }, { l: { $gt: int(0) } }] } }),
    ]);
    tx.insert(coll, { _id: int(1), k: int(1), l: int(1), state: { open: false }, other: int(1) });
  });
  const keysAfter = async (change: Document): Promise<number[]> => {
    await write((tx, coll) => {
      const [record] = [...tx.scan(coll, 1)];
      tx.replace(coll, record!, { ...record!.document, ...change });
    });
    return write((tx, coll) => {
      const { valid, keysPerIndex } = engine.validate(tx, coll);
      expect(valid).toBe(true);
      return [keysPerIndex['k_1']!, keysPerIndex['l_1']!];
    });
  };
  expect(await keysAfter({ other: int(2) })).toEqual([0, 0]);
  expect(await keysAfter({ state: { open: true } })).toEqual([1, 1]);
  expect(await keysAfter({ other: int(3) })).toEqual([1, 1]);
  expect(await keysAfter({ l: int(0) })).toEqual([1, 0]);
  expect(await keysAfter({ state: { open: false } })).toEqual([0, 0]);
});

it('refuses two arrays in one index', async () => {
  await write((tx, coll) => {
    tx.createIndexes(coll, [index({ a: 1, b: 1 })]);
    expect(() => tx.insert(coll, { _id: int(1), a: [int(1)], b: [int(2)] })).toThrow(
      'cannot index parallel arrays [b] [a]',
    );
  });
});

it.each<[string, IndexSpec, number]>([
  ['same name, other key', index({ b: 1 }, { name: 'a_1' }), 86],
  ['same key, other name', index({ a: 1 }, { name: 'x' }), 85],
  ['same key and name, other expiry', index({ a: 1 }, { expireAfterSeconds: 5 }), 85],
  ['no key', { v: 2, key: {}, name: 'n' }, 67],
])('answers an index that is in the way as MongoDB does: %s', async (_, spec, code) => {
  await write((tx, coll) => tx.createIndexes(coll, [index({ a: 1 })]));
  await write((tx, coll) => {
    expect(tx.createIndexes(coll, [index({ a: 1 })])).toEqual({ before: 2, after: 2, createdCollection: false });
    expect(() => tx.createIndexes(coll, [spec])).toThrow(expect.objectContaining({ code }) as Error);
  });
});

it('refuses a unique index over documents that break it', async () => {
  await write((tx, coll) => {
    for (let i = 0; i < 1000; i++) tx.insert(coll, { _id: int(i), a: int(i % 999) });
  });
  await write((tx, coll) =>
    expect(() => tx.createIndexes(coll, [index({ a: 1 }, { unique: true })])).toThrow(
      'E11000 duplicate key error collection: db.c index: a_1 dup key: { a: 0 }',
    ),
  );
});

it('sweeps dropped collections and indexes away, and never shows them again', async () => {
  await write((tx, coll) => {
    tx.createIndexes(coll, [index({ a: 1 })]);
    for (let i = 0; i < 1500; i++) tx.insert(coll, { _id: int(i), a: int(i) });
  });
  await write((tx, coll) => tx.dropIndexes(coll, ['a_1']));
  await write((tx) => tx.dropCollection('db', 'c'));
  await write((tx, coll) => tx.insert(coll, { _id: int(1) }));
  for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate);
  expect(engine.store.documents.getKeysCount({ start: '\u0000' })).toBe(1);
  expect(engine.store.entries.getKeysCount({ start: '\u0000' })).toBe(1);
});

it('finds what is over by a TTL index, oldest first', async () => {
  await write((tx, coll) => {
    tx.createIndexes(coll, [index({ at: 1 }, { expireAfterSeconds: 60 })]);
    for (let i = 0; i < 10; i++) tx.insert(coll, { _id: int(i), at: new Date(1_000_000 - i * 10_000) });
    tx.insert(coll, { _id: int(50), at: 'never' });
  });
  await write((tx, coll) => {
    const expired = engine.findExpired(tx, coll, 'at_1', new Date(1_000_000), 3);
    expect(expired.map((id) => tx.get(coll, id)!.document['_id'])).toEqual([int(9), int(8), int(7)]);
    expect(engine.findExpired(tx, coll, 'at_1', new Date(1_000_000), 100)).toHaveLength(4);
  });
});

describe('collation', () => {
  const collation = { locale: 'en', strength: 2 as const };

  function find(
    tx: EngineTransaction,
    coll: CollectionInfo,
    filter: Document,
    hasCollation: boolean,
  ): [Document[], Document] {
    const own = hasCollation ? collation : undefined;
    const request = { rawFilter: filter, filter: compileFilter(filter, { collation: own }), collation: own };
    const plan = planQuery(tx, coll, request);
    const found = [...executePlan(tx, plan, { keysExamined: 0, docsExamined: 0 })].filter((one) => one !== undefined);
    return [found.map((record) => record.document), explainPlan(plan)];
  }

  it('keeps unequal texts apart and equal ones out of a unique index', async () => {
    await write((tx, coll) => {
      tx.createIndexes(coll, [index({ name: 1 }, { unique: true, collation })]);
      for (const [at, name] of ['Resume', 'Résumé', 'Ærø'].entries()) {
        tx.insert(coll, { _id: int(at), name });
      }
      expect(() => tx.insert(coll, { _id: int(9), name: 'RESUME' })).toThrow('E11000');
      expect(() => tx.insert(coll, { _id: int(9), name: 'résumé' })).toThrow('E11000');
    });
    await write((tx, coll) => {
      const [found, plan] = find(tx, coll, { name: 'rESUMÉ' }, true);
      // One accent of two is missing, which makes another text at this strength.
      expect(found).toEqual([]);
      expect(plan).toMatchObject({ inputStage: { stage: 'IXSCAN', indexName: 'name_1' } });
      expect(find(tx, coll, { name: 'rÉSUMÉ' }, true)[0]).toEqual([{ _id: int(1), name: 'Résumé' }]);
      expect(find(tx, coll, { name: 'Résumé' }, false)).toMatchObject([[{ name: 'Résumé' }], { stage: 'COLLSCAN' }]);
      expect(engine.validate(tx, coll).errors).toEqual([]);
    });
  });
});

it('cuts long keys without losing equality, uniqueness or ranges', async () => {
  const long = (end: string): string => 'k'.repeat(3000) + end;
  await write((tx, coll) => {
    tx.createIndexes(coll, [index({ a: 1 }, { unique: true })]);
    tx.insert(coll, { _id: int(1), a: long('a') });
    tx.insert(coll, { _id: int(2), a: long('b') });
    tx.insert(coll, { _id: int(3), a: 'z' });
    expect(() => tx.insert(coll, { _id: int(4), a: long('b') })).toThrow('E11000');
  });
  await write((tx, coll) => {
    const run = (filter: Document): unknown[] => {
      const plan = planQuery(tx, coll, { rawFilter: filter, filter: compileFilter(filter), sort: { a: int(1) } });
      expect(plan.needsSort).toBe(true);
      const records = [...executePlan(tx, plan, { keysExamined: 0, docsExamined: 0 })];
      return records.flatMap((one) => (one === undefined ? [] : [(one.document['_id'] as Int32).value])).sort();
    };
    expect(run({ a: { $gt: long('a') } })).toEqual([2, 3]);
    expect(run({ a: { $gte: long('a'), $lt: long('b') } })).toEqual([1]);
    expect(engine.validate(tx, coll)).toMatchObject({ valid: true, keysPerIndex: { a_1: 3 } });
  });
});

it('keeps the cache of decoded documents within its bound', () => {
  const cache = new DocumentCache(100_000);
  for (let i = 0; i < 10_000; i++) cache.set(`k${i}`, 1, { i }, { bsonBytes: 100, isNewest: false });
  let held = 0;
  for (let i = 0; i < 10_000; i++) if (cache.get(`k${i}`, 1) !== undefined) held++;
  expect(held).toBeGreaterThan(50);
  expect(held).toBeLessThanOrEqual(100_000 / 700);
  cache.set('v', 5, { version: 5 }, { bsonBytes: 10, isNewest: false });
  cache.set('v', 4, { version: 4 }, { bsonBytes: 10, isNewest: false });
  expect([cache.get('v', 4), cache.get('v', 5)?.document]).toEqual([undefined, { version: 5 }]);
});

it('answers from the cache alone only for who may see the newest version', () => {
  const cache = new DocumentCache(100_000);
  const seen = (upTo: number): unknown => cache.visible('v', upTo)?.document['version'];
  const set = (version: number, isNewest: boolean, bsonBytes = 10): void => {
    cache.set('v', version, { version }, { bsonBytes, isNewest });
  };
  set(3, false);
  expect([seen(3), seen(9)]).toEqual([undefined, undefined]);
  set(4, true);
  expect([seen(3), seen(4), seen(9)]).toEqual([undefined, 4, 4]);
  set(7, true);
  expect([seen(6), seen(7)]).toEqual([undefined, 7]);
  // Read late on an old snapshot: it is neither remembered nor does it hide the newest.
  set(4, false);
  expect([seen(6), seen(7)]).toEqual([undefined, 7]);
  // Pushed into the old generation, and seen there.
  for (let i = 0; i < 60; i++) cache.set(`k${i}`, 1, { i }, { bsonBytes: 100, isNewest: true });
  expect(seen(7)).toBe(7);
  // Too large to be kept: what was known is no longer the newest.
  set(8, true, 90_000);
  expect(seen(9)).toBeUndefined();
  set(9, true);
  cache.forget('v');
  expect(seen(9)).toBeUndefined();
});

it('shows each snapshot its own version of a record, whatever the cache knows', async () => {
  const id = await write((tx, coll) => tx.insert(coll, { _id: int(1), a: int(1) }));
  const coll = await write((_tx, found) => found);
  const before = engine.begin({ multiDocument: true });
  const valueIn = (tx: EngineTransaction): unknown => (tx.get(coll, id)?.document['a'] as Int32 | undefined)?.value;
  expect(valueIn(before)).toBe(1);
  await write((tx) => tx.replace(coll, tx.get(coll, id)!, { _id: int(1), a: int(2) }));
  const between = engine.begin({ multiDocument: true });
  expect([valueIn(before), valueIn(between)]).toEqual([1, 2]);
  await write((tx) => tx.remove(coll, tx.get(coll, id)!));
  const after = engine.begin({ multiDocument: true });
  expect([valueIn(before), valueIn(between), valueIn(after)]).toEqual([1, 2, undefined]);
  expect(() => between.replace(coll, between.get(coll, id)!, { _id: int(1), a: int(3) })).toThrow(WriteConflict);
  for (const tx of [before, between, after]) tx.abort();
});

it('keeps the BSON of a cached document once a reply wanted it, in memory of its own', () => {
  const cache = new DocumentCache(100_000);
  const document = { a: int(1) };
  const written = encodeDocument(document);
  const read = cache.set('read', 1, document, { bsonBytes: written.length, isNewest: true });
  expect(Buffer.from(read.raw.bytes).equals(written)).toBe(true);
  expect(cache.get('read', 1)?.raw).toBe(read.raw);
  expect(read.raw.bytes.buffer.byteLength).toBe(written.length);
});

it('lists meta records by prefix with own changes on top', async () => {
  await write((tx) => {
    tx.writeMeta('s/1', { n: int(1) });
    tx.writeMeta('s/2', { n: int(2) });
    tx.writeMeta('t/1', { n: int(9) });
  });
  await write((tx) => {
    tx.writeMeta('s/1', undefined);
    tx.writeMeta('s/3', { n: int(3) });
    expect([...tx.scanMeta('s/')]).toEqual([
      { key: 's/2', value: { n: int(2) } },
      { key: 's/3', value: { n: int(3) } },
    ]);
    expect(tx.readMeta('s/1')).toBeUndefined();
  });
});
