import { relayOutboxJob } from '../../jobs/relay-outbox.job';
import { syncProductQuantityJob } from '../../jobs/sync-product-quantity.job';
import type { Id } from '../../src/kernel/ids';
import { newId } from '../../src/kernel/ids';
import { findProduct } from '../../src/modules/catalog';
import { reserveStock } from '../../src/modules/reservations';
import { clearDue, markDue, readDue } from '../../src/platform/due-work';
import { createTestApp } from '../support/test-app';
import type { TestApp } from '../support/test-app';
import { depsOf, unseen } from './deps';

let service: TestApp;
beforeAll(async () => {
  service = await createTestApp();
});
afterAll(() => service.close());

async function quantityOf(id: Id): Promise<number | undefined> {
  return (await findProduct(service.ctx, { id }))?.quantity;
}

describe('job sync-product-quantity', () => {
  test('sums all variants in all branches, less what is held, after any number of changes', async () => {
    const { product, variants } = await service.makeProduct({ variants: [{}, {}] });
    const [first, second] = variants;
    if (first === undefined || second === undefined) throw new Error('two variants were asked for');
    const { north, south } = service.branches;
    await service.makeStock(
      { branch: north, variant: first, quantity: 5 },
      { branch: south, variant: second, quantity: 4 },
    );
    await service.makeStock({ branch: north, variant: first, quantity: 6 });
    const lines = [{ branchId: north._id, variantId: first._id, quantity: 2 }];
    await reserveStock(service.ctx, { input: { idempotencyKey: newId().toHexString() }, lines });
    expect(await quantityOf(product._id)).toBe(0);
    await relayOutboxJob(depsOf(service), unseen);
    expect(await syncProductQuantityJob(depsOf(service), unseen)).toEqual({ tenants: 2, products: 1 });
    expect(await quantityOf(product._id)).toBe(13);
    expect(await syncProductQuantityJob(depsOf(service), unseen)).toEqual({ tenants: 2, products: 0 });
  });

  test('events that come twice and late change nothing: the balance of the moment counts', async () => {
    const { product, variant } = await service.makeProduct();
    await service.makeStock({ branch: service.branches.north, variant, quantity: 3 });
    await relayOutboxJob(depsOf(service), unseen);
    await syncProductQuantityJob(depsOf(service), unseen);
    await service.app.db
      .collection('outbox_events')
      .updateMany({ type: 'stock.changed' }, { $set: { publishedAt: null } });
    await relayOutboxJob(depsOf(service), unseen);
    await syncProductQuantityJob(depsOf(service), unseen);
    expect(await quantityOf(product._id)).toBe(3);
  });

  test('a change during the work is not forgotten with the mark', async () => {
    const id = newId();
    await markDue(service.ctx, 'sync-product-quantity', [{ id, since: service.clock.now() }]);
    const [mark] = await readDue(service.ctx, 'sync-product-quantity', 10);
    if (mark === undefined) throw new Error('the mark was just made');
    service.clock.tick(1_000);
    await markDue(service.ctx, 'sync-product-quantity', [{ id, since: service.clock.now() }]);
    expect(await clearDue(service.ctx, [mark])).toBe(0);
    const [renewed] = await readDue(service.ctx, 'sync-product-quantity', 10);
    expect(renewed).toMatchObject({ version: 2, since: mark.since });
    if (renewed !== undefined) expect(await clearDue(service.ctx, [renewed])).toBe(1);
  });

  test('the lag is the age of the oldest change not shown yet, and 0 when all is shown', async () => {
    const { variant } = await service.makeProduct();
    await service.makeStock({ branch: service.branches.north, variant, quantity: 1 });
    await relayOutboxJob(depsOf(service), unseen);
    service.clock.tick(90_000);
    await syncProductQuantityJob(depsOf(service), unseen);
    const lag = async () => (await service.app.metrics.projectionLagSeconds.get()).values[0]?.value;
    expect(await lag()).toBe(90);
    await syncProductQuantityJob(depsOf(service), unseen);
    expect(await lag()).toBe(0);
  });

  test('many workers at once end with the true quantity', async () => {
    const made = await service.makeProduct();
    await service.makeStock({ branch: service.branches.north, variant: made.variant, quantity: 21 });
    await relayOutboxJob(depsOf(service), unseen);
    await Promise.all(Array.from({ length: 6 }, () => syncProductQuantityJob(depsOf(service), unseen)));
    await syncProductQuantityJob(depsOf(service), unseen);
    expect(await quantityOf(made.product._id)).toBe(21);
    expect(await readDue(service.ctx, 'sync-product-quantity', 10)).toEqual([]);
  });
});
