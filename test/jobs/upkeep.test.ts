import { pruneJob } from '../../jobs/prune.job';
import { reconcileStockJob } from '../../jobs/reconcile-stock.job';
import { relayOutboxJob } from '../../jobs/relay-outbox.job';
import { newId } from '../../src/kernel/ids';
import type { Id } from '../../src/kernel/ids';
import {
  createCategory,
  createPriceList,
  deleteCategory,
  deletePriceList,
  setProductCategories,
} from '../../src/modules/catalog';
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

  test('clears the prices of a removed list, some at a time, and no other list', async () => {
    const { variant } = await service.makeProduct();
    const makeList = (name: string) =>
      createPriceList(service.ctx, { input: { idempotencyKey: `list-${name}` }, fields: { name } });
    const [gone, kept] = [await makeList('Gone'), await makeList('Kept')];
    const rows = service.app.db.collection('list_prices');
    const pricesOf = (priceListId: Id, count: number) =>
      Array.from({ length: count }, (_, index) => ({
        ...{ _id: newId(), tenantId: service.tenant._id, priceListId, variantId: variant._id },
        ...{ minQuantity: index + 1, priceMinor: 1 },
      }));
    await rows.insertMany([...pricesOf(gone._id, 2_500), ...pricesOf(kept._id, 3)]);
    await deletePriceList(service.ctx, { input: { idempotencyKey: 'gone' }, priceListId: gone._id });

    const { result, commands } = await service.countCommands(() => pruneJob(depsOf(service), unseen));
    // The list's mark goes with its last prices.
    expect(result).toMatchObject({ leftovers: 2_501 });
    expect(commands.filter((command) => command === 'delete list_prices')).toHaveLength(3);
    expect(await rows.countDocuments({})).toBe(3);
    expect(await pruneJob(depsOf(service), unseen)).toMatchObject({ leftovers: 0 });
  });

  test('takes a removed category off its products, and no other category', async () => {
    const make = (name: string) =>
      createCategory(service.ctx, { input: { idempotencyKey: `category-${name}` }, name, parentId: null });
    const [gone, kept] = [await make('Gone'), await make('Kept')];
    const { product } = await service.makeProduct();
    const categoryIds = [gone._id, kept._id];
    const set = { input: { idempotencyKey: 'set' }, productId: product._id, categoryIds };
    await setProductCategories(service.ctx, set);
    await deleteCategory(service.ctx, { input: { idempotencyKey: 'gone' }, categoryId: gone._id });

    expect(await pruneJob(depsOf(service), unseen)).toMatchObject({ leftovers: 2 });
    const stored = await service.app.db.collection('products').findOne({ _id: product._id });
    expect(stored?.['categoryIds']).toEqual([kept._id]);
    expect(await pruneJob(depsOf(service), unseen)).toMatchObject({ leftovers: 0 });
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
