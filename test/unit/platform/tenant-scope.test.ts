import mongoose, { Schema, Types } from 'mongoose';
import { defineModel } from '../../../src/platform/mongo';

interface Thing {
  _id: Types.ObjectId;
  tenantId: Types.ObjectId;
  name: string;
}

const things = defineModel<Thing>(
  'TenantScopeThing',
  'tenant_scope_things',
  new Schema<Thing>({ _id: Schema.Types.ObjectId, tenantId: Schema.Types.ObjectId, name: String }),
);

/** Never connected: a query that passes the guard would wait for a server, one that fails it throws at once. */
const db = mongoose.createConnection();
const model = things(db);
const tenantId = new Types.ObjectId();

afterAll(() => db.close());

describe('a tenant-scoped model', () => {
  it.each<[string, () => Promise<unknown>]>([
    ['find', async () => model.find({ name: 'x' })],
    ['findOne', async () => model.findOne({})],
    ['findOneAndUpdate', async () => model.findOneAndUpdate({ name: 'x' }, { name: 'y' })],
    ['updateOne', async () => model.updateOne({}, { name: 'y' })],
    ['updateMany', async () => model.updateMany({}, { name: 'y' })],
    ['deleteOne', async () => model.deleteOne({})],
    ['deleteMany', async () => model.deleteMany({})],
    ['countDocuments', async () => model.countDocuments({})],
    ['distinct', async () => model.distinct('name')],
    ['a list of tenants', async () => model.find({ tenantId: { $in: [tenantId] } })],
    ['a null tenant', async () => model.find({ tenantId: null })],
    ['aggregate', async () => model.aggregate([{ $group: { _id: null } }])],
    ['insertMany', async () => model.insertMany([{ name: 'x' }])],
    [
      'bulkWrite',
      async () => model.bulkWrite([{ updateOne: { filter: { name: 'x' }, update: { $set: { name: 'y' } } } }]),
    ],
  ])('refuses %s without its tenant before anything is sent', async (_name, query) => {
    await expect(query()).rejects.toThrow('without a tenantId');
  });

  it('refuses document.save', async () => {
    const document = new model({ _id: new Types.ObjectId(), tenantId, name: 'x' });
    await expect(document.save()).rejects.toThrow('reads, computes and writes');
  });
});
