import { Long } from 'bson';
import { startMongoServer } from '../../../../src/devstack/mongo/server';
import type { MongoServer } from '../../../../src/devstack/mongo/server';
import { WireClient, WireSession } from '../wire-client';

const end = { $db: 'admin' };

describe('transactions over the wire', () => {
  let server: MongoServer;
  let client: WireClient;
  let other: WireClient;

  beforeAll(async () => {
    server = await startMongoServer({ memory: true, transactionLifetimeMs: 300 });
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    client = new WireClient(server.port);
    other = new WireClient(server.port);
    await client.run({ drop: 'c' });
    await client.run({ insert: 'c', documents: [{ _id: 1, n: 0 }] });
  });
  afterEach(() => {
    client.close();
    other.close();
  });

  const increment = { update: 'c', updates: [{ q: { _id: 1 }, u: { $inc: { n: 1 } } }] };
  const value = async (fields = {}): Promise<number> => {
    const reply = await other.run({ find: 'c', filter: { _id: 1 }, ...fields });
    return (reply['cursor'] as { firstBatch: { n: number }[] }).firstBatch[0]?.n ?? -1;
  };

  it('reads its own writes, hides them until the commit, and commits twice', async () => {
    const session = new WireSession();
    expect(await client.run({ ...increment, ...session.start() })).toMatchObject({ ok: 1, n: 1, nModified: 1 });
    expect(await value()).toBe(0);
    const own = await client.run({ find: 'c', ...session.same() });
    expect(own['cursor'].firstBatch).toEqual([{ _id: 1, n: 1 }]);
    expect(await client.run({ commitTransaction: 1, ...session.same(), ...end })).toMatchObject({ ok: 1 });
    expect(await client.run({ commitTransaction: 1, ...session.same(), ...end })).toMatchObject({ ok: 1 });
    expect(await value()).toBe(1);
  });

  it('first writer wins: the second transaction gets WriteConflict and may be retried as a whole', async () => {
    const first = new WireSession();
    const second = new WireSession();
    await client.run({ ...increment, ...first.start() });
    expect(await other.run({ ...increment, ...second.start() })).toMatchObject({
      ok: 0,
      code: 112,
      codeName: 'WriteConflict',
      errorLabels: ['TransientTransactionError'],
    });
    expect(await other.run({ commitTransaction: 1, ...second.same(), ...end })).toMatchObject({
      code: 251,
      codeName: 'NoSuchTransaction',
      errorLabels: ['TransientTransactionError'],
    });
    expect(await client.run({ commitTransaction: 1, ...first.same(), ...end })).toMatchObject({ ok: 1 });
  });

  it('a write outside a transaction waits for a conflicting one and then happens', async () => {
    const session = new WireSession();
    await client.run({ ...increment, ...session.start() });
    const order: string[] = [];
    const waiting = other.run(increment).then((reply) => {
      order.push('write');
      return reply;
    });
    await client.run({ ping: 1 });
    order.push('commit');
    await client.run({ commitTransaction: 1, ...session.same(), ...end });
    expect(await waiting).toMatchObject({ ok: 1, nModified: 1 });
    expect(order).toEqual(['commit', 'write']);
    expect(await value()).toBe(2);
  });

  it('such a wait ends at maxTimeMS', async () => {
    const session = new WireSession();
    await client.run({ ...increment, ...session.start() });
    expect(await other.run({ ...increment, maxTimeMS: 20 })).toMatchObject({
      ok: 0,
      code: 50,
      codeName: 'MaxTimeMSExpired',
    });
  });

  it('a duplicate key aborts the transaction and is a write error', async () => {
    const session = new WireSession();
    await client.run({ ...increment, ...session.start() });
    const reply = await client.run({ insert: 'c', documents: [{ _id: 1 }], ...session.same() });
    expect(reply).toMatchObject({
      ok: 1,
      n: 0,
      writeErrors: [{ index: 0, code: 11000, keyPattern: { _id: 1 }, keyValue: { _id: 1 } }],
    });
    expect(await client.run({ find: 'c', ...session.same() })).toMatchObject({ code: 251 });
    expect(await value()).toBe(0);
  });

  it('unique keys are checked against open transactions', async () => {
    await client.run({ createIndexes: 'c', indexes: [{ key: { k: 1 }, name: 'k_1', unique: true, sparse: true }] });
    const first = new WireSession();
    const second = new WireSession();
    await client.run({ insert: 'c', documents: [{ _id: 2, k: 1 }], ...first.start() });
    expect(await other.run({ insert: 'c', documents: [{ _id: 3, k: 1 }], ...second.start() })).toMatchObject({
      ok: 0,
      code: 112,
    });
  });

  it('a transaction past its lifetime is aborted', async () => {
    const session = new WireSession();
    await client.run({ ...increment, ...session.start() });
    // This write can only happen when the server has ended the transaction by itself.
    expect(await other.run(increment)).toMatchObject({ ok: 1, nModified: 1 });
    expect(await client.run({ commitTransaction: 1, ...session.same(), ...end })).toMatchObject({ code: 251 });
  });

  it('creates collections and indexes inside', async () => {
    const session = new WireSession();
    await client.run({ drop: 'made' });
    expect(await client.run({ create: 'made', ...session.start() })).toMatchObject({ ok: 1 });
    expect(
      await client.run({ createIndexes: 'made', indexes: [{ key: { a: 1 }, name: 'a_1' }], ...session.same() }),
    ).toMatchObject({ ok: 1 });
    expect(await client.run({ insert: 'made', documents: [{ a: 1 }], ...session.same() })).toMatchObject({ n: 1 });
    expect((await other.run({ listCollections: 1, filter: { name: 'made' } }))['cursor'].firstBatch).toEqual([]);
    await client.run({ commitTransaction: 1, ...session.same(), ...end });
    expect(await other.run({ count: 'made' })).toMatchObject({ n: 1 });
  });

  it.each([
    ['count', { count: 'c' }, 263],
    ['a write concern', { ...increment, writeConcern: { w: 1 } }, 72],
    ['the config database', { find: 'c', $db: 'config' }, 263],
    ['read concern linearizable', { find: 'c', readConcern: { level: 'linearizable' } }, 72],
    ['$out', { aggregate: 'c', pipeline: [{ $out: 'o' }], cursor: {} }, 263],
  ])('refuses %s in a transaction', async (_name, command, code) => {
    expect(await client.run({ ...command, ...new WireSession().start() })).toMatchObject({ ok: 0, code });
  });

  it.each([
    ['a number that is no Long', { txnNumber: 1, autocommit: false, startTransaction: true }, 14],
    ['autocommit: true', { txnNumber: Long.ONE, autocommit: true }, 72],
    ['startTransaction without autocommit', { txnNumber: Long.ONE, startTransaction: true }, 72],
    ['autocommit without a number', { autocommit: false }, 72],
    ['a transaction that was never started', { txnNumber: Long.ONE, autocommit: false }, 251],
  ])('refuses %s', async (_name, fields, code) => {
    expect(await client.run({ find: 'c', lsid: new WireSession().lsid, ...fields })).toMatchObject({ ok: 0, code });
  });

  it('refuses numbers older than the session has seen', async () => {
    const session = new WireSession();
    const old = session.start();
    await client.run({ find: 'c', ...session.start() });
    expect(await client.run({ find: 'c', ...old })).toMatchObject({ code: 225, codeName: 'TransactionTooOld' });
  });

  it('killSessions ends the transactions and cursors of a session', async () => {
    const session = new WireSession();
    await client.run({ ...increment, ...session.start() });
    await other.run({ killSessions: [session.lsid] });
    expect(await client.run({ commitTransaction: 1, ...session.same(), ...end })).toMatchObject({ code: 251 });
    expect(await value()).toBe(0);
  });

  it('a cursor of a transaction belongs to it alone', async () => {
    await client.run({ insert: 'c', documents: [{ _id: 2 }, { _id: 3 }] });
    const session = new WireSession();
    const reply = await client.run({ find: 'c', batchSize: 1, ...session.start() });
    const getMore = { getMore: reply['cursor'].id as Long, collection: 'c' };
    expect(await other.run(getMore)).toMatchObject({ ok: 0, code: 50738 });
    expect((await client.run({ ...getMore, ...session.same() }))['cursor'].nextBatch).toHaveLength(2);
  });
});
