import type { Model } from 'mongoose';
import { newId } from '../../../src/kernel/ids';
import { stockEntries } from '../../../src/modules/inventory/stock-entry.model';
import { stockMovements } from '../../../src/modules/inventory/stock-movement.model';
import { orders } from '../../../src/modules/orders/order.model';
import { payments } from '../../../src/modules/payments/payment.model';
import { createPosSale } from '../../../src/modules/pos';
import { receipts } from '../../../src/modules/pos/receipt.model';
import { idempotencyRecords } from '../../../src/platform/idempotency';
import { createTestApp } from '../../support/test-app';
import type { TestApp } from '../../support/test-app';
import { stocked } from '../inventory/stock-scenario';

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
  const variant = await stocked(t, 5);
  const { register, cashier } = t.ids;
  const actor = { kind: 'register', registerId: register, branchId: t.branches.north._id, cashierId: cashier } as const;
  await createPosSale(t.as(actor), {
    input: { idempotencyKey: 'guards' },
    registerId: register,
    lines: [{ variantId: variant._id, quantity: 1 }],
    payments: [{ method: 'CASH', amount: { amountMinor: 1_000, currency: 'GBP' } }],
    clientOrderId: 'till-1',
  });
});
afterAll(() => t.close());

/** The fields that a copy changes, so that only the named index can refuse it. */
const GUARDS: [string, () => Model<never>, object][] = [
  ['stock_entry_unique', () => stockEntries(t.app.db) as never, {}],
  ['stock_movement_chain', () => stockMovements(t.app.db) as never, {}],
  ['idempotency_unique', () => idempotencyRecords(t.app.db) as never, {}],
  ['receipt_number', () => receipts(t.app.db) as never, { sequence: 99 }],
  ['receipt_series', () => receipts(t.app.db) as never, { number: 'another' }],
  ['order_number', () => orders(t.app.db) as never, { clientOrderId: 'till-2' }],
  ['order_client_order', () => orders(t.app.db) as never, { number: 'another' }],
  ['payment_attempt', () => payments(t.app.db) as never, {}],
];

it.each(GUARDS)('%s refuses a second row, whatever code writes it', async (index, modelOf, changed) => {
  const model = modelOf();
  const row = await model.findOne({ tenantId: t.tenant._id } as never).lean<object>();
  expect(row).not.toBeNull();
  const copy = { ...row, ...changed, _id: newId() };
  await expect(model.insertMany([copy] as never, { lean: true })).rejects.toMatchObject({
    code: 11000,
    message: expect.stringContaining(`index: ${index} `) as unknown,
  });
});
