import { fromGlobalId, newId, toGlobalId } from '../../../src/kernel/ids';
import type { Id } from '../../../src/kernel/ids';
import { stockMovements } from '../../../src/modules/inventory/stock-movement.model';
import { attachOrderIn, commitReservation, expireReservations, reserveStock } from '../../../src/modules/reservations';
import { reservations } from '../../../src/modules/reservations/reservation.model';
import { outboxEvents } from '../../../src/platform/outbox';
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
  stocked,
  stored,
  variantGid,
} from '../inventory/stock-scenario';

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
});
afterAll(() => t.close());
afterEach(() => t.expectStockConsistent());

const key = () => ({ idempotencyKey: nextKey() });

/** A payload of either version. */
interface Told {
  readonly reservationId?: string;
  readonly reservations?: readonly { readonly reservationId?: string }[];
}

async function reserve(body: object, token = t.tokens.guest) {
  return memberOf(await t.gql(RESERVE, { input: { ...key(), ...body } }, token));
}

async function statusOf(id: string) {
  const _id = fromGlobalId('Reservation', id);
  return (await reservations(t.app.db).findOne({ tenantId: t.tenant._id, _id }).lean())?.status;
}

async function movementsOf(variant: { _id: Id }) {
  const rows = await stockMovements(t.app.db)
    .find({ tenantId: t.tenant._id, variantId: variant._id })
    .sort({ sequence: 1 })
    .lean();
  return rows.map((row) => [row.type, row.reservedDelta, row.reservedAfter]);
}

describe('reserveStock with replacesReservationId', () => {
  it('lets a shopper who holds the last unit ask for it again (Sylius#3573)', async () => {
    const variant = await stocked(t, 1);
    const lines = [line(t, variant, 1)];
    const first = await reserve({ lines });
    expect((await reserve({ lines })).__typename).toBe('InsufficientStockError');
    const again = await reserve({ lines, replacesReservationId: first.reservation.id });
    expect(again.__typename).toBe('ReservationPayload');
    expect(again.reservation.id).not.toBe(first.reservation.id);
    expect([await statusOf(first.reservation.id), await statusOf(again.reservation.id)]).toEqual([
      'RELEASED',
      'ACTIVE',
    ]);
    expect(await balances(t, variant)).toEqual([1, 1, 0]);
    expect(await movementsOf(variant)).toEqual([
      ['RECEIPT', 0, 0],
      ['RESERVE', 1, 1],
      ['RELEASE', -1, 0],
      ['RESERVE', 1, 1],
    ]);
  });

  it('judges the difference per entry: more of one, less of another, one left, one new', async () => {
    const [more, less, left, fresh] = [
      await stocked(t, 5),
      await stocked(t, 5),
      await stocked(t, 5),
      await stocked(t, 5),
    ];
    const old = await reserve({ lines: [line(t, more, 3), line(t, less, 5), line(t, left, 2)] });
    const lines = [line(t, more, 5), line(t, less, 1), line(t, fresh, 4)];
    const { reservation } = await reserve({ lines, replacesReservationId: old.reservation.id });
    expect(reservation.lines).toMatchObject([{ quantity: 5 }, { quantity: 1 }, { quantity: 4 }]);
    expect([
      await balances(t, more),
      await balances(t, less),
      await balances(t, left),
      await balances(t, fresh),
    ]).toEqual([
      [5, 5, 0],
      [5, 1, 4],
      [5, 0, 5],
      [5, 4, 1],
    ]);
  });

  it('refuses with the whole demand and all that could be had, and leaves the old hold as it was', async () => {
    const variant = await stocked(t, 5);
    const old = await reserve({ lines: [line(t, variant, 3)] });
    await reserve({ lines: [line(t, variant, 1)] }, t.tokens.customer);
    const before = await stored(t);
    expect(await reserve({ lines: [line(t, variant, 6)], replacesReservationId: old.reservation.id })).toMatchObject({
      __typename: 'InsufficientStockError',
      lines: [{ variantId: variantGid(variant), requested: 6, available: 4 }],
    });
    expect(await stored(t)).toEqual(before);
    expect(await statusOf(old.reservation.id)).toBe('ACTIVE');
  });

  it('has one effect per key, and tells both ends', async () => {
    const variant = await stocked(t, 2);
    const old = await reserve({ lines: [line(t, variant, 1)] });
    const body = { ...key(), lines: [line(t, variant, 2)], replacesReservationId: old.reservation.id };
    const first = await reserve(body);
    expect(await reserve(body)).toEqual(first);
    expect(await reserve({ ...body, replacesReservationId: null })).toMatchObject({
      __typename: 'IdempotencyKeyReusedError',
      field: 'replacesReservationId',
    });
    expect(await balances(t, variant)).toEqual([2, 2, 0]);
    const told = await outboxEvents(t.app.db)
      .find({ tenantId: t.tenant._id, type: { $in: ['reservation.created', 'reservation.released'] } })
      .sort({ _id: 1 })
      .lean();
    const hex = (id: string) => fromGlobalId('Reservation', id).toHexString();
    const idsIn = ({ reservationId, reservations = [{ reservationId }] }: Told) =>
      reservations.map((one) => one.reservationId);
    expect(told.slice(-3).map(({ type, payload }) => [type, ...idsIn(payload)])).toEqual([
      ['reservation.created', hex(old.reservation.id)],
      ['reservation.released', hex(old.reservation.id)],
      ['reservation.created', hex(first.reservation.id)],
    ]);
  });

  it('frees a hold that is past its time but not swept yet', async () => {
    const variant = await stocked(t, 1);
    const old = await reserve({ lines: [line(t, variant, 1)], ttlSeconds: 1 });
    t.clock.tick(2_000);
    const again = await reserve({ lines: [line(t, variant, 1)], replacesReservationId: old.reservation.id });
    expect(again.reservation.status).toBe('ACTIVE');
  });

  it('gives back only what is still held of a hold that was partly sold', async () => {
    const variant = await stocked(t, 5);
    const old = await reserve({ lines: [line(t, variant, 3)] });
    const part = { ...key(), reservationId: old.reservation.id, lines: [line(t, variant, 1)] };
    memberOf(await t.gql(action('commit'), { input: part }, t.tokens.manager));
    await reserve({ lines: [line(t, variant, 4)], replacesReservationId: old.reservation.id });
    expect(await balances(t, variant)).toEqual([4, 4, 0]);
    expect(await statusOf(old.reservation.id)).toBe('COMMITTED');
  });

  it("answers a stranger's, a missing, an ended and an ordered hold exactly, and holds nothing", async () => {
    const variant = await stocked(t, 9);
    const lines = [line(t, variant, 1)];
    const mine = await reserve({ lines });
    const ended = await reserve({ lines });
    await t.gql(action('release'), { input: { ...key(), reservationId: ended.reservation.id } }, t.tokens.guest);
    const ordered = await reserve({ lines });
    const orderedId = fromGlobalId('Reservation', ordered.reservation.id);
    await runInTransaction(t.ctx, (tx) => attachOrderIn(tx, orderedId, newId(), 'guest:x'));
    const before = await stored(t);
    const replace = (id: string, token = t.tokens.guest) => reserve({ lines, replacesReservationId: id }, token);
    expect((await replace(mine.reservation.id, t.tokens.customer)).code).toBe('NOT_FOUND');
    expect((await replace(mine.reservation.id, t.tokens.foreignAdmin)).code).toBe('NOT_FOUND');
    expect((await replace(toGlobalId('Reservation', newId()))).code).toBe('NOT_FOUND');
    expect((await replace('nonsense')).code).toBe('NOT_FOUND');
    expect(await replace(ended.reservation.id)).toMatchObject({
      __typename: 'InvalidStateError',
      code: 'RESERVATION_ALREADY_RELEASED',
    });
    expect((await replace(ordered.reservation.id, t.tokens.manager)).code).toBe('RESERVATION_BELONGS_TO_ORDER');
    expect(await stored(t)).toEqual(before);
  });

  it('keeps the hold its owner had, whoever of the staff replaces it', async () => {
    const variant = await stocked(t, 5);
    const old = await reserve({ lines: [line(t, variant, 1)] });
    const made = await reserve(
      { lines: [line(t, variant, 2)], replacesReservationId: old.reservation.id },
      t.tokens.manager,
    );
    const read = 'query ($id: ID!) { reservation(id: $id) { id } }';
    expect((await t.gql(read, { id: made.reservation.id }, t.tokens.guest)).data.reservation).not.toBeNull();
  });

  it('races expiry, commit and another replacement: both or neither, and each hold ends once', async () => {
    const variant = await stocked(t, 40);
    const place = { branchId: t.branches.north._id, variantId: variant._id };
    const lines = [{ ...place, quantity: 1 }];
    const holds = [];
    for (let i = 0; i < 8; i += 1) holds.push(await reserveStock(t.ctx, { input: key(), lines, ttlSeconds: 30 }));
    t.clock.tick(29_999);
    const racing = holds.flatMap(({ _id }) => [
      reserveStock(t.ctx, { input: key(), lines: [{ ...place, quantity: 2 }], replacesReservationId: _id }),
      reserveStock(t.ctx, { input: key(), lines: [{ ...place, quantity: 3 }], replacesReservationId: _id }),
      commitReservation(t.ctx, { input: key(), reservationId: _id }),
    ]);
    t.clock.tick(1);
    const sweep = (workerId: string) => expireReservations(t.ctx, { workerId, batchSize: 200, leaseMs: 30_000 });
    const outcomes = await Promise.allSettled(racing);
    await Promise.all([sweep('a'), sweep('b')]);
    const codes = outcomes.flatMap((o) => (o.status === 'rejected' ? [(o.reason as { code?: string }).code] : []));
    expect(codes.filter((code) => code?.startsWith('RESERVATION_') !== true)).toEqual([]);
    const won = outcomes.flatMap((o) => (o.status === 'fulfilled' ? [o.value] : []));
    expect(won.length).toBeLessThanOrEqual(holds.length);
    const live = won.filter((doc) => doc.status === 'ACTIVE');
    const sold = won.length - live.length;
    const reserved = live.reduce((sum, doc) => sum + doc.lines[0]!.quantity, 0);
    expect(await balances(t, variant)).toEqual([40 - sold, reserved, 40 - sold - reserved]);
    for (const { _id } of holds) {
      const rows = await stockMovements(t.app.db).countDocuments({ tenantId: t.tenant._id, referenceId: _id });
      expect(rows).toBe(2);
    }
  });

  it('takes nine commands, for 1 line as for 50', async () => {
    for (const count of [1, 50]) {
      const { variants } = await t.makeProduct({ variants: Array.from({ length: count }, () => ({})) });
      await t.makeStock(...variants.map((variant) => ({ branch: t.branches.north, variant, quantity: 2 })));
      const lines = variants.map(({ _id }) => ({ branchId: t.branches.north._id, variantId: _id, quantity: 2 }));
      const old = await reserveStock(t.ctx, { input: key(), lines });
      const { count: commands } = await t.countCommands(() =>
        reserveStock(t.ctx, { input: key(), lines, replacesReservationId: old._id }),
      );
      expect(commands).toBe(9);
    }
  });
});
