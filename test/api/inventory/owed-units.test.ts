import { newId } from '../../../src/kernel/ids';
import type { Id } from '../../../src/kernel/ids';
import type { VariantDoc } from '../../../src/modules/catalog';
import { adjustStock, moveStock, setStock, settleStockOfRemoved } from '../../../src/modules/inventory';
import { backorders } from '../../../src/modules/inventory/backorder.model';
import { stockEntries } from '../../../src/modules/inventory/stock-entry.model';
import {
  commitReservation,
  fillHeldOfWaiting,
  releaseReservation,
  reserveStock,
} from '../../../src/modules/reservations';
import { tenantDirectory } from '../../../src/modules/tenants';
import type { NegativeStockPolicy } from '../../../src/modules/tenants';
import { branches } from '../../../src/modules/tenants/branch.model';
import { runInTransaction } from '../../../src/platform/transaction';
import { createTestApp } from '../../support/test-app';
import type { TestApp } from '../../support/test-app';
import { importScenario } from '../bulk/import-scenario';
import { allowBackorders } from './backorder-scenario';
import { approved, counted, found, linesOf, openCount } from './count-scenario';
import { Till, gbp } from '../pos/pos-scenario';
import { balances, memberOf, nextKey, stocked, variantGid } from './stock-scenario';

const SALE = `mutation ($input: CreatePosSaleInput!) { createPosSale(input: $input) { __typename } }`;

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
});
afterAll(() => t.close());
afterEach(() => t.expectStockConsistent());

const place = (variant: VariantDoc) => ({ branchId: t.branches.north._id, variantId: variant._id });
const input = () => ({ idempotencyKey: nextKey() });

async function hold(variant: VariantDoc, quantity: number): Promise<Id> {
  const shopper = t.as({ kind: 'guest', guestId: newId() });
  return (await reserveStock(shopper, { input: input(), lines: [{ ...place(variant), quantity }] }))._id;
}

function sellHeld(reservationId: Id, variant: VariantDoc, quantity?: number) {
  const part = quantity === undefined ? {} : { lines: [{ ...place(variant), quantity }] };
  return commitReservation(t.ctx, { input: input(), reservationId, ...part });
}

function receive(variant: VariantDoc, delta: number) {
  return adjustStock(t.ctx, { input: input(), reason: 'RECEIVED', lines: [{ ...place(variant), delta }] });
}

function setTo(variant: VariantDoc, quantity: number, expectedQuantity: number | null = null) {
  return setStock(t.ctx, { input: input(), ...place(variant), quantity, expectedQuantity, reason: 'CORRECTION' });
}

/** Counts what is on the shelf; answers the variance, and how the line ended. */
async function count(variant: VariantDoc, units: number): Promise<[number, string]> {
  const id = await openCount(t);
  await found(t, id, variant, units);
  await approved(t, id);
  const [row] = await linesOf(t, id);
  return [row.variance, row.status];
}

/** Units that wait, and those of them that are sold already. */
async function waitingAndOwed(variant: VariantDoc): Promise<[number, number]> {
  const entry = await stockEntries(t.app.db).findOne({ tenantId: t.tenant._id, variantId: variant._id }).lean();
  return [entry?.quantityWaiting ?? 0, entry?.quantityOwed ?? 0];
}

/** A variant of which so many units were there, and so many more were ordered and paid. */
async function oversold(there: number, units: number): Promise<VariantDoc> {
  const variant = await stocked(t, there);
  await allowBackorders(t, variant, 9);
  await sellHeld(await hold(variant, there + units), variant);
  return variant;
}

describe('a shelf that owes units which were sold before they came', () => {
  it('is empty when nothing is found on it: nobody gets what is not there', async () => {
    const variant = await oversold(1, 3);
    expect(await balances(t, variant)).toEqual([-3, 0, -3]);
    expect(await count(variant, 0)).toEqual([0, 'APPLIED']);
    expect((await setTo(variant, 0, -3)).movements).toEqual([]);
    expect(await balances(t, variant)).toEqual([-3, 0, -3]);
    expect(await waitingAndOwed(variant)).toEqual([3, 3]);
  });

  it('gives what is found on it to those who wait', async () => {
    const variant = await oversold(0, 3);
    expect(await count(variant, 2)).toEqual([2, 'APPLIED']);
    expect(await balances(t, variant)).toEqual([-1, 0, -1]);
    expect(await waitingAndOwed(variant)).toEqual([1, 1]);
    await setTo(variant, 4);
    expect(await balances(t, variant)).toEqual([3, 0, 3]);
    expect(await waitingAndOwed(variant)).toEqual([0, 0]);
  });

  it('is corrected by what tills sold below 0, and by no more', async () => {
    const variant = await oversold(0, 2);
    const north = { tenantId: t.tenant._id, _id: t.branches.north._id };
    const setPolicy = async (negativeStockPolicy: NegativeStockPolicy) => {
      await branches(t.app.db).updateOne(north, { $set: { negativeStockPolicy } });
      tenantDirectory(t.app.db).forget(t.tenant._id);
    };
    await setPolicy('ALLOW');
    const till = new Till(t);
    const payments = [{ method: 'CASH', amount: gbp(3_000) }];
    const sale = { registerId: till.registerId, lines: [{ variantId: variantGid(variant), quantity: 3 }], payments };
    const sold = memberOf(await t.gql(SALE, { input: { ...input(), ...sale } }, t.tokens.cashier));
    expect(sold.__typename).toBe('PosSalePayload');
    expect(await balances(t, variant)).toEqual([-5, 0, -5]);
    expect(await count(variant, 0)).toEqual([3, 'APPLIED']);
    expect(await balances(t, variant)).toEqual([-2, 0, -2]);
    expect(await waitingAndOwed(variant)).toEqual([2, 2]);
    await setPolicy('BLOCK');
  });

  it('refuses that its variant is removed, also where on hand happens to be 0', async () => {
    const made = await t.makeProduct();
    await t.makeStock({ branch: t.branches.north, variant: made.variant, quantity: 2 });
    await moveStock(t.ctx, {
      input: input(),
      lines: [{ ...place(made.variant), quantity: 2 }],
      from: 'AVAILABLE',
      to: 'DAMAGED',
    });
    await allowBackorders(t, made.variant, 9);
    await sellHeld(await hold(made.variant, 2), made.variant);
    expect(await balances(t, made.variant)).toEqual([0, 0, -2]);
    const removed = runInTransaction(t.ctx, (tx) => settleStockOfRemoved('REFUSE', 'stock')(tx, [made.variant]));
    await expect(removed).rejects.toMatchObject({ code: 'VARIANT_HAS_STOCK' });
  });

  it('has what others hold, who were there first', async () => {
    const variant = await stocked(t, 3);
    await allowBackorders(t, variant, 9);
    await hold(variant, 3);
    await sellHeld(await hold(variant, 2), variant);
    expect(await balances(t, variant)).toEqual([1, 3, -2]);
    expect(await count(variant, 3)).toEqual([0, 'APPLIED']);
    expect((await setTo(variant, 3, 1)).movements).toEqual([]);
    await expect(setTo(variant, 2)).rejects.toMatchObject({ code: 'INSUFFICIENT_STOCK' });
    expect(await waitingAndOwed(variant)).toEqual([2, 2]);
  });

  it('owes nothing for units that are only held, nor for those of a part that were there', async () => {
    const variant = await stocked(t, 3);
    await allowBackorders(t, variant, 9);
    const held = await hold(variant, 5);
    expect(await waitingAndOwed(variant)).toEqual([2, 0]);
    await sellHeld(held, variant, 3);
    expect(await waitingAndOwed(variant)).toEqual([2, 0]);
    await sellHeld(held, variant, 1);
    expect(await waitingAndOwed(variant)).toEqual([2, 1]);
    expect(await count(variant, 0)).toEqual([0, 'APPLIED']);
    await releaseReservation(t.ctx, { input: input(), reservationId: held });
    expect(await waitingAndOwed(variant)).toEqual([1, 1]);
    await receive(variant, 1);
    expect(await waitingAndOwed(variant)).toEqual([0, 0]);
    expect(await balances(t, variant)).toEqual([0, 0, 0]);
  });

  it('does not count as moved when what was held ahead is paid while people count', async () => {
    const variant = await stocked(t, 2);
    await allowBackorders(t, variant, 9);
    await hold(variant, 2);
    const ahead = await hold(variant, 3);
    const id = await openCount(t);
    await found(t, id, variant, 2);
    await sellHeld(ahead, variant);
    await counted(t, 'submit', { stockCountId: id });
    const after = await counted(t, 'approve', { stockCountId: id, movedLines: 'RECOUNT' });
    expect(after).toMatchObject({ status: 'APPROVED', varianceUnits: 0 });
    expect(await balances(t, variant)).toEqual([-1, 2, -3]);
  });

  it('is told in files by what is there, and brought in again changes nothing', async () => {
    const variant = await oversold(0, 3);
    const imports = importScenario(() => t);
    const rows = [`${variant.sku},NORTH,0,-3`];
    const report = await imports.bringIn(
      ['sku,branch,quantity,expected_quantity', ...rows],
      { kind: 'STOCK' },
      t.tokens.clerk,
    );
    expect(report).toMatchObject({ status: 'SUCCEEDED', rowsUnchanged: 1 });
    expect(await waitingAndOwed(variant)).toEqual([3, 3]);
  });

  it('of a database that knew only who waits learns what it owes', async () => {
    const variant = await stocked(t, 1);
    await allowBackorders(t, variant, 9);
    await sellHeld(await hold(variant, 3), variant);
    const open = await hold(variant, 1);
    const where = { tenantId: t.tenant._id, variantId: variant._id };
    await backorders(t.app.db).updateMany(where, { $unset: { heldQuantity: 1 } });
    await stockEntries(t.app.db).updateMany(where, { $unset: { quantityOwed: 1 } });
    expect(await fillHeldOfWaiting(t.ctx)).toBe(2);
    expect(await fillHeldOfWaiting(t.ctx)).toBe(0);
    expect(await waitingAndOwed(variant)).toEqual([3, 2]);
    await sellHeld(open, variant);
    expect(await waitingAndOwed(variant)).toEqual([3, 3]);
  });
});
