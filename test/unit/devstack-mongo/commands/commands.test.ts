import { Long, ObjectId } from 'bson';
import type { Document } from 'bson';
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

const find = async (fields: Document = {}): Promise<unknown[]> =>
  (await client.run({ find: 'c', ...fields }))['cursor'].firstBatch as unknown[];

describe('envelope', () => {
  it.each<[string, Document, number, string]>([
    ['an unknown command', { frobnicate: 1 }, 59, "no such command: 'frobnicate'"],
    ['an unknown field', { find: 'c', foo: 1 }, 40415, "BSON field 'find.foo' is an unknown field."],
    [
      'an unknown field of a statement',
      { update: 'c', updates: [{ q: {}, u: {}, sort: {} }] },
      40415,
      "BSON field 'update.updates.sort' is an unknown field.",
    ],
    [
      'a wrong type',
      { find: 'c', filter: 1 },
      14,
      "BSON field 'find.filter' is the wrong type 'int', expected type 'object'",
    ],
    [
      'an admin command elsewhere',
      { listDatabases: 1 },
      13,
      'listDatabases may only be run against the admin database.',
    ],
    ['an invalid database', { find: 'c', $db: 'a.b' }, 73, "Invalid database name: 'a.b'"],
    ['an invalid collection', { find: 'a$b' }, 73, "Invalid namespace specified 'test.a$b'"],
    [
      'an empty batch',
      { insert: 'c', documents: [] },
      16,
      'Write batch sizes must be between 1 and 100000. Got 0 operations.',
    ],
    ['a limit below 0', { find: 'c', limit: -1 }, 51024, "BSON field 'limit' value must be >= 0, actual value '-1'"],
    ['search indexes', { createSearchIndexes: 'c', indexes: [] }, 31082, 'Using Atlas Search Database Commands'],
    [
      'a capped collection',
      { create: 'c', capped: true, size: 4096 },
      72,
      "The option 'capped' of create is not supported by this server",
    ],
    [
      'a tailable cursor',
      { find: 'c', tailable: true },
      2,
      'error processing query: tailable cursor requested on non capped collection',
    ],
    [
      'a text index',
      { createIndexes: 'c', indexes: [{ key: { a: 'text' }, name: 't' }] },
      67,
      "Index type 'text' is not supported by this server",
    ],
    [
      'a read concern that is none',
      { find: 'c', readConcern: { level: 'best' } },
      2,
      "Enumeration value 'best' for field 'readConcern.level' is not a valid value.",
    ],
  ])('refuses %s', async (_name, command, code, message) => {
    const reply = await client.run(command);
    expect(reply).toMatchObject({ ok: 0, code });
    expect(reply['errmsg']).toContain(message);
  });

  it('gives $clusterTime and operationTime that never go back', async () => {
    const first = await client.run({ insert: 'c', documents: [{ _id: 1 }] });
    const second = await client.run({ insert: 'c', documents: [{ _id: 2 }] });
    expect(first['$clusterTime'].clusterTime).toEqual(first['operationTime']);
    expect((second['operationTime'] as Long).greaterThan(first['operationTime'] as Long)).toBe(true);
  });

  it('answers a write concern that one node cannot fulfil beside the result', async () => {
    const reply = await client.run({ insert: 'c', documents: [{ _id: 1 }], writeConcern: { w: 2 } });
    expect(reply).toMatchObject({
      ok: 1,
      n: 1,
      writeConcernError: { code: 100, codeName: 'UnsatisfiableWriteConcern' },
    });
  });

  it('answers a command that follows a damaged one on the same connection', async () => {
    expect(await client.run({ insert: 'c', documents: [{ _id: [1] }] })).toMatchObject({
      ok: 1,
      n: 0,
      writeErrors: [{ index: 0, code: 53 }],
    });
    expect(await client.run({ ping: 1 })).toMatchObject({ ok: 1 });
  });
});

describe('hello', () => {
  it('presents a 7.0 replica set of one node', async () => {
    expect(await client.run({ hello: 1 })).toMatchObject({
      ok: 1,
      setName: 'rs0',
      isWritablePrimary: true,
      maxWireVersion: 21,
      maxBsonObjectSize: 16_777_216,
      maxMessageSizeBytes: 48_000_000,
      maxWriteBatchSize: 100_000,
      logicalSessionTimeoutMinutes: 30,
    });
  });

  it('waits with a known topology version and streams with the exhaust flag', async () => {
    const { topologyVersion } = await client.run({ hello: 1 });
    client.post({ hello: 1, topologyVersion, maxAwaitTimeMS: 20, $db: 'admin' }, 1 << 16);
    const started = performance.now();
    expect(await client.next()).toMatchObject({ ok: 1, topologyVersion });
    expect(performance.now() - started).toBeGreaterThan(15);
    expect(await client.next()).toMatchObject({ ok: 1 });
    expect(await client.next()).toMatchObject({ ok: 1 });
  });

  it('answers an outdated topology version at once', async () => {
    const topologyVersion = { processId: new ObjectId(), counter: Long.ZERO };
    expect(await client.run({ hello: 1, topologyVersion, maxAwaitTimeMS: 60_000 })).toMatchObject({ ok: 1 });
  });
});

describe('writes', () => {
  it('ordered batches stop at the first error, unordered ones go on', async () => {
    const documents = [{ _id: 1 }, { _id: 1 }, { _id: 2 }];
    expect(await client.run({ insert: 'c', documents })).toMatchObject({
      n: 1,
      writeErrors: [
        {
          index: 1,
          code: 11000,
          errmsg: 'E11000 duplicate key error collection: test.c index: _id_ dup key: { _id: 1 }',
        },
      ],
    });
    expect(await client.run({ insert: 'd', documents, ordered: false })).toMatchObject({
      n: 2,
      writeErrors: [{ index: 1 }],
    });
  });

  it('puts _id first and fills an empty timestamp', async () => {
    await client.run({ insert: 'c', documents: [{ a: 1, _id: 5 }] });
    expect(Object.keys((await find())[0] as object)).toEqual(['_id', 'a']);
  });

  it('a validator refuses with 121; bypassed, it does not; moderate spares what was invalid before', async () => {
    await client.run({ insert: 'c', documents: [{ _id: 0, n: -1 }] });
    await client.run({ collMod: 'c', validator: { n: { $gt: 0 } }, validationLevel: 'moderate' });
    expect(await client.run({ insert: 'c', documents: [{ _id: 1, n: 0 }] })).toMatchObject({
      n: 0,
      writeErrors: [{ index: 0, code: 121, errmsg: 'Document failed validation', errInfo: { failingDocumentId: 1 } }],
    });
    expect(
      await client.run({ insert: 'c', documents: [{ _id: 1, n: 0 }], bypassDocumentValidation: true }),
    ).toMatchObject({ n: 1 });
    expect(await client.run({ update: 'c', updates: [{ q: { _id: 0 }, u: { $set: { x: 1 } } }] })).toMatchObject({
      nModified: 1,
    });
  });

  it('changes many in slices and counts what matched and what changed', async () => {
    await client.run({ insert: 'c', documents: Array.from({ length: 1000 }, (_, _id) => ({ _id, n: _id % 2 })) });
    expect(await client.run({ update: 'c', updates: [{ q: {}, u: { $set: { n: 1 } }, multi: true }] })).toMatchObject({
      n: 1000,
      nModified: 500,
    });
    expect(await client.run({ delete: 'c', deletes: [{ q: { n: 1 }, limit: 0 }] })).toMatchObject({ n: 1000 });
  });

  it('findAndModify sorts, projects and answers before or after', async () => {
    await client.run({
      insert: 'c',
      documents: [
        { _id: 1, n: 5, s: 'a' },
        { _id: 2, n: 7, s: 'b' },
      ],
    });
    const command = { findAndModify: 'c', query: {}, sort: { n: -1 }, update: { $inc: { n: 1 } }, fields: { n: 1 } };
    expect(await client.run(command)).toMatchObject({
      lastErrorObject: { n: 1, updatedExisting: true },
      value: { _id: 2, n: 7 },
    });
    expect((await client.run({ ...command, new: true }))['value']).toEqual({ _id: 2, n: 9 });
    expect(await client.run({ findAndModify: 'c', query: { _id: 3 }, remove: true })).toMatchObject({
      lastErrorObject: { n: 0 },
      value: null,
    });
    expect(await client.run({ findAndModify: 'c', query: {} })).toMatchObject({ ok: 0, code: 9 });
  });

  it('unacknowledged writes are not answered', async () => {
    client.post({ insert: 'c', documents: [{ _id: 1 }], writeConcern: { w: 0 }, $db: 'test' }, 2);
    expect(await client.run({ count: 'c' })).toMatchObject({ n: 1 });
  });
});

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

describe('collections and indexes', () => {
  it('creates again only what is the same', async () => {
    expect(await client.run({ create: 'c' })).toMatchObject({ ok: 1 });
    expect(await client.run({ create: 'c' })).toMatchObject({ ok: 1 });
    expect(await client.run({ create: 'c', validator: { a: 1 } })).toMatchObject({ ok: 0, code: 48 });
  });

  it('lists, renames and drops', async () => {
    await client.run({ insert: 'c', documents: [{ _id: 1 }] });
    const listed = (await client.run({ listCollections: 1, nameOnly: true }))['cursor'].firstBatch as unknown;
    expect(listed).toEqual([{ name: 'c', type: 'collection' }]);
    expect(await client.run({ renameCollection: 'test.c', to: 'test.d', $db: 'admin' })).toMatchObject({ ok: 1 });
    expect(await client.run({ listIndexes: 'c' })).toMatchObject({ ok: 0, code: 26 });
    expect(await client.run({ drop: 'd' })).toMatchObject({ ok: 1, nIndexesWas: 1, ns: 'test.d' });
  });

  it('hides indexes and changes their expiry', async () => {
    await client.run({ createIndexes: 'c', indexes: [{ key: { at: 1 }, name: 'at_1', expireAfterSeconds: 60 }] });
    expect(await client.run({ collMod: 'c', index: { name: 'at_1', expireAfterSeconds: 10 } })).toMatchObject({
      expireAfterSeconds_old: Long.fromNumber(60),
      expireAfterSeconds_new: Long.fromNumber(10),
    });
    expect(await client.run({ collMod: 'c', index: { keyPattern: { at: 1 }, hidden: true } })).toMatchObject({
      hidden_old: false,
      hidden_new: true,
    });
    expect(await client.run({ dropIndexes: 'c', index: '_id_' })).toMatchObject({ ok: 0, code: 72 });
    expect(await client.run({ dropIndexes: 'c', index: { at: 1 } })).toMatchObject({ nIndexesWas: 2 });
  });

  it('the TTL monitor deletes what is over and nothing else', async () => {
    await client.run({ createIndexes: 'c', indexes: [{ key: { at: 1 }, name: 'at_1', expireAfterSeconds: 60 }] });
    const now = new Date('2026-01-01T00:10:00Z');
    const at = (secondsAgo: number): Date => new Date(now.getTime() - secondsAgo * 1000);
    await client.run({
      insert: 'c',
      documents: [
        { _id: 1, at: at(61) },
        { _id: 2, at: at(59) },
        { _id: 3, at: 'text' },
        { _id: 4 },
        { _id: 5, at: [at(1), at(100)] },
      ],
    });
    expect(await server.runTtlPass(now)).toBe(2);
    expect(await find({ sort: { _id: 1 }, projection: { _id: 1 } })).toEqual([{ _id: 2 }, { _id: 3 }, { _id: 4 }]);
  });

  it('views answer find, count, distinct and aggregate, and refuse writes', async () => {
    await client.run({
      insert: 'base',
      documents: [
        { _id: 1, a: 1 },
        { _id: 2, a: 2 },
        { _id: 3, a: 2 },
      ],
    });
    await client.run({ create: 'c', viewOn: 'base', pipeline: [{ $match: { a: 2 } }] });
    expect(await find({ sort: { _id: -1 }, limit: 1, projection: { a: 1 } })).toEqual([{ _id: 3, a: 2 }]);
    expect(await client.run({ count: 'c' })).toMatchObject({ n: 2 });
    expect(await client.run({ distinct: 'c', key: 'a' })).toMatchObject({ values: [2] });
    const insert = await client.run({ insert: 'c', documents: [{ _id: 9 }] });
    expect(insert).toMatchObject({ writeErrors: [{ code: 166 }] });
  });

  it('time series take measurements with equal ids and ask for a time', async () => {
    expect(
      await client.run({ create: 'c', timeseries: { timeField: 'time', metaField: 'm' }, expireAfterSeconds: 3600 }),
    ).toMatchObject({ ok: 1 });
    const time = new Date('2026-01-01T00:00:00Z');
    await client.run({
      insert: 'c',
      documents: [
        { _id: 1, time },
        { _id: 1, time: new Date(time.getTime() + 1) },
      ],
    });
    expect(await find({ sort: { time: -1 } })).toHaveLength(2);
    expect(await client.run({ insert: 'c', documents: [{ _id: 2 }] })).toMatchObject({
      n: 0,
      writeErrors: [{ code: 2 }],
    });
    expect((await client.run({ listCollections: 1, filter: { name: 'c' } }))['cursor'].firstBatch[0]).toMatchObject({
      type: 'timeseries',
    });
    await client.run({ drop: 'c' });
    expect((await client.run({ listCollections: 1 }))['cursor'].firstBatch).toEqual([]);
  });

  it('clustered collections show their index', async () => {
    await client.run({ create: 'c', clusteredIndex: { key: { _id: 1 }, unique: true, name: 'by id' } });
    expect((await client.run({ listIndexes: 'c' }))['cursor'].firstBatch).toEqual([
      { v: 2, key: { _id: 1 }, name: 'by id', unique: true, clustered: true },
    ]);
  });

  it('prepareUnique refuses new duplicates; unique names the old ones', async () => {
    await client.run({
      insert: 'c',
      documents: [
        { _id: 1, x: 1 },
        { _id: 2, x: 1 },
      ],
    });
    await client.run({ createIndexes: 'c', indexes: [{ key: { x: 1 }, name: 'x_1' }] });
    const index = { keyPattern: { x: 1 } };
    await client.run({ collMod: 'c', index: { ...index, prepareUnique: true } });
    expect(await client.run({ insert: 'c', documents: [{ _id: 3, x: 1 }] })).toMatchObject({
      writeErrors: [{ code: 11000 }],
    });
    expect(await client.run({ collMod: 'c', index: { ...index, unique: true } })).toMatchObject({
      ok: 0,
      code: 359,
      codeName: 'CannotConvertIndexToUnique',
      violations: [{ ids: [1, 2] }],
    });
    await client.run({ delete: 'c', deletes: [{ q: { _id: 2 }, limit: 1 }] });
    expect(await client.run({ collMod: 'c', index: { ...index, unique: true } })).toMatchObject({
      ok: 1,
      unique_new: true,
    });
    expect((await client.run({ listIndexes: 'c' }))['cursor'].firstBatch[1]).toMatchObject({
      name: 'x_1',
      unique: true,
    });
  });
});

describe('long commands', () => {
  it('give way to others', async () => {
    const documents = Array.from({ length: 20_000 }, (_, _id) => ({ _id, a: _id % 7, s: `text ${_id}` }));
    await client.run({ insert: 'c', documents });
    const other = new WireClient(server.port);
    let isDone = false;
    const long = client.run({ find: 'c', filter: { s: { $regex: 'nowhere' } } }).then((reply) => {
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
