import { startStockCount, recordStockCount, submitStockCount, approveStockCount } from '../../../src/modules/inventory';
import { COUNT_LINES_PER_REQUEST_MAX } from '../../../src/modules/inventory/counts';
import { stockCounts, stockCountLines } from '../../../src/modules/inventory/counts/stock-count.model';
import { stockMovements } from '../../../src/modules/inventory/stock-movement.model';
import { createTestApp } from '../../support/test-app';
import type { TestApp } from '../../support/test-app';
import { countStep, counted, found, linesOf, openCount } from './count-scenario';
import { balances, memberOf, nextKey, stocked } from './stock-scenario';

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
});
afterAll(() => t.close());
afterEach(() => t.expectStockConsistent());

const approve = (stockCountId: string, token: string) =>
  countStep(t, 'approve', { stockCountId, movedLines: 'REBASE' }, token);

describe('large differences', () => {
  it('need somebody with stock:approve who did not count', async () => {
    const variant = await stocked(t, 100);
    const id = await openCount(t);
    await found(t, id, variant, 60, 'REPLACE', t.tokens.manager);
    expect(await counted(t, 'submit', { stockCountId: id })).toMatchObject({ varianceUnits: 40, needsApprover: true });
    expect((await approve(id, t.tokens.clerk)).code).toBe('APPROVER_REQUIRED');
    expect((await approve(id, t.tokens.manager)).code).toBe('APPROVER_COUNTED');
    expect(await balances(t, variant)).toEqual([100, 0, 100]);
    expect((await approve(id, t.tokens.admin)).stockCount.status).toBe('APPROVED');
    expect(await balances(t, variant)).toEqual([60, 0, 60]);
  });

  it('are judged by value too', async () => {
    const { variant } = await t.makeProduct();
    await t.makeStock({ branch: t.branches.north, variant, quantity: 10, unitCostMinor: 30_000 });
    const id = await openCount(t);
    await found(t, id, variant, 9);
    await counted(t, 'submit', { stockCountId: id });
    expect((await approve(id, t.tokens.clerk)).code).toBe('APPROVER_REQUIRED');
    expect((await approve(id, t.tokens.manager)).stockCount.status).toBe('APPROVED');
  });

  it('in both directions do not cancel each other out', async () => {
    const [less, more] = [await stocked(t, 50), await stocked(t, 50)];
    const id = await openCount(t);
    await found(t, id, less, 39);
    await found(t, id, more, 61);
    expect(await counted(t, 'submit', { stockCountId: id })).toMatchObject({ varianceUnits: 22, needsApprover: true });
  });

  it('below the threshold the counter may approve alone', async () => {
    const variant = await stocked(t, 10);
    const id = await openCount(t);
    await found(t, id, variant, 9);
    await counted(t, 'submit', { stockCountId: id });
    expect((await approve(id, t.tokens.clerk)).stockCount.status).toBe('APPROVED');
  });
});

describe('a blind count', () => {
  it('shows counters nothing of what is expected until it is approved, and approvers everything', async () => {
    const variant = await stocked(t, 10);
    const id = await openCount(t, { blind: true });
    await found(t, id, variant, 8);
    const submitted = await counted(t, 'submit', { stockCountId: id });
    expect(submitted).toMatchObject({ blind: true, varianceUnits: null });
    const hidden = { countedQuantity: 8, expectedQuantity: null, variance: null, appliedDelta: null };
    const shown = { countedQuantity: 8, expectedQuantity: 10, variance: -2 };
    expect(await linesOf(t, id, { token: t.tokens.clerk })).toMatchObject([hidden]);
    expect(await linesOf(t, id, { token: t.tokens.manager })).toMatchObject([shown]);
    await approve(id, t.tokens.manager);
    expect(await linesOf(t, id, { token: t.tokens.clerk })).toMatchObject([shown]);
  });

  it('hides the value of differences as well, and cost is for those allowed only', async () => {
    const { variant } = await t.makeProduct();
    await t.makeStock({ branch: t.branches.north, variant, quantity: 10, unitCostMinor: 250 });
    const id = await openCount(t, { blind: true });
    await found(t, id, variant, 8);
    await counted(t, 'submit', { stockCountId: id });
    const document = `query ($id: ID!) { stockCount(id: $id) {
      varianceValue { amountMinor } lines { nodes { varianceValue { amountMinor currency } } } } }`;
    const manager = memberOf(await t.gql(document, { id }, t.tokens.manager));
    expect(manager).toEqual({
      varianceValue: { amountMinor: 500 },
      lines: { nodes: [{ varianceValue: { amountMinor: 500, currency: 'GBP' } }] },
    });
    expect(memberOf(await t.gql(document, { id }, t.tokens.buyer))).toEqual({
      varianceValue: null,
      lines: { nodes: [{ varianceValue: null }] },
    });
    const clerk = await t.gql(document, { id }, t.tokens.clerk);
    expect(clerk.errors?.map(({ extensions }) => extensions.code)).toContain('FORBIDDEN');
    expect(JSON.stringify(clerk)).not.toContain('500');
  });
});

describe('a large count', () => {
  const SIZE = 1_100;

  /** A submitted count of many variants, each one unit short; system context, because a person would do it in a day. */
  async function largeCount() {
    const { north } = t.branches;
    const variants = [];
    for (let made = 0; made < SIZE; made += 100) {
      variants.push(...(await t.makeProduct({ variants: Array.from({ length: 100 }, () => ({})) })).variants);
    }
    const input = () => ({ idempotencyKey: nextKey() });
    for (let at = 0; at < SIZE; at += 1_000) {
      await t.makeStock(...variants.slice(at, at + 1_000).map((variant) => ({ branch: north, variant, quantity: 3 })));
    }
    const count = await startStockCount(t.ctx, { input: input(), branchId: north._id });
    for (let at = 0; at < SIZE; at += COUNT_LINES_PER_REQUEST_MAX) {
      const lines = variants
        .slice(at, at + COUNT_LINES_PER_REQUEST_MAX)
        .map((variant) => ({ variantId: variant._id, quantity: 2 }));
      await recordStockCount(t.ctx, { input: input(), countId: count._id, lines, mode: 'REPLACE' });
    }
    return submitStockCount(t.ctx, { input: input(), countId: count._id });
  }

  it('is approved in batches; stopped between two, it goes on where it was and books every line once', async () => {
    const { _id: countId } = await largeCount();
    const insert = stockCounts(t.app.db).updateOne.bind(stockCounts(t.app.db));
    let saves = 0;
    const stop = jest.spyOn(stockCounts(t.app.db), 'updateOne').mockImplementation(((
      ...args: Parameters<typeof insert>
    ) => {
      saves += 1;
      if (saves === 2) throw new Error('the process died');
      return insert(...args);
    }) as typeof insert);
    const input = { idempotencyKey: nextKey() };
    const request = { input, countId, movedLines: 'RECOUNT' as const };
    await expect(approveStockCount(t.ctx, request)).rejects.toThrow('the process died');
    stop.mockRestore();
    const halfway = await stockCounts(t.app.db).findOne({ tenantId: t.tenant._id, _id: countId }).lean();
    expect(halfway).toMatchObject({ status: 'APPROVING', approval: { judgedLines: 1_000, appliedLines: 1_000 } });
    const after = await approveStockCount(t.ctx, request);
    expect(after).toMatchObject({ status: 'APPROVED', approval: { judgedLines: SIZE, appliedLines: SIZE } });
    expect(await approveStockCount(t.ctx, request)).toEqual(after);
    const movements = { tenantId: t.tenant._id, referenceId: countId };
    expect(await stockMovements(t.app.db).countDocuments(movements)).toBe(SIZE);
    const booked = await stockCountLines(t.app.db).countDocuments({
      tenantId: t.tenant._id,
      countId,
      appliedDelta: -1,
    });
    expect(booked).toBe(SIZE);
  }, 60_000);
});

it('pages of lines follow each other without a gap, in the list and under the count', async () => {
  const id = await openCount(t);
  for (let i = 0; i < 7; i += 1) await found(t, id, await stocked(t, 1), i);
  const document = `query ($id: ID!, $after: String) { stockCount(id: $id) { lines(first: 3, after: $after) {
    nodes { countedQuantity } pageInfo { hasNextPage endCursor } } } }`;
  const read: number[] = [];
  let after: string | null = null;
  for (;;) {
    const { lines } = memberOf(await t.gql(document, { id, after }, t.tokens.clerk));
    read.push(...lines.nodes.map((node: { countedQuantity: number }) => node.countedQuantity));
    if (lines.pageInfo.hasNextPage !== true) break;
    after = lines.pageInfo.endCursor;
  }
  expect(read).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect(await linesOf(t, id, { first: 2 })).toHaveLength(2);
  const list = `query ($status: StockCountStatus, $branchId: ID) { stockCounts(status: $status, branchId: $branchId, first: 2) {
    nodes { id status lines(first: 1) { nodes { countedQuantity } } } } }`;
  const newest = memberOf(await t.gql(list, { status: 'OPEN' }, t.tokens.clerk)).nodes[0];
  expect(newest).toEqual({ id, status: 'OPEN', lines: { nodes: [{ countedQuantity: 0 }] } });
  expect(memberOf(await t.gql(list, {}, t.tokens.foreignAdmin)).nodes).toEqual([]);
  const node = 'query ($id: ID!) { node(id: $id) { __typename id } }';
  expect(memberOf(await t.gql(node, { id }, t.tokens.cashier))).toEqual({ __typename: 'StockCount', id });
  expect(memberOf(await t.gql(node, { id }, t.tokens.customer))).toBeNull();
  expect(memberOf(await t.gql(node, { id }, t.tokens.foreignAdmin))).toBeNull();
});

it('an approval that was replayed after the count opened again books nothing', async () => {
  const [moved, held] = [await stocked(t, 10), await stocked(t, 10)];
  const id = await openCount(t);
  await found(t, id, moved, 4, 'ADD');
  await found(t, id, held, 9);
  await t.makeStock({ branch: t.branches.north, variant: moved, quantity: 1 });
  await counted(t, 'submit', { stockCountId: id });
  const input = { idempotencyKey: nextKey(), stockCountId: id, movedLines: 'RECOUNT' };
  const first = await countStep(t, 'approve', input, t.tokens.manager);
  expect(first.stockCount.status).toBe('OPEN');
  await found(t, id, moved, 11);
  await counted(t, 'submit', { stockCountId: id });
  expect(await countStep(t, 'approve', input, t.tokens.manager)).toEqual(first);
  expect(
    memberOf(await t.gql('query ($id: ID!) { stockCount(id: $id) { status } }', { id }, t.tokens.clerk)).status,
  ).toBe('SUBMITTED');
  expect((await counted(t, 'approve', { stockCountId: id, movedLines: 'REBASE' }, t.tokens.manager)).status).toBe(
    'APPROVED',
  );
});
