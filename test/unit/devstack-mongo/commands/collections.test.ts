import { Long } from 'bson';
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
