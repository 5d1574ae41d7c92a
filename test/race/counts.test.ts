import { approveStockCount, recordStockCount, startStockCount, submitStockCount } from '../../src/modules/inventory';
import { stockCountLines } from '../../src/modules/inventory/counts/stock-count.model';
import { stockMovements } from '../../src/modules/inventory/stock-movement.model';
import { reserveStock } from '../../src/modules/reservations';
import { balances, nextKey, stocked } from '../api/inventory/stock-scenario';
import { createTestApp } from '../support/test-app';
import type { TestApp } from '../support/test-app';

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
});
afterAll(() => t.close());
afterEach(() => t.expectStockConsistent());

const input = () => ({ idempotencyKey: nextKey() });

async function openCount() {
  return (await startStockCount(t.ctx, { input: input(), branchId: t.branches.north._id }))._id;
}

/** OK or the code of a refusal, sorted. */
function codesOf(outcomes: readonly PromiseSettledResult<unknown>[]): string[] {
  return outcomes.map((o) => (o.status === 'fulfilled' ? 'OK' : (o.reason as { code: string }).code)).sort();
}

it('approved by ten at once, a count is booked once', async () => {
  const variants = [await stocked(t, 10), await stocked(t, 10)];
  const countId = await openCount();
  const lines = variants.map(({ _id: variantId }) => ({ variantId, quantity: 7 }));
  await recordStockCount(t.ctx, { input: input(), countId, lines, mode: 'ADD' });
  await submitStockCount(t.ctx, { input: input(), countId });
  const outcomes = await Promise.allSettled(
    Array.from({ length: 10 }, () => approveStockCount(t.ctx, { input: input(), countId, movedLines: 'REBASE' })),
  );
  expect(codesOf(outcomes)).toEqual(['OK', ...Array<string>(9).fill('STOCK_COUNT_ALREADY_APPROVED')].sort());
  for (const variant of variants) expect(await balances(t, variant)).toEqual([7, 0, 7]);
  expect(await stockMovements(t.app.db).countDocuments({ tenantId: t.tenant._id, referenceId: countId })).toBe(2);
});

it('recorded by many at once, every shelf counts and no line is there twice', async () => {
  const [one, two] = [await stocked(t, 100), await stocked(t, 100)];
  const countId = await openCount();
  const outcomes = await Promise.allSettled(
    Array.from({ length: 20 }, (_unused, i) => {
      const lines = [{ variantId: i % 2 === 0 ? one._id : two._id, quantity: 3 }];
      return recordStockCount(t.ctx, { input: input(), countId, lines, mode: 'ADD' });
    }),
  );
  expect(codesOf(outcomes)).toEqual(Array<string>(20).fill('OK'));
  const rows = await stockCountLines(t.app.db).find({ tenantId: t.tenant._id, countId }).sort({ index: 1 }).lean();
  expect(rows.map((row) => [row.index, row.countedQuantity])).toEqual([
    [1, 30],
    [2, 30],
  ]);
});

it('approved while shoppers hold units, a count never takes what is held', async () => {
  const variant = await stocked(t, 10);
  const countId = await openCount();
  await recordStockCount(t.ctx, {
    input: input(),
    countId,
    lines: [{ variantId: variant._id, quantity: 6 }],
    mode: 'ADD',
  });
  await submitStockCount(t.ctx, { input: input(), countId });
  const place = { branchId: t.branches.north._id, variantId: variant._id };
  const [approval, ...holds] = await Promise.allSettled([
    approveStockCount(t.ctx, { input: input(), countId, movedLines: 'REBASE' }),
    ...Array.from({ length: 8 }, () => reserveStock(t.ctx, { input: input(), lines: [{ ...place, quantity: 1 }] })),
  ]);
  const held = holds.filter(({ status }) => status === 'fulfilled').length;
  const status = approval?.status === 'fulfilled' ? (approval.value as { status: string }).status : 'REFUSED';
  expect(['APPROVED', 'OPEN']).toContain(status);
  const onHand = status === 'APPROVED' ? 6 : 10;
  expect(await balances(t, variant)).toEqual([onHand, held, onHand - held]);
});
