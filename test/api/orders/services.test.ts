import { toGlobalId } from '../../../src/kernel/ids';
import { createTestApp } from '../../support/test-app';
import type { TestApp } from '../../support/test-app';
import { CANCEL, Shop, memberOf, nextKey, refusalOf } from './order-scenario';

let test_: TestApp;
let shop: Shop;
beforeAll(async () => {
  test_ = await createTestApp();
  shop = new Shop(test_);
});
afterAll(() => test_.close());
afterEach(() => test_.expectStockConsistent());

test('postage is sold beside goods, without stock, and only the goods are held', async () => {
  const mug = await shop.stocked(3);
  const postage = await shop.stocked(0, { priceMinor: 450, isService: true });
  const order = await shop.placed([shop.line(mug, 2), shop.line(postage, 1)]);
  expect(order.total.gross.amountMinor).toBe(2 * 1_000 + 450);
  expect(memberOf(await shop.pay(order)).order.status).toBe('CONFIRMED');
  const { stock } = memberOf(
    await test_.gql(
      'query ($id: ID!) { variant(id: $id) { id isService stock { quantityOnHand } } }',
      { id: toGlobalId('Variant', postage.variant._id) },
      test_.tokens.admin,
    ),
  );
  expect(stock).toEqual([]);
});

test('a hold covers the goods of an order, services stand beside it', async () => {
  const mug = await shop.stocked(3);
  const postage = await shop.stocked(0, { isService: true });
  const held = memberOf(
    await test_.gql(
      'mutation ($input: ReserveStockInput!) { reserveStock(input: $input) { __typename ... on ReservationPayload { reservation { id } } } }',
      { input: { idempotencyKey: nextKey(), lines: [shop.line(mug, 2)] } },
      test_.tokens.customer,
    ),
  );
  const reservationId = held.reservation.id;
  const differs = memberOf(await shop.place({ reservationId, lines: [shop.line(mug, 1), shop.line(postage, 1)] }));
  expect(differs.code).toBe('LINES_DIFFER_FROM_RESERVATION');
  const placed = memberOf(await shop.place({ reservationId, lines: [shop.line(mug, 2), shop.line(postage, 1)] }));
  expect(placed.__typename).toBe('OrderPayload');
});

test('cancelling postage gives back money and no stock, before payment and after', async () => {
  const mug = await shop.stocked(3);
  const postage = await shop.stocked(0, { priceMinor: 450, isService: true });
  const cancel = async (orderId: string, orderLineId: string) =>
    memberOf(
      await test_.gql(
        CANCEL,
        { input: { idempotencyKey: nextKey(), orderId, lines: [{ orderLineId, quantity: 1 }] } },
        test_.tokens.admin,
      ),
    );
  const lineOf = (lines: readonly { id: string; variant: { sku: string } }[]): string =>
    lines.find((line) => line.variant.sku === postage.variant.sku)?.id ?? '';
  const unpaid = await shop.placed([shop.line(mug, 1), shop.line(postage, 1)]);
  expect((await cancel(unpaid.id, lineOf(unpaid.lines))).order.status).toBe('PENDING_PAYMENT');
  const paid = await shop.paid([shop.line(mug, 1), shop.line(postage, 1)]);
  const after = await cancel(paid.id, lineOf(paid.lines));
  expect(after.order.amountRefunded.amountMinor).toBe(450);
});

test('an order of services alone has no hold and is paid', async () => {
  const fee = await shop.stocked(0, { isService: true });
  const paid = await shop.paid([shop.line(fee, 1)]);
  expect(paid.status).toBe('CONFIRMED');
  expect(paid).toMatchObject({ reservation: null });
});

test('stock of a service is refused', async () => {
  const fee = await shop.stocked(0, { isService: true });
  const answer = await test_.gql(
    'mutation ($input: AdjustStockInput!) { adjustStock(input: $input) { __typename } }',
    {
      input: {
        idempotencyKey: nextKey(),
        reason: 'RECEIVED',
        lines: [
          {
            branchId: toGlobalId('Branch', test_.branches.north._id),
            variantId: toGlobalId('Variant', fee.variant._id),
            delta: 1,
          },
        ],
      },
    },
    test_.tokens.admin,
  );
  expect(refusalOf(answer)).toBe('BAD_USER_INPUT');
});
