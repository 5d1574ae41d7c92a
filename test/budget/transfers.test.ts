import {
  cancelStockTransfer,
  createStockTransfer,
  receiveStockTransfer,
  shipStockTransfer,
} from '../../src/modules/inventory';
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

/** A draft of `count` lines whose values do not divide by their units. */
async function drafted(count: number) {
  const { variants } = await t.makeProduct({ variants: Array.from({ length: count }, () => ({})) });
  for (const unitCostMinor of [100, 101]) {
    const wishes = variants.map((variant) => ({ branch: t.branches.north, variant, quantity: 5, unitCostMinor }));
    await t.makeStock(...wishes);
  }
  const request = {
    input: input(),
    fromBranchId: t.branches.north._id,
    toBranchId: t.branches.south._id,
    lines: variants.map(({ _id: variantId }) => ({ variantId, quantity: 9 })),
  };
  await warm(t);
  const { result, commands } = await t.countCommands(() => createStockTransfer(t.ctx, request));
  return { transferId: result._id, variants, created: commands };
}

const MOVES = [
  'find stock_transfers',
  'update stock_entries',
  'find stock_entries',
  'update stock_entries',
  'insert stock_movements',
  'update stock_transfers',
  'insert idempotency_records',
  'insert outbox_events',
  'commitTransaction',
];

describe('commands of a transfer', () => {
  it.each([1, 100])('with %p lines are these', async (count) => {
    const { transferId, variants, created } = await drafted(count);
    expect(created).toEqual([
      'find variants',
      'findAndModify stock_document_counters',
      'insert stock_transfers',
      'insert idempotency_records',
      'insert outbox_events',
      'commitTransaction',
    ]);
    await warm(t);
    const shipped = await t.countCommands(() => shipStockTransfer(t.ctx, { input: input(), transferId }));
    // The entries that the destination lacks are made with their products, whose variants are written too.
    const [transfer, entries, ...rest] = MOVES;
    expect(shipped.commands).toEqual([transfer, 'find variants', entries, 'update variants', ...rest]);
    const lines = variants.map(({ _id: variantId }) => ({
      variantId,
      receivedQuantity: 4,
      discrepancies: [{ reason: 'SHORT_SHIPPED' as const, quantity: 2 }],
    }));
    await warm(t);
    const received = await t.countCommands(() => receiveStockTransfer(t.ctx, { input: input(), transferId, lines }));
    // What comes in states its cost, so that no value must be put right afterwards.
    expect(received.commands).toEqual(MOVES.filter((_command, index) => index !== 3));
  });

  it.each([1, 100])('that is cancelled with %p lines on their way are these', async (count) => {
    const { transferId } = await drafted(count);
    await shipStockTransfer(t.ctx, { input: input(), transferId });
    await warm(t);
    const { commands } = await t.countCommands(() => cancelStockTransfer(t.ctx, { input: input(), transferId }));
    expect(commands).toEqual(MOVES.filter((_command, index) => index !== 3));
  });
});

it('commands of a list of transfers are equal for 1 and for 50', async () => {
  for (let i = 0; i < 50; i += 1) await drafted(1);
  for (const first of [1, 50]) {
    const document = `query ($first: Int) { stockTransfers(first: $first) { nodes { number fromBranch { code }
      toBranch { code } lines { quantity shippedValue { amountMinor } variant { sku } } } } }`;
    await warm(t);
    const { commands, result } = await t.countCommands(() => t.gql(document, { first }, t.tokens.manager));
    expect(result.data.stockTransfers.nodes).toHaveLength(first);
    expect([first, ...commands]).toEqual([first, 'find stock_transfers', 'find variants']);
  }
});
