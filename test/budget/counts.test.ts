import type { Id } from '../../src/kernel/ids';
import { approveStockCount, recordStockCount, startStockCount, submitStockCount } from '../../src/modules/inventory';
import { nextKey } from '../api/inventory/stock-scenario';
import { createTestApp } from '../support/test-app';
import type { TestApp } from '../support/test-app';
import { warm } from './list-world';

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
});
afterAll(() => t.close());
afterEach(() => t.expectStockConsistent());

const input = () => ({ idempotencyKey: nextKey() });

async function variantsWithStock(count: number) {
  const { variants } = await t.makeProduct({ variants: Array.from({ length: count }, () => ({})) });
  const wishes = variants.map((variant) => ({ branch: t.branches.north, variant, quantity: 3, unitCostMinor: 100 }));
  await t.makeStock(...wishes);
  return variants;
}

async function countOf(variants: readonly { readonly _id: Id }[]) {
  const { _id: countId } = await startStockCount(t.ctx, { input: input(), branchId: t.branches.north._id });
  const lines = variants.map(({ _id: variantId }) => ({ variantId, quantity: 2 }));
  await warm(t);
  const { commands } = await t.countCommands(() =>
    recordStockCount(t.ctx, { input: input(), countId, lines, mode: 'ADD' }),
  );
  return { countId, recorded: commands };
}

describe('commands of a count', () => {
  it.each([1, 100])('with %p lines are these', async (count) => {
    const { countId, recorded } = await countOf(await variantsWithStock(count));
    expect(recorded).toEqual([
      'find stock_counts',
      'find variants',
      'find stock_entries',
      'find stock_count_lines',
      'update stock_count_lines',
      'update stock_counts',
      'insert idempotency_records',
      'commitTransaction',
    ]);
    const submitted = await t.countCommands(() => submitStockCount(t.ctx, { input: input(), countId }));
    expect(submitted.commands).toEqual([
      'find stock_counts',
      'aggregate stock_count_lines',
      'update stock_counts',
      'insert idempotency_records',
      'insert outbox_events',
      'commitTransaction',
    ]);
    await warm(t);
    const { commands } = await t.countCommands(() =>
      approveStockCount(t.ctx, { input: input(), countId, movedLines: 'REBASE' }),
    );
    expect(commands).toEqual([
      'find idempotency_records',
      'find stock_counts',
      'find stock_counts',
      'find stock_count_lines',
      'find stock_entries',
      'update stock_entries',
      'find stock_entries',
      'update stock_entries',
      'insert stock_movements',
      'update stock_count_lines',
      'update stock_counts',
      'insert idempotency_records',
      'insert outbox_events',
      'commitTransaction',
    ]);
  });
});

describe('commands of lists of counts', () => {
  it('are equal for 1 and for 50, with their lines', async () => {
    const [variant] = await variantsWithStock(1);
    for (let i = 0; i < 50; i += 1) await countOf(variant === undefined ? [] : [variant]);
    for (const first of [1, 50]) {
      const document = `query ($first: Int) { stockCounts(first: $first) { nodes { number branch { code }
        lines(first: 2) { nodes { countedQuantity variance variant { sku } } } } } }`;
      await warm(t);
      const { commands, result } = await t.countCommands(() => t.gql(document, { first }, t.tokens.manager));
      expect(result.data.stockCounts.nodes).toHaveLength(first);
      expect([first, ...commands]).toEqual([first, 'find stock_counts', 'find stock_count_lines', 'find variants']);
    }
  });

  it('of lines are equal for 1 and for 50', async () => {
    const { countId } = await countOf(await variantsWithStock(60));
    const id = Buffer.from(`StockCount:${countId.toHexString()}`).toString('base64url');
    for (const first of [1, 50]) {
      const document = `query ($id: ID!, $first: Int) { stockCountLines(stockCountId: $id, first: $first) {
        nodes { countedQuantity variant { sku } } } }`;
      await warm(t);
      const { commands, result } = await t.countCommands(() => t.gql(document, { id, first }, t.tokens.manager));
      expect(result.data.stockCountLines.nodes).toHaveLength(first);
      expect([first, ...commands]).toEqual([first, 'find stock_counts', 'find stock_count_lines', 'find variants']);
    }
  });
});
