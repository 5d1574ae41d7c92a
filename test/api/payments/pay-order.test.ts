import { createTestApp } from '../../support/test-app';
import type { TestApp } from '../../support/test-app';
import { Shop, memberOf, nextKey, refusalOf } from '../orders/order-scenario';
import type { Member, OrderView } from '../orders/order-scenario';
import { WatchedProvider } from './watched-provider';

let test: TestApp;
let shop: Shop;
const provider = new WatchedProvider();
beforeAll(async () => {
  test = await createTestApp({ paymentProvider: provider });
  shop = new Shop(test);
}, 60_000);
afterAll(() => test?.close());
beforeEach(() => {
  provider.answer = null;
  provider.charged.length = 0;
  provider.refunded.length = 0;
});
afterEach(() => test.expectStockConsistent());

async function order(made: Awaited<ReturnType<Shop['stocked']>>, quantity = 1): Promise<OrderView> {
  return shop.placed([shop.line(made, quantity)]);
}

async function read(id: string): Promise<Member> {
  const answer = await test.gql(
    `query ($id: ID!) { order(id: $id) { status amountPaid { amountMinor } amountRefunded { amountMinor }
      amountDue { amountMinor } payments { status amount { amountMinor } refundedAmount { amountMinor } }
      reservation { status } } }`,
    { id },
    test.tokens.customer,
  );
  return memberOf(answer);
}

const gbp = (amountMinor: number) => ({ amountMinor, currency: 'GBP' });

describe('paying in full', () => {
  it('sells what was held and confirms the order', async () => {
    const mug = await shop.stocked(5);
    const paid = memberOf(await shop.pay(await order(mug, 2)));
    expect(paid.order).toMatchObject({
      status: 'CONFIRMED',
      amountPaid: { amountMinor: 2000 },
      amountDue: { amountMinor: 0 },
      payments: [{ method: 'CARD', status: 'CAPTURED', amount: { amountMinor: 2000 } }],
      reservation: { status: 'COMMITTED' },
    });
    expect(await shop.stockOf(mug)).toEqual({ onHand: 3, reserved: 0, available: 3 });
  });

  it('the same request again answers the same and charges once', async () => {
    const placed = await order(await shop.stocked(5));
    const input = { idempotencyKey: nextKey() };
    const first = memberOf(await shop.pay(placed, input));
    expect(memberOf(await shop.pay(placed, input))).toEqual(first);
    expect(provider.charged).toHaveLength(1);
    expect(memberOf(await shop.pay(placed, { ...input, token: 'tok_decline' }))).toMatchObject({
      __typename: 'IdempotencyKeyReusedError',
      field: 'token',
    });
  });

  it('twenty of the same request at once are one charge', async () => {
    const placed = await order(await shop.stocked(5));
    const input = { idempotencyKey: nextKey() };
    const answers = await Promise.all(Array.from({ length: 20 }, () => shop.pay(placed, input)));
    expect(answers.map((answer) => memberOf(answer).order?.status)).toEqual(Array(20).fill('CONFIRMED'));
    expect(new Set(provider.charged).size).toBe(1);
    expect((await read(placed.id)).payments).toHaveLength(1);
  });

  it('two different requests at once take the money once', async () => {
    const placed = await order(await shop.stocked(5));
    const answers = await Promise.all([shop.pay(placed), shop.pay(placed)]);
    expect(answers.map((answer) => memberOf(answer).__typename).sort()).toEqual(['InvalidStateError', 'OrderPayload']);
    expect(await read(placed.id)).toMatchObject({ amountPaid: { amountMinor: 1000 } });
    expect(new Set(provider.charged).size).toBe(1);
  });

  it('a paid order is not paid again', async () => {
    const placed = await order(await shop.stocked(5));
    await shop.pay(placed);
    expect(memberOf(await shop.pay(placed))).toMatchObject({
      __typename: 'InvalidStateError',
      code: 'ORDER_ALREADY_PAID',
      currentStatus: 'CONFIRMED',
    });
  });

  it('a free order is paid without asking the provider', async () => {
    const placed = await order(await shop.stocked(5, { priceMinor: 0 }));
    expect(memberOf(await shop.pay(placed)).order.status).toBe('CONFIRMED');
    expect(provider.charged).toEqual([]);
  });
});

describe('paying in parts', () => {
  it('confirms with the last part', async () => {
    const mug = await shop.stocked(5);
    const placed = await order(mug, 2);
    const part = memberOf(await shop.pay(placed, { amount: gbp(500) })).order;
    expect(part).toMatchObject({ status: 'PENDING_PAYMENT', amountDue: { amountMinor: 1500 } });
    expect(await shop.stockOf(mug)).toEqual({ onHand: 5, reserved: 2, available: 3 });
    const cash = { method: 'CASH', token: null, amount: gbp(300) };
    expect(memberOf(await shop.pay(placed, cash, test.tokens.clerk)).order.status).toBe('PENDING_PAYMENT');
    const rest = memberOf(await shop.pay(placed)).order;
    expect(rest).toMatchObject({ status: 'CONFIRMED', amountPaid: { amountMinor: 2000 } });
    expect(rest.payments.map((payment) => payment.amount.amountMinor)).toEqual([500, 300, 1200]);
  });

  it.each([
    [gbp(1001), 'AMOUNT_TOO_HIGH', 'amount.amountMinor'],
    [gbp(0), 'AMOUNT_TOO_LOW', 'amount.amountMinor'],
    [gbp(-1), 'AMOUNT_TOO_LOW', 'amount.amountMinor'],
    [{ amountMinor: 10, currency: 'EUR' }, 'CURRENCY_MISMATCH', 'amount.currency'],
  ])('refuses %j', async (amount, code, field) => {
    const placed = await order(await shop.stocked(5));
    expect(memberOf(await shop.pay(placed, { amount }))).toMatchObject({ __typename: 'ValidationError', code, field });
    expect((await read(placed.id)).payments).toEqual([]);
  });
});

describe('money that staff take', () => {
  it('counts once, however often the same request is sent', async () => {
    const placed = await order(await shop.stocked(5));
    const input = { idempotencyKey: nextKey(), method: 'CASH', token: null, amount: gbp(400) };
    const first = memberOf(await shop.pay(placed, input, test.tokens.clerk));
    expect(first.order).toMatchObject({ status: 'PENDING_PAYMENT', amountPaid: { amountMinor: 400 } });
    expect(memberOf(await shop.pay(placed, input, test.tokens.clerk))).toEqual(first);
    const twice = { ...input, idempotencyKey: nextKey() };
    const answers = await Promise.all([1, 2, 3].map(() => shop.pay(placed, twice, test.tokens.clerk)));
    expect(answers.map((answer) => memberOf(answer).__typename)).toEqual(Array(3).fill('OrderPayload'));
    expect(await read(placed.id)).toMatchObject({ amountPaid: { amountMinor: 800 }, amountDue: { amountMinor: 200 } });
    expect(provider.charged).toEqual([]);
  });
});

describe('a declined payment', () => {
  it('fails, keeps the hold, and the next one may succeed', async () => {
    const mug = await shop.stocked(5);
    const placed = await order(mug);
    const input = { idempotencyKey: nextKey(), token: 'tok_decline' };
    const declined = memberOf(await shop.pay(placed, input));
    expect(declined).toMatchObject({ code: 'PAYMENT_DECLINED', reason: 'card_declined' });
    expect(memberOf(await shop.pay(placed, input))).toEqual(declined);
    expect(provider.charged).toHaveLength(1);
    expect(await read(placed.id)).toMatchObject({
      status: 'PENDING_PAYMENT',
      payments: [{ status: 'FAILED' }],
      reservation: { status: 'ACTIVE' },
    });
    expect(memberOf(await shop.pay(placed)).order.status).toBe('CONFIRMED');
  });
});

describe('a payment without an answer', () => {
  it('leaves the order in review; the same request asks again, another one waits', async () => {
    const mug = await shop.stocked(5);
    const placed = await order(mug);
    const input = { idempotencyKey: nextKey(), token: 'tok_timeout' };
    expect(memberOf(await shop.pay(placed, input)).order).toMatchObject({
      status: 'PAYMENT_REVIEW',
      payments: [{ status: 'PENDING' }],
      reservation: { status: 'ACTIVE' },
    });
    expect(memberOf(await shop.pay(placed))).toMatchObject({
      code: 'ORDER_PAYMENT_IN_REVIEW',
      currentStatus: 'PAYMENT_REVIEW',
    });
    expect(memberOf(await shop.cancel(placed))).toMatchObject({
      code: 'PAYMENT_UNDER_WAY',
      currentStatus: 'PAYMENT_REVIEW',
    });
    provider.answer = (request) =>
      Promise.resolve({ status: 'CAPTURED', providerReference: `late_${request.paymentId}` });
    expect(memberOf(await shop.pay(placed, input)).order.status).toBe('CONFIRMED');
    expect(new Set(provider.charged).size).toBe(1);
  });

  it('a provider that fails is a provider without an answer, and a late no reopens the order', async () => {
    const placed = await order(await shop.stocked(5));
    const input = { idempotencyKey: nextKey() };
    provider.answer = () => Promise.reject(new Error('socket hang up'));
    expect(memberOf(await shop.pay(placed, input)).order.status).toBe('PAYMENT_REVIEW');
    provider.answer = () => Promise.resolve({ status: 'DECLINED', reason: 'expired_card' });
    expect(memberOf(await shop.pay(placed, input))).toMatchObject({ reason: 'expired_card' });
    expect((await read(placed.id)).status).toBe('PENDING_PAYMENT');
  });
});

describe('refusals', () => {
  it('an order whose hold is over has expired, swept or not', async () => {
    const placed = await order(await shop.stocked(5));
    test.clock.tick(15 * 60 * 1000);
    const refused = { __typename: 'InvalidStateError', code: 'ORDER_EXPIRED', currentStatus: 'EXPIRED' };
    expect(memberOf(await shop.pay(placed))).toMatchObject(refused);
    expect(provider.charged).toEqual([]);
  });

  it('another shopper, an unknown order, a missing token, cash from a shopper', async () => {
    const placed = await order(await shop.stocked(5));
    expect(memberOf(await shop.pay(placed, {}, test.tokens.guest))).toMatchObject({ code: 'NOT_FOUND', id: placed.id });
    expect(memberOf(await shop.pay({ id: 'nonsense' }))).toMatchObject({ code: 'NOT_FOUND', id: 'nonsense' });
    expect(memberOf(await shop.pay(placed, { token: null }))).toMatchObject({
      __typename: 'ValidationError',
      field: 'token',
    });
    expect(refusalOf(await shop.pay(placed, { method: 'CASH', token: null }))).toBe('FORBIDDEN');
    expect(refusalOf(await shop.pay(placed, { method: 'SHELLS' }))).toBe('BAD_USER_INPUT');
    expect(refusalOf(await shop.pay(placed, { idempotencyKey: 'with space' }))).toBe('BAD_USER_INPUT');
    expect((await read(placed.id)).payments).toEqual([]);
  });

  it('keys of two principals never meet', async () => {
    const [one, two] = [await shop.stocked(5), await shop.stocked(5)];
    const mine = await order(one);
    const theirs = await shop.placed([shop.line(two, 1)], test.tokens.guest);
    const input = { idempotencyKey: nextKey() };
    expect(memberOf(await shop.pay(mine, input)).order.id).toBe(mine.id);
    expect(memberOf(await shop.pay(theirs, input, test.tokens.guest)).order.id).toBe(theirs.id);
  });
});
