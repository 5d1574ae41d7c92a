import type { VariantDoc } from '../../../src/modules/catalog';
import { applyStockChanges } from '../../../src/modules/inventory';
import type { StockChange, UnavailableReason } from '../../../src/modules/inventory';
import { stockEntries } from '../../../src/modules/inventory/stock-entry.model';
import { stockMovements } from '../../../src/modules/inventory/stock-movement.model';
import { outboxEvents } from '../../../src/platform/outbox';
import { runInTransaction } from '../../../src/platform/transaction';
import { createTestApp } from '../../support/test-app';
import type { TestApp } from '../../support/test-app';
import { stocked, stored } from './stock-scenario';

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
});
afterAll(() => t.close());
afterEach(() => t.expectStockConsistent());

type Wish = Partial<StockChange>;

function apply(variant: VariantDoc, ...wishes: Wish[]) {
  const changes = wishes.map((wish): StockChange => ({
    branchId: t.branches.north._id,
    variantId: variant._id,
    type: 'ADJUSTMENT',
    onHandDelta: 0,
    reservedDelta: 0,
    requires: 'NOTHING',
    ...wish,
  }));
  return runInTransaction(t.ctx, (tx) => applyStockChanges(tx, changes));
}

const into = (bucket: UnavailableReason, unavailableDelta: number): Wish => ({
  bucket,
  unavailableDelta,
  requires: unavailableDelta > 0 ? 'AVAILABLE' : 'NOTHING',
});

async function entryOf(variant: VariantDoc) {
  return stockEntries(t.app.db).findOne({ tenantId: t.tenant._id, variantId: variant._id }).lean();
}

describe('units that are there but not for sale', () => {
  it('go into a bucket and out of it, and the ledger explains both', async () => {
    const variant = await stocked(t, 10);
    await apply(variant, into('DAMAGED', 4));
    await apply(variant, into('DAMAGED', -1), into('ON_DISPLAY', 2));
    expect(await entryOf(variant)).toMatchObject({
      quantityOnHand: 10,
      quantityUnavailable: 5,
      unavailableBy: { DAMAGED: 3, ON_DISPLAY: 2 },
      quantityAvailable: 5,
      sequence: 4,
    });
    const rows = await stockMovements(t.app.db)
      .find({ tenantId: t.tenant._id, variantId: variant._id })
      .sort({ sequence: 1 })
      .lean();
    expect(rows.map((row) => [row.type, row.unavailableDelta, row.unavailableAfter, row.bucket])).toEqual([
      ['RECEIPT', 0, 0, null],
      ['ADJUSTMENT', 4, 4, 'DAMAGED'],
      ['ADJUSTMENT', -1, 3, 'DAMAGED'],
      ['ADJUSTMENT', 2, 5, 'ON_DISPLAY'],
    ]);
  });

  it('leave from a bucket without touching what is available', async () => {
    const variant = await stocked(t, 3);
    await apply(variant, into('EXPIRED', 3));
    await apply(variant, { ...into('EXPIRED', -2), type: 'WRITE_OFF', onHandDelta: -2 });
    expect(await entryOf(variant)).toMatchObject({ quantityOnHand: 1, quantityUnavailable: 1, quantityAvailable: 0 });
  });

  it('arrive unavailable in an entry that was not there', async () => {
    const variant = await stocked(t, 0);
    await apply(variant, { type: 'RECEIPT', onHandDelta: 2, bucket: 'QUARANTINE', unavailableDelta: 2 });
    expect(await entryOf(variant)).toMatchObject({
      quantityOnHand: 2,
      unavailableBy: { QUARANTINE: 2 },
      quantityUnavailable: 2,
      quantityAvailable: 0,
      quantityIncoming: 0,
    });
  });

  it.each([
    ['more than is available', into('DAMAGED', 3), 3, 2],
    ['more than is in the bucket', into('ON_DISPLAY', -2), 2, 1],
    ['what another bucket has', into('OTHER', -1), 1, 0],
  ])('are refused beyond %s, and nothing is written', async (_name, wish, requested, available) => {
    const variant = await stocked(t, 5);
    await apply(variant, into('DAMAGED', 2), into('ON_DISPLAY', 1));
    const before = await stored(t);
    await expect(apply(variant, wish)).rejects.toMatchObject({
      code: 'INSUFFICIENT_STOCK',
      lines: [{ variantId: variant._id.toHexString(), requested, available }],
    });
    expect(await stored(t)).toEqual(before);
  });

  it('are judged together: two lines of one bucket ask for their sum', async () => {
    const variant = await stocked(t, 5);
    await apply(variant, into('DAMAGED', 3));
    await expect(apply(variant, into('DAMAGED', -2), into('DAMAGED', -2))).rejects.toMatchObject({
      lines: [{ requested: 4, available: 3 }],
    });
  });

  it('make no entry by leaving a bucket that never was', async () => {
    const variant = await stocked(t, 0);
    await expect(apply(variant, into('DAMAGED', -1))).rejects.toMatchObject({ code: 'INSUFFICIENT_STOCK' });
    expect(await entryOf(variant)).toBeNull();
  });

  it('cost as many commands as a plain adjustment', async () => {
    const variant = await stocked(t, 9);
    const { commands } = await t.countCommands(() => apply(variant, into('DAMAGED', 1), into('OTHER', 1)));
    expect(commands).toEqual([
      'update stock_entries',
      'find stock_entries',
      'insert stock_movements',
      'insert outbox_events',
      'commitTransaction',
    ]);
  });
});

describe('units on their way', () => {
  it('change the entry and tell it, but are no movement until they arrive', async () => {
    const variant = await stocked(t, 0);
    const ordered = await apply(variant, { incomingDelta: 8 });
    expect(ordered.movements).toEqual([]);
    expect(await entryOf(variant)).toMatchObject({ quantityOnHand: 0, quantityIncoming: 8, sequence: 0 });
    const event = await outboxEvents(t.app.db).findOne({ tenantId: t.tenant._id }).sort({ _id: -1 }).lean();
    expect(event).toMatchObject({
      type: 'stock.changed',
      payload: { entries: [{ quantityIncoming: 8, sequence: 0 }] },
    });
    const arrived = await apply(variant, { type: 'RECEIPT', onHandDelta: 6, incomingDelta: -6 });
    expect(arrived.movements).toMatchObject([{ sequence: 1, onHandDelta: 6 }]);
    expect(await entryOf(variant)).toMatchObject({ quantityOnHand: 6, quantityAvailable: 6, quantityIncoming: 2 });
  });

  it('never go below 0: that would be a fault of ours', async () => {
    const variant = await stocked(t, 0);
    await apply(variant, { incomingDelta: 2 });
    const before = await stored(t);
    await expect(apply(variant, { incomingDelta: -3 })).rejects.toThrow(/incoming/);
    expect(await stored(t)).toEqual(before);
  });
});
