import fc from 'fast-check';
import type { VariantDoc } from '../../../src/modules/catalog';
import { LOW_STOCK_DEFAULT, adjustStock, moveStock, setStockSettings } from '../../../src/modules/inventory';
import { expireReservations, reserveStock } from '../../../src/modules/reservations';
import { outboxEvents } from '../../../src/platform/outbox';
import { createTestApp } from '../../support/test-app';
import type { TestApp } from '../../support/test-app';
import { nextKey, stocked } from './stock-scenario';

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
});
afterAll(() => t.close());
afterEach(() => t.expectStockConsistent());

const place = (variant: VariantDoc) => ({ branchId: t.branches.north._id, variantId: variant._id });
const input = () => ({ idempotencyKey: nextKey() });

function adjust(variant: VariantDoc, delta: number) {
  const reason = delta > 0 ? 'RECEIVED' : 'SHRINKAGE';
  return adjustStock(t.ctx, { input: input(), reason, lines: [{ ...place(variant), delta }] });
}

function settings(variant: VariantDoc, reorderPoint: number | null) {
  return setStockSettings(t.ctx, { input: input(), ...place(variant), settings: { reorderPoint }, expected: {} });
}

interface Level {
  readonly entryId: string;
  readonly variantId: string;
  readonly quantityBefore: number;
  readonly quantityAvailable: number;
  readonly reorderPoint: number;
}

/** The level events of a variant, oldest first, as `type before>after`. */
async function levels(variant: VariantDoc): Promise<string[]> {
  const type = { $in: ['stock.low', 'stock.out', 'stock.back'] };
  const rows = await outboxEvents(t.app.db).find({ tenantId: t.tenant._id, type }).sort({ _id: 1 }).lean();
  return rows.flatMap((row) => {
    const payload = row.payload as unknown as Level | { entries: Level[] };
    return ('entries' in payload ? payload.entries : [payload])
      .filter(({ variantId }) => variantId === variant._id.toHexString())
      .map((level) => `${row.type} ${level.quantityBefore}>${level.quantityAvailable}`);
  });
}

describe('events of stock levels', () => {
  it('come on crossing only, and are not repeated while the level stays', async () => {
    const variant = await stocked(t, 8);
    await adjust(variant, -2);
    expect(await levels(variant)).toEqual(['stock.back 0>8']);
    await adjust(variant, -1);
    await adjust(variant, -1);
    await adjust(variant, -3);
    await adjust(variant, -1);
    await adjust(variant, 4);
    await adjust(variant, 10);
    await adjust(variant, -9);
    expect((await levels(variant)).slice(1)).toEqual([
      'stock.low 6>5',
      'stock.out 1>0',
      'stock.back 0>4',
      'stock.low 14>5',
    ]);
  });

  it('say low and out of what falls to nothing at once', async () => {
    const variant = await stocked(t, 9);
    await adjust(variant, -9);
    expect((await levels(variant)).slice(1)).toEqual(['stock.low 9>0', 'stock.out 9>0']);
  });

  it('carry what a subscriber needs', async () => {
    const variant = await stocked(t, 9);
    await settings(variant, 7);
    const { entries } = await adjust(variant, -2);
    const low = await outboxEvents(t.app.db).findOne({ tenantId: t.tenant._id, type: 'stock.low' }).sort({ _id: -1 });
    expect(low?.payload).toEqual({
      entryId: entries[0]?._id.toHexString(),
      branchId: t.branches.north._id.toHexString(),
      variantId: variant._id.toHexString(),
      productId: variant.productId.toHexString(),
      quantityBefore: 9,
      quantityAvailable: 7,
      reorderPoint: 7,
    });
  });

  it('follow every writer: holds, buckets, expiry', async () => {
    const variant = await stocked(t, 7);
    await reserveStock(t.ctx, { input: input(), lines: [{ ...place(variant), quantity: 6 }], ttlSeconds: 60 });
    await moveStock(t.ctx, {
      input: input(),
      lines: [{ ...place(variant), quantity: 1 }],
      from: 'AVAILABLE',
      to: 'OTHER',
    });
    t.clock.tick(60_000);
    await expireReservations(t.ctx, { workerId: 'w', batchSize: 10, leaseMs: 1_000 });
    expect((await levels(variant)).slice(1)).toEqual(['stock.low 7>1', 'stock.out 1>0', 'stock.back 0>6']);
  });

  it('come when a reorder point is raised above what is there, once', async () => {
    const variant = await stocked(t, 8);
    await settings(variant, 10);
    await settings(variant, 12);
    await adjust(variant, -1);
    expect((await levels(variant)).slice(1)).toEqual(['stock.low 8>8']);
  });

  it('do not exist for a change that was refused', async () => {
    const variant = await stocked(t, 6);
    const both = [-6, -1].map((delta) => ({ ...place(variant), delta }));
    await expect(adjustStock(t.ctx, { input: input(), reason: 'THEFT', lines: both })).rejects.toThrow();
    expect(await levels(variant)).toEqual(['stock.back 0>6']);
  });

  it('are exactly the crossings of any sequence of changes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: -9, max: 9 }), { maxLength: 8 }),
        fc.nat(8),
        async (deltas, point) => {
          const variant = await stocked(t, 0);
          await settings(variant, point);
          const expected: string[] = [];
          let level = 0;
          for (const wish of deltas) {
            const delta = Math.max(wish, -level);
            if (delta === 0) continue;
            await adjust(variant, delta);
            const after = level + delta;
            if (level > point && after <= point) expected.push(`stock.low ${level}>${after}`);
            if (level > 0 && after === 0) expected.push(`stock.out ${level}>0`);
            if (level === 0) expected.push(`stock.back 0>${after}`);
            level = after;
          }
          expect(await levels(variant)).toEqual(expected);
        },
      ),
      { numRuns: 15 },
    );
  });

  it('keep a large sell-out within one transaction', async () => {
    const variants = [];
    for (let i = 0; i < 20; i += 1) {
      variants.push(...(await t.makeProduct({ variants: Array.from({ length: 100 }, () => ({})) })).variants);
    }
    const lines = variants.map((variant) => ({ ...place(variant), delta: LOW_STOCK_DEFAULT + 1 }));
    await adjustStock(t.ctx, { input: input(), reason: 'RECEIVED', lines });
    const gone = lines.map((wish) => ({ ...wish, delta: -wish.delta }));
    await adjustStock(t.ctx, { input: input(), reason: 'THEFT', lines: gone });
    expect(await levels(variants.at(-1)!)).toEqual(['stock.back 0>6', 'stock.low 6>0', 'stock.out 6>0']);
  });
});
