import type { VariantDoc } from '../../../src/modules/catalog';
import { OVERDRAW_MAX, adjustStock, setStockSettings } from '../../../src/modules/inventory';
import { stockEntries } from '../../../src/modules/inventory/stock-entry.model';
import { stockMovements } from '../../../src/modules/inventory/stock-movement.model';
import { reserveStock } from '../../../src/modules/reservations';
import { tenantDirectory } from '../../../src/modules/tenants';
import { branches } from '../../../src/modules/tenants/branch.model';
import type { NegativeStockPolicy } from '../../../src/modules/tenants';
import { newId } from '../../../src/kernel/ids';
import { createTestApp } from '../../support/test-app';
import type { TestApp } from '../../support/test-app';
import { Till, gbp } from '../pos/pos-scenario';
import { serialVariant } from './serial-scenario';
import { RESERVE, balances, line, memberOf, nextKey, stocked, stored, variantGid } from './stock-scenario';

const SALE = `mutation ($input: CreatePosSaleInput!) { createPosSale(input: $input) { __typename
  ... on PosSalePayload { oversold { quantityOnHand quantityAvailable variant { sku } } }
  ... on InsufficientStockError { lines { requested available } } ... on UserError { code } } }`;

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
});
afterAll(() => t.close());
afterEach(async () => {
  await t.expectStockConsistent();
  await policy('BLOCK');
});

const place = (variant: VariantDoc) => ({ branchId: t.branches.north._id, variantId: variant._id });

async function policy(negativeStockPolicy: NegativeStockPolicy) {
  const north = { tenantId: t.tenant._id, _id: t.branches.north._id };
  // What is below 0 was sold under another policy: a count brings it back before the next test is checked.
  const below = { tenantId: t.tenant._id, quantityAvailable: { $lt: 0 } };
  for (const entry of await stockEntries(t.app.db).find(below).lean()) {
    const lines = [{ branchId: entry.branchId, variantId: entry.variantId, delta: -entry.quantityAvailable }];
    await adjustStock(t.ctx, { input: { idempotencyKey: nextKey() }, reason: 'CYCLE_COUNT', lines });
  }
  await branches(t.app.db).updateOne(north, { $set: { negativeStockPolicy } });
  tenantDirectory(t.app.db).forget(t.tenant._id);
}

async function sell(variant: VariantDoc, quantity: number) {
  const lines = [{ variantId: variantGid(variant), quantity }];
  const payments = [{ method: 'CASH', amount: gbp(1_000 * quantity) }];
  const input = { idempotencyKey: nextKey(), registerId: new Till(t).registerId, lines, payments };
  return memberOf(await t.gql(SALE, { input }, t.tokens.cashier));
}

async function hold(variant: VariantDoc, quantity: number, token = t.tokens.customer) {
  const input = { idempotencyKey: nextKey(), lines: [line(t, variant, quantity)] };
  return memberOf(await t.gql(RESERVE, { input }, token));
}

function keepBack(variant: VariantDoc, safetyStock: number | null) {
  const input = { idempotencyKey: nextKey() };
  return setStockSettings(t.ctx, { input, ...place(variant), settings: { safetyStock }, expected: {} });
}

describe('a till where stock says there is none', () => {
  it('is refused in a branch with the policy BLOCK', async () => {
    const variant = await stocked(t, 1);
    const before = await stored(t);
    expect(await sell(variant, 2)).toMatchObject({ lines: [{ requested: 2, available: 1 }] });
    expect(await stored(t)).toEqual(before);
  });

  it('sells below 0 with ALLOW and says nothing of it, with WARN and names what is below', async () => {
    const variant = await stocked(t, 1);
    await policy('ALLOW');
    expect(await sell(variant, 3)).toEqual({ __typename: 'PosSalePayload', oversold: [] });
    expect(await balances(t, variant)).toEqual([-2, 0, -2]);
    await t.expectStockConsistent();
    await policy('WARN');
    const [one, two] = [await stocked(t, 1), await stocked(t, 5)];
    expect(await sell(two, 5)).toMatchObject({ oversold: [] });
    expect(await sell(one, 2)).toMatchObject({
      oversold: [{ quantityOnHand: -1, quantityAvailable: -1, variant: { sku: one.sku } }],
    });
  });

  it('sells what was never booked in, several lines at once', async () => {
    const [known, unknown, other] = [await stocked(t, 5), await stocked(t, 0), await stocked(t, 0)];
    await policy('ALLOW');
    const lines = [known, unknown, other].map((variant) => ({ variantId: variantGid(variant), quantity: 2 }));
    const payments = [{ method: 'CASH', amount: gbp(6_000) }];
    const input = { idempotencyKey: nextKey(), registerId: new Till(t).registerId, lines, payments };
    expect(memberOf(await t.gql(SALE, { input }, t.tokens.cashier))).toMatchObject({ oversold: [] });
    expect(await balances(t, known)).toEqual([3, 0, 3]);
    expect(await balances(t, unknown)).toEqual([-2, 0, -2]);
    expect(await balances(t, other)).toEqual([-2, 0, -2]);
  });

  it('sells no unit that nobody has seen where units have numbers, not even where no entry says so yet', async () => {
    const variant = await serialVariant(t);
    // As in a branch that was opened since: it has no entry of the variant.
    const { deletedCount } = await stockEntries(t.app.db).deleteOne({ tenantId: t.tenant._id, ...place(variant) });
    await policy('ALLOW');
    expect([deletedCount, await sell(variant, 1)]).toMatchObject([1, { lines: [{ requested: 1, available: 0 }] }]);
    expect(await balances(t, variant)).toBeNull();
  });

  it('stops at the floor', async () => {
    const variant = await stocked(t, 1);
    await policy('ALLOW');
    expect(await sell(variant, OVERDRAW_MAX + 2)).toMatchObject({ lines: [{ available: OVERDRAW_MAX + 1 }] });
    expect(await sell(variant, OVERDRAW_MAX + 1)).toMatchObject({ __typename: 'PosSalePayload' });
    expect(await sell(variant, 1)).toMatchObject({ lines: [{ requested: 1, available: 0 }] });
    const unknown = await stocked(t, 0);
    expect(await sell(unknown, OVERDRAW_MAX + 1)).toMatchObject({ lines: [{ available: OVERDRAW_MAX }] });
    expect(await balances(t, unknown)).toBeNull();
  });

  it('is alone in that: the web is refused in the same branch', async () => {
    const variant = await stocked(t, 1);
    await policy('ALLOW');
    expect(await hold(variant, 2)).toMatchObject({ code: 'INSUFFICIENT_STOCK' });
    expect(await hold(variant, 2, t.tokens.manager)).toMatchObject({ code: 'INSUFFICIENT_STOCK' });
  });

  it('leaves no value behind: what comes in later is worth only what is then there', async () => {
    const variant = await stocked(t, 0);
    await policy('ALLOW');
    await sell(variant, 2);
    const lines = [{ ...place(variant), delta: 5, unitCostMinor: 100 }];
    await adjustStock(t.ctx, { input: { idempotencyKey: nextKey() }, reason: 'RECEIVED', lines });
    const entry = await stockEntries(t.app.db).findOne({ tenantId: t.tenant._id, variantId: variant._id }).lean();
    expect([entry?.quantityOnHand, entry?.totalValueMinor]).toEqual([3, 300]);
    const rows = await stockMovements(t.app.db).find({ tenantId: t.tenant._id, variantId: variant._id }).lean();
    expect(rows.reduce((sum, row) => sum + row.valueDeltaMinor, 0)).toBe(300);
  });
});

describe('safety stock', () => {
  it('is kept from shoppers, and there for tills and staff', async () => {
    const variant = await stocked(t, 5);
    await keepBack(variant, 2);
    expect(await hold(variant, 4)).toMatchObject({ lines: [{ requested: 4, available: 3 }] });
    expect(await hold(variant, 3)).toMatchObject({ __typename: 'ReservationPayload' });
    expect(await hold(variant, 1)).toMatchObject({ lines: [{ requested: 1, available: 0 }] });
    expect(await hold(variant, 1, t.tokens.manager)).toMatchObject({ __typename: 'ReservationPayload' });
    expect(await sell(variant, 1)).toMatchObject({ __typename: 'PosSalePayload' });
    expect(await balances(t, variant)).toEqual([4, 4, 0]);
  });

  it('is not shown as available to shoppers', async () => {
    const variant = await stocked(t, 2);
    const document = `query ($id: ID!) { variant(id: $id) { availability { status branch { code } } } }`;
    const statusOf = async () => {
      const answer = await t.gql(document, { id: variantGid(variant) }, t.tokens.customer);
      const rows: { status: string; branch: { code: string } }[] = answer.data.variant.availability;
      return rows.find(({ branch }) => branch.code === 'NORTH')?.status;
    };
    expect(await statusOf()).toBe('LOW_STOCK');
    await keepBack(variant, 2);
    expect(await statusOf()).toBe('OUT_OF_STOCK');
    await keepBack(variant, null);
    expect(await statusOf()).toBe('LOW_STOCK');
  });

  it('holds for a crowd: shoppers and staff at once get exactly what is theirs', async () => {
    const variant = await stocked(t, 10);
    await keepBack(variant, 4);
    const lines = [{ ...place(variant), quantity: 1 }];
    const shopper = () => t.as({ kind: 'guest', guestId: newId() });
    const staff = () => t.ctx;
    const callers = Array.from({ length: 40 }, (_unused, index) => (index % 2 === 0 ? shopper() : staff()));
    const answers = await Promise.allSettled(
      callers.map((ctx) => reserveStock(ctx, { input: { idempotencyKey: nextKey() }, lines })),
    );
    const won = answers.map(({ status }) => status === 'fulfilled');
    expect(won.filter(Boolean)).toHaveLength(10);
    expect(won.filter((isWon, index) => isWon && index % 2 === 0).length).toBeLessThanOrEqual(6);
    expect(await balances(t, variant)).toEqual([10, 10, 0]);
  });

  it('costs no command more', async () => {
    const variant = await stocked(t, 10);
    await keepBack(variant, 4);
    const lines = [{ ...place(variant), quantity: 1 }];
    const ctx = t.as({ kind: 'guest', guestId: newId() });
    const { count } = await t.countCommands(() => reserveStock(ctx, { input: { idempotencyKey: nextKey() }, lines }));
    expect(count).toBe(7);
  });
});
