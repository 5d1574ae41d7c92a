import { adjustStock } from '../../src/modules/inventory';
import { createTestApp } from '../support/test-app';
import type { TestApp } from '../support/test-app';
import { warm } from './list-world';

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
});
afterAll(() => t.close());

const CROWD = 40;
const PAGE = `{ products(first: 10) { nodes { title variants { nodes { sku stock { quantityAvailable branch { code } } } } } } }`;
const SCAN = `query ($barcode: String) { variant(barcode: $barcode) { sku stock { quantityAvailable } } }`;

function times(commands: readonly string[], name: string): number {
  return commands.filter((command) => command === name).length;
}

describe('commands of a crowd', () => {
  test('that wants one page are those of a few readers, and all get the same answer', async () => {
    const { variants } = await t.makeProduct({ variants: [{}, {}] });
    await t.makeStock(...variants.map((variant) => ({ branch: t.branches.north, variant, quantity: 7 })));
    await warm(t);
    const crowd = (): Promise<unknown[]> =>
      Promise.all(Array.from({ length: CROWD }, () => t.gql(PAGE, {}, t.tokens.manager)));
    const { commands, result } = await t.countCommands(crowd);
    for (const command of ['find products', 'find variants', 'find stock_entries']) {
      expect([command, times(commands, command)]).toEqual([command, expect.any(Number)]);
      expect(times(commands, command)).toBeLessThanOrEqual(5);
    }
    for (const answer of result) expect(answer).toEqual(result[0]);
  });

  test('that scans different codes share their look-ups, and each gets their own', async () => {
    const made = await Promise.all(
      Array.from({ length: CROWD }, (_, n) => t.makeProduct({ variants: [{ barcodes: [`CROWD-${n}`] }] })),
    );
    await warm(t);
    const { commands, result } = await t.countCommands(() =>
      Promise.all(made.map((_, n) => t.gql(SCAN, { barcode: `CROWD-${n}` }, t.tokens.manager))),
    );
    expect(times(commands, 'find variants')).toBeLessThanOrEqual(5);
    expect(times(commands, 'find stock_entries')).toBeLessThanOrEqual(5);
    expect(result.map((answer) => answer.data.variant.sku)).toEqual(made.map(({ variants }) => variants[0]?.sku));
  });

  test('sees at once what any of them has written', async () => {
    const { variants } = await t.makeProduct({ variants: [{ barcodes: ['CROWD-FRESH'] }] });
    const [variant] = variants;
    await t.makeStock({ branch: t.branches.north, variant: variant!, quantity: 1 });
    const scan = () => t.gql(SCAN, { barcode: 'CROWD-FRESH' }, t.tokens.manager);
    // Counted only so that each scan runs once: the comparison of two executors would race with the writes.
    await t.countCommands(async () => {
      for (let quantity = 2; quantity < 12; quantity += 1) {
        // Others read all the while; the reader after the write must not be served by one of their reads.
        const others = Array.from({ length: 5 }, scan);
        const lines = [{ branchId: t.branches.north._id, variantId: variant!._id, delta: 1 }];
        await adjustStock(t.ctx, { input: { idempotencyKey: `crowd-${quantity}` }, reason: 'CORRECTION', lines });
        for (const answer of await Promise.all(Array.from({ length: 5 }, scan))) {
          expect(answer.data.variant.stock).toEqual([{ quantityAvailable: quantity }]);
        }
        await Promise.all(others);
      }
    });
  });
});
