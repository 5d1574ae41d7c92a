import { settleRefunds } from '../../../src/modules/payments';
import { createTestApp } from '../../support/test-app';
import type { TestApp } from '../../support/test-app';
import { WatchedProvider } from '../payments/watched-provider';
import { Shop, memberOf, nextKey, refusalOf } from './order-scenario';
import type { OrderView } from './order-scenario';

let test: TestApp;
let shop: Shop;
const provider = new WatchedProvider();
beforeAll(async () => {
  test = await createTestApp({ paymentProvider: provider });
  shop = new Shop(test);
}, 60_000);
afterAll(() => test?.close());
beforeEach(() => {
  provider.refunded.length = 0;
  provider.isRefunding = true;
});
afterEach(() => test.expectStockConsistent());

const quantity = (order: OrderView, line: number, units: number) => ({
  orderLineId: order.lines[line]?.id,
  quantity: units,
});

describe('fulfillOrder', () => {
  it('hands over by line, then the rest, and moves no stock', async () => {
    const [mug, tea] = [await shop.stocked(5), await shop.stocked(5)];
    const order = await shop.paid([shop.line(mug, 3), shop.line(tea, 1)]);
    const part = memberOf(await shop.fulfill(order, { lines: [quantity(order, 0, 2)] })).order;
    expect(part.status).toBe('PARTIALLY_FULFILLED');
    expect(part.lines.map((line) => line.fulfilledQuantity)).toEqual([2, 0]);
    const whole = memberOf(await shop.fulfill(order)).order;
    expect(whole.status).toBe('FULFILLED');
    expect(whole.lines.map((line) => line.fulfilledQuantity)).toEqual([3, 1]);
    expect(await shop.stockOf(mug)).toEqual({ onHand: 2, reserved: 0, available: 2 });
    expect(memberOf(await shop.fulfill(order))).toMatchObject({
      __typename: 'InvalidStateError',
      code: 'ORDER_ALREADY_FULFILLED',
      currentStatus: 'FULFILLED',
    });
  });

  it('never hands over more than is open, however it is sliced', async () => {
    const mug = await shop.stocked(5);
    const order = await shop.paid([shop.line(mug, 3)]);
    const two = () => shop.fulfill(order, { lines: [quantity(order, 0, 2)] });
    const members = (await Promise.all([two(), two()])).map(memberOf);
    expect(members.map((member) => member.__typename).sort()).toEqual(['OrderPayload', 'ValidationError']);
    expect(members.find((member) => member.__typename === 'ValidationError')).toMatchObject({
      code: 'OVER_FULFILMENT',
      field: 'lines.0.quantity',
    });
    const twice = { lines: [quantity(order, 0, 1), quantity(order, 0, 1)] };
    expect(memberOf(await shop.fulfill(order, twice))).toMatchObject({
      code: 'OVER_FULFILMENT',
      field: 'lines.1.quantity',
    });
  });

  it('the same request again hands over once', async () => {
    const mug = await shop.stocked(5);
    const order = await shop.paid([shop.line(mug, 3)]);
    const input = { idempotencyKey: nextKey(), lines: [quantity(order, 0, 1)] };
    const first = memberOf(await shop.fulfill(order, input));
    expect(memberOf(await shop.fulfill(order, input))).toEqual(first);
    expect(first.order.lines[0]?.fulfilledQuantity).toBe(1);
  });

  it('refuses what is not paid, lines of other orders, bad quantities, shoppers', async () => {
    const mug = await shop.stocked(9);
    const unpaid = await shop.placed([shop.line(mug, 1)]);
    expect(memberOf(await shop.fulfill(unpaid))).toMatchObject({
      code: 'ORDER_NOT_PAID',
      currentStatus: 'PENDING_PAYMENT',
    });
    const order = await shop.paid([shop.line(mug, 1)]);
    const foreign = quantity(unpaid, 0, 1);
    expect(memberOf(await shop.fulfill(order, { lines: [foreign] }))).toMatchObject({
      __typename: 'NotFoundError',
      id: foreign.orderLineId,
    });
    for (const lines of [[], [quantity(order, 0, 0)], [quantity(order, 0, -1)], [quantity(order, 0, 2 ** 31)]]) {
      expect(refusalOf(await shop.fulfill(order, { lines }))).toBe('BAD_USER_INPUT');
    }
    expect(refusalOf(await shop.fulfill(order, {}, test.tokens.customer))).toBe('FORBIDDEN');
    expect(memberOf(await shop.fulfill(order, {}, test.tokens.foreignAdmin))).toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('cancelOrder before payment', () => {
  it('gives the hold back', async () => {
    const mug = await shop.stocked(5);
    const order = await shop.placed([shop.line(mug, 2)]);
    expect(memberOf(await shop.cancel(order, { reason: 'changed my mind' })).order).toMatchObject({
      status: 'CANCELLED',
      amountDue: { amountMinor: 0 },
      reservation: { status: 'RELEASED' },
    });
    expect(await shop.stockOf(mug)).toEqual({ onHand: 5, reserved: 0, available: 5 });
    expect(memberOf(await shop.cancel(order))).toMatchObject({
      code: 'ORDER_ALREADY_CANCELLED',
      currentStatus: 'CANCELLED',
    });
    expect(memberOf(await shop.pay(order))).toMatchObject({ code: 'ORDER_ALREADY_CANCELLED' });
  });

  it('by line leaves the rest to be paid', async () => {
    const mug = await shop.stocked(5, { priceMinor: 333 });
    const order = await shop.placed([shop.line(mug, 3)]);
    const part = memberOf(await shop.cancel(order, { lines: [quantity(order, 0, 1)] })).order;
    expect(part).toMatchObject({
      status: 'PENDING_PAYMENT',
      total: { gross: { amountMinor: 999 } },
      amountDue: { amountMinor: 666 },
    });
    expect(await shop.stockOf(mug)).toEqual({ onHand: 5, reserved: 2, available: 3 });
    expect(memberOf(await shop.pay(order)).order).toMatchObject({
      status: 'CONFIRMED',
      amountPaid: { amountMinor: 666 },
    });
    expect(await shop.stockOf(mug)).toEqual({ onHand: 3, reserved: 0, available: 3 });
  });

  it('by line sells the rest when part payments cover it, and refunds the excess', async () => {
    const mug = await shop.stocked(5);
    const order = await shop.placed([shop.line(mug, 3)]);
    await shop.pay(order, { amount: { amountMinor: 1500, currency: 'GBP' } });
    const after = memberOf(await shop.cancel(order, { lines: [quantity(order, 0, 2)] })).order;
    expect(after).toMatchObject({
      status: 'CONFIRMED',
      amountPaid: { amountMinor: 1500 },
      amountRefunded: { amountMinor: 500 },
      amountDue: { amountMinor: 0 },
    });
    expect(provider.refunded).toEqual([500]);
    expect(await shop.stockOf(mug)).toEqual({ onHand: 4, reserved: 0, available: 4 });
  });
});

describe('cancelOrder after payment', () => {
  it('takes the stock back and refunds, in step with the payments', async () => {
    const mug = await shop.stocked(5);
    const order = await shop.paid([shop.line(mug, 2)]);
    const cancelled = memberOf(await shop.cancel(order)).order;
    expect(cancelled).toMatchObject({
      status: 'CANCELLED',
      amountPaid: { amountMinor: 2000 },
      amountRefunded: { amountMinor: 2000 },
      payments: [{ status: 'REFUNDED', refundedAmount: { amountMinor: 2000 } }],
      reservation: { status: 'COMMITTED' },
    });
    expect(provider.refunded).toEqual([2000]);
    expect(await shop.stockOf(mug)).toEqual({ onHand: 5, reserved: 0, available: 5 });
  });

  it('by line refunds to the minor unit, and the rest can be handed over', async () => {
    const mug = await shop.stocked(5, { priceMinor: 333 });
    const order = await shop.paid([shop.line(mug, 3)]);
    const part = memberOf(await shop.cancel(order, { lines: [quantity(order, 0, 1)] })).order;
    expect(part).toMatchObject({
      status: 'CONFIRMED',
      amountRefunded: { amountMinor: 333 },
      payments: [{ status: 'PARTIALLY_REFUNDED' }],
    });
    expect(memberOf(await shop.fulfill(order, { lines: [quantity(order, 0, 2)] })).order.status).toBe('FULFILLED');
    expect(await shop.stockOf(mug)).toEqual({ onHand: 3, reserved: 0, available: 3 });
  });

  it('what was handed over stays sold', async () => {
    const mug = await shop.stocked(5);
    const order = await shop.paid([shop.line(mug, 3)]);
    await shop.fulfill(order, { lines: [quantity(order, 0, 1)] });
    expect(memberOf(await shop.cancel(order, { lines: [quantity(order, 0, 3)] }))).toMatchObject({
      __typename: 'ValidationError',
      code: 'OVER_CANCELLATION',
    });
    expect(memberOf(await shop.cancel(order)).order).toMatchObject({
      status: 'FULFILLED',
      amountRefunded: { amountMinor: 2000 },
    });
    expect(await shop.stockOf(mug)).toEqual({ onHand: 4, reserved: 0, available: 4 });
    expect(memberOf(await shop.cancel(order))).toMatchObject({ code: 'ORDER_ALREADY_FULFILLED' });
  });

  it('the same request again refunds once; so do two at once', async () => {
    const mug = await shop.stocked(5);
    const order = await shop.paid([shop.line(mug, 1)]);
    const input = { idempotencyKey: nextKey() };
    const first = memberOf(await shop.cancel(order, input));
    const again = memberOf(await shop.cancel(order, input));
    expect(again.order.amountRefunded).toEqual(first.order.amountRefunded);
    expect(provider.refunded).toEqual([1000]);
    const other = await shop.paid([shop.line(mug, 1)]);
    const members = (await Promise.all([shop.cancel(other), shop.cancel(other)])).map(memberOf);
    expect(members.map((member) => member.__typename).sort()).toEqual(['InvalidStateError', 'OrderPayload']);
    expect(await shop.stockOf(mug)).toEqual({ onHand: 5, reserved: 0, available: 5 });
  });

  it('a refund that gets no answer is promised, and sent when the provider is back', async () => {
    const mug = await shop.stocked(5);
    const order = await shop.paid([shop.line(mug, 1)]);
    provider.isRefunding = false;
    expect(memberOf(await shop.cancel(order)).order.amountRefunded.amountMinor).toBe(1000);
    expect(provider.refunded).toEqual([]);
    provider.isRefunding = true;
    const services = { provider, timeoutMs: 1_000 };
    test.clock.tick(30_000);
    expect(await settleRefunds(test.ctx, services, null)).toEqual({ confirmed: 1, open: 0 });
    expect(await settleRefunds(test.ctx, services, null)).toEqual({ confirmed: 0, open: 0 });
    expect(provider.refunded).toEqual([1000]);
  });

  it("another shopper's order is not there", async () => {
    const mug = await shop.stocked(5);
    const order = await shop.paid([shop.line(mug, 1)]);
    expect(memberOf(await shop.cancel(order, {}, test.tokens.guest))).toMatchObject({ code: 'NOT_FOUND' });
    expect(refusalOf(await shop.cancel(order, {}, test.tokens.cashier))).toBe('FORBIDDEN');
  });
});
