import { pruneJob } from '../../jobs/prune.job';
import { reconcileStockJob } from '../../jobs/reconcile-stock.job';
import { relayOutboxJob } from '../../jobs/relay-outbox.job';
import { IDEMPOTENCY_RETENTION_MS } from '../../src/platform/idempotency';
import { createTestApp } from '../support/test-app';
import type { TestApp } from '../support/test-app';
import { depsOf, unseen } from './deps';

const DAY_MS = 24 * 3_600_000;
let service: TestApp;
beforeEach(async () => {
  service = await createTestApp();
});
afterEach(() => service.close());

describe('job prune', () => {
  test('removes idempotency records after their retention, and not a moment before', async () => {
    const records = () => service.app.db.collection('idempotency_records').countDocuments({});
    await service.makeProduct();
    const before = await records();
    service.clock.tick(IDEMPOTENCY_RETENTION_MS - 1);
    expect(await pruneJob(depsOf(service), unseen)).toMatchObject({ idempotencyRecords: 0 });
    expect(await records()).toBe(before);
    service.clock.tick(1);
    expect(await pruneJob(depsOf(service), unseen)).toMatchObject({ idempotencyRecords: before });
    expect(await records()).toBe(0);
  });

  test('removes published events after a week and keeps every unpublished one', async () => {
    const events = () => service.app.db.collection('outbox_events').countDocuments({});
    const { variant } = await service.makeProduct();
    await relayOutboxJob(depsOf(service), unseen);
    await service.makeStock({ branch: service.branches.north, variant, quantity: 1 });
    const [all, published] = [await events(), await publishedCount()];
    expect(published).toBeGreaterThan(0);
    expect(all).toBeGreaterThan(published);
    service.clock.tick(7 * DAY_MS + 1);
    expect(await pruneJob(depsOf(service), unseen)).toMatchObject({ events: published });
    expect(await events()).toBe(all - published);
  });

  test('removes sessions that have ended', async () => {
    const sessions = () => service.app.db.collection('refresh_tokens').countDocuments({});
    const before = await sessions();
    expect(before).toBeGreaterThan(0);
    expect(await pruneJob(depsOf(service), unseen)).toMatchObject({ sessions: 0 });
    service.clock.tick(365 * DAY_MS);
    expect(await pruneJob(depsOf(service), unseen)).toMatchObject({ sessions: before });
    expect(await sessions()).toBe(0);
  });

  function publishedCount(): Promise<number> {
    return service.app.db.collection('outbox_events').countDocuments({ publishedAt: { $ne: null } });
  }
});

describe('job reconcile-stock', () => {
  test('counts a drifted entry, tells it by metric, and repairs nothing', async () => {
    const { variant } = await service.makeProduct();
    await service.makeStock({ branch: service.branches.north, variant, quantity: 8 });
    expect(await reconcileStockJob(depsOf(service), unseen)).toEqual({ tenants: 2, checkedEntries: 1, drifts: 0 });
    const entries = service.app.db.collection('stock_entries');
    await entries.updateOne({ variantId: variant._id }, { $inc: { quantityOnHand: 1 } });
    expect(await reconcileStockJob(depsOf(service), unseen)).toEqual({ tenants: 2, checkedEntries: 1, drifts: 1 });
    expect((await service.app.metrics.driftedEntries.get()).values[0]?.value).toBe(1);
    expect(await entries.findOne({ variantId: variant._id })).toMatchObject({ quantityOnHand: 9 });
  });
});
