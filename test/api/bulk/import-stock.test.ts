import { setVariantTracking } from '../../../src/modules/inventory';
import { stockEntries } from '../../../src/modules/inventory/stock-entry.model';
import { createBranch } from '../../../src/modules/tenants';
import { createTestApp } from '../../support/test-app';
import type { TestApp } from '../../support/test-app';
import { importScenario } from './import-scenario';

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
});
afterAll(() => t.close());
afterEach(() => t.expectStockConsistent());

const imports = importScenario(() => t);

it('brings ordinary stock in, but makes none of services and none without a name where units are told apart', async () => {
  const wishes = [{ sku: 'PLAIN' }, { sku: 'BY-LOT' }, { sku: 'BY-SERIAL' }, { sku: 'SERVICE', isService: true }];
  const { variants } = await t.makeProduct({ variants: wishes });
  for (const [index, tracking] of [[1, 'LOT'] as const, [2, 'SERIAL'] as const]) {
    const variantId = variants[index]!._id;
    await setVariantTracking(t.ctx, { input: { idempotencyKey: `track-${tracking}` }, variantId, tracking });
  }
  // Younger than the tracking, so that the entries are still to be made.
  const branch = await createBranch(t.ctx, { code: 'NEW', name: 'New', kind: 'STORE', timeZone: 'Europe/London' });
  const file = ['sku,branch,quantity', ...wishes.map(({ sku }) => `${sku},NEW,3`)];
  const job = await imports.bringIn(file, { kind: 'STOCK' });
  expect(job.issues).toEqual([
    [3, null, 'LOT_REQUIRED'],
    [4, null, 'SERIAL_REQUIRED'],
    [5, 'sku', 'VARIANT_NOT_STOCKED'],
  ]);
  const entries = await stockEntries(t.app.db).find({ tenantId: t.tenant._id, branchId: branch._id }).lean();
  expect(entries.map(({ variantId, quantityOnHand }) => [variantId, quantityOnHand])).toEqual([[variants[0]!._id, 3]]);
});
