import { Schema, mongo } from 'mongoose';
import type { Model } from 'mongoose';
import { newId } from '../../src/kernel/ids';
import type { Id } from '../../src/kernel/ids';
import { findAll } from '../../src/platform/find-all';
import { runInTransaction } from '../../src/platform/transaction';
import { defineModel } from '../../src/platform/mongo';
import { createTestApp } from '../support/test-app';
import type { TestApp } from '../support/test-app';

interface Thing {
  readonly _id: Id;
  readonly tenantId: Id;
  readonly place: number;
  readonly name?: string | null;
  readonly seenAt?: Date;
  readonly parts?: { readonly count: number }[];
}

const things = defineModel<Thing>(
  'FindAllThing',
  'find_all_things',
  new Schema<Thing>({
    _id: Schema.Types.ObjectId,
    tenantId: Schema.Types.ObjectId,
    place: Number,
    name: String,
    seenAt: Date,
    parts: [new Schema({ count: Number }, { _id: false })],
  }),
);

let service: TestApp;
let model: Model<Thing>;
beforeAll(async () => {
  service = await createTestApp();
  model = things(service.app.db);
});
afterEach(() => jest.restoreAllMocks());
afterAll(() => service.close());

async function insert(count: number, make: (place: number) => Partial<Thing> = () => ({})): Promise<Id> {
  const tenantId = newId();
  const rows = Array.from({ length: count }, (_, place) => ({ _id: newId(), tenantId, place, ...make(place) }));
  await model.collection.insertMany(rows);
  return tenantId;
}

describe('findAll', () => {
  it('gives what a lean find gives, in the wanted order and with one command for any number', async () => {
    const make = (place: number): Partial<Thing> => ({
      name: place % 2 === 0 ? null : `Größe ${place}`,
      seenAt: new Date(place * 1_000_000),
      parts: [{ count: 2 ** 40 + place }, { count: 0.5 }],
    });
    const tenantId = await insert(1_500, make);
    await insert(3);
    const filter = { tenantId, place: { $gte: 100 } };
    const { result, commands } = await service.countCommands(() => findAll(model, filter, { sort: { place: -1 } }));
    expect(commands).toEqual(['find find_all_things']);
    expect(result.map(({ place }) => place)).toEqual(Array.from({ length: 1_400 }, (_, n) => 1_499 - n));
    expect(result).toEqual(await model.find(filter).sort({ place: -1 }).lean());
  });

  it('gives all of what does not fit into one reply, and leaves no cursor open', async () => {
    const tenantId = await insert(18, () => ({ name: 'x'.repeat(1_000_000) }));
    const { result, commands } = await service.countCommands(() => findAll(model, { tenantId }));
    expect(result.map(({ place }) => place).sort((a, b) => a - b)).toEqual(Array.from({ length: 18 }, (_, n) => n));
    expect(commands.slice(0, 3)).toEqual([
      'find find_all_things',
      'killCursors find_all_things',
      'find find_all_things',
    ]);
  });

  it('gives the wanted fields alone', async () => {
    const tenantId = await insert(2, () => ({ name: 'x' }));
    const rows = await findAll(model, { tenantId }, { fields: ['place'], sort: { place: 1 } });
    expect(rows).toEqual([0, 1].map((place) => ({ _id: expect.anything() as unknown, place })));
  });

  it('sees in a transaction what that transaction wrote, also when it does not fit into one reply', async () => {
    const tenantId = await insert(1, () => ({ name: 'x'.repeat(1_000_000) }));
    const ctx = service.app.newContext(tenantId, { kind: 'system', job: 'test' });
    await runInTransaction(ctx, async ({ session }) => {
      const more = Array.from({ length: 17 }, (_, n) => n + 1);
      for (const place of more) {
        await model.insertMany([{ _id: newId(), tenantId, place, name: 'y'.repeat(1_000_000) }], { session });
      }
      const rows = await findAll(model, { tenantId }, { session, fields: ['place'] });
      expect(rows.map(({ place }) => place)).toEqual([0, ...more]);
      expect(await findAll(model, { tenantId }, { session })).toHaveLength(18);
    });
    expect(await findAll(model, { tenantId }, { fields: ['place'] })).toHaveLength(18);
  });

  it('leaves a fault within a transaction to the transaction, which runs again as a whole', async () => {
    const tenantId = await insert(1);
    const ctx = service.app.newContext(tenantId, { kind: 'system', job: 'test' });
    const conflict = new mongo.MongoServerError({ message: 'conflict', code: 112 });
    conflict.addErrorLabel('TransientTransactionError');
    jest.spyOn(model.db.db as mongo.Db, 'command').mockRejectedValueOnce(conflict);
    const find = jest.spyOn(model, 'find');
    let attempts = 0;
    const rows = await runInTransaction(ctx, ({ session }) => {
      attempts += 1;
      return findAll(model, { tenantId }, { session });
    });
    expect([attempts, rows.length]).toEqual([2, 1]);
    expect(find).not.toHaveBeenCalled();
  });

  it.each([
    ['the connection is lost', new mongo.MongoNetworkError('lost')],
    ['the primary steps down', new mongo.MongoServerError({ message: 'stepped down', code: 189 })],
  ])('asks again when %s, as the driver does for a find', async (_name, error) => {
    const tenantId = await insert(2);
    const command = jest.spyOn(model.db.db as mongo.Db, 'command').mockRejectedValueOnce(error);
    expect(await findAll(model, { tenantId })).toHaveLength(2);
    expect(command).toHaveBeenCalledTimes(1);
  });

  it('does not ask again when no server could be reached in time', async () => {
    const tenantId = await insert(1);
    const error = new mongo.MongoServerSelectionError('nobody there', {} as never);
    jest.spyOn(model.db.db as mongo.Db, 'command').mockRejectedValueOnce(error);
    const find = jest.spyOn(model, 'find');
    await expect(findAll(model, { tenantId })).rejects.toBe(error);
    expect(find).not.toHaveBeenCalled();
  });

  it("tells the server's refusal", async () => {
    const tenantId = await insert(1);
    await expect(findAll(model, { tenantId, place: { $nonsense: 1 } } as never)).rejects.toThrow('$nonsense');
  });

  it.each([{ place: 1 }, { tenantId: { $in: [newId()] } }])(
    'refuses a filter without one tenant before anything is sent: %j',
    async (filter) => {
      const { commands } = await service.countCommands(async () => {
        await expect(findAll(model, filter)).rejects.toThrow('without a tenantId');
      });
      expect(commands).toEqual([]);
    },
  );
});
