import { InsufficientStockError } from '../../src/kernel/errors';
import { applyStockChanges, expireLots } from '../../src/modules/inventory';
import { runInTransaction } from '../../src/platform/transaction';
import { DAY_MS, lotVariant, lotsOf, moveLot } from '../api/inventory/lot-scenario';
import { createTestApp } from '../support/test-app';
import type { TestApp } from '../support/test-app';

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
});
afterAll(() => t.close());
afterEach(() => t.expectStockConsistent());

/** How many of so many buyers at once got a unit; every other one was told that there is none. */
async function sellAtOnce(variantId: Parameters<typeof lotsOf>[1]['_id'], buyers: number): Promise<number> {
  const outcomes = await Promise.allSettled(
    Array.from({ length: buyers }, () =>
      runInTransaction(t.ctx, (tx) =>
        applyStockChanges(tx, [
          {
            branchId: t.branches.north._id,
            variantId,
            type: 'POS_SALE',
            onHandDelta: -1,
            reservedDelta: 0,
            requires: 'AVAILABLE',
          },
        ]),
      ),
    ),
  );
  const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));
  expect(refused.filter((error) => !(error instanceof InsufficientStockError))).toEqual([]);
  return buyers - refused.length;
}

describe('20 buyers at once', () => {
  it('get the last 7 units of two lots: exactly 7, and the lots are empty', async () => {
    const variant = await lotVariant(t);
    await moveLot(t, variant, 3, 'A', 10);
    await moveLot(t, variant, 4, 'B', 20);
    expect(await sellAtOnce(variant._id, 20)).toBe(7);
    expect(await lotsOf(t, variant)).toEqual({ A: 0, B: 0 });
  });

  it('get none of a lot past its date while the job takes it out of sale', async () => {
    const variant = await lotVariant(t);
    await moveLot(t, variant, 5, 'OLD', 1);
    await moveLot(t, variant, 4, 'NEW', 9);
    t.clock.tick(DAY_MS);
    const [sold] = await Promise.all([
      sellAtOnce(variant._id, 20),
      expireLots(t.ctx, { after: null, batchSize: 10 }),
      expireLots(t.ctx, { after: null, batchSize: 10 }),
    ]);
    expect(sold).toBe(4);
    expect(await lotsOf(t, variant)).toEqual({ NEW: 0, OLD: [5, 5] });
  });
});
