import { Long } from 'bson';
import { startMongoServer } from '../../../../src/devstack/mongo/server';
import type { MongoServer } from '../../../../src/devstack/mongo/server';
import { WireClient, WireSession } from '../wire-client';

let server: MongoServer;
let client: WireClient;

beforeAll(async () => {
  server = await startMongoServer({ memory: true, ttlIntervalMs: 3_600_000 });
});
afterAll(() => server.close());
beforeEach(async () => {
  client = new WireClient(server.port);
  await client.run({ dropDatabase: 1 });
});
afterEach(() => client.close());

describe('cursors', () => {
  beforeEach(async () => {
    await client.run({ insert: 'c', documents: Array.from({ length: 250 }, (_, _id) => ({ _id })) });
  });

  it('gives 101 documents first and the rest on demand, from one snapshot', async () => {
    const { cursor } = await client.run({ find: 'c', sort: { _id: 1 } });
    expect(cursor.firstBatch).toHaveLength(101);
    await client.run({ delete: 'c', deletes: [{ q: {}, limit: 0 }] });
    const more = await client.run({ getMore: cursor.id as Long, collection: 'c', batchSize: 10 });
    expect(more['cursor'].nextBatch.map(({ _id }: { _id: number }) => _id)).toEqual([
      101, 102, 103, 104, 105, 106, 107, 108, 109, 110,
    ]);
    const rest = await client.run({ getMore: cursor.id as Long, collection: 'c' });
    expect(rest['cursor'].nextBatch).toHaveLength(139);
    expect((rest['cursor'].id as Long).isZero()).toBe(true);
    expect(await client.run({ getMore: cursor.id as Long, collection: 'c' })).toMatchObject({
      ok: 0,
      code: 43,
      codeName: 'CursorNotFound',
    });
  });

  it('sorts without an index by fields at any depth and still gives whole documents, as they were when it began', async () => {
    const documents = [
      { _id: 1, a: { b: 2 }, note: 'second' },
      { _id: 2, note: 'none, so first' },
      { _id: 3, a: { b: 1 }, note: 'then the smaller' },
      { _id: 4, a: { b: 2 }, note: 'after its equal' },
    ];
    await client.run({ insert: 'sorted', documents });
    const { cursor } = await client.run({ find: 'sorted', sort: { 'a.b': 1 }, batchSize: 1 });
    await client.run({ update: 'sorted', updates: [{ q: {}, u: { $set: { note: 'changed', a: 0 } }, multi: true }] });
    await client.run({ delete: 'sorted', deletes: [{ q: { _id: 4 }, limit: 1 }] });
    const rest = await client.run({ getMore: cursor.id as Long, collection: 'sorted' });
    expect([...cursor.firstBatch, ...rest['cursor'].nextBatch]).toEqual([
      documents[1],
      documents[2],
      documents[0],
      documents[3],
    ]);
  });

  it('a transaction that sorts sees what it wrote before and not what it writes while it reads', async () => {
    const session = new WireSession();
    await client.run({ insert: 'c', documents: [{ _id: -1, n: 5 }], ...session.start() });
    const { cursor } = await client.run({ find: 'c', sort: { n: -1 }, batchSize: 1, ...session.same() });
    expect(cursor.firstBatch).toEqual([{ _id: -1, n: 5 }]);
    await client.run({ update: 'c', updates: [{ q: { _id: 0 }, u: { $set: { late: 1 } } }], ...session.same() });
    const next = await client.run({ getMore: cursor.id as Long, collection: 'c', batchSize: 1, ...session.same() });
    expect(next['cursor'].nextBatch).toEqual([{ _id: 0 }]);
    await client.run({ abortTransaction: 1, ...session.same(), $db: 'admin' });
  });

  it('batchSize 0 opens a cursor without documents; singleBatch leaves none open', async () => {
    const { cursor } = await client.run({ find: 'c', batchSize: 0 });
    expect(cursor.firstBatch).toEqual([]);
    expect(
      (await client.run({ getMore: cursor.id as Long, collection: 'c', batchSize: 2 }))['cursor'].nextBatch,
    ).toHaveLength(2);
    expect(((await client.run({ find: 'c', batchSize: 5, singleBatch: true }))['cursor'].id as Long).isZero()).toBe(
      true,
    );
  });

  it('killCursors tells what it found', async () => {
    const { cursor } = await client.run({ find: 'c', batchSize: 1 });
    const unknown = Long.fromNumber(12345);
    expect(await client.run({ killCursors: 'c', cursors: [cursor.id, unknown] })).toMatchObject({
      cursorsKilled: [cursor.id],
      cursorsNotFound: [unknown],
    });
  });

  it('a cursor belongs to its namespace and session', async () => {
    const { cursor } = await client.run({ find: 'c', batchSize: 1, lsid: new WireSession().lsid });
    expect(await client.run({ getMore: cursor.id as Long, collection: 'd' })).toMatchObject({ ok: 0, code: 13 });
    expect(await client.run({ getMore: cursor.id as Long, collection: 'c' })).toMatchObject({ ok: 0, code: 50738 });
  });

  it('splits batches at 16 MiB', async () => {
    const text = 'x'.repeat(6 * 1024 * 1024);
    for (const _id of [1001, 1002, 1003]) await client.run({ insert: 'big', documents: [{ _id, text }] });
    const { cursor } = await client.run({ find: 'big' });
    expect(cursor.firstBatch).toHaveLength(2);
    expect((await client.run({ getMore: cursor.id as Long, collection: 'big' }))['cursor'].nextBatch).toHaveLength(1);
  });
});

describe('explain', () => {
  beforeEach(async () => {
    await client.run({ createIndexes: 'c', indexes: [{ key: { a: 1 }, name: 'a_1' }] });
    await client.run({ insert: 'c', documents: Array.from({ length: 100 }, (_, _id) => ({ _id, a: _id % 10 })) });
  });

  it('shows IXSCAN with what was really examined', async () => {
    const reply = await client.run({ explain: { find: 'c', filter: { a: 3 } }, verbosity: 'executionStats' });
    expect(reply['queryPlanner'].winningPlan).toMatchObject({
      stage: 'FETCH',
      inputStage: { stage: 'IXSCAN', indexName: 'a_1' },
    });
    expect(reply['executionStats']).toMatchObject({ nReturned: 10, totalKeysExamined: 10, totalDocsExamined: 10 });
  });

  it('shows COLLSCAN where no index helps', async () => {
    const reply = await client.run({ explain: { find: 'c', filter: { b: 3 } }, verbosity: 'executionStats' });
    expect(reply['queryPlanner'].winningPlan).toMatchObject({ stage: 'COLLSCAN' });
    expect(reply['executionStats']).toMatchObject({ nReturned: 0, totalKeysExamined: 0, totalDocsExamined: 100 });
  });

  it('explains aggregates, updates and counts', async () => {
    const pipeline = [{ $match: { a: 3 } }, { $group: { _id: '$a' } }];
    const aggregate = await client.run({
      explain: { aggregate: 'c', pipeline, cursor: {} },
      verbosity: 'queryPlanner',
    });
    expect(aggregate['stages'][0].$cursor.queryPlanner.winningPlan).toMatchObject({ stage: 'FETCH' });
    const update = await client.run({
      explain: { update: 'c', updates: [{ q: { a: 1 }, u: { $set: { z: 1 } } }] },
      verbosity: 'executionStats',
    });
    expect(update['executionStats']).toMatchObject({ totalKeysExamined: 10 });
    expect(await client.run({ count: 'c', query: { z: 1 } })).toMatchObject({ n: 0 });
  });
});

describe('long commands', () => {
  it('give way to others', async () => {
    const documents = Array.from({ length: 20_000 }, (_, _id) => ({ _id, a: _id % 7, s: `text ${_id}` }));
    await client.run({ insert: 'c', documents });
    const other = new WireClient(server.port);
    let isDone = false;
    const nowhere = { $match: { s: { $regex: 'nowhere' } } };
    const scans = Array.from({ length: 10 }, () => ({ $unionWith: { coll: 'c', pipeline: [nowhere] } }));
    const long = client.run({ aggregate: 'c', pipeline: [nowhere, ...scans], cursor: {} }).then((reply) => {
      isDone = true;
      return reply;
    });
    let answered = 0;
    while (!isDone) {
      await other.run({ ping: 1 });
      answered += 1;
    }
    other.close();
    expect((await long)['cursor'].firstBatch).toEqual([]);
    expect(answered).toBeGreaterThan(2);
  });

  it('stop at maxTimeMS and when they are killed', async () => {
    const documents = Array.from({ length: 20_000 }, (_, _id) => ({ _id, s: `text ${_id}` }));
    await client.run({ insert: 'c', documents });
    expect(await client.run({ find: 'c', filter: { s: { $regex: 'nowhere' } }, maxTimeMS: 1 })).toMatchObject({
      ok: 0,
      code: 50,
    });
  });
});
