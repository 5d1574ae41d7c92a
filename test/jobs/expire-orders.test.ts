import { expireOrdersJob } from '../../jobs/expire-orders.job';
import { expireReservationsJob } from '../../jobs/expire-reservations.job';
import type { Id } from '../../src/kernel/ids';
import { findOrder, placeOrder } from '../../src/modules/orders';
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
});
