import { stockEntries } from '../../../src/modules/inventory/stock-entry.model';
import { stockMovements } from '../../../src/modules/inventory/stock-movement.model';
import { applyStockChanges } from '../../../src/modules/inventory';
import type { StockChange } from '../../../src/modules/inventory';
import {
  expireReservations,
  reconcileStock,
  releaseReservation,
  reserveStock,
} from '../../../src/modules/reservations';
import { outboxEvents } from '../../../src/platform/outbox';
import { runInTransaction } from '../../../src/platform/transaction';
import { createTestApp } from '../../support/test-app';
import type { TestApp } from '../../support/test-app';
import { ADJUST, SET, action, balances, line, stored } from '../inventory/stock-scenario';
import { Shop, nextKey } from '../orders/order-scenario';
import { Till } from '../pos/pos-scenario';

/** One test for each bug that other systems shipped around the ledger of holds, named by what it prevents. */
let t: TestApp;
let shop: Shop;
beforeAll(async () => {
  t = await createTestApp();
  shop = new Shop(t);
});
afterAll(() => t.close());
afterEach(() => t.expectStockConsistent());

const key = () => ({ idempotencyKey: nextKey() });

it('who calls the service directly oversells, because safety is in a lock around it (medusa#16569)', async () => {
  const { variant } = await shop.stocked(20);
  const change: StockChange = {
    branchId: t.branches.north._id,
    variantId: variant._id,
    type: 'POS_SALE',
    onHandDelta: -1,
    reservedDelta: 0,
    requires: 'AVAILABLE',
  };
  const outcomes = await Promise.allSettled(
    Array.from({ length: 50 }, () => runInTransaction(t.ctx, (tx) => applyStockChanges(tx, [change]))),
  );
  expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(20);
  expect(await balances(t, variant)).toEqual([0, 0, 0]);
});

it('a balance goes below zero while the ledger records moves that never happened (grocery-pos#4)', async () => {
  const [plenty, scarce] = [await shop.stocked(9), await shop.stocked(2)];
  const before = await stored(t);
  const sale = (variant: { _id: StockChange['variantId'] }, units: number): StockChange => ({
    branchId: t.branches.north._id,
    variantId: variant._id,
    type: 'POS_SALE',
    onHandDelta: -units,
    reservedDelta: 0,
    requires: 'AVAILABLE',
  });
  const release: StockChange = { ...sale(plenty.variant, 0), type: 'RELEASE', reservedDelta: -1, requires: 'RESERVED' };
  for (const changes of [[sale(plenty.variant, 1), sale(scarce.variant, 3)], [release]]) {
    await expect(runInTransaction(t.ctx, (tx) => applyStockChanges(tx, changes))).rejects.toThrow();
  }
  expect(await stored(t)).toEqual(before);
});

it('counter and holds drift and nobody can release any more (odoo#62139): drift is listed, repaired, and work goes on', async () => {
  const { variant } = await shop.stocked(5);
  const lines = [{ branchId: t.branches.north._id, variantId: variant._id, quantity: 3 }];
  const { _id } = await reserveStock(t.ctx, { input: key(), lines });
  const entry = { tenantId: t.tenant._id, branchId: t.branches.north._id, variantId: variant._id };
  await stockEntries(t.app.db).updateOne(entry, { $inc: { quantityReserved: -2, quantityAvailable: 2 } });
  await expect(releaseReservation(t.ctx, { input: key(), reservationId: _id })).rejects.toThrow(/less is reserved/);
  const listed = await reconcileStock(t.ctx, { dryRun: true });
  expect(listed.drifts).toMatchObject([{ expectedReserved: 3, actualReserved: 1, repaired: false }]);
  expect((await reconcileStock(t.ctx, { dryRun: false })).drifts).toMatchObject([{ repaired: true }]);
  await releaseReservation(t.ctx, { input: key(), reservationId: _id });
  expect(await balances(t, variant)).toEqual([5, 0, 5]);
});

it('some writers of stock tell nobody (saleor#19449): every one of them leaves an event of the newest balance', async () => {
  const mug = await shop.stocked(20);
  const { variant } = mug;
  const till = new Till(t);
  const hold = async (quantity: number, ttlSeconds = 600) =>
    reserveStock(t.ctx, {
      input: key(),
      ttlSeconds,
      lines: [{ branchId: t.branches.north._id, variantId: variant._id, quantity }],
    });
  const place = { branchId: shop.line(mug, 1).branchId, variantId: shop.line(mug, 1).variantId };
  const writers: Record<string, () => Promise<unknown>> = {
    adjust: () =>
      t.gql(ADJUST, { input: { ...key(), reason: 'DAMAGED', lines: [{ ...place, delta: -1 }] } }, t.tokens.clerk),
    set: () => t.gql(SET, { input: { ...key(), ...place, quantity: 18, reason: 'CYCLE_COUNT' } }, t.tokens.clerk),
    reserve: () => hold(1),
    release: async () => releaseReservation(t.ctx, { input: key(), reservationId: (await hold(1))._id }),
    replace: async () =>
      reserveStock(t.ctx, {
        input: key(),
        lines: [{ branchId: t.branches.north._id, variantId: variant._id, quantity: 2 }],
        replacesReservationId: (await hold(1))._id,
      }),
    commit: async () => {
      const id = (await shop.place({ lines: [shop.line(mug, 1)] })).data.placeOrder.order.id;
      return shop.pay({ id });
    },
    expire: async () => {
      await hold(1, 1);
      t.clock.tick(1_000);
      return expireReservations(t.ctx, { workerId: 'w', batchSize: 200, leaseMs: 30_000 });
    },
    'sale at the till': () => till.sell([{ sku: variant.sku, quantity: 1 }], 1_000),
    'cancel after payment': async () => shop.cancel(await shop.paid([shop.line(mug, 1)])),
    'release by hand': async () => {
      const input = { ...key(), lines: [line(t, variant, 1)] };
      const made = await t.gql(
        'mutation ($input: ReserveStockInput!) { reserveStock(input: $input) { ... on ReservationPayload { reservation { id } } } }',
        { input },
        t.tokens.guest,
      );
      const { id } = made.data.reserveStock.reservation;
      return t.gql(action('release'), { input: { ...key(), reservationId: id } }, t.tokens.guest);
    },
  };
  const where = { tenantId: t.tenant._id, variantId: variant._id };
  let known = await stockMovements(t.app.db).countDocuments(where);
  for (const [name, write] of Object.entries(writers)) {
    await write();
    const entry = await stockEntries(t.app.db).findOne(where).lean();
    const count = await stockMovements(t.app.db).countDocuments(where);
    expect([name, count > known]).toEqual([name, true]);
    known = count;
    const events = await outboxEvents(t.app.db).find({ tenantId: t.tenant._id, type: 'stock.changed' }).lean();
    const told = events
      .flatMap(
        ({ payload }) => payload['entries'] as { variantId: string; sequence: number; quantityAvailable: number }[],
      )
      .filter(({ variantId }) => variantId === variant._id.toHexString());
    expect([name, told.find(({ sequence }) => sequence === entry?.sequence)]).toEqual([
      name,
      expect.objectContaining({ quantityAvailable: entry?.quantityAvailable }),
    ]);
  }
});
