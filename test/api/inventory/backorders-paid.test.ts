import { newId } from '../../../src/kernel/ids';
import type { VariantDoc } from '../../../src/modules/catalog';
import { adjustStock } from '../../../src/modules/inventory';
import { backorders } from '../../../src/modules/inventory/backorder.model';
import { stockEntries } from '../../../src/modules/inventory/stock-entry.model';
import { reserveStock } from '../../../src/modules/reservations';
import { createTestApp } from '../../support/test-app';
import type { TestApp } from '../../support/test-app';
import { allowBackorders } from './backorder-scenario';
import { balances, line, memberOf, nextKey, stocked } from './stock-scenario';

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
});
afterAll(() => t.close());
afterEach(() => t.expectStockConsistent());

const place = (variant: VariantDoc) => ({ branchId: t.branches.north._id, variantId: variant._id });
const input = () => ({ idempotencyKey: nextKey() });

function receive(variant: VariantDoc, delta: number) {
  return adjustStock(t.ctx, { input: input(), reason: 'RECEIVED', lines: [{ ...place(variant), delta }] });
}

/** Units that are still waited for. */
async function waitingOf(variant: VariantDoc): Promise<number[]> {
  const rows = await backorders(t.app.db).find({
    tenantId: t.tenant._id,
    variantId: variant._id,
    waitingQuantity: { $gt: 0 },
  });
  return rows.map(({ waitingQuantity }) => waitingQuantity);
}

describe('an order of what is not there yet', () => {
  const PLACE = `mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) { __typename
    ... on OrderPayload { order { id total { gross { amountMinor currency } } lines { id } } } } }`;
  const PAY = `mutation ($input: PayOrderInput!) { payOrder(input: $input) { __typename } }`;
  const FULFIL = `mutation ($input: FulfillOrderInput!) { fulfillOrder(input: $input) { __typename
    ... on OrderPayload { order { status } } ... on UserError { code } } }`;
  const CANCEL = `mutation ($input: CancelOrderInput!) { cancelOrder(input: $input) { __typename ... on UserError { code } } }`;

  async function ordered(variant: VariantDoc, quantity: number) {
    const wish = { ...input(), lines: [line(t, variant, quantity)] };
    const { order } = memberOf(await t.gql(PLACE, { input: wish }, t.tokens.customer));
    const payment = { orderId: order.id, method: 'CARD', amount: order.total.gross, token: 'tok_ok' };
    await t.gql(PAY, { input: { ...input(), ...payment } }, t.tokens.customer);
    return order;
  }

  it('is handed over as far as it has come', async () => {
    const variant = await stocked(t, 1);
    await allowBackorders(t, variant, 5);
    const order = await ordered(variant, 3);
    const fulfil = async (quantity: number | null) => {
      const lines = quantity === null ? {} : { lines: [{ orderLineId: order.lines[0].id, quantity }] };
      return memberOf(await t.gql(FULFIL, { input: { ...input(), orderId: order.id, ...lines } }, t.tokens.clerk));
    };
    expect(await fulfil(null)).toMatchObject({ code: 'ORDER_WAITS_FOR_STOCK' });
    expect(await fulfil(2)).toMatchObject({ code: 'ORDER_WAITS_FOR_STOCK' });
    expect(await fulfil(1)).toMatchObject({ order: { status: 'PARTIALLY_FULFILLED' } });
    await receive(variant, 2);
    expect(await fulfil(null)).toMatchObject({ order: { status: 'FULFILLED' } });
  });

  it('frees the queue when it is cancelled after payment', async () => {
    const variant = await stocked(t, 1);
    await allowBackorders(t, variant, 5);
    const order = await ordered(variant, 3);
    const where = { tenantId: t.tenant._id, variantId: variant._id };
    const entry = () => stockEntries(t.app.db).findOne(where).lean();
    expect(await entry()).toMatchObject({ quantityWaiting: 2, quantityOwed: 2 });
    const lines = [{ ...place(variant), quantity: 1 }];
    await reserveStock(t.as({ kind: 'guest', guestId: newId() }), { input: input(), lines });
    await t.gql(CANCEL, { input: { ...input(), orderId: order.id } }, t.tokens.customer);
    expect(await balances(t, variant)).toEqual([1, 1, 0]);
    expect(await waitingOf(variant)).toEqual([]);
    expect(await entry()).toMatchObject({ quantityWaiting: 0, quantityOwed: 0 });
  });
});
