import { stockEntries } from '../../../src/modules/inventory/stock-entry.model';
import { stockMovements } from '../../../src/modules/inventory/stock-movement.model';
import { reserveStock } from '../../../src/modules/reservations';
import { createTestApp } from '../../support/test-app';
import type { TestApp } from '../../support/test-app';
import { balances, memberOf, nextKey, refusalOf, stocked } from '../inventory/stock-scenario';

const RECONCILE = `mutation ($dryRun: Boolean!) { reconcileStock(dryRun: $dryRun) {
  checkedEntries
  drifts { entry { variant { sku } } expectedOnHand actualOnHand expectedReserved actualReserved expectedUnavailable actualUnavailable ledgerBroken availableWrong valueWrong repaired }
} }`;

let t: TestApp;
beforeEach(async () => {
  t = await createTestApp();
});
afterEach(() => t.close());

/** A variant with 10 on hand, 4 of them held. */
async function heldVariant() {
  const variant = await stocked(t, 10);
  const lines = [{ branchId: t.branches.north._id, variantId: variant._id, quantity: 4 }];
  await reserveStock(t.ctx, { input: { idempotencyKey: nextKey() }, lines });
  return variant;
}

async function reconcile(dryRun: boolean) {
  return memberOf(await t.gql(RECONCILE, { dryRun }, t.tokens.admin));
}

describe('reconcileStock', () => {
  it('finds nothing where all is well', async () => {
    await heldVariant();
    await stocked(t, 0);
    expect(await reconcile(true)).toEqual({ checkedEntries: 1, drifts: [] });
  });

  it.each([
    ['on hand', { quantityOnHand: 3, quantityAvailable: 3, quantityPromisable: 3 }, { actualOnHand: 13 }, [13, 4, 9]],
    [
      'reserved',
      { quantityReserved: -1, quantityAvailable: 1, quantityPromisable: 1 },
      { actualReserved: 3 },
      [10, 4, 6],
    ],
    ['available', { quantityAvailable: 1 }, { availableWrong: true }, [10, 4, 6]],
    ['value', { totalValueMinor: 7 }, { valueWrong: true }, [10, 4, 6]],
    [
      'unavailable',
      { quantityUnavailable: 2, quantityAvailable: -2, quantityPromisable: -2 },
      { actualUnavailable: 2 },
      [10, 4, 6],
    ],
    ['queue', { quantityWaiting: 3 }, { availableWrong: true }, [10, 4, 6]],
    ['debt', { quantityOwed: 2 }, { availableWrong: true }, [10, 4, 6]],
    ['promise', { quantityPromisable: 3 }, { availableWrong: true }, [10, 4, 6]],
    ['bucket', { 'unavailableBy.DAMAGED': 2 }, { availableWrong: true }, [10, 4, 6]],
  ])('finds a wrong %s, leaves it on a dry run, and mends it by one movement', async (_name, $inc, differs, after) => {
    const variant = await heldVariant();
    const place = { tenantId: t.tenant._id, variantId: variant._id };
    await stockEntries(t.app.db).updateOne(place, { $inc });
    const drift = {
      entry: { variant: { sku: variant.sku } },
      expectedOnHand: 10,
      actualOnHand: 10,
      expectedReserved: 4,
      actualReserved: 4,
      expectedUnavailable: 0,
      actualUnavailable: 0,
      ledgerBroken: false,
      availableWrong: false,
      valueWrong: false,
      ...differs,
    };
    const found = { checkedEntries: 1, drifts: [{ ...drift, repaired: false }] };
    expect(await reconcile(true)).toEqual(found);
    expect(await reconcile(true)).toEqual(found);
    expect(await reconcile(false)).toEqual({ checkedEntries: 1, drifts: [{ ...drift, repaired: true }] });
    expect(await reconcile(true)).toEqual({ checkedEntries: 1, drifts: [] });
    expect(await balances(t, variant)).toEqual(after);
    const rows = await stockMovements(t.app.db).find(place).sort({ sequence: 1 }).lean();
    expect(rows.map((row) => row.type)).toEqual(['RECEIPT', 'RESERVE', 'ADJUSTMENT']);
    await t.expectStockConsistent();
  });

  it('finds a movement that was removed, and does not pretend to mend it', async () => {
    const variant = await heldVariant();
    // Behind the model, which refuses it.
    await stockMovements(t.app.db).collection.deleteOne({
      tenantId: t.tenant._id,
      variantId: variant._id,
      sequence: 1,
    });
    expect(await reconcile(false)).toMatchObject({
      drifts: [{ expectedOnHand: 0, actualOnHand: 10, ledgerBroken: true, repaired: false }],
    });
    await expect(t.expectStockConsistent()).rejects.toThrow();
  });

  it('finds an entry that is gone, and makes it anew from its movements', async () => {
    const variant = await heldVariant();
    await stocked(t, 3);
    const place = { tenantId: t.tenant._id, variantId: variant._id };
    const before = await stockEntries(t.app.db).findOne(place).lean();
    await stockEntries(t.app.db).deleteOne(place);
    const lost = {
      entry: { variant: { sku: variant.sku } },
      expectedOnHand: 10,
      actualOnHand: 0,
      expectedReserved: 4,
      actualReserved: 0,
      availableWrong: true,
      valueWrong: false,
      ledgerBroken: false,
    };
    expect(await reconcile(true)).toMatchObject({ checkedEntries: 1, drifts: [{ ...lost, repaired: false }] });
    expect(await reconcile(false)).toMatchObject({ checkedEntries: 1, drifts: [{ ...lost, repaired: true }] });
    expect(await reconcile(true)).toEqual({ checkedEntries: 2, drifts: [] });
    const { lastChangeId, ...known } = before ?? {};
    expect(lastChangeId).toBeDefined();
    expect(await stockEntries(t.app.db).findOne(place).lean()).toMatchObject(known);
    await t.expectStockConsistent();
  });

  it('finds all entries that are gone, also when none is left, and does not set one beside its successor', async () => {
    const variant = await heldVariant();
    const place = { tenantId: t.tenant._id, variantId: variant._id };
    await stockEntries(t.app.db).deleteMany({ tenantId: t.tenant._id });
    expect(await reconcile(true)).toMatchObject({ checkedEntries: 0, drifts: [{ expectedOnHand: 10 }] });
    await t.makeStock({ branch: t.branches.north, variant, quantity: 2 });
    const drifts = [
      { expectedOnHand: 2, actualOnHand: 2, expectedReserved: 4, actualReserved: 0 },
      { expectedOnHand: 10, actualOnHand: 0, repaired: false },
    ];
    expect(await reconcile(false)).toMatchObject({ checkedEntries: 1, drifts });
    expect(await stockEntries(t.app.db).countDocuments(place)).toBe(1);
  });

  it('is for administrators', async () => {
    expect(refusalOf(await t.gql(RECONCILE, { dryRun: true }, t.tokens.manager))).toBe('FORBIDDEN');
    expect(memberOf(await t.gql(RECONCILE, { dryRun: true }, t.tokens.foreignAdmin))).toEqual({
      checkedEntries: 0,
      drifts: [],
    });
  });
});
