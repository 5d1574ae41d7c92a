import { expireOrdersJob } from '../../jobs/expire-orders.job';
import { expireReservationsJob } from '../../jobs/expire-reservations.job';
import type { Id } from '../../src/kernel/ids';
import { expireOrders, findOrder, placeOrder } from '../../src/modules/orders';
import { extendReservation } from '../../src/modules/reservations';
import { createTestApp } from '../support/test-app';
import type { TestApp } from '../support/test-app';
import { depsOf, unseen } from './deps';

let service: TestApp;
beforeAll(async () => {
  service = await createTestApp();
});
afterAll(() => service.close());

let placed = 0;
async function place(): Promise<Id> {
  const { variant } = await service.makeProduct();
  await service.makeStock({ branch: service.branches.north, variant, quantity: 5 });
  placed += 1;
  const lines = [{ branchId: service.branches.north._id, variantId: variant._id, quantity: 2 }];
  return (await placeOrder(service.ctx, { input: { idempotencyKey: `order-${placed}` }, lines }))._id;
}

async function statusOf(id: Id): Promise<string | undefined> {
  return (await findOrder(service.ctx, { id }))?.status;
}

describe('job expire-orders', () => {
  test('an unpaid order ends after its hold, once, also when six workers come at the same time', async () => {
    const id = await place();
    expect(await expireOrdersJob(depsOf(service), unseen)).toEqual({ tenants: 2, expired: 0 });
    service.clock.tick(15 * 60_000);
    // The hold decides: as long as it has not ended, neither has the order, whatever the clock says.
    expect(await expireOrdersJob(depsOf(service), unseen)).toEqual({ tenants: 2, expired: 0 });
    expect(await statusOf(id)).toBe('PENDING_PAYMENT');
    await expireReservationsJob(depsOf(service), unseen);
    const runs = await Promise.all(Array.from({ length: 6 }, () => expireOrdersJob(depsOf(service), unseen)));
    expect(runs.reduce((sum, run) => sum + (run['expired'] ?? 0), 0)).toBe(1);
    expect(await statusOf(id)).toBe('EXPIRED');
    const events = await service.app.db.collection('outbox_events').countDocuments({ type: 'order.expired' });
    expect(events).toBe(1);
    await service.expectStockConsistent();
  });
  test('an order whose hold was extended gets its new end and does not stand before the others', async () => {
    const [extended, other] = [await place(), await place()];
    const order = await findOrder(service.ctx, { id: extended });
    const reservationId = order?.reservationId ?? null;
    if (reservationId === null) throw new Error('Expected the order to hold stock.');
    const ask = { input: { idempotencyKey: 'longer' }, reservationId, ttlSeconds: 3_600 };
    const hold = await extendReservation(service.ctx, ask);
    service.clock.tick(15 * 60_000);
    await expireReservationsJob(depsOf(service), unseen);

    expect(await expireOrders(service.ctx, 1)).toBe(0);
    expect((await findOrder(service.ctx, { id: extended }))?.holdExpiresAt).toEqual(hold.expiresAt);
    expect(await expireOrders(service.ctx, 1)).toBe(1);
    expect([await statusOf(extended), await statusOf(other)]).toEqual(['PENDING_PAYMENT', 'EXPIRED']);
  });
});
