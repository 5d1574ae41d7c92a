import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Double, Int32, Long } from 'bson';
import type { CollectionInfo, Document } from '../../../../src/devstack/mongo/bson-types';
import { MongoError } from '../../../../src/devstack/mongo/errors';
import type { EngineTransaction } from '../../../../src/devstack/mongo/storage';
import { Engine, WriteConflict } from '../../../../src/devstack/mongo/storage';

let engine: Engine;

beforeEach(async () => {
  engine = await Engine.open({ memory: true });
});

afterEach(() => engine.close());

async function inTransaction<T>(work: (tx: EngineTransaction) => T, multiDocument = false): Promise<T> {
  const tx = engine.begin({ multiDocument });
  try {
    const result = work(tx);
    await tx.commit();
    return result;
  } finally {
    tx.abort();
  }
}

function coll(tx: EngineTransaction, name = 'c'): CollectionInfo {
  return tx.collection('db', name) ?? tx.createCollection('db', name, {});
}

const doc = (id: number, rest: Document = {}): Document => ({ _id: new Int32(id), ...rest });

async function ids(name = 'c'): Promise<number[]> {
  return inTransaction((tx) => [...tx.scan(coll(tx, name), 1)].map((r) => (r.document['_id'] as Int32).value));
}

function codeOf(work: () => unknown): number | undefined {
  try {
    work();
  } catch (error) {
    if (error instanceof MongoError) return error.code;
    throw error;
  }
  return undefined;
}

describe('documents', () => {
  it('inserts, replaces, removes and scans both ways', async () => {
    await inTransaction((tx) => {
      for (let i = 1; i <= 5; i++) tx.insert(coll(tx), doc(i, { a: new Int32(i * 10) }));
    });
    await inTransaction((tx) => {
      const records = [...tx.scan(coll(tx), 1)];
      tx.replace(coll(tx), records[1]!, doc(2, { a: new Int32(99) }));
      tx.remove(coll(tx), records[3]!);
      expect([...tx.scan(coll(tx), -1)].map((r) => (r.document['_id'] as Int32).value)).toEqual([5, 3, 2, 1]);
    });
    expect(await ids()).toEqual([1, 2, 3, 5]);
    await inTransaction((tx) => {
      expect(tx.stats(coll(tx)).count).toBe(4);
      expect(engine.validate(tx, coll(tx))).toMatchObject({ valid: true, errors: [], nrecords: 4 });
    });
  });

  it('does not show uncommitted writes, nor commits after the snapshot', async () => {
    await inTransaction((tx) => tx.insert(coll(tx), doc(1)));
    const writer = engine.begin({ multiDocument: true });
    writer.insert(coll(writer), doc(2));
    const reader = engine.begin({ multiDocument: true });
    expect([...reader.scan(coll(reader), 1)]).toHaveLength(1);
    await writer.commit();
    expect([...reader.scan(coll(reader), 1)]).toHaveLength(1);
    reader.abort();
    expect(await ids()).toEqual([1, 2]);
  });

  it('keeps a running scan away from later writes of the same transaction, over several batches', async () => {
    await inTransaction((tx) => {
      for (let i = 0; i < 2000; i++) tx.insert(coll(tx), doc(i, { n: new Int32(i) }));
      tx.createIndexes(coll(tx), [{ v: 2, key: { n: 1 }, name: 'n_1' }]);
    });
    await inTransaction((tx) => {
      let met = 0;
      for (const { recordId } of tx.scanIndex(coll(tx), 'n_1', { fields: [] }, 1)) {
        const record = tx.get(coll(tx), recordId)!;
        const n = (record.document['n'] as Int32).value;
        tx.replace(coll(tx), record, { ...record.document, n: new Int32(n + 5000) });
        met++;
      }
      expect(met).toBe(2000);
    });
    await inTransaction((tx) => expect(engine.validate(tx, coll(tx)).errors).toEqual([]));
  });
});

describe('unique indexes', () => {
  it('answers 11000 with keyPattern, keyValue and the message of MongoDB', async () => {
    await inTransaction((tx) => {
      tx.insert(coll(tx), doc(1, { a: new Int32(7) }));
      tx.createIndexes(coll(tx), [{ v: 2, key: { a: 1 }, name: 'a_1', unique: true }]);
    });
    await inTransaction((tx) => {
      try {
        tx.insert(coll(tx), doc(2, { a: new Double(7) }));
        throw new Error('was accepted');
      } catch (error) {
        expect(error).toMatchObject({
          code: 11000,
          message: 'E11000 duplicate key error collection: db.c index: a_1 dup key: { a: 7.0 }',
          extra: { fields: { keyPattern: { a: new Int32(1) }, keyValue: { a: new Double(7) } } },
        });
      }
      tx.insert(coll(tx), doc(3, { a: Long.fromString('9007199254740993') }));
      tx.insert(coll(tx), doc(4, { a: new Double(9007199254740992) }));
    });
    expect(await ids()).toEqual([1, 3, 4]);
  });

  it('makes the second of two open inserts of one key wait, then see the duplicate', async () => {
    await inTransaction((tx) => coll(tx));
    const first = engine.begin({ multiDocument: true });
    first.insert(coll(first), doc(1));
    const second = engine.begin({ multiDocument: false });
    let conflict: WriteConflict | undefined;
    try {
      second.insert(coll(second), doc(1));
    } catch (error) {
      if (error instanceof WriteConflict) conflict = error;
    }
    expect(conflict?.extra.errorLabels).toEqual(['TransientTransactionError']);
    second.abort();
    await first.commit();
    await conflict?.ended;
    const third = engine.begin({ multiDocument: false });
    expect(codeOf(() => third.insert(coll(third), doc(1)))).toBe(11000);
    third.abort();
  });

  it('takes a key again that the same transaction removed', async () => {
    await inTransaction((tx) => tx.insert(coll(tx), doc(1)));
    await inTransaction((tx) => {
      tx.remove(coll(tx), [...tx.scan(coll(tx), 1)][0]!);
      tx.insert(coll(tx), doc(1, { again: true }));
    }, true);
    await inTransaction((tx) => expect(engine.validate(tx, coll(tx))).toMatchObject({ valid: true, nrecords: 1 }));
  });
});

describe('conflicts', () => {
  it('lets the first writer win', async () => {
    await inTransaction((tx) => tx.insert(coll(tx), doc(1, { n: new Int32(0) })));
    const a = engine.begin({ multiDocument: true });
    const b = engine.begin({ multiDocument: true });
    const record = [...a.scan(coll(a), 1)][0]!;
    const seenByB = [...b.scan(coll(b), 1)][0]!;
    a.replace(coll(a), record, doc(1, { n: new Int32(1) }));
    expect(codeOf(() => b.replace(coll(b), seenByB, doc(1, { n: new Int32(2) })))).toBe(112);
    await a.commit();
    expect(codeOf(() => b.remove(coll(b), seenByB))).toBe(112);
    b.abort();
    await inTransaction((tx) => expect([...tx.scan(coll(tx), 1)][0]!.document['n']).toEqual(new Int32(1)));
  });

  it('makes index creation wait for open writers of the collection', async () => {
    await inTransaction((tx) => coll(tx));
    const writer = engine.begin({ multiDocument: true });
    writer.insert(coll(writer), doc(1, { a: new Int32(1) }));
    const ddl = engine.begin({ multiDocument: false });
    expect(codeOf(() => ddl.createIndexes(coll(ddl), [{ v: 2, key: { a: 1 }, name: 'a_1' }]))).toBe(112);
    ddl.abort();
    await writer.commit();
    await inTransaction((tx) => tx.createIndexes(coll(tx), [{ v: 2, key: { a: 1 }, name: 'a_1' }]));
    await inTransaction((tx) =>
      expect(engine.validate(tx, coll(tx))).toMatchObject({ valid: true, keysPerIndex: { _id_: 1, a_1: 1 } }),
    );
  });
});

it('keeps everything across a restart', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'holdfast-engine-'));
  const first = await Engine.open({ dataDir });
  const tx = first.begin({ multiDocument: true });
  const c = tx.createCollection('db', 'kept', { capped: false });
  tx.createIndexes(c, [{ v: 2, key: { tags: 1 }, name: 'tags_1' }]);
  tx.insert(c, doc(1, { tags: ['a', 'b'] }));
  tx.writeMeta('session/1', { done: true });
  await tx.commit();
  await first.close();
  const second = await Engine.open({ dataDir });
  const reader = second.begin({ multiDocument: false });
  const kept = reader.collection('db', 'kept')!;
  expect(kept.options).toEqual({ capped: false });
  expect([...reader.indexFacts(kept)[1]!.multikeyPaths]).toEqual(['tags']);
  expect(reader.readMeta('session/1')).toEqual({ done: true });
  expect(second.validate(reader, kept)).toMatchObject({ valid: true, keysPerIndex: { _id_: 1, tags_1: 2 } });
  reader.abort();
  await second.close();
  rmSync(dataDir, { recursive: true });
});

it('lets writers of one record take turns instead of starting all of them again at each commit', async () => {
  await inTransaction((tx) => tx.insert(coll(tx), doc(1, { n: new Int32(0) })));
  let attempts = 0;
  const increment = async (): Promise<void> => {
    for (;;) {
      attempts++;
      const tx = engine.begin({ multiDocument: false });
      try {
        const [record] = tx.scan(coll(tx), 1);
        tx.replace(coll(tx), record!, doc(1, { n: new Int32((record!.document['n'] as Int32).value + 1) }));
        return await tx.commit();
      } catch (error) {
        tx.abort();
        if (!(error instanceof WriteConflict)) throw error;
        await error.ended;
      }
    }
  };
  await Promise.all(Array.from({ length: 100 }, increment));
  await inTransaction((tx) => expect([...tx.scan(coll(tx), 1)][0]!.document['n']).toEqual(new Int32(100)));
  expect(attempts).toBeLessThan(400);
});

it('a transaction that would block the others by its commit is refused with TransactionTooLarge', async () => {
  await inTransaction((tx) => coll(tx));
  const tx = engine.begin({ multiDocument: true });
  const insert = (from: number, to: number): void => {
    for (let id = from; id < to; id++) tx.insert(coll(tx), doc(id));
  };
  insert(0, 8_000);
  expect(codeOf(() => insert(8_000, 8_001))).toBe(257);
  tx.abort();
  // Writes outside a transaction are split into small commits by the commands, so they have no such limit.
  await inTransaction((single) => {
    for (let id = 0; id < 8_001; id++) single.insert(coll(single), doc(id));
  });
  expect(await ids()).toHaveLength(8_001);
});
