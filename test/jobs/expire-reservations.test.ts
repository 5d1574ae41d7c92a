import { expireReservationsJob } from '../../jobs/expire-reservations.job';
import { newId } from '../../src/kernel/ids';
import type { Id } from '../../src/kernel/ids';
import { listStockMovements } from '../../src/modules/inventory';
import { reserveStock } from '../../src/modules/reservations';
import type { VariantDoc } from '../../src/modules/catalog';
import { createTestApp } from '../support/test-app';
import type { TestApp } from '../support/test-app';
import { depsOf, unseen } from './deps';

let service: TestApp;
beforeAll(async () => {
  service = await createTestApp();
});
afterAll(() => service.close());

async function hold(variant: VariantDoc, quantity: number, ttlSeconds: number): Promise<Id> {
  const lines = [{ branchId: service.branches.north._id, variantId: variant._id, quantity }];
  const made = await reserveStock(service.ctx, { input: { idempotencyKey: newId().toHexString() }, lines, ttlSeconds });
  return made._id;
}

async function releasesOf(variant: VariantDoc): Promise<string[]> {
  const page = await listStockMovements(service.ctx, { variantId: variant._id, first: 100 });
  return page.items
    .filter((movement) => movement.type === 'RELEASE')
    .map((movement) => movement.referenceId?.toHexString() ?? '')
    .sort();
}

async function stocked(quantity: number): Promise<VariantDoc> {
  const { variant } = await service.makeProduct();
  await service.makeStock({ branch: service.branches.north, variant, quantity });
  return variant;
}

describe('job expire-reservations', () => {
  test('a hold that is not due stays, a due one ends, and a second run finds nothing', async () => {
    const variant = await stocked(10);
    const short = await hold(variant, 3, 60);
    await hold(variant, 2, 600);
    // The short one ends within a minute, which is told once.
    expect(await expireReservationsJob(depsOf(service), unseen)).toEqual({ tenants: 2, expired: 0, warned: 1 });
    service.clock.tick(60_000);
    expect(await expireReservationsJob(depsOf(service), unseen)).toEqual({ tenants: 2, expired: 1, warned: 0 });
    expect(await expireReservationsJob(depsOf(service), unseen)).toEqual({ tenants: 2, expired: 0, warned: 0 });
    expect(await releasesOf(variant)).toEqual([short.toHexString()]);
    service.clock.tick(24 * 3_600_000);
    expect(await expireReservationsJob(depsOf(service), unseen)).toEqual({ tenants: 2, expired: 1, warned: 0 });
    await service.expectStockConsistent();
  });

  test('eight workers at once release each hold exactly once', async () => {
    const variant = await stocked(100);
    const ids: string[] = [];
    for (let index = 0; index < 40; index += 1) ids.push((await hold(variant, 2, 60)).toHexString());
    service.clock.tick(60_000);
    const runs = Array.from({ length: 8 }, () => expireReservationsJob(depsOf(service), unseen));
    const summaries = await Promise.all(runs);
    expect(summaries.reduce((sum, summary) => sum + (summary['expired'] ?? 0), 0)).toBe(40);
    expect(await releasesOf(variant)).toEqual(ids.sort());
    await service.expectStockConsistent();
  });

  test('a claim of a dead worker is left alone during its lease and taken over after it', async () => {
    const variant = await stocked(5);
    const id = await hold(variant, 5, 60);
    service.clock.tick(60_000);
    const now = service.clock.now();
    await service.app.db.collection('reservations').updateOne(
      { _id: id },
      {
        $set: {
          status: 'RELEASING',
          claimedBy: 'dead',
          claimedAt: now,
          leaseUntil: new Date(now.getTime() + 30_000),
        },
      },
    );
    expect(await expireReservationsJob(depsOf(service), unseen)).toEqual({ tenants: 2, expired: 0, warned: 0 });
    service.clock.tick(30_000);
    expect(await expireReservationsJob(depsOf(service), unseen)).toEqual({ tenants: 2, expired: 1, warned: 0 });
    expect(await releasesOf(variant)).toEqual([id.toHexString()]);
    await service.expectStockConsistent();
  });

  test('asked to stop, a run begins no further batch', async () => {
    const variant = await stocked(5);
    await hold(variant, 5, 60);
    service.clock.tick(60_000);
    const stop = new AbortController();
    stop.abort();
    expect(await expireReservationsJob(depsOf(service, { signal: stop.signal }), unseen)).toEqual({ tenants: 0 });
    expect(await expireReservationsJob(depsOf(service), unseen)).toEqual({ tenants: 2, expired: 1, warned: 0 });
  });
});
