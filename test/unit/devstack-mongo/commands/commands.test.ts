import { Long, ObjectId } from 'bson';
import type { Document } from 'bson';
import { startMongoServer } from '../../../../src/devstack/mongo/server';
import type { MongoServer } from '../../../../src/devstack/mongo/server';
import { WireClient } from '../wire-client';

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
