import fc from 'fast-check';
import { newId } from '../../../src/kernel/ids';
import { adjustStock } from '../../../src/modules/inventory';
import { stockEntries } from '../../../src/modules/inventory/stock-entry.model';
import { stockMovements } from '../../../src/modules/inventory/stock-movement.model';
import type { MadeProduct } from '../../factories';
import { createTestApp } from '../../support/test-app';
import type { TestApp } from '../../support/test-app';
import { allowBackorders } from '../inventory/backorder-scenario';
import { lotVariant, lotsOf } from '../inventory/lot-scenario';
import { Shop, memberOf, nextKey } from './order-scenario';
import type { OrderView } from './order-scenario';

let test: TestApp;
let shop: Shop;
beforeAll(async () => {
  test = await createTestApp();
  shop = new Shop(test);
});
afterAll(() => test?.close());
afterEach(() => test.expectStockConsistent());

/** The catalogue says that a unit costs this; what was received cost something else. */
const COST_PRICE_MINOR = 777;

async function receive(made: MadeProduct, quantity: number, unitCostMinor: number): Promise<void> {
  const { north } = test.branches;
  await test.makeStock({ branch: north, variant: made.variant, quantity, unitCostMinor });
}

async function product(): Promise<MadeProduct> {
  return shop.stocked(0, { costPriceMinor: COST_PRICE_MINOR });
}

/** Units on hand in branch north and what they are worth. */
async function valued(made: MadeProduct): Promise<(number | undefined)[]> {
  const entry = await stockEntries(test.app.db)
    .findOne({ tenantId: test.tenant._id, branchId: test.branches.north._id, variantId: made.variant._id })
    .lean();
  return [entry?.quantityOnHand, entry?.totalValueMinor];
}

async function cancelUnits(order: OrderView, line: number, quantity: number): Promise<void> {
  const lines = [{ orderLineId: order.lines[line]?.id, quantity }];
  expect(memberOf(await shop.cancel(order, { lines })).__typename).toBe('OrderPayload');
}

describe('what comes back of a cancelled paid order', () => {
  it('is worth what left the shelf, not what the catalogue says', async () => {
    const made = await product();
    await receive(made, 10, 100);
    const order = await shop.paid([shop.line(made, 4)]);
    await receive(made, 6, 900);
    await shop.cancel(order);
    expect(await valued(made)).toEqual([16, 6_400]);
  });

  it('is worth its share line by line, and the last unit takes the residue', async () => {
    const made = await product();
    await receive(made, 1, 334);
    await receive(made, 2, 333);
    const order = await shop.paid([shop.line(made, 2), shop.line(made, 1)]);
    await cancelUnits(order, 0, 1);
    expect(await valued(made)).toEqual([1, 333]);
    await cancelUnits(order, 1, 1);
    await shop.cancel(order);
    expect(await valued(made)).toEqual([3, 1_000]);
  });

  it('knows nothing of units that were cancelled before they were paid', async () => {
    const made = await product();
    await receive(made, 5, 200);
    const order = await shop.placed([shop.line(made, 3)]);
    await cancelUnits(order, 0, 1);
    await shop.pay(order);
    await shop.fulfill(order, { lines: [{ orderLineId: order.lines[0]?.id, quantity: 1 }] });
    await shop.cancel(order);
    expect(await valued(made)).toEqual([4, 800]);
  });

  it('takes its lots back at that value as well', async () => {
    const made = { ...(await product()), variant: await lotVariant(test) };
    const place = { branchId: test.branches.north._id, variantId: made.variant._id };
    const lots = [
      { code: 'LOT-A', delta: 1, unitCostMinor: 100 },
      { code: 'LOT-B', delta: 2, unitCostMinor: 351 },
    ];
    await adjustStock(test.ctx, {
      input: { idempotencyKey: nextKey() },
      reason: 'RECEIVED',
      lines: lots.map(({ code, ...units }) => ({ ...place, ...units, lot: { code } })),
    });
    const order = await shop.paid([shop.line(made, 2)]);
    await cancelUnits(order, 0, 1);
    await shop.cancel(order);
    expect(await valued(made)).toEqual([3, 802]);
    expect(await lotsOf(test, made.variant)).toEqual({ 'LOT-A': 1, 'LOT-B': 2 });
  });

  it('of units that were ordered ahead: those that were there at what they left with', async () => {
    const made = await product();
    await receive(made, 1, 100);
    await allowBackorders(test, made.variant, 5);
    const never = await shop.paid([shop.line(made, 3)]);
    await cancelUnits(never, 0, 1);
    expect(await valued(made)).toEqual([-1, 0]);
    await shop.cancel(never);
    expect(await valued(made)).toEqual([1, 100]);
    // What came meanwhile went to the order at no value here: it comes back at what the catalogue says.
    const late = await shop.paid([shop.line(made, 3)]);
    await receive(made, 2, 120);
    expect(await valued(made)).toEqual([0, 0]);
    await shop.cancel(late);
    expect(await valued(made)).toEqual([3, 100 + 2 * COST_PRICE_MINOR]);
  });

  it('leaves the valuation as it was when nothing else happened, however it is sliced', async () => {
    const receipt = fc.record({ units: fc.integer({ min: 1, max: 5 }), cost: fc.integer({ min: 0, max: 9_999 }) });
    const sizes = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 });
    const slices = fc.array(fc.record({ line: fc.nat(2), units: fc.integer({ min: 1, max: 3 }) }), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(receipt, { minLength: 1, maxLength: 4 }),
        sizes,
        slices,
        async (receipts, want, cut) => {
          const made = await product();
          for (const { units, cost } of receipts) await receive(made, units, cost);
          await allowBackorders(test, made.variant, 12);
          const before = await valued(made);
          const order = await shop.paid(want.map((units) => shop.line(made, units)));
          for (const { line, units } of cut) {
            // Slices that are larger than what is left, or of lines that are not there, are refused.
            await shop.cancel(order, {
              lines: [{ orderLineId: order.lines[line % want.length]?.id, quantity: units }],
            });
          }
          await shop.cancel(order);
          expect(await valued(made)).toEqual(before);
        },
      ),
      { numRuns: 12 },
    );
  }, 120_000);

  it('of a variant that was received without a cost is worth nothing, as before', async () => {
    const made = await product();
    const lines = [{ branchId: test.branches.north._id, variantId: made.variant._id, delta: 2 }];
    await adjustStock(test.ctx, { input: { idempotencyKey: nextKey() }, reason: 'RECEIVED', lines });
    const order = await shop.paid([shop.line(made, 2)]);
    await shop.cancel(order);
    expect(await valued(made)).toEqual([2, 0]);
  });

  it('is looked up in an index of what orders sold', async () => {
    const filter = { tenantId: test.tenant._id, referenceId: newId(), type: 'SALE' as const };
    const plan = await stockMovements(test.app.db).find(filter).explain('queryPlanner');
    expect(JSON.stringify(plan)).toContain('stock_movement_sale');
  });

  it('costs the same for 1 line as for 20', async () => {
    const counts = [];
    for (const count of [1, 20]) {
      const lines = [];
      for (let i = 0; i < count; i += 1) lines.push(shop.line(await shop.stocked(1), 1));
      const order = await shop.paid(lines);
      counts.push((await test.countCommands(() => shop.cancel(order))).commands);
    }
    expect(counts[1]).toEqual(counts[0]);
  });
});
