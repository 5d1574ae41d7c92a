import { toGlobalId } from '../../../src/kernel/ids';
import { outboxEvents } from '../../../src/platform/outbox';
import { createTestApp } from '../../support/test-app';
import type { TestApp } from '../../support/test-app';
import { RESERVE, branchGid, line, memberOf, nextKey, stocked, stored, variantGid } from './stock-scenario';
import { draft, moved, received, shipped, standing, transferMovements, transferStep } from './transfer-scenario';

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
});
afterAll(() => t.close());
afterEach(() => t.expectStockConsistent());

/** A variant with 10 units in north that cost 1,003 together: 100.3 a unit, so that values do not divide. */
async function priced() {
  const { variant } = await t.makeProduct();
  await t.makeStock({ branch: t.branches.north, variant, quantity: 7, unitCostMinor: 100 });
  await t.makeStock({ branch: t.branches.north, variant, quantity: 3, unitCostMinor: 101 });
  return variant;
}

describe('a transfer', () => {
  it('is planned, shipped and received; stock and its value travel, and nothing is lost on the way', async () => {
    const variant = await priced();
    const id = await draft(t, [[variant, 4]]);
    expect(await standing(t, t.branches.north, variant)).toEqual([10, 0, 1_003]);
    const sent = await moved(t, 'ship', { stockTransferId: id });
    expect(sent).toMatchObject({ status: 'IN_TRANSIT', lines: [{ shippedQuantity: 4, inTransitQuantity: 4 }] });
    expect(await standing(t, t.branches.north, variant)).toEqual([6, 0, 602]);
    expect(await standing(t, t.branches.south, variant)).toEqual([0, 4, 0]);
    const first = await received(t, id, variant, 3);
    expect(first.stockTransfer).toMatchObject({ status: 'PARTIALLY_RECEIVED', receivedAt: null });
    expect(await standing(t, t.branches.south, variant)).toEqual([3, 1, 301]);
    const last = await received(t, id, variant, 1);
    expect(last.stockTransfer).toMatchObject({
      status: 'RECEIVED',
      fromBranch: { code: 'NORTH' },
      toBranch: { code: 'SOUTH' },
      lines: [{ shippedQuantity: 4, receivedQuantity: 4, lostQuantity: 0, inTransitQuantity: 0, discrepancies: [] }],
    });
    expect(await standing(t, t.branches.south, variant)).toEqual([4, 0, 401]);
    expect(await transferMovements(t, id)).toEqual([
      ['NORTH', 'TRANSFER_OUT', -4, -401],
      ['SOUTH', 'TRANSFER_IN', 1, 101],
      ['SOUTH', 'TRANSFER_IN', 2, 200],
      ['SOUTH', 'TRANSFER_IN', 1, 100],
    ]);
    const events = await outboxEvents(t.app.db)
      .find({ tenantId: t.tenant._id, type: /^stock-transfer/ })
      .lean();
    expect(events.map((event) => event.type)).toEqual([
      'stock-transfer.created',
      'stock-transfer.shipped',
      'stock-transfer.received',
      'stock-transfer.received',
    ]);
  });

  it('has a number of its own kind, one more than the last', async () => {
    const variant = await stocked(t, 1);
    const numbers: string[] = [];
    for (let i = 0; i < 3; i += 1) {
      const input = {
        fromBranchId: branchGid(t.branches.north),
        toBranchId: branchGid(t.branches.south),
        lines: [{ variantId: variantGid(variant), quantity: 1 }],
      };
      numbers.push((await moved(t, 'create', input)).number);
    }
    const first = Number(numbers[0]?.slice(2));
    expect(numbers).toEqual([0, 1, 2].map((n) => `T-${String(first + n).padStart(6, '0')}`));
  });

  it('is changed while it is a draft, by who has seen its newest version only', async () => {
    const [one, two] = [await stocked(t, 5), await stocked(t, 5)];
    const id = await draft(t, [[one, 1]]);
    const lines = [
      { variantId: variantGid(two), quantity: 2 },
      { variantId: variantGid(two), quantity: 1 },
    ];
    const changed = await moved(t, 'update', {
      stockTransferId: id,
      expectedVersion: 1,
      lines,
      toBranchId: branchGid(t.branches.warehouse),
      note: 'Van 2',
    });
    expect(changed).toMatchObject({ version: 2, note: 'Van 2', toBranch: { code: 'WH' }, lines: [{ quantity: 3 }] });
    const stale = await transferStep(t, 'update', { stockTransferId: id, expectedVersion: 1, note: 'late' });
    expect(stale).toMatchObject({ code: 'STALE_VERSION', field: 'expectedVersion' });
    expect((await transferStep(t, 'ship', { stockTransferId: id, expectedVersion: 1 })).code).toBe('STALE_VERSION');
    expect((await moved(t, 'ship', { stockTransferId: id, expectedVersion: 2 })).status).toBe('IN_TRANSIT');
    const late = await transferStep(t, 'update', { stockTransferId: id, expectedVersion: 3, note: 'later' });
    expect(late).toMatchObject({ code: 'STOCK_TRANSFER_IN_TRANSIT', currentStatus: 'IN_TRANSIT' });
  });

  it('is refused as a whole when lines are short: all short lines at once, and held units stay', async () => {
    const [rich, short, held] = [await stocked(t, 10), await stocked(t, 2), await stocked(t, 5)];
    const input = { idempotencyKey: nextKey(), lines: [line(t, held, 4)] };
    expect(memberOf(await t.gql(RESERVE, { input }, t.tokens.customer)).__typename).toBe('ReservationPayload');
    const id = await draft(t, [
      [rich, 1],
      [short, 3],
      [held, 2],
    ]);
    const before = await stored(t);
    const refused = await transferStep(t, 'ship', { stockTransferId: id });
    expect(refused.code).toBe('INSUFFICIENT_STOCK');
    expect(new Set(refused.lines.map((short_: { variantId: string }) => short_.variantId))).toEqual(
      new Set([variantGid(short), variantGid(held)]),
    );
    expect(await stored(t)).toEqual(before);
    expect(await standing(t, t.branches.south, rich)).toEqual([0, 0, 0]);
  });

  it('is cancelled as a draft without a trace, and on its way back into the source at its value', async () => {
    const variant = await priced();
    const planned = await draft(t, [[variant, 4]]);
    expect((await moved(t, 'cancel', { stockTransferId: planned })).status).toBe('CANCELLED');
    expect(await transferMovements(t, planned)).toEqual([]);
    const id = await shipped(t, [[variant, 4]]);
    const cancelled = await moved(t, 'cancel', { stockTransferId: id });
    expect(cancelled).toMatchObject({ status: 'CANCELLED', lines: [{ returnedQuantity: 4, inTransitQuantity: 0 }] });
    expect(await standing(t, t.branches.north, variant)).toEqual([10, 0, 1_003]);
    expect(await standing(t, t.branches.south, variant)).toEqual([0, 0, 0]);
    for (const verb of ['ship', 'cancel'] as const) {
      expect((await transferStep(t, verb, { stockTransferId: id })).code).toBe('STOCK_TRANSFER_CANCELLED');
    }
    const partly = await shipped(t, [[variant, 4]]);
    await received(t, partly, variant, 1);
    expect((await transferStep(t, 'cancel', { stockTransferId: partly })).code).toBe(
      'STOCK_TRANSFER_PARTIALLY_RECEIVED',
    );
  });
});

describe('what does not arrive as shipped', () => {
  it('is lost with a reason and its value, or goes back to the source', async () => {
    const variant = await priced();
    const id = await shipped(t, [[variant, 10]]);
    const result = await received(t, id, variant, 4, [
      { reason: 'DAMAGED', quantity: 2, note: 'wet' },
      { reason: 'SHORT_SHIPPED', quantity: 1 },
    ]);
    expect(result.stockTransfer).toMatchObject({
      status: 'PARTIALLY_RECEIVED',
      lines: [{ receivedQuantity: 4, lostQuantity: 2, returnedQuantity: 1, inTransitQuantity: 3 }],
    });
    const closed = await moved(t, 'receive', { stockTransferId: id, lines: [], closeRest: 'LOST', note: 'van stolen' });
    expect(closed).toMatchObject({
      status: 'RECEIVED',
      lines: [
        {
          lostQuantity: 5,
          discrepancies: [
            { reason: 'DAMAGED', quantity: 2, note: 'wet' },
            { reason: 'SHORT_SHIPPED', quantity: 1, note: null },
            { reason: 'LOST', quantity: 3, note: 'van stolen' },
          ],
        },
      ],
    });
    const document = `query ($id: ID!) { stockTransfer(id: $id) { lines { shippedValue { amountMinor }
      receivedValue { amountMinor } lostValue { amountMinor } returnedValue { amountMinor } } } }`;
    const [values] = memberOf(await t.gql(document, { id }, t.tokens.buyer)).lines;
    const [out, came, lost, back] = Object.values(values as Record<string, { amountMinor: number }>).map(
      ({ amountMinor }) => amountMinor,
    );
    expect(out).toBe(1_003);
    expect((came ?? 0) + (lost ?? 0) + (back ?? 0)).toBe(1_003);
    expect(await standing(t, t.branches.south, variant)).toEqual([4, 0, came]);
    expect(await standing(t, t.branches.north, variant)).toEqual([1, 0, back]);
    const clerk = await t.gql(document, { id }, t.tokens.clerk);
    expect(clerk.errors?.map(({ extensions }) => extensions.code)).toContain('FORBIDDEN');
    expect(JSON.stringify(clerk.data)).not.toContain('1003');
  });

  it('beyond the shipment is refused, unless it is stated; then it is an adjustment at the cost of the shipment', async () => {
    const variant = await priced();
    const id = await shipped(t, [[variant, 4]]);
    const before = await stored(t);
    expect(await received(t, id, variant, 5)).toMatchObject({ code: 'OVER_RECEIPT', field: 'lines' });
    expect((await received(t, id, variant, 3, [{ reason: 'OVER', quantity: 1 }])).code).toBe('OVER_RECEIPT');
    expect((await received(t, id, variant, 1, [{ reason: 'OVER', quantity: 2 }])).code).toBe('DISCREPANCY_TOO_LARGE');
    expect((await received(t, id, variant, 0, [{ reason: 'LOST', quantity: 5 }])).code).toBe('DISCREPANCY_TOO_LARGE');
    expect((await received(t, id, variant, 3, [{ reason: 'LOST', quantity: 2 }])).code).toBe('OVER_RECEIPT');
    expect((await received(t, id, variant, 0)).code).toBe('NOTHING_RECEIVED');
    const rest = { stockTransferId: id, lines: [], closeRest: 'OVER' };
    expect((await transferStep(t, 'receive', rest)).code).toBe('REST_NOT_OVER');
    expect(await stored(t)).toEqual(before);
    const over = await received(t, id, variant, 6, [{ reason: 'OVER', quantity: 2 }]);
    expect(over.stockTransfer).toMatchObject({
      status: 'RECEIVED',
      lines: [{ receivedQuantity: 4, discrepancies: [{ reason: 'OVER', quantity: 2 }] }],
    });
    expect(await standing(t, t.branches.south, variant)).toEqual([6, 0, 401 + 201]);
    expect((await received(t, id, variant, 1)).code).toBe('STOCK_TRANSFER_ALREADY_RECEIVED');
  });

  it('of goods without a known cost has no value, also where others have one', async () => {
    const variant = await stocked(t, 3);
    await t.makeStock({ branch: t.branches.south, variant, quantity: 2, unitCostMinor: 500 });
    const id = await shipped(t, [[variant, 3]]);
    await received(t, id, variant, 3);
    expect(await standing(t, t.branches.south, variant)).toEqual([5, 0, 1_000]);
  });
});

describe('a request', () => {
  it('sent again has one effect and one answer', async () => {
    const variant = await stocked(t, 10);
    const id = await draft(t, [[variant, 4]]);
    const ship = { idempotencyKey: nextKey(), stockTransferId: id };
    const answers = [await transferStep(t, 'ship', ship), await transferStep(t, 'ship', ship)];
    expect(answers[1]).toEqual(answers[0]);
    const lines = [{ variantId: variantGid(variant), receivedQuantity: 2 }];
    const receive = { idempotencyKey: nextKey(), stockTransferId: id, lines };
    const receipts = [await transferStep(t, 'receive', receive), await transferStep(t, 'receive', receive)];
    expect(receipts[1]).toEqual(receipts[0]);
    expect(await standing(t, t.branches.south, variant)).toEqual([2, 2, 0]);
    const other = { ...receive, lines: [{ ...lines[0], receivedQuantity: 1 }] };
    expect((await transferStep(t, 'receive', other)).code).toBe('IDEMPOTENCY_KEY_REUSED');
  });

  it('for unknown things, one branch or steps out of order is refused and changes nothing', async () => {
    const [variant, other] = [await stocked(t, 10), await stocked(t, 10)];
    const id = await draft(t, [[variant, 4]]);
    const way = await shipped(t, [[variant, 4]]);
    const before = await stored(t);
    const north = branchGid(t.branches.north);
    const lines = [{ variantId: variantGid(variant), quantity: 1 }];
    const create = (input: object) =>
      transferStep(t, 'create', { fromBranchId: north, toBranchId: branchGid(t.branches.south), lines, ...input });
    expect((await create({ toBranchId: north })).code).toBe('TRANSFER_SAME_BRANCH');
    expect((await create({ toBranchId: toGlobalId('Branch', variant._id) })).__typename).toBe('NotFoundError');
    const unknown = [{ variantId: toGlobalId('Variant', t.branches.north._id), quantity: 1 }];
    expect((await create({ lines: unknown })).__typename).toBe('NotFoundError');
    expect((await received(t, id, variant, 1)).code).toBe('STOCK_TRANSFER_NOT_SHIPPED');
    expect((await received(t, way, other, 1)).__typename).toBe('NotFoundError');
    expect((await transferStep(t, 'ship', { stockTransferId: way })).code).toBe('STOCK_TRANSFER_IN_TRANSIT');
    const foreign = await transferStep(t, 'cancel', { stockTransferId: way }, t.tokens.foreignAdmin);
    expect(foreign.__typename).toBe('NotFoundError');
    expect(await stored(t)).toEqual(before);
  });
});

it('lists show transfers newest first, by status and by branch on either side, to staff of the tenant', async () => {
  const variant = await stocked(t, 10);
  const way = await shipped(t, [[variant, 1]]);
  const planned = await draft(t, [[variant, 1]]);
  const list = `query ($status: StockTransferStatus, $branchId: ID, $after: String) {
    stockTransfers(first: 1, status: $status, branchId: $branchId, after: $after) {
      nodes { id } pageInfo { hasNextPage endCursor } } }`;
  const page = async (variables: object, token = t.tokens.clerk) =>
    memberOf(await t.gql(list, variables as Record<string, unknown>, token));
  const first = await page({});
  expect(first.nodes).toEqual([{ id: planned }]);
  expect((await page({ after: first.pageInfo.endCursor })).nodes).toEqual([{ id: way }]);
  expect((await page({ status: 'IN_TRANSIT' })).nodes).toEqual([{ id: way }]);
  expect((await page({ branchId: branchGid(t.branches.south) })).nodes).toEqual([{ id: planned }]);
  expect((await page({}, t.tokens.foreignAdmin)).nodes).toEqual([]);
  const node = 'query ($id: ID!) { node(id: $id) { __typename id } }';
  expect(memberOf(await t.gql(node, { id: way }, t.tokens.cashier))).toEqual({ __typename: 'StockTransfer', id: way });
  expect(memberOf(await t.gql(node, { id: way }, t.tokens.customer))).toBeNull();
});
