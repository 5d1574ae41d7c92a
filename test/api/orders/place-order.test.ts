import { toGlobalId } from '../../../src/kernel/ids';
import { deleteProduct, updateProduct } from '../../../src/modules/catalog';
import { settleStockOfRemoved } from '../../../src/modules/inventory';
import { orders } from '../../../src/modules/orders/order.model';
import type { MadeProduct } from '../../factories';
import { createTestApp } from '../../support/test-app';
import type { TestApp } from '../../support/test-app';
import { PLACE, Shop, memberOf, nextKey, refusalOf } from './order-scenario';

let test: TestApp;
let shop: Shop;
beforeAll(async () => {
  test = await createTestApp();
  shop = new Shop(test);
}, 60_000);
afterAll(() => test?.close());
afterEach(() => test.expectStockConsistent());

const RESERVE = `mutation ($input: ReserveStockInput!) { reserveStock(input: $input) {
  ... on ReservationPayload { reservation { id } } } }`;

async function reserve(lines: object[], token = test.tokens.customer): Promise<string> {
  const answer = await test.gql(RESERVE, { input: { idempotencyKey: nextKey(), lines } }, token);
  return memberOf(answer).reservation.id;
}

describe('from lines', () => {
  it('holds the stock and freezes price and tax', async () => {
    const mug = await shop.stocked(5, { priceMinor: 999, taxRateBasisPoints: 2000 });
    const tea = await shop.stocked(9, { priceMinor: 333, taxRateBasisPoints: 500 });
    const order = await shop.placed([shop.line(mug, 2), shop.line(tea, 3)]);
    expect(order).toMatchObject({
      status: 'PENDING_PAYMENT',
      channel: 'WEB',
      total: { net: { amountMinor: 2616 }, tax: { amountMinor: 381 }, gross: { amountMinor: 2997, currency: 'GBP' } },
      amountPaid: { amountMinor: 0 },
      amountDue: { amountMinor: 2997 },
      taxSummary: [
        { taxRateBasisPoints: 500, net: { amountMinor: 951 }, tax: { amountMinor: 48 } },
        { taxRateBasisPoints: 2000, net: { amountMinor: 1665 }, tax: { amountMinor: 333 } },
      ],
      payments: [],
      reservation: { status: 'ACTIVE' },
    });
    expect(order.lines).toEqual([
      expect.objectContaining({ quantity: 2, variant: { sku: mug.variant.sku }, branch: { code: 'NORTH' } }),
      expect.objectContaining({ quantity: 3, variant: { sku: tea.variant.sku } }),
    ]);
    expect(await shop.stockOf(mug)).toEqual({ onHand: 5, reserved: 2, available: 3 });
  });

  it('the same variant on two lines stays two lines and cannot oversell', async () => {
    const mug = await shop.stocked(5);
    const short = memberOf(await shop.place({ lines: [shop.line(mug, 3), shop.line(mug, 3)] }));
    expect(short).toMatchObject({
      __typename: 'InsufficientStockError',
      lines: [{ variantId: toGlobalId('Variant', mug.variant._id), requested: 6, available: 5 }],
    });
    expect(await shop.stockOf(mug)).toEqual({ onHand: 5, reserved: 0, available: 5 });
    const order = await shop.placed([shop.line(mug, 3), shop.line(mug, 2)]);
    expect(order.lines).toHaveLength(2);
    expect(await shop.stockOf(mug)).toEqual({ onHand: 5, reserved: 5, available: 0 });
  });

  it('the same key answers the same order once, and another input is refused by field', async () => {
    const mug = await shop.stocked(5);
    const input = { idempotencyKey: nextKey(), lines: [shop.line(mug, 1)] };
    const first = memberOf(await shop.place(input));
    expect(memberOf(await shop.place(input))).toEqual(first);
    expect(memberOf(await shop.place({ ...input, lines: [shop.line(mug, 2)] }))).toMatchObject({
      __typename: 'IdempotencyKeyReusedError',
      field: 'lines',
    });
    expect(await shop.stockOf(mug)).toEqual({ onHand: 5, reserved: 1, available: 4 });
  });

  it('fifty requests at once with one key are one order', async () => {
    const mug = await shop.stocked(100);
    const input = { idempotencyKey: nextKey(), lines: [shop.line(mug, 1)] };
    const answers = await Promise.all(Array.from({ length: 50 }, () => shop.place(input)));
    const ids = new Set(answers.map((answer) => memberOf(answer).order.id));
    expect(ids.size).toBe(1);
    expect(await shop.stockOf(mug)).toEqual({ onHand: 100, reserved: 1, available: 99 });
  });

  it('numbers of orders placed at once are unique', async () => {
    const mug = await shop.stocked(30);
    const orders = await Promise.all(Array.from({ length: 12 }, () => shop.placed([shop.line(mug, 1)])));
    expect(new Set(orders.map((order) => order.number)).size).toBe(12);
  });

  it('six hundred lines take as many commands as one', async () => {
    const products = [];
    for (let batch = 0; batch < 6; batch += 1) {
      products.push(await test.makeProduct({ variants: Array.from({ length: 100 }, () => ({ priceMinor: 101 })) }));
    }
    const variants = products.flatMap((made) => made.variants);
    await test.makeStock(...variants.map((variant) => ({ branch: test.branches.north, variant, quantity: 4 })));
    const branchId = toGlobalId('Branch', test.branches.north._id);
    const lines = variants.map((variant) => ({ branchId, variantId: toGlobalId('Variant', variant._id), quantity: 2 }));
    const short = `mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) { ... on OrderPayload { order { id } } } }`;
    const place = (some: object[]) => () =>
      test.gql(short, { input: { idempotencyKey: nextKey(), lines: some } }, test.tokens.customer);
    await place(lines.slice(0, 1))();
    const one = await test.countCommands(place(lines.slice(0, 1)));
    const many = await test.countCommands(place(lines.slice(1)));
    expect(many.commands).toEqual(one.commands);
    expect(one.count).toBe(10);
    const orderId = memberOf(many.result).order.id;
    const order = memberOf(await shop.pay({ id: orderId })).order;
    expect(order).toMatchObject({ status: 'CONFIRMED', total: { gross: { amountMinor: 599 * 202 } } });
    expect(order.lines).toHaveLength(599);
    expect(memberOf(await shop.fulfill({ id: orderId })).order.status).toBe('FULFILLED');
  });
});

describe('from a reservation', () => {
  it('orders what is held, and holds nothing more', async () => {
    const mug = await shop.stocked(5);
    const reservationId = await reserve([shop.line(mug, 2)]);
    const member = memberOf(await shop.place({ reservationId }));
    expect(member.order).toMatchObject({ status: 'PENDING_PAYMENT', total: { gross: { amountMinor: 2000 } } });
    expect(await shop.stockOf(mug)).toEqual({ onHand: 5, reserved: 2, available: 3 });
  });

  it('one reservation is ordered once', async () => {
    const mug = await shop.stocked(5);
    const reservationId = await reserve([shop.line(mug, 2)]);
    const answers = await Promise.all([shop.place({ reservationId }), shop.place({ reservationId })]);
    const members = answers.map(memberOf);
    expect(members.map((member) => member.__typename).sort()).toEqual(['InvalidStateError', 'OrderPayload']);
    expect(members.find((member) => member.__typename === 'InvalidStateError')).toMatchObject({
      code: 'RESERVATION_BELONGS_TO_ORDER',
      currentStatus: 'ACTIVE',
    });
  });

  it('an expired, a released and a foreign reservation say so', async () => {
    const mug = await shop.stocked(9);
    const expired = await reserve([shop.line(mug, 1)]);
    test.clock.tick(15 * 60 * 1000);
    expect(memberOf(await shop.place({ reservationId: expired }))).toMatchObject({
      __typename: 'InvalidStateError',
      code: 'RESERVATION_EXPIRED',
      message: 'The reservation has expired. Reserve again if the stock is still wanted.',
    });
    const guests = await reserve([shop.line(mug, 1)], test.tokens.guest);
    expect(memberOf(await shop.place({ reservationId: guests }))).toMatchObject({ code: 'NOT_FOUND', id: guests });
    const released = await reserve([shop.line(mug, 1)]);
    await test.gql(
      'mutation ($input: ReservationActionInput!) { releaseReservation(input: $input) { __typename } }',
      { input: { idempotencyKey: nextKey(), reservationId: released } },
      test.tokens.customer,
    );
    expect(memberOf(await shop.place({ reservationId: released }))).toMatchObject({
      code: 'RESERVATION_ALREADY_RELEASED',
      message: 'The reservation was already released. Reserve again if the stock is still wanted.',
      currentStatus: 'RELEASED',
    });
  });

  it('lines may cut what is held, and must add up to it', async () => {
    const mug = await shop.stocked(5);
    const reservationId = await reserve([shop.line(mug, 3)]);
    expect(memberOf(await shop.place({ reservationId, lines: [shop.line(mug, 2)] }))).toMatchObject({
      code: 'LINES_DIFFER_FROM_RESERVATION',
      field: 'lines',
    });
    const input = { reservationId, lines: [shop.line(mug, 1), shop.line(mug, 2)] };
    const prices = [{ amountMinor: 500, currency: 'GBP' }, null];
    const member = memberOf(await shop.place({ ...input, unitPriceOverrides: prices }, test.tokens.manager));
    expect(member.order.total.gross).toEqual({ amountMinor: 2500, currency: 'GBP' });
    expect(member.order.channel).toBe('WEB');
    // It is still the shopper's order: they pay it.
    expect(memberOf(await shop.pay(member.order)).order.status).toBe('CONFIRMED');
  });
});

describe('refusals change nothing', () => {
  it('own prices are for managers', async () => {
    const mug = await shop.stocked(5);
    const input = { lines: [shop.line(mug, 1)], unitPriceOverrides: [{ amountMinor: 1, currency: 'GBP' }] };
    expect(refusalOf(await shop.place(input, test.tokens.customer))).toBe('FORBIDDEN');
    expect(refusalOf(await shop.place(input, test.tokens.clerk))).toBe('FORBIDDEN');
    const wrong = { ...input, unitPriceOverrides: [{ amountMinor: 1, currency: 'EUR' }] };
    expect(memberOf(await shop.place(wrong, test.tokens.manager))).toMatchObject({ code: 'CURRENCY_MISMATCH' });
    const member = memberOf(await shop.place(input, test.tokens.manager));
    expect(member.order).toMatchObject({ channel: 'ADMIN', total: { gross: { amountMinor: 1 } } });
  });

  it('bad input is named by its field', async () => {
    const mug = await shop.stocked(5);
    const line = shop.line(mug, 1);
    const refused: [object, string][] = [
      [{}, 'BAD_USER_INPUT'],
      [{ lines: [] }, 'BAD_USER_INPUT'],
      [{ lines: [{ ...line, quantity: 0 }] }, 'BAD_USER_INPUT'],
      [{ lines: [{ ...line, quantity: -1 }] }, 'BAD_USER_INPUT'],
      [{ lines: [{ ...line, quantity: 1.5 }] }, 'BAD_USER_INPUT'],
      [{ lines: [{ ...line, quantity: 2 ** 31 }] }, 'BAD_USER_INPUT'],
      [{ lines: [line], idempotencyKey: '' }, 'BAD_USER_INPUT'],
      [{ lines: [line], idempotencyKey: 'x'.repeat(256) }, 'BAD_USER_INPUT'],
      [{ lines: [line], unitPriceOverrides: [] }, 'BAD_USER_INPUT'],
      [{ lines: 'all' }, 'BAD_USER_INPUT'],
    ];
    for (const [input, code] of refused) {
      expect([input, refusalOf(await shop.place(input))]).toEqual([input, code]);
    }
    expect(await shop.stockOf(mug)).toEqual({ onHand: 5, reserved: 0, available: 5 });
  });

  it('unknown, malformed and foreign ids are not found', async () => {
    const mug = await shop.stocked(5);
    const line = shop.line(mug, 1);
    const unknown = toGlobalId('Variant', 'ffffffffffffffffffffffff');
    for (const variantId of [unknown, 'nonsense', line.branchId]) {
      expect(memberOf(await shop.place({ lines: [{ ...line, variantId }] }))).toMatchObject({
        __typename: 'NotFoundError',
        id: variantId,
      });
    }
    const branchId = toGlobalId('Branch', 'ffffffffffffffffffffffff');
    expect(memberOf(await shop.place({ lines: [{ ...line, branchId }] }))).toMatchObject({ id: branchId });
    expect(memberOf(await shop.place({ lines: [line] }, test.tokens.foreignAdmin))).toMatchObject({
      __typename: 'NotFoundError',
    });
  });

  it('a draft product is not there for shoppers', async () => {
    const made = await test.makeProduct({ status: 'DRAFT' });
    await test.makeStock({ branch: test.branches.north, variant: made.variant, quantity: 3 });
    expect(memberOf(await shop.place({ lines: [shop.line(made, 1)] }))).toMatchObject({ code: 'NOT_FOUND' });
    expect((await shop.placed([shop.line(made, 1)], test.tokens.clerk)).channel).toBe('ADMIN');
  });

  it('what a shopper held while it was on sale can be ordered when it is not any more, and nothing else', async () => {
    const input = () => ({ idempotencyKey: nextKey() });
    const offSale = {
      draft: async ({ product }: MadeProduct) =>
        updateProduct(test.ctx, { input: input(), productId: product._id, changes: { status: 'DRAFT' } }),
      archived: async ({ product }: MadeProduct) =>
        updateProduct(test.ctx, { input: input(), productId: product._id, changes: { status: 'ARCHIVED' } }),
      removed: async ({ product }: MadeProduct) =>
        deleteProduct(test.ctx, {
          input: input(),
          productId: product._id,
          onRemove: settleStockOfRemoved('KEEP', 'x'),
        }),
    };
    for (const [name, take] of Object.entries(offSale)) {
      const mug = await shop.stocked(5);
      const postage = await test.makeProduct({ variants: [{ isService: true }] });
      const held = [shop.line(mug, 1)];
      const reservationId = await reserve(held);
      await take(mug);
      await take(postage);

      const alone = memberOf(await shop.place({ lines: held }));
      const withPostage = memberOf(await shop.place({ reservationId, lines: [...held, shop.line(postage, 1)] }));
      expect([name, alone, withPostage]).toMatchObject([
        name,
        { code: 'NOT_FOUND', id: held[0]?.variantId },
        { code: 'NOT_FOUND', id: shop.line(postage, 1).variantId },
      ]);
      expect([name, memberOf(await shop.place({ reservationId }))]).toMatchObject([
        name,
        { __typename: 'OrderPayload' },
      ]);
    }
  });

  it('what goes off sale after it was priced is not held any more', async () => {
    const mug = await shop.stocked(5);
    const model = orders(test.app.db);
    const send = model.insertMany.bind(model) as (...args: unknown[]) => PromiseLike<unknown>;
    const changes = { status: 'ARCHIVED' as const };
    const archive = () =>
      updateProduct(test.ctx, { input: { idempotencyKey: nextKey() }, productId: mug.product._id, changes });
    // The first command of the transaction, before which variants were looked up.
    const first = (...args: unknown[]) => archive().then(() => send(...args));
    jest.spyOn(model, 'insertMany').mockImplementationOnce(first as never);
    expect(memberOf(await shop.place({ lines: [shop.line(mug, 1)] }))).toMatchObject({ code: 'NOT_FOUND' });
    expect(await shop.stockOf(mug)).toEqual({ onHand: 5, reserved: 0, available: 5 });
  });

  it('needs a shopper or staff with orders', async () => {
    const mug = await shop.stocked(5);
    const input = { idempotencyKey: nextKey(), lines: [shop.line(mug, 1)] };
    expect(refusalOf(await test.gql(PLACE, { input }))).toBe('UNAUTHENTICATED');
    expect(refusalOf(await shop.place(input, test.tokens.cashier))).toBe('FORBIDDEN');
    expect(refusalOf(await shop.place(input, test.tokens.buyer))).toBe('FORBIDDEN');
  });
});
