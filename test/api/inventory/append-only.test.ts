import type { Model } from 'mongoose';
import { stockMovements } from '../../../src/modules/inventory/stock-movement.model';
import type { StockMovementDoc } from '../../../src/modules/inventory';
import { AppendOnlyError } from '../../../src/platform/append-only';
import { createTestApp } from '../../support/test-app';
import type { TestApp } from '../../support/test-app';
import { stocked } from './stock-scenario';

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
  await stocked(t, 5);
});
afterAll(() => t.close());
afterEach(() => t.expectStockConsistent());

type Door = (model: Model<StockMovementDoc>, row: StockMovementDoc) => Promise<unknown>;
const one = ({ _id, tenantId }: StockMovementDoc) => ({ _id, tenantId });
const change = { $set: { onHandDelta: 500 } };

/** Every way to change or remove a row that the model layer has. */
const DOORS: [string, Door][] = [
  ['updateOne', (model, row) => model.updateOne(one(row), change).exec()],
  ['updateOne with upsert', (model, row) => model.updateOne(one(row), change, { upsert: true }).exec()],
  ['updateMany', (model, row) => model.updateMany(one(row), change).exec()],
  ['replaceOne', (model, row) => model.replaceOne(one(row), row).exec()],
  ['findOneAndUpdate', (model, row) => model.findOneAndUpdate(one(row), change).exec()],
  ['findOneAndReplace', (model, row) => model.findOneAndReplace(one(row), row).exec()],
  ['findOneAndDelete', (model, row) => model.findOneAndDelete(one(row)).exec()],
  ['findByIdAndUpdate', (model, row) => model.findByIdAndUpdate(row._id, change).exec()],
  ['findByIdAndDelete', (model, row) => model.findByIdAndDelete(row._id).exec()],
  ['deleteOne', (model, row) => model.deleteOne(one(row)).exec()],
  ['deleteMany', (model, row) => model.deleteMany(one(row)).exec()],
  ['bulkWrite update', (model, row) => model.bulkWrite([{ updateOne: { filter: one(row), update: change } }])],
  ['bulkWrite delete', (model, row) => model.bulkWrite([{ deleteOne: { filter: one(row) } }])],
  ['bulkWrite replace', (model, row) => model.bulkWrite([{ replaceOne: { filter: one(row), replacement: row } }])],
  ['bulkSave', async (model, row) => model.bulkSave([await changed(model, row)])],
  ['save', async (model, row) => (await changed(model, row)).save()],
  ['document.updateOne', async (model, row) => (await changed(model, row)).updateOne(change).exec()],
  ['document.deleteOne', async (model, row) => (await changed(model, row)).deleteOne()],
  [
    'aggregate $merge',
    (model, row) => model.aggregate([{ $match: one(row) }, { $merge: { into: 'stock_movements' } }]).exec(),
  ],
  ['aggregate $out', (model, row) => model.aggregate([{ $match: one(row) }, { $out: 'stock_movements' }]).exec()],
];

async function changed(model: Model<StockMovementDoc>, row: StockMovementDoc) {
  const document = await model.findOne(one(row)).orFail();
  document.onHandDelta = 500;
  return document;
}

it.each(DOORS)('a movement can not be changed or removed by %s', async (name, open) => {
  const model = stockMovements(t.app.db);
  const rows = await model.find({ tenantId: t.tenant._id }).sort({ _id: 1 }).lean<StockMovementDoc[]>();
  const row = rows[0]!;
  await expect(open(model, row)).rejects.toThrow(/^(save|bulkSave|findById.*)$/.test(name) ? Error : AppendOnlyError);
  expect(await model.find({ tenantId: t.tenant._id }).sort({ _id: 1 }).lean()).toEqual(rows);
});
