import type { Id } from '../../../src/kernel/ids';
import { adjustStock, setVariantTracking } from '../../../src/modules/inventory';
import { stockEntries } from '../../../src/modules/inventory/stock-entry.model';
import { createBranch } from '../../../src/modules/tenants';
import { createTestApp } from '../../support/test-app';
import type { TestApp } from '../../support/test-app';
import { importScenario } from './import-scenario';

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
});
afterAll(async () => {
  await t.expectStockConsistent();
  await t.close();
});
const imports = importScenario(() => t);
const HEADER = 'sku,branch,quantity';

const bringIn = (lines: readonly string[], fields = {}) =>
  imports.bringIn([HEADER, ...lines], { kind: 'STOCK', ...fields }, t.tokens.clerk);
const stored = (collection: string, filter = {}) => t.app.db.collection(collection).countDocuments(filter);

describe('a file of stock', () => {
  it('makes no stock of what is not stocked, nor of units that nobody could tell apart', async () => {
    await t.makeProduct({ variants: [{ sku: 'POSTAGE', isService: true }] });
    for (const tracking of ['LOT', 'SERIAL'] as const) {
      const { variant } = await t.makeProduct({ variants: [{ sku: `BY-${tracking}` }] });
      await setVariantTracking(t.ctx, { input: { idempotencyKey: tracking }, variantId: variant._id, tracking });
    }
    await t.makeProduct({ variants: [{ sku: 'PLAIN' }] });
    const lines = ['POSTAGE,NORTH,5', 'BY-LOT,NORTH,5', 'BY-SERIAL,NORTH,5', 'BY-SERIAL,SOUTH,0', 'PLAIN,NORTH,5'];

    for (const dryRun of [true, false]) {
      const report = await bringIn(lines, { dryRun });
      expect(report).toMatchObject({ status: 'PARTLY_FAILED', rowsCreated: 1, rowsUnchanged: 1, rowsFailed: 3 });
      expect(report.issues).toEqual([
        [2, 'sku', 'SERVICE_NOT_STOCKED'],
        [3, 'quantity', 'LOT_REQUIRED'],
        [4, 'quantity', 'SERIAL_REQUIRED'],
      ]);
      expect(await stored('stock_movements')).toBe(dryRun ? 0 : 1);
    }
  });
});

describe('a file of stock for a new branch', () => {
  it('makes entries of ordinary stock only', async () => {
    const [plain, byLot] = [
      await t.makeProduct({ variants: [{ sku: 'NEW-PLAIN' }] }),
      await t.makeProduct({ variants: [{ sku: 'NEW-LOT' }] }),
    ];
    const [variantId, tracking] = [byLot.variant._id, 'LOT' as const];
    await setVariantTracking(t.ctx, { input: { idempotencyKey: 'track-new' }, variantId, tracking });
    // Younger than the tracking, so that the entries are still to be made.
    const branch = await createBranch(t.ctx, { code: 'NEW', name: 'New', kind: 'STORE', timeZone: 'Europe/London' });
    const report = await bringIn(['NEW-PLAIN,NEW,3', 'NEW-LOT,NEW,3']);
    expect(report.issues).toEqual([[3, 'quantity', 'LOT_REQUIRED']]);
    const entries = await stockEntries(t.app.db).find({ tenantId: t.tenant._id, branchId: branch._id }).lean();
    expect(entries.map((entry) => [entry.variantId, entry.quantityOnHand])).toEqual([[plain.variant._id, 3]]);
  });
});

describe('a file of stock, all or nothing', () => {
  it('leaves every shelf as it is when a row turns out to be refused only when it is written', async () => {
    const { variant } = await t.makeProduct({ variants: [{ sku: 'MANY' }] });
    await setVariantTracking(t.ctx, {
      input: { idempotencyKey: 'many' },
      variantId: variant._id,
      tracking: 'SERIAL',
    });
    // More units than one request may move: that shows only when their rows are read for writing.
    for (const first of [0, 300]) await receive(variant, first, 300);
    const plain = Array.from({ length: 150 }, (_, index) => `ALL-${index}`);
    for (const sku of plain) await t.makeProduct({ variants: [{ sku }] });
    const before = await stored('stock_movements');
    const report = await bringIn([...plain.map((sku) => `${sku},NORTH,5`), 'MANY,NORTH,0'], { allOrNothing: true });

    expect(await stored('stock_movements')).toBe(before);
    expect(report).toMatchObject({ status: 'FAILED', rowsCreated: 0, rowsUpdated: 0, rowsFailed: 151 });
    expect(report.issues).toEqual([[0, null, 'LIMIT_EXCEEDED']]);
  });

  it('counts no row as made or changed when the check of another stopped the file', async () => {
    for (const sku of ['CHECKED-1', 'CHECKED-2']) await t.makeProduct({ variants: [{ sku }] });
    const report = await bringIn(['CHECKED-1,NORTH,5', 'CHECKED-2,NORTH,many'], { allOrNothing: true });

    expect(report).toMatchObject({ status: 'FAILED', phase: 'CHECKING', rowsDone: 2, rowsFailed: 1 });
    expect(report).toMatchObject({ rowsCreated: 0, rowsUpdated: 0 });
  });

  async function receive(variant: { readonly _id: Id }, first: number, count: number): Promise<void> {
    const serials = Array.from({ length: count }, (_, index) => `SN-${first + index}`);
    const line = { branchId: t.branches.north._id, variantId: variant._id, delta: count, serials };
    await adjustStock(t.ctx, { input: { idempotencyKey: `receive-${first}` }, reason: 'RECEIVED', lines: [line] });
  }
});
