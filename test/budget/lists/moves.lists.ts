import { toGlobalId } from '../../../src/kernel/ids';
import type { Id } from '../../../src/kernel/ids';
import {
  createStockTransfer,
  receiveStockTransfer,
  recordStockCount,
  shipStockTransfer,
  startStockCount,
} from '../../../src/modules/inventory';
import type { ListBudget } from '../list-budget';
import { ITEMS } from '../list-world';
import type { ListWorld } from '../list-world';

const TRANSFERS = 'stockTransfers(first: $first)';
const COUNTS = 'stockCounts(first: $first)';

let hasTransfers = false;
let countIds: Id[] = [];

/** Transfers of one line that arrived but for one unit; all have ended, so that nothing stays on its way. */
async function makeTransfers({ t, products, key }: ListWorld): Promise<void> {
  if (hasTransfers) return;
  hasTransfers = true;
  const variantId = products[0]?.variants[0]?._id;
  if (variantId === undefined) throw new Error('The shared world has no product.');
  const input = () => ({ idempotencyKey: key() });
  for (let index = 0; index < ITEMS; index += 1) {
    const { _id: transferId } = await createStockTransfer(t.ctx, {
      input: input(),
      fromBranchId: t.branches.south._id,
      toBranchId: t.branches.north._id,
      lines: [{ variantId, quantity: 1 }],
    });
    await shipStockTransfer(t.ctx, { input: input(), transferId });
    const discrepancies = [{ reason: 'SHORT_SHIPPED' as const, quantity: 1 }];
    const lines = [{ variantId, receivedQuantity: 0, discrepancies }];
    await receiveStockTransfer(t.ctx, { input: input(), transferId, lines });
  }
}

/** Counts with one line each, but for the first, which has as many as a list shows. */
async function makeCounts({ t, products, key }: ListWorld): Promise<void> {
  if (countIds.length > 0) return;
  const variantIds = products.flatMap(({ variants }) => variants.map(({ _id }) => _id));
  const made: Id[] = [];
  for (let index = 0; index < ITEMS; index += 1) {
    const branchId = t.branches.south._id;
    const { _id: countId } = await startStockCount(t.ctx, { input: { idempotencyKey: key() }, branchId });
    const lines = variantIds.slice(0, index === 0 ? ITEMS : 1).map((variantId) => ({ variantId, quantity: 100 }));
    await recordStockCount(t.ctx, { input: { idempotencyKey: key() }, countId, lines, mode: 'ADD' });
    made.push(countId);
  }
  countIds = made;
}

export const movesLists: readonly ListBudget[] = [
  {
    field: 'Query.stockTransfers',
    list: TRANSFERS,
    select: 'number fromBranch { code } toBranch { code }',
    commands: ['find stock_transfers'],
    arrange: makeTransfers,
  },
  {
    field: 'StockTransfer.lines',
    list: TRANSFERS,
    select: 'lines { quantity shippedValue { amountMinor } variant { sku } }',
    commands: ['find stock_transfers', 'find variants'],
    arrange: makeTransfers,
  },
  { field: 'StockTransferLine.discrepancies', isPlain: true },
  {
    field: 'Query.stockCounts',
    list: COUNTS,
    select: 'number branch { code }',
    commands: ['find stock_counts'],
    arrange: makeCounts,
  },
  {
    field: 'StockCount.lines',
    list: COUNTS,
    select: 'lines(first: 1) { nodes { countedQuantity variant { sku } } }',
    commands: ['find stock_counts', 'find stock_count_lines', 'find variants'],
    arrange: makeCounts,
  },
  {
    field: 'Query.stockCountLines',
    list: () => `stockCountLines(stockCountId: "${toGlobalId('StockCount', countIds[0] ?? '')}", first: $first)`,
    select: 'countedQuantity variant { sku }',
    commands: ['find stock_counts', 'find stock_count_lines', 'find variants'],
    arrange: makeCounts,
  },
];
