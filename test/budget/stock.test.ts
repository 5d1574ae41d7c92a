import { newId } from '../../src/kernel/ids';
import type { Id } from '../../src/kernel/ids';
import { adjustStock } from '../../src/modules/inventory';
import type { AdjustLine } from '../../src/modules/inventory';
import { expireReservations, reserveStock } from '../../src/modules/reservations';
import { lotVariant, moveLot } from '../api/inventory/lot-scenario';
import { moveUnits, serialVariant } from '../api/inventory/serial-scenario';
import { nextKey, stocked } from '../api/inventory/stock-scenario';
import { createTestApp } from '../support/test-app';
import type { TestApp } from '../support/test-app';
import { warm } from './list-world';

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
});
afterAll(() => t.close());
afterEach(() => t.expectStockConsistent());

const guest = () => t.as({ kind: 'guest', guestId: newId() });

async function manyStocked(count: number, quantity: number) {
  const variants = [];
  for (let left = count; left > 0; left -= 100) {
    const made = await t.makeProduct({ variants: Array.from({ length: Math.min(left, 100) }, () => ({})) });
    variants.push(...made.variants);
  }
  await t.makeStock(...variants.map((variant) => ({ branch: t.branches.north, variant, quantity })));
  return variants;
}

describe('commands of reserveStock', () => {
  it.each([1, 10, 100, 600])('with %p lines are these seven', async (count) => {
    const variants = await manyStocked(count, 3);
    const lines = variants.map((variant) => ({ branchId: t.branches.north._id, variantId: variant._id, quantity: 1 }));
    // Whether it is on sale matters to shoppers alone, and costs them no command.
    for (const [ctx, read] of [
      [t.ctx, 'find'],
      [guest(), 'aggregate'],
    ] as const) {
      const { commands } = await t.countCommands(() =>
        reserveStock(ctx, { input: { idempotencyKey: nextKey() }, lines }),
      );
      expect(commands).toEqual([
        'insert reservations',
        'update stock_entries',
        `${read} stock_entries`,
        'insert stock_movements',
        'insert idempotency_records',
        'insert outbox_events',
        'commitTransaction',
      ]);
    }
  });

  it('for a crowd of 200 on one SKU are a few dozen at most', async () => {
    const variant = await stocked(t, 150);
    const lines = [{ branchId: t.branches.north._id, variantId: variant._id, quantity: 1 }];
    const { count, result } = await t.countCommands(() =>
      Promise.allSettled(
        Array.from({ length: 200 }, () => reserveStock(t.ctx, { input: { idempotencyKey: nextKey() }, lines })),
      ),
    );
    expect(result.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(150);
    expect(count).toBeLessThanOrEqual(24);
  });

  it('for a crowd of shoppers are as few when some of them ask for what is off sale too', async () => {
    const variant = await stocked(t, 100);
    const { variant: hidden } = await t.makeProduct({ status: 'DRAFT' });
    await t.makeStock({ branch: t.branches.north, variant: hidden, quantity: 100 });
    const placeOf = ({ _id: variantId }: { _id: Id }) => ({ branchId: t.branches.north._id, variantId, quantity: 1 });
    const { count, result } = await t.countCommands(() =>
      Promise.allSettled(
        Array.from({ length: 100 }, (_, n) => {
          const lines = n % 10 === 5 ? [placeOf(variant), placeOf(hidden)] : [placeOf(variant)];
          return reserveStock(guest(), { input: { idempotencyKey: nextKey() }, lines });
        }),
      ),
    );
    expect(result.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(90);
    expect(count).toBeLessThanOrEqual(30);
  });
});

describe('commands of a receipt', () => {
  it.each([1, 50])('of %p variants are one more for the first, which writes the variants', async (count) => {
    const made = await t.makeProduct({ variants: Array.from({ length: count }, () => ({})) });
    const branchId = t.branches.north._id;
    const lines = made.variants.map((variant) => ({ branchId, variantId: variant._id, delta: 1 }));
    const receive = async () => {
      const input = { idempotencyKey: nextKey() };
      return (await t.countCommands(() => adjustStock(t.ctx, { input, reason: 'RECEIVED', lines }))).commands;
    };
    const [first, next] = [await receive(), await receive()];
    expect(next).toEqual([
      'find variants',
      'update stock_entries',
      'find stock_entries',
      'insert stock_movements',
      'insert idempotency_records',
      'insert outbox_events',
      'commitTransaction',
    ]);
    expect(first).toEqual([...next.slice(0, 2), 'update variants', ...next.slice(2)]);
  });
});

describe('a crowd on one SKU that comes again as soon as it is answered', () => {
  it('flies together and not in halves', async () => {
    const [rounds, half] = [6, 20];
    const variant = await stocked(t, 1_000);
    const lines = [{ branchId: t.branches.north._id, variantId: variant._id, quantity: 1 }];
    const reserve = () => reserveStock(t.ctx, { input: { idempotencyKey: nextKey() }, lines });
    const shopper = async () => {
      for (let round = 0; round < rounds; round += 1) await reserve();
    };
    const { commands } = await t.countCommands(async () => {
      // The first flies alone; the first half gathers behind it, and the second half behind the flight of the first.
      const alone = reserve();
      const first = Array.from({ length: half }, shopper);
      await alone;
      await Promise.all([...first, ...Array.from({ length: half }, shopper)]);
    });
    const flights = commands.filter((command) => command === 'commitTransaction').length;
    // In halves it would be twice as many as there are rounds, and the one that flew alone.
    expect(flights).toBeLessThanOrEqual(rounds + 3);
  });
});

describe('commands of a sale by lot', () => {
  it.each([1, 50])('of %p variants are two more than of ordinary stock', async (count) => {
    const lines: AdjustLine[] = [];
    for (let at = 0; at < count; at += 1) {
      const variant = await lotVariant(t);
      await moveLot(t, variant, 1, 'A', 10);
      await moveLot(t, variant, 1, 'B', 20);
      lines.push({ branchId: t.branches.north._id, variantId: variant._id, delta: -2 });
    }
    const input = { idempotencyKey: nextKey() };
    const { commands } = await t.countCommands(() => adjustStock(t.ctx, { input, reason: 'OTHER', lines }));
    expect(commands).toEqual([
      'update stock_entries',
      'find stock_entries',
      'find stock_lots',
      'update stock_lots',
      'insert stock_movements',
      'insert idempotency_records',
      'insert outbox_events',
      'commitTransaction',
    ]);
  });
});

describe('commands of a sale by serial number', () => {
  it.each([1, 50])('of %p units are two more than of ordinary stock', async (count) => {
    const variant = await serialVariant(t, ...Array.from({ length: count }, (_, at) => `S${at}`));
    const { commands } = await t.countCommands(() => moveUnits(t, variant, -count));
    expect(commands).toEqual([
      'update stock_entries',
      'find stock_entries',
      'aggregate stock_entries',
      'update stock_serials',
      'insert stock_movements',
      'insert idempotency_records',
      'insert outbox_events',
      'commitTransaction',
    ]);
  });
});

describe('commands of expiry', () => {
  it('for 200 due holds are at most 10', async () => {
    const variants = await manyStocked(10, 100);
    for (let i = 0; i < 200; i += 1) {
      const variant = variants[i % 10]!;
      const lines = [{ branchId: t.branches.north._id, variantId: variant._id, quantity: 1 }];
      await reserveStock(t.ctx, { input: { idempotencyKey: nextKey() }, lines, ttlSeconds: 60 });
    }
    t.clock.tick(60_000);
    const { result, count } = await t.countCommands(() =>
      expireReservations(t.ctx, { workerId: 'w', batchSize: 200, leaseMs: 30_000 }),
    );
    expect(result).toEqual({ expired: 200, more: false });
    expect(count).toBeLessThanOrEqual(10);
  });

  it('name holds that end alike in one statement, and entries that follow each other and give back the same', async () => {
    const variants = (await manyStocked(7, 100)).sort((a, b) => (a._id.toHexString() < b._id.toHexString() ? -1 : 1));
    for (const [index, quantity] of [1, 1, 1, 2, 2, 1, 3].entries()) {
      const lines = [{ branchId: t.branches.north._id, variantId: variants[index]!._id, quantity }];
      await reserveStock(t.ctx, { input: { idempotencyKey: nextKey() }, lines, ttlSeconds: 60 });
    }
    t.clock.tick(60_000);
    const statements: string[] = [];
    const listen = ({ command }: { command: Record<string, unknown> }) => {
      const updates = command['updates'];
      if (Array.isArray(updates)) statements.push(`${String(command['update'])} ${updates.length}`);
    };
    const client = t.app.db.getClient().on('commandStarted', listen);
    const expired = await expireReservations(t.ctx, { workerId: 'w', batchSize: 200, leaseMs: 30_000 });
    client.off('commandStarted', listen);
    expect(expired).toEqual({ expired: 7, more: false });
    // The claim, then the release: runs of 3, 2, 1 and 1 entries.
    expect(statements).toEqual(['reservations 1', 'reservations 1', 'stock_entries 4']);
  });
});

describe('commands of lists', () => {
  const PAGE = `query ($first: Int) { products(first: $first) { nodes { title variants { nodes { sku
    price { gross { amountMinor } } stock { quantityAvailable branch { code } } availability { status branch { code } } } } } } }`;

  it('of a product page are three, for 1 product as for 50', async () => {
    for (let i = 0; i < 50; i += 1) {
      const { variants } = await t.makeProduct({ variants: [{}, {}, {}] });
      const branches = [t.branches.north, t.branches.south, t.branches.warehouse];
      await t.makeStock(...variants.flatMap((variant) => branches.map((branch) => ({ branch, variant, quantity: 1 }))));
    }
    for (const first of [1, 50]) {
      await warm(t);
      const { commands, result } = await t.countCommands(() => t.gql(PAGE, { first }, t.tokens.manager));
      expect(result.data.products.nodes).toHaveLength(first);
      expect(commands).toEqual(['find products', 'find variants', 'find stock_entries']);
    }
  });

  it.each([
    [
      'stockEntries',
      '{ quantityOnHand branch { code } variant { sku } movements(first: 2) { nodes { type } } }',
      ['find stock_entries', 'find variants', 'find stock_movements'],
    ],
    [
      'stockMovements',
      '{ type entry { quantityOnHand branch { code } variant { sku } } }',
      ['find stock_movements', 'find stock_entries', 'find variants'],
    ],
    [
      'reservations',
      '{ status lines { quantity branch { code } variant { sku } } }',
      ['find reservations', 'find variants'],
    ],
    ['stockLots', '{ code quantityOnHand branch { code } variant { sku } }', ['find stock_lots', 'find variants']],
    [
      'stockAsOf',
      '{ quantityOnHand value { amountMinor } entry { branch { code } variant { sku } } }',
      ['aggregate stock_entries', 'find variants'],
      'at: "2026-01-01T00:00:00Z", ',
    ],
  ])('of %s are equal for 1 and for 50', async (field, selection, expected, more = '') => {
    for (const first of [1, 50]) {
      const document = `query ($first: Int) { ${field}(${more}first: $first) { nodes ${selection} } }`;
      await warm(t);
      const { commands, result } = await t.countCommands(() => t.gql(document, { first }, t.tokens.manager));
      expect(result.data[field].nodes).toHaveLength(first);
      // Sorted: loaders of one level send their commands in the same turn, in no order of their own.
      expect([first, ...commands.toSorted()]).toEqual([first, ...expected.toSorted()]);
    }
  });
});
