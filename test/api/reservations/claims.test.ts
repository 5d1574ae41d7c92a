import type { Context } from '../../../src/kernel/context';
import type { Id } from '../../../src/kernel/ids';
import { expireReservations, releaseReservation, reserveStock } from '../../../src/modules/reservations';
import { reservations } from '../../../src/modules/reservations/reservation.model';
import { createTestApp } from '../../support/test-app';
import type { TestApp } from '../../support/test-app';
import { balances, nextKey, stocked } from '../inventory/stock-scenario';

/** Interleavings of two workers, each forced at the one command where it matters, so that no luck is needed. */
let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
});
afterAll(() => t.close());
afterEach(async () => {
  jest.restoreAllMocks();
  await t.expectStockConsistent();
});

const LEASE_MS = 30_000;

/** A hold of 4 units whose time is over. */
async function dueHold() {
  const variant = await stocked(t, 10);
  const lines = [{ branchId: t.branches.north._id, variantId: variant._id, quantity: 4 }];
  const hold = await reserveStock(t.ctx, { input: { idempotencyKey: nextKey() }, lines, ttlSeconds: 60 });
  t.clock.tick(60_000);
  return { variant, id: hold._id };
}

function sweep(ctx: Context, workerId: string) {
  return expireReservations(ctx, { workerId, batchSize: 200, leaseMs: LEASE_MS });
}

/** A worker that claims and dies before it gives anything back. */
function claimAndDie(workerId: string) {
  const startSession = { value: () => Promise.reject(new Error('the process has died')) };
  const db = Object.create(t.app.db, { startSession }) as Context['db'];
  return sweep({ ...t.ctx, db }, workerId);
}

async function stateOf(id: Id) {
  const doc = await reservations(t.app.db).findOne({ tenantId: t.tenant._id, _id: id }).lean();
  return [doc?.status, doc?.claimedBy?.split(':')[0] ?? null];
}

/** Does something right before the command that claims, or before the one that gives back what was claimed. */
function before(step: 'claim' | 'release', work: () => Promise<unknown>): void {
  const model = reservations(t.app.db);
  const command = step === 'claim' ? 'bulkWrite' : 'updateMany';
  const send = model[command].bind(model) as (...args: unknown[]) => PromiseLike<unknown>;
  const first = (...args: unknown[]) => work().then(() => send(...args));
  jest.spyOn(model, command).mockImplementationOnce(first as never);
}

describe('a claim', () => {
  it('does not take a hold that was released by hand since it was found', async () => {
    const { variant, id } = await dueHold();
    before('claim', () => releaseReservation(t.ctx, { input: { idempotencyKey: nextKey() }, reservationId: id }));
    expect(await sweep(t.ctx, 'w1')).toEqual({ expired: 0, more: false });
    expect(await stateOf(id)).toEqual(['RELEASED', null]);
    expect(await balances(t, variant)).toEqual([10, 0, 10]);
  });

  it('does not take a hold that another worker claimed since it was found', async () => {
    const { variant, id } = await dueHold();
    before('claim', () => claimAndDie('w2'));
    expect(await sweep(t.ctx, 'w1')).toEqual({ expired: 0, more: false });
    expect(await stateOf(id)).toEqual(['RELEASING', 'w2']);
    expect(await balances(t, variant)).toEqual([10, 4, 6]);
    t.clock.tick(LEASE_MS);
    expect(await sweep(t.ctx, 'w1')).toEqual({ expired: 1, more: false });
  });

  it('does not take over a hold that another worker took over since it was found', async () => {
    const { variant, id } = await dueHold();
    await claimAndDie('w0');
    t.clock.tick(LEASE_MS);
    before('claim', () => claimAndDie('w2'));
    expect(await sweep(t.ctx, 'w1')).toEqual({ expired: 0, more: false });
    expect(await stateOf(id)).toEqual(['RELEASING', 'w2']);
    expect(await balances(t, variant)).toEqual([10, 4, 6]);
    t.clock.tick(LEASE_MS);
    expect(await sweep(t.ctx, 'w1')).toEqual({ expired: 1, more: false });
  });

  it('that was taken over gives nothing back any more', async () => {
    const { variant, id } = await dueHold();
    before('release', () => {
      t.clock.tick(LEASE_MS);
      return claimAndDie('w2');
    });
    expect(await sweep(t.ctx, 'w1')).toEqual({ expired: 0, more: false });
    expect(await stateOf(id)).toEqual(['RELEASING', 'w2']);
    expect(await balances(t, variant)).toEqual([10, 4, 6]);
    t.clock.tick(LEASE_MS);
    expect(await sweep(t.ctx, 'w3')).toEqual({ expired: 1, more: false });
    expect(await balances(t, variant)).toEqual([10, 0, 10]);
  });
});
