import { expireOrders } from '../../../src/modules/orders';
import { expireReservations } from '../../../src/modules/reservations';
import { updateBranch } from '../../../src/modules/tenants';
import { createTestApp } from '../../support/test-app';
import type { TestApp } from '../../support/test-app';
import { Shop, memberOf, nextKey } from '../orders/order-scenario';
import type { Member } from '../orders/order-scenario';
import { WatchedProvider } from './watched-provider';

let test: TestApp;
let shop: Shop;
let provider: WatchedProvider;
beforeEach(async () => {
  provider = new WatchedProvider();
  test = await createTestApp({ paymentProvider: provider });
  shop = new Shop(test);
}, 60_000);
afterEach(async () => {
  await test.expectStockConsistent();
  await test.close();
});

const sweep = () => expireReservations(test.ctx, { workerId: 'w1', batchSize: 100, leaseMs: 30_000 });

/** An order of one unit whose payment got no answer until its hold was over. */
async function unanswered(made: Awaited<ReturnType<Shop['stocked']>>) {
  const order = await shop.placed([shop.line(made, 1)]);
  const input = { idempotencyKey: nextKey() };
  provider.answer = () => new Promise(() => undefined);
  expect(memberOf(await shop.pay(order, input)).order.status).toBe('PAYMENT_REVIEW');
  test.clock.tick(15 * 60 * 1000);
  provider.answer = null;
  return { order, input };
}

async function read(id: string): Promise<Member> {
  const answer = await test.gql(
    `query ($id: ID!) { order(id: $id) { status amountPaid { amountMinor } amountRefunded { amountMinor }
      amountDue { amountMinor } payments { status refundedAmount { amountMinor } } reservation { status } } }`,
    { id },
    test.tokens.customer,
  );
  return memberOf(answer);
}

describe('the provider says yes after the hold is over', () => {
  it.each([
    ['swept', sweep],
    ['not swept yet', async () => undefined],
  ])('the hold %s: the order is sold from what is available', async (_name, beforeAnswer) => {
    const mug = await shop.stocked(1);
    const { order, input } = await unanswered(mug);
    await beforeAnswer();
    expect(memberOf(await shop.pay(order, input)).order).toMatchObject({
      status: 'CONFIRMED',
      amountPaid: { amountMinor: 1000 },
      amountRefunded: { amountMinor: 0 },
      reservation: { status: 'COMMITTED' },
    });
    expect(new Set(provider.charged).size).toBe(1);
    expect(await shop.stockOf(mug)).toEqual({ onHand: 0, reserved: 0, available: 0 });
  });

  it('the branch has closed meanwhile: nothing is sold there anew, and the payment goes back', async () => {
    const mug = await shop.stocked(1);
    const { order, input } = await unanswered(mug);
    await sweep();
    const close = { input: { idempotencyKey: nextKey() }, branchId: test.branches.north._id };
    await updateBranch(test.ctx, { ...close, changes: { active: false } });
    expect(memberOf(await shop.pay(order, input))).toMatchObject({ code: 'ORDER_HOLD_LOST' });
    expect(provider.refunded).toEqual([1000]);
    expect(await shop.stockOf(mug)).toEqual({ onHand: 1, reserved: 0, available: 1 });
  });

  it('the stock is gone: the payment goes back, and the same request says so again', async () => {
    const mug = await shop.stocked(1);
    const { order, input } = await unanswered(mug);
    await sweep();
    const other = await shop.placed([shop.line(mug, 1)], test.tokens.guest);
    const lost = memberOf(await shop.pay(order, input));
    expect(lost).toMatchObject({ __typename: 'InvalidStateError', code: 'ORDER_HOLD_LOST', currentStatus: 'EXPIRED' });
    expect(memberOf(await shop.pay(order, input))).toEqual(lost);
    expect(provider.refunded).toEqual([1000]);
    expect(await read(order.id)).toEqual({
      status: 'EXPIRED',
      amountPaid: { amountMinor: 1000 },
      amountRefunded: { amountMinor: 1000 },
      amountDue: { amountMinor: 0 },
      payments: [{ status: 'REFUNDED', refundedAmount: { amountMinor: 1000 } }],
      reservation: { status: 'EXPIRED' },
    });
    expect(memberOf(await shop.pay(other, {}, test.tokens.guest)).order.status).toBe('CONFIRMED');
    expect(await shop.stockOf(mug)).toEqual({ onHand: 0, reserved: 0, available: 0 });
  });
});

describe('expireOrders', () => {
  it('expires unpaid orders once their hold is swept, not before, and only once', async () => {
    const mug = await shop.stocked(5);
    const order = await shop.placed([shop.line(mug, 2)]);
    expect(await expireOrders(test.ctx, 100)).toBe(0);
    test.clock.tick(15 * 60 * 1000);
    expect(await expireOrders(test.ctx, 100)).toBe(0);
    await sweep();
    const counts = await Promise.all([expireOrders(test.ctx, 100), expireOrders(test.ctx, 100)]);
    expect(counts.sort()).toEqual([0, 1]);
    expect(await read(order.id)).toMatchObject({ status: 'EXPIRED', amountDue: { amountMinor: 0 } });
    for (const answer of [await shop.pay(order), await shop.cancel(order)]) {
      expect(memberOf(answer)).toMatchObject({ code: 'ORDER_EXPIRED', currentStatus: 'EXPIRED' });
    }
    expect(await shop.stockOf(mug)).toEqual({ onHand: 5, reserved: 0, available: 5 });
  });

  it('an order with money in it waits for staff, who cancel and refund it', async () => {
    const mug = await shop.stocked(5);
    const order = await shop.placed([shop.line(mug, 1)]);
    await shop.pay(order, { amount: { amountMinor: 400, currency: 'GBP' } });
    test.clock.tick(15 * 60 * 1000);
    await sweep();
    expect(await expireOrders(test.ctx, 100)).toBe(1);
    expect((await read(order.id)).status).toBe('PAYMENT_REVIEW');
    expect(memberOf(await shop.cancel(order, {}, test.tokens.manager)).order.status).toBe('CANCELLED');
    expect(provider.refunded).toEqual([400]);
    expect(await read(order.id)).toMatchObject({
      amountPaid: { amountMinor: 400 },
      amountRefunded: { amountMinor: 400 },
      payments: [{ status: 'REFUNDED' }],
    });
  });

  it('twenty orders take as many commands as one', async () => {
    const mug = await shop.stocked(50);
    for (let index = 0; index < 21; index += 1) await shop.placed([shop.line(mug, 1)]);
    test.clock.tick(15 * 60 * 1000);
    await sweep();
    const one = await test.countCommands(() => expireOrders(test.ctx, 1));
    const twenty = await test.countCommands(() => expireOrders(test.ctx, 100));
    expect([one.result, twenty.result]).toEqual([1, 20]);
    expect(twenty.commands).toEqual(one.commands);
    expect(one.count).toBe(6);
  });
});
