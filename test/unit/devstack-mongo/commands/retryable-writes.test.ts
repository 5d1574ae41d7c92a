import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startMongoServer } from '../../../../src/devstack/mongo/server';
import type { MongoServer } from '../../../../src/devstack/mongo/server';
import { WireClient, WireSession } from '../wire-client';

describe('retryable writes', () => {
  let folder: string;
  let server: MongoServer;
  let client: WireClient;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'holdfast-retry-'));
    await open();
  });
  afterEach(async () => {
    client.close();
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function open(): Promise<void> {
    server = await startMongoServer({ dataDir: folder });
    client = new WireClient(server.port);
  }

  async function restart(): Promise<void> {
    client.close();
    await server.close();
    await open();
  }

  const documents = async (): Promise<unknown> =>
    (await client.run({ find: 'c', sort: { _id: 1 } }))['cursor'].firstBatch as unknown;

  it.each([false, true])(
    'a repeated update answers the same and has no second effect (restart: %s)',
    async (isRestarted) => {
      await client.run({ insert: 'c', documents: [{ _id: 1, n: 0 }] });
      const update = {
        update: 'c',
        updates: [{ q: { _id: 1 }, u: { $inc: { n: 1 } } }],
        ...new WireSession().retryable(),
      };
      expect(await client.run(update)).toMatchObject({ n: 1, nModified: 1 });
      if (isRestarted) await restart();
      expect(await client.run(update)).toMatchObject({ ok: 1, n: 1, nModified: 1, retriedStmtIds: [0] });
      expect(await documents()).toEqual([{ _id: 1, n: 1 }]);
    },
  );

  it.each([false, true])('a repeated findAndModify answers the same document (restart: %s)', async (isRestarted) => {
    const command = {
      findAndModify: 'c',
      query: { _id: 7 },
      update: { $inc: { n: 1 } },
      upsert: true,
      new: true,
      ...new WireSession().retryable(),
    };
    const first = await client.run(command);
    expect(first).toMatchObject({
      lastErrorObject: { n: 1, updatedExisting: false, upserted: 7 },
      value: { _id: 7, n: 1 },
    });
    if (isRestarted) await restart();
    expect(await client.run(command)).toMatchObject({
      lastErrorObject: first['lastErrorObject'],
      value: first['value'],
      retriedStmtId: 0,
    });
    expect(await documents()).toEqual([{ _id: 7, n: 1 }]);
  });

  it('a half-executed batch is finished by its repetition', async () => {
    const session = new WireSession();
    const fields = session.retryable();
    const batch = (ids: number[]): object => ({ insert: 'c', documents: ids.map((_id) => ({ _id })), ...fields });
    await client.run(batch([1, 2]));
    await restart();
    expect(await client.run(batch([1, 2, 3]))).toMatchObject({ n: 3, retriedStmtIds: [0, 1] });
    expect(await documents()).toEqual([{ _id: 1 }, { _id: 2 }, { _id: 3 }]);
  });

  it('an upsert answers its id again', async () => {
    const update = {
      update: 'c',
      updates: [
        { q: { _id: 'a' }, u: { $set: { x: 1 } }, upsert: true },
        { q: { _id: 'b' }, u: { $set: { x: 1 } }, upsert: true },
      ],
      ...new WireSession().retryable(),
    };
    const upserted = [
      { index: 0, _id: 'a' },
      { index: 1, _id: 'b' },
    ];
    expect(await client.run(update)).toMatchObject({ n: 2, nModified: 0, upserted });
    await restart();
    expect(await client.run(update)).toMatchObject({ n: 2, nModified: 0, upserted });
  });

  it('a commit that is repeated after a restart succeeds', async () => {
    const session = new WireSession();
    await client.run({ insert: 'c', documents: [{ _id: 1 }], ...session.start() });
    const commit = { commitTransaction: 1, ...session.same(), $db: 'admin' };
    expect(await client.run(commit)).toMatchObject({ ok: 1 });
    await restart();
    expect(await client.run(commit)).toMatchObject({ ok: 1 });
    expect(await documents()).toEqual([{ _id: 1 }]);
  });

  it.each([
    ['multi updates', { update: 'c', updates: [{ q: {}, u: { $set: { a: 1 } }, multi: true }] }, 72],
    ['reads', { find: 'c' }, 50768],
  ])('refuses a transaction number for %s', async (_name, command, code) => {
    expect(await client.run({ ...command, ...new WireSession().retryable() })).toMatchObject({ ok: 0, code });
  });

  it('refuses an older number', async () => {
    const session = new WireSession();
    const old = session.retryable();
    await client.run({ insert: 'c', documents: [{ _id: 1 }], ...session.retryable() });
    expect(await client.run({ insert: 'c', documents: [{ _id: 2 }], ...old })).toMatchObject({ ok: 0, code: 225 });
  });
});
