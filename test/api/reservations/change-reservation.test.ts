import { fromGlobalId, newId, toGlobalId } from '../../../src/kernel/ids';
import type { Id } from '../../../src/kernel/ids';
import { stockMovements } from '../../../src/modules/inventory/stock-movement.model';
import { attachOrderIn } from '../../../src/modules/reservations';
import { runInTransaction } from '../../../src/platform/transaction';
import { createTestApp } from '../../support/test-app';
import type { TestApp } from '../../support/test-app';
import {
  RESERVE,
  action,
  balances,
  line,
  memberOf,
  nextKey,
  refusalOf,
  stocked,
  stored,
} from '../inventory/stock-scenario';

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
});
afterAll(() => t.close());
afterEach(() => t.expectStockConsistent());

const EXTEND = action('extend');
const COMMIT = action('commit');
const RELEASE = action('release');

async function held(
  variant: { _id: Id },
  quantity: number,
  ttlSeconds = 60,
  token = t.tokens.manager,
): Promise<string> {
  const input = { idempotencyKey: nextKey(), lines: [line(t, variant, quantity)], ttlSeconds };
  return memberOf(await t.gql(RESERVE, { input }, token)).reservation.id;
}

async function act(document: string, reservationId: string, more: object = {}, token = t.tokens.manager) {
  return t.gql(document, { input: { idempotencyKey: nextKey(), reservationId, ...more } }, token);
}

async function movementsOf(variant: { _id: Id }) {
  const rows = await stockMovements(t.app.db)
    .find({ tenantId: t.tenant._id, variantId: variant._id })
    .sort({ sequence: 1 })
    .lean();
  return rows.map((row) => [row.type, row.onHandDelta, row.reservedDelta]);
}

describe('extendReservation', () => {
  it('moves the end to so many seconds from now, and never to an earlier one', async () => {
    const id = await held(await stocked(t, 5), 2, 60);
    const inSeconds = (seconds: number) => new Date(t.clock.now().getTime() + seconds * 1000).toISOString();
    const longer = memberOf(await act(EXTEND, id, { ttlSeconds: 600 }));
    expect(longer.reservation.expiresAt).toBe(inSeconds(600));
    const shorter = memberOf(await act(EXTEND, id, { ttlSeconds: 5 }));
    expect(shorter.reservation.expiresAt).toBe(inSeconds(600));
  });

  it('ends 24 hours after the hold was made, however often it is asked for', async () => {
    const id = await held(await stocked(t, 5), 2, 1_200);
    const end = new Date(t.clock.now().getTime() + 86_400_000).toISOString();
    t.clock.tick(600_000);
    expect(memberOf(await act(EXTEND, id, { ttlSeconds: 86_400 })).reservation.expiresAt).toBe(end);
    t.clock.tick(-600_000);
  });

  it('does not revive a hold whose time is over, swept or not', async () => {
    const variant = await stocked(t, 5);
    const id = await held(variant, 2, 60);
    t.clock.tick(60_000);
    const answer = { __typename: 'InvalidStateError', code: 'RESERVATION_EXPIRED', currentStatus: 'ACTIVE' };
    expect(memberOf(await act(EXTEND, id, { ttlSeconds: 60 }))).toEqual(answer);
    expect(memberOf(await act(COMMIT, id))).toEqual(answer);
    t.clock.tick(-60_000);
    expect(await balances(t, variant)).toEqual([5, 2, 3]);
  });
});

describe('commitReservation', () => {
  it('sells what is held: on hand and reserved go down together', async () => {
    const variant = await stocked(t, 5);
    const { reservation } = memberOf(await act(COMMIT, await held(variant, 2)));
    expect(reservation).toMatchObject({ status: 'COMMITTED', lines: [{ quantity: 2, committedQuantity: 2 }] });
    expect(await balances(t, variant)).toEqual([3, 0, 3]);
    expect(await movementsOf(variant)).toEqual([
      ['RECEIPT', 5, 0],
      ['RESERVE', 0, 2],
      ['SALE', -2, -2],
    ]);
  });

  it('sells a part, and the rest can be released (erpnext#52851)', async () => {
    const variant = await stocked(t, 5);
    const id = await held(variant, 4);
    const part = memberOf(await act(COMMIT, id, { lines: [line(t, variant, 3)] }));
    expect(part.reservation).toMatchObject({ status: 'ACTIVE', lines: [{ quantity: 4, committedQuantity: 3 }] });
    expect(memberOf(await act(COMMIT, id, { lines: [line(t, variant, 2)] }))).toMatchObject({
      __typename: 'ValidationError',
      field: 'lines.0.quantity',
    });
    const rest = memberOf(await act(RELEASE, id));
    expect(rest.reservation).toMatchObject({
      status: 'COMMITTED',
      lines: [{ quantity: 4, committedQuantity: 3, releasedQuantity: 1 }],
    });
    expect(await balances(t, variant)).toEqual([2, 0, 2]);
  });

  it('is not for shoppers: goods would leave without a payment', async () => {
    const variant = await stocked(t, 5);
    const id = await held(variant, 2, 60, t.tokens.customer);
    expect(refusalOf(await act(COMMIT, id, {}, t.tokens.customer))).toBe('FORBIDDEN');
    expect(await balances(t, variant)).toEqual([5, 2, 3]);
  });

  it('leaves the hold of an order to the order', async () => {
    const variant = await stocked(t, 5);
    const id = await held(variant, 2);
    const orderId = newId();
    const storageId = fromGlobalId('Reservation', id);
    await runInTransaction(t.ctx, (tx) => attachOrderIn(tx, storageId, orderId, 'customer:x'));
    for (const document of [COMMIT, RELEASE]) {
      expect(memberOf(await act(document, id))).toMatchObject({ code: 'RESERVATION_BELONGS_TO_ORDER' });
    }
    await expect(
      runInTransaction(t.ctx, (tx) => attachOrderIn(tx, storageId, newId(), 'customer:y')),
    ).rejects.toMatchObject({ code: 'RESERVATION_BELONGS_TO_ORDER' });
    const read = await t.gql('query ($id: ID!) { reservation(id: $id) { orderId } }', { id }, t.tokens.manager);
    expect(read.data.reservation.orderId).toBe(toGlobalId('Order', orderId));
  });
});

describe('releaseReservation', () => {
  it('gives back what is held, once', async () => {
    const variant = await stocked(t, 5);
    const id = await held(variant, 2, 60, t.tokens.customer);
    const input = { idempotencyKey: nextKey(), reservationId: id };
    const first = memberOf(await t.gql(RELEASE, { input }, t.tokens.customer));
    expect(first.reservation).toMatchObject({ status: 'RELEASED', lines: [{ quantity: 2, releasedQuantity: 2 }] });
    expect(memberOf(await t.gql(RELEASE, { input }, t.tokens.customer))).toEqual(first);
    expect(memberOf(await act(RELEASE, id, {}, t.tokens.customer))).toEqual({
      __typename: 'InvalidStateError',
      code: 'RESERVATION_ALREADY_RELEASED',
      currentStatus: 'RELEASED',
    });
    expect(await movementsOf(variant)).toEqual([
      ['RECEIPT', 5, 0],
      ['RESERVE', 0, 2],
      ['RELEASE', 0, -2],
    ]);
  });

  it('tells exactly how a hold ended', async () => {
    const variant = await stocked(t, 5);
    const id = await held(variant, 2);
    await act(COMMIT, id);
    const before = await stored(t);
    for (const document of [COMMIT, RELEASE]) {
      expect(memberOf(await act(document, id))).toEqual({
        __typename: 'InvalidStateError',
        code: 'RESERVATION_ALREADY_COMMITTED',
        currentStatus: 'COMMITTED',
      });
    }
    expect(memberOf(await act(EXTEND, id, { ttlSeconds: 60 })).code).toBe('RESERVATION_ALREADY_COMMITTED');
    expect(await stored(t)).toEqual(before);
  });

  it("answers another shopper's and another tenant's hold as a missing one", async () => {
    const variant = await stocked(t, 5);
    const id = await held(variant, 2, 60, t.tokens.customer);
    const READ = 'query ($id: ID!) { reservation(id: $id) { id } node(id: $id) { id } }';
    for (const token of [t.tokens.guest, t.tokens.foreignAdmin]) {
      expect(memberOf(await act(RELEASE, id, {}, token))).toMatchObject({ __typename: 'NotFoundError', id });
      expect(memberOf(await act(EXTEND, id, { ttlSeconds: 60 }, token))).toMatchObject({ __typename: 'NotFoundError' });
      expect((await t.gql(READ, { id }, token)).data).toEqual({ reservation: null, node: null });
    }
    expect((await t.gql(READ, { id }, t.tokens.customer)).data).toEqual({ reservation: { id }, node: { id } });
    const missing = toGlobalId('Reservation', newId());
    expect(memberOf(await act(RELEASE, missing))).toMatchObject({ __typename: 'NotFoundError', id: missing });
    expect(memberOf(await act(RELEASE, 'nonsense'))).toMatchObject({ __typename: 'NotFoundError', id: 'nonsense' });
  });
});

describe('reservations', () => {
  it('lists newest first, by status, and shoppers see their own only', async () => {
    const variant = await stocked(t, 9);
    const mine = await held(variant, 1, 60, t.tokens.guest);
    const other = await held(variant, 1);
    const LIST = `query ($first: Int, $after: String, $status: ReservationStatus) {
      reservations(first: $first, after: $after, status: $status) { nodes { id status } pageInfo { hasNextPage endCursor } } }`;
    const guest = await t.gql(LIST, {}, t.tokens.guest);
    expect(guest.data.reservations.nodes).toEqual([{ id: mine, status: 'ACTIVE' }]);
    const page = await t.gql(LIST, { first: 1, status: 'ACTIVE' }, t.tokens.manager);
    expect(page.data.reservations.nodes).toEqual([{ id: other, status: 'ACTIVE' }]);
    const after = page.data.reservations.pageInfo.endCursor;
    const next = await t.gql(LIST, { first: 1, after, status: 'ACTIVE' }, t.tokens.manager);
    expect(next.data.reservations.nodes).toEqual([{ id: mine, status: 'ACTIVE' }]);
    expect(refusalOf(await t.gql(LIST, { after: 'x' }, t.tokens.manager))).toBe('BAD_USER_INPUT');
  });
});
