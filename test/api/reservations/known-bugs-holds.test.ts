import fc from 'fast-check';
import { createApp } from '../../../src/app';
import { fromGlobalId, newId } from '../../../src/kernel/ids';
import type { Id } from '../../../src/kernel/ids';
import { expireOrders } from '../../../src/modules/orders';
import {
  commitReservation,
  expireReservations,
  releaseReservation,
  reserveStock,
} from '../../../src/modules/reservations';
import { reservations } from '../../../src/modules/reservations/reservation.model';
import { issueSession } from '../../../src/modules/tenants';
import type { SessionActor } from '../../../src/modules/tenants';
import { createTestApp } from '../../support/test-app';
import type { TestApp } from '../../support/test-app';
import { RESERVE, SET, action, line } from '../inventory/stock-scenario';
import { Shop, memberOf, nextKey } from '../orders/order-scenario';
import { WatchedProvider } from '../payments/watched-provider';

/**
 * One test for each bug that other systems shipped around holds, named by what it prevents. Some are guarded elsewhere:
 * Sylius#3573 (own hold) in replace-reservation.test.ts, medusa#16502 (two lines of one SKU) in reserve-stock.test.ts,
 * Sylius#7144 (one bad row stops the sweep) in expire-reservations.test.ts, erpnext#52851 (release the rest of a hold
 * that was partly delivered) in change-reservation.test.ts. A hold names variants by id, and SKUs never change, so none
 * can be orphaned by a new SKU (magento/inventory#2773).
 */
let t: TestApp;
let shop: Shop;
let provider: WatchedProvider;
beforeAll(async () => {
  provider = new WatchedProvider();
  t = await createTestApp({ paymentProvider: provider });
  shop = new Shop(t);
});
afterAll(() => t.close());
/** Access tokens end after 30 minutes: new ones for whoever goes on after a jump in time. */
async function later() {
  const tokenOf = async (actor: SessionActor) => (await issueSession(t.app, t.tenant._id, actor)).accessToken;
  const tokens = {
    ...t.tokens,
    customer: await tokenOf({ kind: 'customer', customerId: t.ids.customer }),
    admin: await tokenOf({ kind: 'staff', userId: newId(), role: 'ADMIN' }),
    clerk: await tokenOf({ kind: 'staff', userId: newId(), role: 'STOCK_CLERK' }),
  };
  t = { ...t, tokens };
  shop = new Shop(t);
}

beforeEach(later);
afterEach(async () => {
  provider.answer = null;
  await t.expectStockConsistent();
});

const key = () => ({ idempotencyKey: nextKey() });
const sweep = () => expireReservations(t.ctx, { workerId: 'w', batchSize: 200, leaseMs: 30_000 });
const linesOf = (variant: { _id: Id }, quantity: number) => [
  { branchId: t.branches.north._id, variantId: variant._id, quantity },
];

async function held(variant: { _id: Id }, quantity: number, token = t.tokens.customer): Promise<string> {
  const input = { ...key(), lines: [line(t, variant, quantity)] };
  const answer = memberOf(await t.gql(RESERVE, { input }, token));
  expect(answer.__typename).toBe('ReservationPayload');
  return answer.reservation.id;
}

it('two carts, one last item, both paid (vendure#3508): of 100 buyers in two processes one holds, pays and gets it', async () => {
  const mug = await shop.stocked(1);
  const other = await createApp(t.app.config, { logger: t.app.logger, clock: t.clock });
  const outcomes = await Promise.allSettled(
    Array.from({ length: 100 }, (_unused, nth) => {
      const app = nth % 2 === 0 ? t.app : other;
      const ctx = app.newContext(t.tenant._id, { kind: 'guest', guestId: newId() });
      return reserveStock(ctx, { input: key(), lines: linesOf(mug.variant, 1) });
    }),
  );
  await other.close();
  expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1);
  const codes = outcomes.flatMap((o) => (o.status === 'rejected' ? [(o.reason as { code?: string }).code] : []));
  expect(new Set(codes)).toEqual(new Set(['INSUFFICIENT_STOCK']));
  expect(memberOf(await shop.place({ lines: [shop.line(mug, 1)] })).__typename).toBe('InsufficientStockError');
});

it('a hold lapses between payment and order (saleor#15246): it is kept while paying, up to a cap', async () => {
  const mug = await shop.stocked(1);
  const order = await shop.placed([shop.line(mug, 1)]);
  const input = key();
  t.clock.tick(14 * 60_000);
  // The bank takes its time: the hold would be over by now, had the payment not extended it.
  provider.answer = () => new Promise(() => undefined);
  expect(memberOf(await shop.pay(order, input)).order.status).toBe('PAYMENT_REVIEW');
  t.clock.tick(10 * 60_000);
  await sweep();
  expect(await shop.stockOf(mug)).toEqual({ onHand: 1, reserved: 1, available: 0 });
  provider.answer = null;
  expect(memberOf(await shop.pay(order, input)).order).toMatchObject({
    status: 'CONFIRMED',
    reservation: { status: 'COMMITTED' },
  });
});

it('a hold is kept for ever by paying and paying again (saleor#15246): it ends 24 hours after the order, whatever is tried', async () => {
  const order = await shop.placed([shop.line(await shop.stocked(1), 1)]);
  const placedAt = t.clock.now().getTime();
  provider.answer = () => Promise.resolve({ status: 'DECLINED', reason: 'card_declined' });
  let end = 0;
  for (let minutes = 0; minutes < 24 * 60 - 5; minutes += 10) {
    t.clock.tick(10 * 60_000);
    await later();
    await shop.pay(order);
    const doc = await reservations(t.app.db).findOne({ tenantId: t.tenant._id }).sort({ _id: -1 }).lean();
    end = doc?.expiresAt.getTime() ?? 0;
  }
  expect(end - placedAt).toBe(24 * 60 * 60_000);
  await shop.cancel(order);
}, 120_000);

it('cancelling crashes because on hand was edited below what is held (Sylius#9435): the edit is refused', async () => {
  const mug = await shop.stocked(5);
  const order = await shop.placed([shop.line(mug, 4)]);
  const edit = { ...key(), branchId: shop.line(mug, 1).branchId, variantId: shop.line(mug, 1).variantId };
  const input = { ...edit, quantity: 3, reason: 'CYCLE_COUNT' };
  expect(memberOf(await t.gql(SET, { input }, t.tokens.clerk)).__typename).toBe('InsufficientStockError');
  expect(memberOf(await shop.cancel(order)).order.status).toBe('CANCELLED');
  expect(await shop.stockOf(mug)).toEqual({ onHand: 5, reserved: 0, available: 5 });
});

it('reserved goes negative (medusa#12401): of 20 releases, commits and a sweep at once, one ends the hold', async () => {
  const mug = await shop.stocked(5);
  const { _id } = await reserveStock(t.ctx, { input: key(), lines: linesOf(mug.variant, 3), ttlSeconds: 60 });
  t.clock.tick(59_999);
  const works = Array.from({ length: 20 }, (_unused, nth) =>
    nth % 2 === 0
      ? releaseReservation(t.ctx, { input: key(), reservationId: _id })
      : commitReservation(t.ctx, { input: key(), reservationId: _id }),
  );
  t.clock.tick(1);
  const outcomes = await Promise.allSettled([...works, sweep()]);
  const ended = outcomes.slice(0, 20).filter((outcome) => outcome.status === 'fulfilled');
  await sweep();
  const doc = await reservations(t.app.db).findOne({ tenantId: t.tenant._id, _id }).lean();
  expect(ended).toHaveLength(doc?.status === 'EXPIRED' ? 0 : 1);
  const { onHand, reserved } = await shop.stockOf(mug);
  expect([onHand, reserved]).toEqual([doc?.status === 'COMMITTED' ? 2 : 5, 0]);
});

it('a release of what is not held gives stock away (vendure#661): it changes nothing', async () => {
  const mug = await shop.stocked(5);
  const id = await held(mug.variant, 3);
  const release = (more: object = {}) =>
    t.gql(action('release'), { input: { ...key(), reservationId: id, ...more } }, t.tokens.customer);
  expect(memberOf(await release({ lines: [line(t, mug.variant, 4)] })).__typename).toBe('ValidationError');
  await release();
  for (let again = 0; again < 3; again += 1) {
    expect(memberOf(await release()).code).toBe('RESERVATION_ALREADY_RELEASED');
  }
  expect(await shop.stockOf(mug)).toEqual({ onHand: 5, reserved: 0, available: 5 });
});

it('a partial cancel gives back the whole quantity, or what is left twice (magento/inventory#2849, #1881)', async () => {
  const mug = await shop.stocked(10);
  const order = await shop.placed([shop.line(mug, 6)]);
  const cancel = (quantity: number) => shop.cancel(order, { lines: [{ orderLineId: order.lines[0]?.id, quantity }] });
  await cancel(2);
  expect(await shop.stockOf(mug)).toEqual({ onHand: 10, reserved: 4, available: 6 });
  await cancel(1);
  expect(await shop.stockOf(mug)).toEqual({ onHand: 10, reserved: 3, available: 7 });
  await shop.cancel(order);
  expect(await shop.stockOf(mug)).toEqual({ onHand: 10, reserved: 0, available: 10 });
});

it('an order of 13 over 10 and 15 holds 10 and 13 (vendure#4030): it holds 10 and 3', async () => {
  const mug = await shop.stocked(10);
  await t.makeStock({ branch: t.branches.south, variant: mug.variant, quantity: 15 });
  const branchIds = [t.branches.north._id, t.branches.south._id];
  const wanted = [{ variantId: mug.variant._id, quantity: 13 }];
  const hold = await reserveStock(t.ctx, { input: key(), sourcing: { wanted, strategy: 'PRIORITY', branchIds } });
  expect(hold.lines.map(({ branchId, quantity }) => [branchId.toHexString(), quantity])).toEqual([
    [t.branches.north._id.toHexString(), 10],
    [t.branches.south._id.toHexString(), 3],
  ]);
});

it('a hold blocks its own delivery, and only the first 50 lines are held (erpnext#57159, #46540)', async () => {
  const { variants } = await t.makeProduct({ variants: Array.from({ length: 60 }, () => ({})) });
  await t.makeStock(...variants.map((variant) => ({ branch: t.branches.north, variant, quantity: 2 })));
  const input = { ...key(), lines: variants.map((variant) => line(t, variant, 2)) };
  const { reservation } = memberOf(await t.gql(RESERVE, { input }, t.tokens.customer));
  const doc = await reservations(t.app.db)
    .findOne({ tenantId: t.tenant._id, _id: fromGlobalId('Reservation', reservation.id) })
    .lean();
  expect(doc?.lines).toHaveLength(60);
  const { order } = memberOf(await shop.place({ reservationId: reservation.id }));
  expect(memberOf(await shop.pay(order)).order.status).toBe('CONFIRMED');
  expect(memberOf(await shop.fulfill(order)).order.status).toBe('FULFILLED');
});

it('fulfilling or cancelling leaves holds behind (medusa#11266): reserved is the sum of the live holds after any sequence', async () => {
  const step = fc.record({
    verb: fc.constantFrom('reserve', 'place', 'pay', 'fulfill', 'cancel', 'cancelPart', 'release', 'expire'),
    pick: fc.nat(5),
    quantity: fc.integer({ min: 1, max: 4 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 10 }), async (steps) => {
      const mug = await shop.stocked(8);
      const orders: { id: string; lines: readonly { id: string }[] }[] = [];
      const holds: string[] = [];
      for (const { verb, pick, quantity } of steps) {
        const order = orders[pick % Math.max(1, orders.length)];
        const reservationId = holds[pick % Math.max(1, holds.length)];
        if (verb === 'reserve') {
          const input = { ...key(), lines: [line(t, mug.variant, quantity)] };
          const made = memberOf(await t.gql(RESERVE, { input }, t.tokens.customer));
          if (made.__typename === 'ReservationPayload') holds.push(made.reservation.id);
        } else if (verb === 'place') {
          const from = reservationId === undefined ? { lines: [shop.line(mug, quantity)] } : { reservationId };
          const made = memberOf(await shop.place(from));
          if (made.__typename === 'OrderPayload') orders.push(made.order);
        } else if (verb === 'release' && reservationId !== undefined) {
          await t.gql(action('release'), { input: { ...key(), reservationId } }, t.tokens.customer);
        } else if (verb === 'expire') {
          t.clock.tick(16 * 60_000);
          await sweep();
          await expireOrders(t.ctx, 100);
          await later();
        } else if (order !== undefined) {
          if (verb === 'pay') await shop.pay(order);
          if (verb === 'fulfill') await shop.fulfill(order);
          if (verb === 'cancel') await shop.cancel(order);
          if (verb === 'cancelPart') {
            await shop.cancel(order, { lines: [{ orderLineId: order.lines[0]?.id, quantity: 1 }] });
          }
        }
        const live = await reservations(t.app.db)
          .find({ tenantId: t.tenant._id, status: 'ACTIVE', 'lines.variantId': mug.variant._id })
          .lean();
        const units = live.flatMap(({ lines }) =>
          lines.map((row) => row.quantity - row.committedQuantity - row.releasedQuantity),
        );
        const { reserved } = await shop.stockOf(mug);
        expect([verb, reserved]).toEqual([verb, units.reduce((sum, count) => sum + count, 0)]);
      }
      await t.expectStockConsistent();
    }),
    { numRuns: 12 },
  );
}, 180_000);
