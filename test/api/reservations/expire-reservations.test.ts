import type { Id } from '../../../src/kernel/ids';
import { stockEntries } from '../../../src/modules/inventory/stock-entry.model';
import { stockMovements } from '../../../src/modules/inventory/stock-movement.model';
import {
  commitReservation,
  expireReservations,
  extendReservation,
  releaseReservation,
  reserveStock,
} from '../../../src/modules/reservations';
import { reservations } from '../../../src/modules/reservations/reservation.model';
import { outboxEvents } from '../../../src/platform/outbox';
import { createTestApp } from '../../support/test-app';
import type { TestApp } from '../../support/test-app';
import { balances, nextKey, stocked } from '../inventory/stock-scenario';

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
});
afterAll(() => t.close());
afterEach(() => t.expectStockConsistent());

const LEASE_MS = 30_000;
const key = () => ({ idempotencyKey: nextKey() });

async function hold(variant: { _id: Id }, quantity: number, ttlSeconds = 60) {
  const lines = [{ branchId: t.branches.north._id, variantId: variant._id, quantity }];
  return reserveStock(t.ctx, { input: key(), lines, ttlSeconds });
}

function sweep(workerId = 'w1', batchSize = 200) {
  return expireReservations(t.ctx, { workerId, batchSize, leaseMs: LEASE_MS });
}

async function statusOf(id: Id) {
  return (await reservations(t.app.db).findOne({ tenantId: t.tenant._id, _id: id }).lean())?.status;
}

async function releasesOf(variant: { _id: Id }) {
  const filter = { tenantId: t.tenant._id, variantId: variant._id, type: 'RELEASE' as const };
  const rows = await stockMovements(t.app.db).find(filter).lean();
  return rows.map((row) => row.referenceId?.toHexString()).sort();
}

describe('expireReservations', () => {
  it('gives back what is due, marks it EXPIRED, and tells it', async () => {
    const variant = await stocked(t, 10);
    const due = await hold(variant, 3, 60);
    const later = await hold(variant, 2, 600);
    t.clock.tick(60_000);
    expect(await sweep()).toEqual({ expired: 1, more: false });
    expect([await statusOf(due._id), await statusOf(later._id)]).toEqual(['EXPIRED', 'ACTIVE']);
    expect(await balances(t, variant)).toEqual([10, 2, 8]);
    expect(await releasesOf(variant)).toEqual([due._id.toHexString()]);
    const told = await outboxEvents(t.app.db).find({ tenantId: t.tenant._id, type: 'reservation.expired' }).lean();
    const reservations = [{ reservationId: due._id.toHexString(), orderId: null }];
    expect(told.map(({ version, payload }) => ({ version, payload }))).toEqual([
      { version: 2, payload: { reservations } },
    ]);
    expect(await sweep()).toEqual({ expired: 0, more: false });
    t.clock.tick(600_000);
    expect(await sweep()).toEqual({ expired: 1, more: false });
  });

  it('takes the oldest first and says that there is more', async () => {
    const variant = await stocked(t, 10);
    const [young, old] = [await hold(variant, 1, 50), await hold(variant, 1, 40)];
    t.clock.tick(60_000);
    expect(await sweep('w1', 1)).toEqual({ expired: 1, more: true });
    expect([await statusOf(old._id), await statusOf(young._id)]).toEqual(['EXPIRED', 'ACTIVE']);
    expect(await sweep('w1', 5)).toEqual({ expired: 1, more: false });
  });

  it('keeps to the batch when more holds end in the same instant', async () => {
    const variant = await stocked(t, 10);
    for (let i = 0; i < 5; i += 1) await hold(variant, 1, 60);
    await reservations(t.app.db).updateMany(
      { tenantId: t.tenant._id, status: 'ACTIVE' },
      { $set: { expiresAt: t.clock.now() } },
    );
    expect(await sweep('w1', 2)).toEqual({ expired: 2, more: true });
    expect(await balances(t, variant)).toEqual([10, 3, 7]);
    expect(await sweep('w1', 3)).toEqual({ expired: 3, more: false });
  });

  it('takes over what a dead worker claimed, after its lease and not before', async () => {
    const variant = await stocked(t, 10);
    const claimed = await hold(variant, 4, 60);
    t.clock.tick(60_000);
    const now = t.clock.now();
    await reservations(t.app.db).updateOne(
      { tenantId: t.tenant._id, _id: claimed._id },
      {
        $set: {
          status: 'RELEASING',
          claimedBy: 'dead',
          claimedAt: now,
          leaseUntil: new Date(now.getTime() + LEASE_MS),
        },
      },
    );
    expect(await sweep('w2')).toEqual({ expired: 0, more: false });
    await expect(releaseReservation(t.ctx, { input: key(), reservationId: claimed._id })).rejects.toMatchObject({
      code: 'RESERVATION_EXPIRED',
      currentStatus: 'RELEASING',
    });
    expect(await balances(t, variant)).toEqual([10, 4, 6]);
    t.clock.tick(LEASE_MS);
    expect(await sweep('w2')).toEqual({ expired: 1, more: false });
    expect(await releasesOf(variant)).toEqual([claimed._id.toHexString()]);
  });

  it('says that there is more when only dead workers left work, and keeps to the batch', async () => {
    const variant = await stocked(t, 10);
    for (let i = 0; i < 5; i += 1) await hold(variant, 1, 60);
    t.clock.tick(60_000);
    const gone = { status: 'RELEASING', claimedBy: 'dead', leaseUntil: t.clock.now() } as const;
    await reservations(t.app.db).updateMany({ tenantId: t.tenant._id, status: 'ACTIVE' }, { $set: gone });
    // Half of the batch is open to abandoned holds; the three that are left are work for the next one.
    expect(await sweep('w1', 4)).toEqual({ expired: 2, more: true });
    for (let i = 0; i < 2; i += 1) await hold(variant, 1, 1);
    t.clock.tick(1_000);
    // A batch of one that is full with an abandoned hold has no room: a limit of 0 would mean all the others.
    expect(await sweep('w1', 1)).toEqual({ expired: 1, more: true });
    expect(await balances(t, variant)).toEqual([10, 4, 6]);
    expect(await sweep('w1', 4)).toEqual({ expired: 4, more: true });
    expect(await sweep('w1', 4)).toEqual({ expired: 0, more: false });
    expect(await balances(t, variant)).toEqual([10, 0, 10]);
  });

  it('gives back only what is still held of a hold that was partly sold', async () => {
    const variant = await stocked(t, 10);
    const part = await hold(variant, 5, 60);
    const lines = [{ branchId: t.branches.north._id, variantId: variant._id, quantity: 2 }];
    await commitReservation(t.ctx, { input: key(), reservationId: part._id, lines });
    t.clock.tick(60_000);
    expect(await sweep()).toEqual({ expired: 1, more: false });
    expect(await balances(t, variant)).toEqual([8, 0, 8]);
    const doc = await reservations(t.app.db).findOne({ tenantId: t.tenant._id, _id: part._id }).lean();
    expect(doc?.lines).toMatchObject([{ quantity: 5, committedQuantity: 2, releasedQuantity: 3 }]);
  });

  it('is not stopped by one bad row (Sylius#7144)', async () => {
    const [good, bad] = [await stocked(t, 5), await stocked(t, 5)];
    const broken = await hold(bad, 2, 50);
    const sound = await hold(good, 2, 60);
    t.clock.tick(60_000);
    const entry = { tenantId: t.tenant._id, branchId: t.branches.north._id, variantId: bad._id };
    await stockEntries(t.app.db).updateOne(entry, { $inc: { quantityReserved: -2 } });
    expect(await sweep()).toEqual({ expired: 1, more: false });
    expect([await statusOf(broken._id), await statusOf(sound._id)]).toEqual(['RELEASING', 'EXPIRED']);
    await stockEntries(t.app.db).updateOne(entry, { $inc: { quantityReserved: 2 } });
    t.clock.tick(LEASE_MS);
    expect(await sweep()).toEqual({ expired: 1, more: false });
    expect(await balances(t, bad)).toEqual([5, 0, 5]);
  });

  it('takes over the others too when those in front can never be released', async () => {
    const [good, bad] = [await stocked(t, 5), await stocked(t, 5)];
    const broken = await hold(bad, 2, 50);
    const sound = await hold(good, 2, 60);
    t.clock.tick(60_000);
    const claim = { status: 'RELEASING' as const, claimedBy: 'dead:1', leaseUntil: t.clock.now() };
    const both = { tenantId: t.tenant._id, _id: { $in: [broken._id, sound._id] } };
    await reservations(t.app.db).updateMany(both, { $set: claim });
    const entry = { tenantId: t.tenant._id, branchId: t.branches.north._id, variantId: bad._id };
    await stockEntries(t.app.db).updateOne(entry, { $inc: { quantityReserved: -2 } });
    // One abandoned claim a batch.
    expect(await sweep('w1', 2)).toEqual({ expired: 0, more: true });
    t.clock.tick(LEASE_MS);
    expect(await sweep('w1', 2)).toEqual({ expired: 1, more: true });
    expect([await statusOf(broken._id), await statusOf(sound._id)]).toEqual(['RELEASING', 'EXPIRED']);
    await stockEntries(t.app.db).updateOne(entry, { $inc: { quantityReserved: 2 } });
    expect(await sweep('w1', 2)).toEqual({ expired: 1, more: true });
  });

  it('releases each hold exactly once, whatever number of workers runs', async () => {
    const variants = [await stocked(t, 100), await stocked(t, 100)];
    const ids: string[] = [];
    for (const variant of variants) {
      for (let i = 0; i < 20; i += 1) ids.push((await hold(variant, 1, 30))._id.toHexString());
    }
    t.clock.tick(30_000);
    const runs = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((worker) => sweep(worker, 15)));
    let expired = runs.reduce((sum, run) => sum + run.expired, 0);
    for (let round = 0; round < 5 && expired < 40; round += 1) expired += (await sweep('last', 40)).expired;
    expect(expired).toBe(40);
    const released = [...(await releasesOf(variants[0]!)), ...(await releasesOf(variants[1]!))];
    expect(released.sort()).toEqual(ids.sort());
  });

  it('races extend, commit and release: each hold ends once (medusa#12401)', async () => {
    const variant = await stocked(t, 100);
    const holds = [];
    for (let i = 0; i < 12; i += 1) holds.push(await hold(variant, 1, 30));
    t.clock.tick(29_999);
    const actions = holds.flatMap(({ _id }) => [
      () => commitReservation(t.ctx, { input: key(), reservationId: _id }),
      () => releaseReservation(t.ctx, { input: key(), reservationId: _id }),
      () => extendReservation(t.ctx, { input: key(), reservationId: _id, ttlSeconds: 60 }),
    ]);
    const racing = actions.map((run) => run());
    t.clock.tick(1);
    const sweeps = [sweep('a'), sweep('b')];
    const outcomes = await Promise.allSettled(racing);
    await Promise.all(sweeps);
    const codes = outcomes.flatMap((o) => (o.status === 'rejected' ? [(o.reason as { code?: string }).code] : []));
    const allowed = ['RESERVATION_ALREADY_COMMITTED', 'RESERVATION_ALREADY_RELEASED', 'RESERVATION_EXPIRED'];
    expect(codes.filter((code) => !allowed.includes(code ?? ''))).toEqual([]);
    const docs = await reservations(t.app.db)
      .find({ tenantId: t.tenant._id, _id: { $in: holds.map((h) => h._id) } })
      .lean();
    for (const doc of docs) {
      const { quantity, committedQuantity, releasedQuantity } = doc.lines[0]!;
      expect(committedQuantity + releasedQuantity).toBe(['ACTIVE', 'RELEASING'].includes(doc.status) ? 0 : quantity);
      const rows = await stockMovements(t.app.db).countDocuments({ tenantId: t.tenant._id, referenceId: doc._id });
      expect(rows).toBe(['ACTIVE', 'RELEASING'].includes(doc.status) ? 1 : 2);
    }
  });

  it('refuses a batch that is no number from 1 to 1,000', async () => {
    for (const batchSize of [0, -1, 1.5, 1_001]) {
      await expect(sweep('w', batchSize)).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    }
  });
});
