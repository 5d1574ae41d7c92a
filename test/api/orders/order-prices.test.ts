import fc from 'fast-check';
import { toGlobalId } from '../../../src/kernel/ids';
import { explainPrice } from '../../../src/modules/catalog';
import { listPrices } from '../../../src/modules/catalog/price-list.model';
import { createTestApp } from '../../support/test-app';
import type { TestApp } from '../../support/test-app';
import { Till } from '../pos/pos-scenario';
import { Shop, memberOf, nextKey } from './order-scenario';

const SET_GROUP = `mutation G($input: SetCustomerGroupInput!) { setCustomerGroup(input: $input) {
  __typename ... on CustomerPayload { customer { email group } } ... on UserError { code } } }`;

let t: TestApp;
let shop: Shop;
let till: Till;
beforeAll(async () => {
  t = await createTestApp();
  shop = new Shop(t);
  till = new Till(t);
});
afterAll(() => t.close());
afterEach(() => t.expectStockConsistent());

type Fields = Record<string, unknown>;
const gbp = (amountMinor: number) => ({ amountMinor, currency: 'GBP' });
const north = () => toGlobalId('Branch', t.branches.north._id);
const variantIdOf = ({ variant }: { variant: { _id: Parameters<typeof toGlobalId>[1] } }) =>
  toGlobalId('Variant', variant._id);

async function run(name: string, fields: Fields, token = t.tokens.buyer) {
  const type = `${name[0]?.toUpperCase()}${name.slice(1)}Input`;
  const document = `mutation M($input: ${type}!) { ${name}(input: $input) {
    __typename ... on PriceListPayload { priceList { id } } ... on UserError { code } } }`;
  const answer = await t.gql(document, { input: { idempotencyKey: nextKey(), ...fields } }, token);
  expect(answer.data?.[name].__typename).toBe('PriceListPayload');
  return answer.data[name].priceList.id as string;
}

async function makeList(fields: Fields, prices: readonly Fields[]): Promise<string> {
  const priceListId = await run('createPriceList', { name: nextKey(), ...fields });
  return run('setListPrices', { priceListId, prices });
}

async function setGroup(group: string | null, fields: Fields = {}, token = t.tokens.manager) {
  const customerId = toGlobalId('Customer', t.ids.customer);
  return t.gql(SET_GROUP, { input: { idempotencyKey: nextKey(), customerId, group, ...fields } }, token);
}

const unitPriceOf = (order: { lines: readonly unknown[] }, at = 0) =>
  (order.lines[at] as { unitPrice: { gross: { amountMinor: number } } }).unitPrice.gross.amountMinor;

describe('an order', () => {
  it('costs what the price lists of its branch, quantity and day say, and keeps it when they change', async () => {
    const tea = await shop.stocked(100, { priceMinor: 1_000 });
    const variantId = variantIdOf(tea);
    await makeList({ branchIds: [north()] }, [
      { variantId, price: gbp(900) },
      { variantId, minQuantity: 10, price: gbp(700) },
    ]);
    await makeList({ priority: 9, startsAt: '2026-06-01T00:00:00.000Z' }, [{ variantId, price: gbp(1) }]);

    const order = await shop.placed([shop.line(tea, 9), shop.line(tea, 10)]);
    expect([unitPriceOf(order, 0), unitPriceOf(order, 1)]).toEqual([900, 700]);
    expect(order.total.gross.amountMinor).toBe(9 * 900 + 10 * 700);

    await makeList({ priority: 5 }, [{ variantId, price: gbp(5) }]);
    const again = await t.gql(
      'query O($id: ID) { order(id: $id) { total { gross { amountMinor } } } }',
      {
        id: order.id,
      },
      t.tokens.customer,
    );
    expect(again.data.order.total.gross.amountMinor).toBe(order.total.gross.amountMinor);
    expect(unitPriceOf(await shop.placed([shop.line(tea, 1)]))).toBe(5);
  });

  it("costs what the customer's group pays, whoever places it for the customer; a guest pays as everybody", async () => {
    const lamp = await shop.stocked(50, { priceMinor: 1_000 });
    await makeList({ customerGroups: ['trade'] }, [{ variantId: variantIdOf(lamp), price: gbp(600) }]);
    expect(unitPriceOf(await shop.placed([shop.line(lamp, 1)]))).toBe(1_000);
    expect(memberOf(await setGroup('trade', { expectedGroup: null }))).toEqual({
      __typename: 'CustomerPayload',
      customer: { email: 'customer@example.test', group: 'trade' },
    });
    expect(unitPriceOf(await shop.placed([shop.line(lamp, 1)]))).toBe(600);
    expect(unitPriceOf(await shop.placed([shop.line(lamp, 1)], t.tokens.guest))).toBe(1_000);
    expect(unitPriceOf(await shop.placed([shop.line(lamp, 1)], t.tokens.manager))).toBe(1_000);
    const held = await t.gql(
      `mutation R($input: ReserveStockInput!) { reserveStock(input: $input) {
        ... on ReservationPayload { reservation { id } } } }`,
      { input: { idempotencyKey: nextKey(), lines: [shop.line(lamp, 2)] } },
      t.tokens.customer,
    );
    const reservationId = memberOf(held).reservation.id;
    expect(unitPriceOf(memberOf(await shop.place({ reservationId }, t.tokens.manager)).order)).toBe(600);
    expect(memberOf(await setGroup(null)).__typename).toBe('CustomerPayload');
    expect(unitPriceOf(await shop.placed([shop.line(lamp, 1)]))).toBe(1_000);
  });

  it("lets a manager's price go before every list", async () => {
    const pen = await shop.stocked(5, { priceMinor: 1_000 });
    await makeList({}, [{ variantId: variantIdOf(pen), price: gbp(800) }]);
    const line = { variantId: variantIdOf(pen), quantity: 1 };
    const sold = memberOf(await till.sell([{ ...line, unitPriceOverride: gbp(1) }], 1, {}, t.tokens.manager));
    expect(unitPriceOf(sold.order)).toBe(1);
    expect(unitPriceOf(memberOf(await till.sell([line], 800)).order)).toBe(800);
  });

  it('of a till that was offline has the prices of the hour at which it was sold', async () => {
    const jam = await shop.stocked(5, { priceMinor: 1_000 });
    const endsAt = t.clock.now();
    await makeList({ endsAt: endsAt.toISOString() }, [{ variantId: variantIdOf(jam), price: gbp(300) }]);
    const line = { variantId: variantIdOf(jam), quantity: 1 };
    const occurredAt = new Date(endsAt.getTime() - 1).toISOString();
    expect(unitPriceOf(memberOf(await till.sell([line], 300, { occurredAt })).order)).toBe(300);
    expect(unitPriceOf(memberOf(await till.sell([line], 1_000)).order)).toBe(1_000);
  });

  it.each([1, 150])('of %p lines costs one command more for the lists, a sale too', async (count) => {
    const made = await Promise.all(Array.from({ length: Math.ceil(count / 50) }, () => shop.stocked(0)));
    const { variants } = await t.makeProduct({ variants: Array.from({ length: Math.min(count, 100) }, () => ({})) });
    const all = [...variants, ...made.map(({ variant }) => variant)];
    await t.makeStock(...all.map((variant) => ({ branch: t.branches.north, variant, quantity: 5 })));
    const priced = all.flatMap((variant) =>
      [1, 2, 3].map((minQuantity) => ({
        variantId: toGlobalId('Variant', variant._id),
        minQuantity,
        price: gbp(100),
      })),
    );
    await makeList({}, priced);
    const lines = all.map((variant) => ({
      branchId: north(),
      variantId: toGlobalId('Variant', variant._id),
      quantity: 1,
    }));
    const placed = await t.countCommands(() => shop.place({ lines }, t.tokens.guest));
    expect(memberOf(placed.result).__typename).toBe('OrderPayload');
    expect(placed.commands.filter((command) => command.endsWith('list_prices'))).toEqual(['aggregate list_prices']);
    expect(placed.commands).not.toContain('find customers');
    const sold = await t.countCommands(() =>
      till.sell(
        lines.map(({ variantId }) => ({ variantId, quantity: 1 })),
        100 * lines.length,
      ),
    );
    expect(memberOf(sold.result).__typename).toBe('PosSalePayload');
    expect(sold.commands.filter((command) => command.endsWith('list_prices'))).toEqual(['aggregate list_prices']);
  });

  it('charges what explainPrice says, whatever lists there are', async () => {
    const cup = await shop.stocked(100_000, { priceMinor: 1_000 });
    const variantId = variantIdOf(cup);
    await setGroup('trade');
    const list = fc.record({
      priority: fc.integer({ min: 0, max: 2 }),
      branchIds: fc.subarray([north(), toGlobalId('Branch', t.branches.south._id)]),
      customerGroups: fc.subarray(['trade', 'staff']),
      startsAt: fc.constantFrom(null, '2025-01-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z'),
      active: fc.boolean(),
      tiers: fc.uniqueArray(
        fc.record({ minQuantity: fc.constantFrom(1, 2, 5, 12), pence: fc.integer({ min: 0, max: 3_000 }) }),
        {
          selector: ({ minQuantity }) => minQuantity,
          minLength: 1,
        },
      ),
    });
    const property = fc.asyncProperty(
      fc.array(list, { maxLength: 3 }),
      fc.integer({ min: 1, max: 13 }),
      async (lists, quantity) => {
        await listPrices(t.app.db).deleteMany({ tenantId: t.tenant._id });
        for (const { tiers, ...fields } of lists) {
          await makeList(
            fields,
            tiers.map(({ minQuantity, pence }) => ({ variantId, minQuantity, price: gbp(pence) })),
          );
        }
        const explained = await explainPrice(t.ctx, {
          variantId: cup.variant._id,
          branchId: t.branches.north._id,
          customerGroups: ['trade'],
          at: t.clock.now(),
          quantity,
        });
        const order = await shop.placed([shop.line(cup, quantity)]);
        expect(unitPriceOf(order)).toBe(explained.unitPrice.grossMinor);
        expect(order.total.gross.amountMinor).toBe(quantity * explained.priceMinor);
      },
    );
    await fc.assert(property, { numRuns: 20 });
    await setGroup(null);
  }, 60_000);
});

describe('setCustomerGroup', () => {
  it('answers what is wrong, and nobody but managers may', async () => {
    expect(memberOf(await setGroup('gold', { expectedGroup: 'silver' }))).toMatchObject({ code: 'STALE_GROUP' });
    expect((await setGroup('not a group')).errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    expect(memberOf(await setGroup('gold', {}, t.tokens.foreignAdmin))).toMatchObject({ code: 'NOT_FOUND' });
    for (const token of [t.tokens.customer, t.tokens.cashier, t.tokens.buyer]) {
      expect((await setGroup('gold', {}, token)).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    }
    const CUSTOMER = 'query C($email: String) { customer(email: $email) { email group active } }';
    const seen = await t.gql(CUSTOMER, { email: 'CUSTOMER@example.test' }, t.tokens.manager);
    expect(seen.data.customer).toEqual({ email: 'customer@example.test', group: null, active: true });
    const foreign = await t.gql(CUSTOMER, { email: 'customer@example.test' }, t.tokens.foreignAdmin);
    expect(foreign.data.customer).toBeNull();
  });
});
