import {
  cancelStockTransfer,
  createStockTransfer,
  findStockTransfer,
  receiveStockTransfer,
  shipStockTransfer,
} from '../../src/modules/inventory';
import { nextKey, stocked } from '../api/inventory/stock-scenario';
import { standing } from '../api/inventory/transfer-scenario';
import { createTestApp } from '../support/test-app';
import type { TestApp } from '../support/test-app';

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
});
afterAll(() => t.close());
afterEach(() => t.expectStockConsistent());

const input = () => ({ idempotencyKey: nextKey() });

async function drafted(quantity: number) {
  const variant = await stocked(t, 10);
  const { _id: transferId } = await createStockTransfer(t.ctx, {
    input: input(),
    fromBranchId: t.branches.north._id,
    toBranchId: t.branches.south._id,
    lines: [{ variantId: variant._id, quantity }],
  });
  return { variant, transferId };
}

/** OK or the code of a refusal, sorted. */
function codesOf(outcomes: readonly PromiseSettledResult<unknown>[]): string[] {
  return outcomes.map((o) => (o.status === 'fulfilled' ? 'OK' : (o.reason as { code: string }).code)).sort();
}

it('shipped by ten at once, a transfer leaves once', async () => {
  const { variant, transferId } = await drafted(4);
  const outcomes = await Promise.allSettled(
    Array.from({ length: 10 }, () => shipStockTransfer(t.ctx, { input: input(), transferId })),
  );
  expect(codesOf(outcomes)).toEqual(['OK', ...Array<string>(9).fill('STOCK_TRANSFER_IN_TRANSIT')].sort());
  expect((await standing(t, t.branches.north, variant)).slice(0, 2)).toEqual([6, 0]);
  expect((await standing(t, t.branches.south, variant)).slice(0, 2)).toEqual([0, 4]);
});

it('received by two at once, no unit comes in twice: parts add up, and what is too much is refused', async () => {
  const { variant, transferId } = await drafted(8);
  await shipStockTransfer(t.ctx, { input: input(), transferId });
  const receive = (receivedQuantity: number) =>
    receiveStockTransfer(t.ctx, { input: input(), transferId, lines: [{ variantId: variant._id, receivedQuantity }] });
  expect(codesOf(await Promise.allSettled([receive(3), receive(3)]))).toEqual(['OK', 'OK']);
  expect((await standing(t, t.branches.south, variant)).slice(0, 2)).toEqual([6, 2]);
  expect(codesOf(await Promise.allSettled([receive(2), receive(2)]))).toEqual([
    'OK',
    'STOCK_TRANSFER_ALREADY_RECEIVED',
  ]);
  expect((await standing(t, t.branches.south, variant)).slice(0, 2)).toEqual([8, 0]);
});

it('received and cancelled at once, the goods are at one of the two branches', async () => {
  const { variant, transferId } = await drafted(5);
  await shipStockTransfer(t.ctx, { input: input(), transferId });
  const lines = [{ variantId: variant._id, receivedQuantity: 5 }];
  const outcomes = await Promise.allSettled([
    receiveStockTransfer(t.ctx, { input: input(), transferId, lines }),
    cancelStockTransfer(t.ctx, { input: input(), transferId }),
  ]);
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  const [north] = await standing(t, t.branches.north, variant);
  const [south] = await standing(t, t.branches.south, variant);
  const isReceived = (await findStockTransfer(t.ctx, transferId))?.status === 'RECEIVED';
  expect([north, south]).toEqual(isReceived ? [5, 5] : [10, 0]);
});

it('two transfers of the last units: one leaves, the other is told what is short', async () => {
  const { variant, transferId: one } = await drafted(7);
  const { _id: two } = await createStockTransfer(t.ctx, {
    input: input(),
    fromBranchId: t.branches.north._id,
    toBranchId: t.branches.warehouse._id,
    lines: [{ variantId: variant._id, quantity: 7 }],
  });
  const outcomes = await Promise.allSettled(
    [one, two].map((transferId) => shipStockTransfer(t.ctx, { input: input(), transferId })),
  );
  expect(codesOf(outcomes)).toEqual(['INSUFFICIENT_STOCK', 'OK']);
  expect((await standing(t, t.branches.north, variant))[0]).toBe(3);
});

it('numbers of transfers that are made at once are different and have no gap', async () => {
  const { variant } = await drafted(1);
  const made = await Promise.all(
    Array.from({ length: 8 }, () =>
      createStockTransfer(t.ctx, {
        input: input(),
        fromBranchId: t.branches.north._id,
        toBranchId: t.branches.south._id,
        lines: [{ variantId: variant._id, quantity: 1 }],
      }),
    ),
  );
  const numbers = made.map(({ number }) => Number(number.slice(2))).sort((a, b) => a - b);
  expect(numbers).toEqual(numbers.map((_unused, index) => (numbers[0] ?? 0) + index));
});
