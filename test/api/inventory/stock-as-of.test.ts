import fc from 'fast-check';
import { InsufficientStockError } from '../../../src/kernel/errors';
import type { Id } from '../../../src/kernel/ids';
import { adjustStock, applyStockChanges, stockAsOf, stockValuation } from '../../../src/modules/inventory';
import type { StockChange } from '../../../src/modules/inventory';
import { stockEntries } from '../../../src/modules/inventory/stock-entry.model';
import { stockMovements } from '../../../src/modules/inventory/stock-movement.model';
import { reserveStock } from '../../../src/modules/reservations';
import { runInTransaction } from '../../../src/platform/transaction';
import { createTestApp } from '../../support/test-app';
import type { TestApp } from '../../support/test-app';
import { branchGid, memberOf, nextKey, refusalOf, stocked, variantGid } from './stock-scenario';

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
});
afterAll(() => t.close());
afterEach(() => t.expectStockConsistent());

const AS_OF = `query ($at: DateTime!, $branchId: ID, $variantIds: [ID!], $first: Int, $after: String) {
  stockAsOf(at: $at, branchId: $branchId, variantIds: $variantIds, first: $first, after: $after) {
    nodes { quantityOnHand quantityReserved quantityUnavailable quantityAvailable sequence value { amountMinor currency }
      entry { branch { code } variant { sku } } }
    pageInfo { hasNextPage endCursor } } }`;
const VALUATION = `query ($at: DateTime, $branchId: ID) { stockValuation(at: $at, branchId: $branchId) {
  at quantityOnHand total { amountMinor currency } branches { branch { code } quantityOnHand total { amountMinor } } } }`;

const adjust = (variant: { _id: Id }, delta: number, unitCostMinor: number | null = null, branch = t.branches.north) =>
  adjustStock(t.ctx, {
    input: { idempotencyKey: nextKey() },
    reason: 'OTHER',
    lines: [{ branchId: branch._id, variantId: variant._id, delta, unitCostMinor }],
  });

async function ask(document: string, variables: object, token = t.tokens.manager) {
  return memberOf(await t.gql(document, { ...variables }, token));
}

describe('stockAsOf', () => {
  it('answers what was there at a moment: on hand, held, unavailable and value', async () => {
    const { variant } = await t.makeProduct();
    const before = t.clock.now();
    t.clock.tick(1_000);
    await adjust(variant, 10, 200);
    const received = t.clock.now();
    t.clock.tick(1_000);
    const lines = [{ branchId: t.branches.north._id, variantId: variant._id, quantity: 2 }];
    await reserveStock(t.ctx, { input: { idempotencyKey: nextKey() }, lines });
    await adjust(variant, -3);
    const sold = t.clock.now();
    const asked = { variantIds: [variantGid(variant)] };
    const at = async (moment: Date) => (await ask(AS_OF, { ...asked, at: moment })).nodes;
    expect(await at(before)).toMatchObject([
      { quantityOnHand: 0, quantityReserved: 0, quantityAvailable: 0, sequence: 0, value: { amountMinor: 0 } },
    ]);
    expect(await at(received)).toMatchObject([
      { quantityOnHand: 10, quantityReserved: 0, quantityAvailable: 10, sequence: 1, value: { amountMinor: 2_000 } },
    ]);
    expect(await at(new Date(sold.getTime() - 1))).toMatchObject([{ quantityOnHand: 10, sequence: 1 }]);
    const present = [
      { quantityOnHand: 7, quantityReserved: 2, quantityAvailable: 5, sequence: 3, value: { amountMinor: 1_400 } },
    ];
    expect(await at(sold)).toMatchObject(present);
    t.clock.tick(1);
    expect(await at(sold)).toMatchObject(present);
    expect(await at(new Date('2100-01-01'))).toMatchObject(present);
  });

  it('goes by when a movement was written, not by when a till says that it happened', async () => {
    const variant = await stocked(t, 5);
    const past = t.clock.now();
    t.clock.tick(60_000);
    await runInTransaction(t.ctx, (tx) =>
      applyStockChanges(tx, [
        {
          branchId: t.branches.north._id,
          variantId: variant._id,
          type: 'POS_SALE',
          onHandDelta: -1,
          reservedDelta: 0,
          requires: 'AVAILABLE',
          occurredAt: new Date(past.getTime() - 10_000),
        },
      ]),
    );
    const { nodes } = await ask(AS_OF, { at: past, variantIds: [variantGid(variant)] });
    expect(nodes).toMatchObject([{ quantityOnHand: 5 }]);
  });

  it('never runs back in time along a chain, whatever the clocks of the processes say', async () => {
    const variant = await stocked(t, 5);
    const ahead = t.clock.now();
    t.clock.tick(-30_000);
    await adjust(variant, -1);
    const rows = await stockMovements(t.app.db).find({ tenantId: t.tenant._id, variantId: variant._id }).lean();
    expect(rows.map(({ recordedAt }) => recordedAt)).toEqual([ahead, ahead]);
    t.clock.tick(60_000);
    const { nodes } = await ask(AS_OF, { at: ahead, variantIds: [variantGid(variant)] });
    expect(nodes).toMatchObject([{ quantityOnHand: 4, sequence: 2 }]);
  });

  it('pages by branch and variant, each entry once, and keeps to the branch asked for', async () => {
    const variants = [await stocked(t, 1), await stocked(t, 2), await stocked(t, 3)];
    await t.makeStock(...variants.map((variant) => ({ branch: t.branches.south, variant, quantity: 9 })));
    t.clock.tick(1_000);
    const at = new Date(t.clock.now().getTime() - 1);
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof ask>> = await ask(AS_OF, {
        at,
        first: 2,
        after,
        variantIds: variants.map(variantGid),
      });
      seen.push(
        ...page.nodes.map(
          (node: Awaited<ReturnType<typeof ask>>) => `${node.entry.branch.code} ${node.entry.variant.sku}`,
        ),
      );
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    } while (after !== null);
    expect(seen).toHaveLength(6);
    expect(new Set(seen).size).toBe(6);
    const south = await ask(AS_OF, { at, branchId: branchGid(t.branches.south), variantIds: variants.map(variantGid) });
    expect(south.nodes).toMatchObject(Array(3).fill({ quantityOnHand: 9, entry: { branch: { code: 'SOUTH' } } }));
  });

  it('shows the value only to those who may see cost', async () => {
    const variant = await stocked(t, 1);
    const answer = await t.gql(AS_OF, { at: t.clock.now(), variantIds: [variantGid(variant)] }, t.tokens.clerk);
    expect(refusalOf(answer)).toBe('FORBIDDEN');
    expect(answer.data.stockAsOf.nodes).toMatchObject([{ quantityOnHand: 1, value: null }]);
    expect(refusalOf(await t.gql(VALUATION, {}, t.tokens.clerk))).toBe('FORBIDDEN');
  });

  it('equals the replay of the movements at every moment, and the balances now', async () => {
    const change = fc.record({
      delta: fc.integer({ min: -6, max: 12 }).filter((delta) => delta !== 0),
      unitCostMinor: fc.option(fc.integer({ min: 0, max: 999 })),
      unavailable: fc.integer({ min: 0, max: 2 }),
      pauseMs: fc.integer({ min: 0, max: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 12 }), async (steps) => {
        const { variant } = await t.makeProduct();
        const began = t.clock.now().getTime();
        for (const step of steps) {
          t.clock.tick(step.pauseMs);
          await runInTransaction(t.ctx, (tx) => applyStockChanges(tx, changesOf(variant._id, step))).catch(ignoreShort);
        }
        const ended = t.clock.now().getTime();
        t.clock.tick(1);
        const rows = await stockMovements(t.app.db)
          .find({ tenantId: t.tenant._id, variantId: variant._id })
          .sort({ sequence: 1 })
          .lean();
        for (let at = began - 1; at <= ended; at += 1) {
          const replayed = rows.filter((row) => row.recordedAt.getTime() <= at);
          const sum = (of: (row: (typeof rows)[number]) => number) =>
            replayed.reduce((total, row) => total + of(row), 0);
          const page = await stockAsOf(t.ctx, { at: new Date(at), variantIds: [variant._id] });
          const answer = page.items.map(({ entry: _entry, ...balance }) => balance);
          const expected = {
            quantityOnHand: sum((row) => row.onHandDelta),
            quantityReserved: sum((row) => row.reservedDelta),
            quantityUnavailable: sum((row) => row.unavailableDelta ?? 0),
            valueMinor: sum((row) => row.valueDeltaMinor),
            sequence: replayed.length,
          };
          expect(answer).toEqual(rows.length === 0 ? [] : [expected]);
        }
        const [now] = (await stockAsOf(t.ctx, { at: t.clock.now(), variantIds: [variant._id] })).items;
        expect([now?.quantityOnHand, now?.valueMinor]).toEqual([now?.entry.quantityOnHand, now?.entry.totalValueMinor]);
      }),
      { numRuns: 25 },
    );
  });
});

function changesOf(
  variantId: Id,
  step: { delta: number; unitCostMinor: number | null; unavailable: number },
): StockChange[] {
  const { delta, unitCostMinor, unavailable } = step;
  const place = { branchId: t.branches.north._id, variantId, reservedDelta: 0, type: 'ADJUSTMENT' as const };
  const moved = { ...place, onHandDelta: delta, unitCostMinor: delta > 0 ? unitCostMinor : null };
  const requires = delta < 0 ? ('AVAILABLE' as const) : ('NOTHING' as const);
  if (delta < 0 || unavailable === 0) return [{ ...moved, requires }];
  return [
    { ...moved, requires },
    { ...place, onHandDelta: 0, unavailableDelta: unavailable, bucket: 'DAMAGED', requires: 'AVAILABLE' },
  ];
}

function ignoreShort(error: unknown): void {
  if (!(error instanceof InsufficientStockError)) throw error;
}

describe('stockValuation', () => {
  it('adds up units and value by branch and in total, then and now', async () => {
    const first = await createTestApp();
    try {
      const { variants } = await first.makeProduct({ variants: [{}, {}] });
      const [a, b] = variants;
      const { north, south } = first.branches;
      const move = (lines: [typeof north, typeof a, number, number | null][]) =>
        adjustStock(first.ctx, {
          input: { idempotencyKey: nextKey() },
          reason: 'OTHER',
          lines: lines.map(([branch, variant, delta, unitCostMinor]) => ({
            branchId: branch._id,
            variantId: variant!._id,
            delta,
            unitCostMinor,
          })),
        });
      await move([
        [north, a, 10, 100],
        [north, b, 5, 40],
        [south, a, 2, 150],
      ]);
      const then = first.clock.now();
      first.clock.tick(5_000);
      await move([
        [north, a, -4, null],
        [south, b, 1, 60],
      ]);
      const value = async (variables: object) =>
        memberOf(await first.gql(VALUATION, { ...variables }, first.tokens.manager));
      const branch = (code: string, quantityOnHand: number, amountMinor: number) => ({
        branch: { code },
        quantityOnHand,
        total: { amountMinor },
      });
      expect(await value({ at: then })).toEqual({
        at: then.toISOString(),
        quantityOnHand: 17,
        total: { amountMinor: 1_500, currency: 'GBP' },
        branches: [branch('NORTH', 15, 1_200), branch('SOUTH', 2, 300)],
      });
      expect(await value({})).toMatchObject({
        at: first.clock.now().toISOString(),
        quantityOnHand: 14,
        total: { amountMinor: 1_160 },
        branches: [branch('NORTH', 11, 800), branch('SOUTH', 3, 360)],
      });
      expect(await value({ branchId: branchGid(south), at: then })).toMatchObject({ total: { amountMinor: 300 } });
      expect(await value({ at: new Date(0) })).toMatchObject({ total: { amountMinor: 0 } });
      await first.expectStockConsistent();
    } finally {
      await first.close();
    }
  });

  it("refuses another tenant's branch as one that is not there", async () => {
    const other = await createTestApp();
    const answer = await t.gql(VALUATION, { branchId: branchGid(other.branches.north) }, t.tokens.manager);
    await other.close();
    expect(refusalOf(answer)).toBe('NOT_FOUND');
  });

  it('is the sum of the entries', async () => {
    await adjust((await t.makeProduct()).variant, 7, 123);
    const entries = await stockEntries(t.app.db).find({ tenantId: t.tenant._id }).lean();
    const { valueMinor } = await stockValuation(t.ctx, {});
    expect(valueMinor).toBe(entries.reduce((sum, entry) => sum + entry.totalValueMinor, 0));
    t.clock.tick(1_000);
    const past = await stockValuation(t.ctx, { at: new Date(t.clock.now().getTime() - 1) });
    expect(past.valueMinor).toBe(valueMinor);
  });
});
