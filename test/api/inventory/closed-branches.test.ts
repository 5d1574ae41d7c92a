import { relayOutboxJob } from '../../../jobs/relay-outbox.job';
import { syncProductQuantityJob } from '../../../jobs/sync-product-quantity.job';
import { toGlobalId } from '../../../src/kernel/ids';
import { createTestApp } from '../../support/test-app';
import type { TestApp } from '../../support/test-app';
import { depsOf, unseen } from '../../jobs/deps';
import { Shop } from '../orders/order-scenario';
import { Till } from '../pos/pos-scenario';
import { approved, found, linesOf, openCount } from './count-scenario';
import {
  ADJUST,
  RESERVE,
  SET,
  action,
  balances,
  branchGid,
  line,
  memberOf,
  nextKey,
  refusalOf,
  stocked,
  variantGid,
} from './stock-scenario';
import { draft, moved, received, shipped, transferStep } from './transfer-scenario';

const UPDATE_BRANCH = `mutation ($input: UpdateBranchInput!) { updateBranch(input: $input) { __typename
  ... on BranchPayload { branch { code active } } ... on UserError { code } } }`;
const CLOSED = { __typename: 'InvalidStateError', code: 'BRANCH_CLOSED' };

let t: TestApp;
let shop: Shop;
beforeAll(async () => {
  t = await createTestApp();
  shop = new Shop(t);
});
afterAll(() => t.close());
afterEach(async () => {
  await set('north', true);
  await set('south', true);
  await t.expectStockConsistent();
});

const key = () => ({ idempotencyKey: nextKey() });

async function set(branch: 'north' | 'south', active: boolean) {
  const input = { ...key(), branchId: branchGid(t.branches[branch]), active };
  const { branch: after } = memberOf(await t.gql(UPDATE_BRANCH, { input }, t.tokens.admin));
  expect(after).toMatchObject({ active });
}

async function reserve(input: object, token = t.tokens.customer) {
  return memberOf(await t.gql(RESERVE, { input: { ...key(), ...input } }, token));
}

describe('closing a branch', () => {
  it('is for who manages the tenant, and can be taken back', async () => {
    const input = { ...key(), branchId: branchGid(t.branches.north), active: false };
    expect(refusalOf(await t.gql(UPDATE_BRANCH, { input }, t.tokens.manager))).toBe('FORBIDDEN');
    expect(refusalOf(await t.gql(UPDATE_BRANCH, { input: { ...input, active: null } }, t.tokens.admin))).toBe(
      'BAD_USER_INPUT',
    );
    await set('north', false);
    await set('north', true);
    const variant = await stocked(t, 1);
    expect(await reserve({ lines: [line(t, variant, 1)] })).toMatchObject({ __typename: 'ReservationPayload' });
  });
});

describe('a closed branch', () => {
  it('takes no new hold and no new order, whoever asks; a repeat is answered as before', async () => {
    const variant = await stocked(t, 9);
    const wish = { ...key(), lines: [line(t, variant, 2)] };
    const before = await reserve(wish);
    await set('north', false);
    expect(await reserve({ lines: [line(t, variant, 1)] })).toMatchObject(CLOSED);
    expect(await reserve({ lines: [line(t, variant, 1)] }, t.tokens.manager)).toMatchObject(CLOSED);
    const replaces = { replacesReservationId: before.reservation.id, lines: [line(t, variant, 1)] };
    expect(await reserve(replaces)).toMatchObject(CLOSED);
    expect(memberOf(await shop.place({ lines: [line(t, variant, 1)] }))).toMatchObject(CLOSED);
    expect(await reserve(wish)).toEqual(before);
    expect(await balances(t, variant)).toEqual([9, 2, 7]);
  });

  it('keeps what it promised: holds are ordered, paid, handed over and cancelled', async () => {
    const variant = await stocked(t, 9);
    const held = await reserve({ lines: [line(t, variant, 2)] });
    const other = await reserve({ lines: [line(t, variant, 1)] });
    const paid = await shop.paid([line(t, variant, 3)]);
    await set('north', false);
    const order = memberOf(await shop.place({ reservationId: held.reservation.id })).order;
    expect(memberOf(await shop.pay(order)).order.status).toBe('CONFIRMED');
    expect(memberOf(await shop.fulfill(order)).order.status).toBe('FULFILLED');
    expect(memberOf(await shop.cancel(paid)).order.status).toBe('CANCELLED');
    const release = { input: { ...key(), reservationId: other.reservation.id } };
    expect(memberOf(await t.gql(action('release'), release, t.tokens.customer))).toMatchObject({
      reservation: { status: 'RELEASED' },
    });
    expect(await balances(t, variant)).toEqual([7, 0, 7]);
  });

  it('is not chosen to serve an order, also when it is named among others', async () => {
    const { variant } = await t.makeProduct();
    const { north, south } = t.branches;
    await t.makeStock({ branch: north, variant, quantity: 9 }, { branch: south, variant, quantity: 2 });
    await set('north', false);
    const wanted = (quantity: number) => [{ variantId: variantGid(variant), quantity }];
    const served = await reserve({ sourcing: { wanted: wanted(2), strategy: 'PRIORITY' } });
    expect(served.reservation.lines).toMatchObject([{ quantity: 2, branch: { code: 'SOUTH' } }]);
    const branchIds = [branchGid(north), branchGid(south)];
    expect(await reserve({ sourcing: { wanted: wanted(3), strategy: 'PRIORITY', branchIds } })).toMatchObject({
      code: 'INSUFFICIENT_STOCK',
    });
    const only = {
      input: { ...key(), sourcing: { wanted: wanted(1), strategy: 'PRIORITY', branchIds: [branchIds[0]] } },
    };
    expect(refusalOf(await t.gql(RESERVE, only, t.tokens.customer))).toBe('BAD_USER_INPUT');
  });

  it('sells nothing over the counter, but stores what its tills sold offline before', async () => {
    const variant = await stocked(t, 5);
    const till = new Till(t);
    const lines = [{ variantId: variantGid(variant), quantity: 1 }];
    const repeated = key();
    const sold = memberOf(await till.sell(lines, 1_000, repeated));
    await set('north', false);
    expect(memberOf(await till.sell(lines, 1_000))).toMatchObject(CLOSED);
    expect(memberOf(await till.sell(lines, 1_000, repeated))).toEqual(sold);
    const occurredAt = new Date(t.clock.now().getTime() - 60_000).toISOString();
    const offline = await till.sell(lines, 1_000, { occurredAt, clientOrderId: 'offline-1' });
    expect(memberOf(offline).__typename).toBe('PosSalePayload');
    expect(await balances(t, variant)).toEqual([3, 0, 3]);
  });

  it('is counted, corrected and emptied by transfer, and gets no goods', async () => {
    const variant = await stocked(t, 9);
    const adjust = async (reason: string, delta: number) => {
      const lines = [{ branchId: branchGid(t.branches.north), variantId: variantGid(variant), delta }];
      return memberOf(await t.gql(ADJUST, { input: { ...key(), reason, lines } }, t.tokens.clerk));
    };
    await set('north', false);
    expect(await adjust('RECEIVED', 1)).toMatchObject(CLOSED);
    expect(await adjust('CORRECTION', 1)).toMatchObject({ __typename: 'StockMovementsPayload' });
    expect(await adjust('DAMAGED', -1)).toMatchObject({ __typename: 'StockMovementsPayload' });
    const id = await openCount(t);
    await found(t, id, variant, 8);
    await approved(t, id);
    expect(await linesOf(t, id)).toMatchObject([{ status: 'APPLIED', variance: -1 }]);
    const place = { branchId: branchGid(t.branches.north), variantId: variantGid(variant) };
    const input = { ...key(), ...place, quantity: 7, expectedQuantity: 8, reason: 'CYCLE_COUNT' };
    expect(memberOf(await t.gql(SET, { input }, t.tokens.clerk)).__typename).toBe('StockMovementsPayload');
    await received(t, await shipped(t, [[variant, 7]]), variant, 7);
    expect(await balances(t, variant)).toEqual([0, 0, 0]);
  });

  it('is no destination of a transfer, but takes what is on its way to it', async () => {
    const variant = await stocked(t, 9);
    const planned = await draft(t, [[variant, 1]]);
    const away = await shipped(t, [[variant, 2]]);
    await set('south', false);
    const route = { fromBranchId: branchGid(t.branches.north), toBranchId: branchGid(t.branches.south) };
    const lines = [{ variantId: variantGid(variant), quantity: 1 }];
    expect(await transferStep(t, 'create', { ...route, lines })).toMatchObject(CLOSED);
    expect(await transferStep(t, 'ship', { stockTransferId: planned })).toMatchObject(CLOSED);
    const changed = { stockTransferId: planned, expectedVersion: 1, lines };
    expect(await transferStep(t, 'update', changed)).toMatchObject(CLOSED);
    const elsewhere = { ...changed, toBranchId: branchGid(t.branches.warehouse) };
    await moved(t, 'update', elsewhere);
    await moved(t, 'ship', { stockTransferId: planned });
    expect((await received(t, away, variant, 2)).stockTransfer.status).toBe('RECEIVED');
  });

  it('is told to shoppers neither as available nor as a place where products are in stock', async () => {
    const { variant, product } = await t.makeProduct();
    const { north, south } = t.branches;
    await t.makeStock({ branch: north, variant, quantity: 9 }, { branch: south, variant, quantity: 9 });
    await relayOutboxJob(depsOf(t), unseen);
    await syncProductQuantityJob(depsOf(t), unseen);
    const AVAILABILITY = `query ($id: ID!) { variant(id: $id) { availability { branch { code } status } } }`;
    const LIST = `query ($at: ID!) { products(first: 100, filter: { inStockAtBranchId: $at }) { nodes { id } } }`;
    const listed = async (token: string) => {
      const { data } = await t.gql(LIST, { at: branchGid(north) }, token);
      return data.products.nodes.some(({ id }: { id: string }) => id === toGlobalId('Product', product._id));
    };
    expect(await listed(t.tokens.customer)).toBe(true);
    await set('north', false);
    const { data } = await t.gql(AVAILABILITY, { id: variantGid(variant) }, t.tokens.customer);
    const told = data.variant.availability.map(({ branch }: { branch: { code: string } }) => branch.code);
    expect(told).toEqual(['SOUTH', 'WH']);
    expect([await listed(t.tokens.customer), await listed(t.tokens.clerk)]).toEqual([false, true]);
  });
});
