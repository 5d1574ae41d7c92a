import { toGlobalId } from '../../../src/kernel/ids';
import { outboxEvents } from '../../../src/platform/outbox';
import { createTestApp } from '../../support/test-app';
import type { TestApp } from '../../support/test-app';
import { approved, countMovements, countStep, counted, found, linesOf, openCount } from './count-scenario';
import {
  ADJUST,
  RESERVE,
  balances,
  branchGid,
  line,
  memberOf,
  nextKey,
  stocked,
  stored,
  variantGid,
} from './stock-scenario';

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
});
afterAll(() => t.close());
afterEach(() => t.expectStockConsistent());

async function adjust(variant: Awaited<ReturnType<typeof stocked>>, delta: number) {
  const lines = [{ branchId: branchGid(t.branches.north), variantId: variantGid(variant), delta }];
  const input = { idempotencyKey: nextKey(), reason: 'CORRECTION', lines };
  expect(memberOf(await t.gql(ADJUST, { input }, t.tokens.clerk)).__typename).toBe('StockMovementsPayload');
}

describe('a count', () => {
  it('is started, recorded, submitted and approved; differences become COUNT movements with their reason', async () => {
    const [less, more, same, fresh] = [
      await stocked(t, 10),
      await stocked(t, 10),
      await stocked(t, 10),
      await stocked(t, 0),
    ];
    const started = await counted(t, 'start', { branchId: branchGid(t.branches.north), note: 'Monday' });
    expect(started).toMatchObject({ status: 'OPEN', blind: false, lineCount: 0, varianceUnits: null, note: 'Monday' });
    expect(started.branch.code).toBe('NORTH');
    const id: string = started.id;
    const lines = [
      { variantId: variantGid(less), quantity: 7 },
      { variantId: variantGid(more), quantity: 12 },
      { variantId: variantGid(same), quantity: 10 },
      { variantId: variantGid(fresh), quantity: 1 },
    ];
    expect((await counted(t, 'record', { stockCountId: id, mode: 'ADD', lines })).lineCount).toBe(4);
    const submitted = await counted(t, 'submit', { stockCountId: id });
    expect(submitted).toMatchObject({ status: 'SUBMITTED', varianceUnits: 6, needsApprover: false });
    const after = await counted(t, 'approve', { stockCountId: id, movedLines: 'RECOUNT' });
    expect(after).toMatchObject({
      status: 'APPROVED',
      approval: { movedLines: 'RECOUNT', judgedLines: 4, appliedLines: 4, movedLineCount: 0, belowHeldLineCount: 0 },
    });
    expect(await countMovements(t, id)).toEqual(
      expect.arrayContaining([
        ['COUNT', 'CYCLE_COUNT', -3, 7],
        ['COUNT', 'CYCLE_COUNT', 2, 12],
        ['COUNT', 'CYCLE_COUNT', 1, 1],
      ]),
    );
    expect(await countMovements(t, id)).toHaveLength(3);
    expect(await balances(t, less)).toEqual([7, 0, 7]);
    expect(
      (await linesOf(t, id)).map((row: { status: string; appliedDelta: number }) => [row.status, row.appliedDelta]),
    ).toEqual([
      ['APPLIED', -3],
      ['APPLIED', 2],
      ['APPLIED', 0],
      ['APPLIED', 1],
    ]);
    const events = await outboxEvents(t.app.db)
      .find({ tenantId: t.tenant._id, type: /^stock-count/ })
      .sort({ _id: 1 })
      .lean();
    expect(events.map((event) => event.type).slice(-3)).toEqual([
      'stock-count.started',
      'stock-count.submitted',
      'stock-count.approved',
    ]);
  });

  it('has numbers that rise by one; the movement names the count', async () => {
    const first = await counted(t, 'start', { branchId: branchGid(t.branches.north) });
    const second = await counted(t, 'start', { branchId: branchGid(t.branches.south) });
    expect(Number(second.number.slice(2))).toBe(Number(first.number.slice(2)) + 1);
    expect(first.number).toMatch(/^C-\d{6}$/);
  });

  it('adds up what stands on several shelves, and replaces a slip', async () => {
    const variant = await stocked(t, 10);
    const id = await openCount(t);
    await found(t, id, variant, 4, 'ADD');
    await found(t, id, variant, 5, 'ADD');
    expect(await linesOf(t, id)).toMatchObject([{ countedQuantity: 9, expectedQuantity: 10, variance: -1 }]);
    await found(t, id, variant, 8);
    expect(await linesOf(t, id)).toMatchObject([{ countedQuantity: 8, variance: -2 }]);
    const twice = [variant, variant].map((v) => ({ variantId: variantGid(v), quantity: 3 }));
    await counted(t, 'record', { stockCountId: id, mode: 'REPLACE', lines: twice });
    expect(await linesOf(t, id)).toMatchObject([{ countedQuantity: 6 }]);
  });

  it('records a request once, whatever is sent again', async () => {
    const variant = await stocked(t, 10);
    const id = await openCount(t);
    const input = {
      idempotencyKey: nextKey(),
      stockCountId: id,
      mode: 'ADD',
      lines: [{ variantId: variantGid(variant), quantity: 4 }],
    };
    const first = await countStep(t, 'record', input);
    expect(await countStep(t, 'record', input)).toEqual(first);
    expect(await linesOf(t, id)).toMatchObject([{ countedQuantity: 4 }]);
    expect((await countStep(t, 'record', { ...input, mode: 'REPLACE' })).code).toBe('IDEMPOTENCY_KEY_REUSED');
  });

  it('can be cancelled before it is approved, and then does nothing more', async () => {
    const variant = await stocked(t, 10);
    const id = await openCount(t);
    await found(t, id, variant, 4);
    expect((await counted(t, 'cancel', { stockCountId: id })).status).toBe('CANCELLED');
    for (const verb of ['submit', 'cancel'] as const) {
      expect(await countStep(t, verb, { stockCountId: id })).toMatchObject({
        code: 'STOCK_COUNT_CANCELLED',
        currentStatus: 'CANCELLED',
      });
    }
    expect(await balances(t, variant)).toEqual([10, 0, 10]);
  });

  it('refuses steps out of order, empty submissions and unknown things, and changes nothing', async () => {
    const variant = await stocked(t, 10);
    const id = await openCount(t);
    const before = await stored(t);
    expect((await countStep(t, 'submit', { stockCountId: id })).code).toBe('STOCK_COUNT_EMPTY');
    expect((await countStep(t, 'approve', { stockCountId: id, movedLines: 'REBASE' })).code).toBe('STOCK_COUNT_OPEN');
    const unknown = { _id: t.branches.north._id };
    expect((await found(t, id, unknown, 1)).__typename).toBe('NotFoundError');
    expect((await found(t, toGlobalId('StockCount', t.branches.north._id), variant, 1)).__typename).toBe(
      'NotFoundError',
    );
    expect(await countStep(t, 'submit', { stockCountId: id }, t.tokens.foreignAdmin)).toMatchObject({
      code: 'NOT_FOUND',
    });
    expect(await stored(t)).toEqual(before);
  });
});

describe('a scope', () => {
  it('of variants takes these and no other', async () => {
    const [inside, outside] = [await stocked(t, 3), await stocked(t, 3)];
    const id = await openCount(t, { variantIds: [variantGid(inside)] });
    expect((await found(t, id, inside, 3)).stockCount.scopeVariantIds).toEqual([variantGid(inside)]);
    expect(await found(t, id, outside, 3)).toMatchObject({ code: 'OUT_OF_COUNT_SCOPE', field: 'lines' });
    expect(await linesOf(t, id)).toHaveLength(1);
  });

  it('of a category takes what lies in it and below it', async () => {
    const [inside, outside] = [await stocked(t, 3), await stocked(t, 3)];
    const make = async (name: string, parentId?: string) => {
      const document = `mutation ($input: CreateCategoryInput!) { createCategory(input: $input) {
        ... on CategoryPayload { category { id } } } }`;
      const input = { idempotencyKey: nextKey(), name, parentId };
      return memberOf(await t.gql(document, { input }, t.tokens.admin)).category.id as string;
    };
    const categoryId = await make('Drinks');
    const below = await make('Tea', categoryId);
    const place = `mutation ($input: SetProductCategoriesInput!) { setProductCategories(input: $input) { __typename } }`;
    const input = {
      idempotencyKey: nextKey(),
      productId: toGlobalId('Product', inside.productId),
      categoryIds: [below],
    };
    expect(memberOf(await t.gql(place, { input }, t.tokens.admin)).__typename).toBe('ProductPayload');
    const id = await openCount(t, { categoryId });
    expect((await found(t, id, inside, 3)).__typename).toBe('StockCountPayload');
    expect((await found(t, id, outside, 3)).code).toBe('OUT_OF_COUNT_SCOPE');
    const both = { branchId: branchGid(t.branches.north), categoryId, variantIds: [variantGid(inside)] };
    expect((await countStep(t, 'start', both)).code).toBe('SCOPE_TWICE');
  });
});

describe('stock that moved since it was counted', () => {
  it('is re-based: the difference of the moment of counting stays right', async () => {
    const variant = await stocked(t, 10);
    const id = await openCount(t);
    await found(t, id, variant, 8);
    await adjust(variant, -3);
    expect((await approved(t, id, 'REBASE')).status).toBe('APPROVED');
    expect(await balances(t, variant)).toEqual([5, 0, 5]);
  });

  it('is left out for a recount, and the count is open for it', async () => {
    const [moved, still] = [await stocked(t, 10), await stocked(t, 10)];
    const id = await openCount(t);
    await found(t, id, moved, 8);
    await found(t, id, still, 9);
    await adjust(moved, -3);
    const after = await approved(t, id, 'RECOUNT');
    expect(after).toMatchObject({ status: 'OPEN', approval: { appliedLines: 1, movedLineCount: 1 } });
    expect(await linesOf(t, id, { status: 'MOVED_SINCE_COUNTED' })).toMatchObject([
      { variant: { id: variantGid(moved) }, appliedDelta: null },
    ]);
    expect([await balances(t, moved), await balances(t, still)]).toEqual([
      [7, 0, 7],
      [9, 0, 9],
    ]);
    expect(await found(t, id, still, 4)).toMatchObject({ code: 'COUNT_LINE_APPLIED' });
    await found(t, id, moved, 5);
    expect((await approved(t, id, 'RECOUNT')).status).toBe('APPROVED');
    expect([await balances(t, moved), await balances(t, still)]).toEqual([
      [5, 0, 5],
      [9, 0, 9],
    ]);
    expect(await countMovements(t, id)).toHaveLength(2);
  });

  it('is not what a hold does: it moves nothing on the shelf', async () => {
    const variant = await stocked(t, 10);
    const id = await openCount(t);
    await found(t, id, variant, 8);
    const input = { idempotencyKey: nextKey(), lines: [line(t, variant, 2)] };
    expect(memberOf(await t.gql(RESERVE, { input }, t.tokens.customer)).__typename).toBe('ReservationPayload');
    expect((await approved(t, id, 'RECOUNT')).status).toBe('APPROVED');
    expect(await balances(t, variant)).toEqual([8, 2, 6]);
  });

  it('between two shelves belongs to no moment: such a line must be counted again, also when re-basing', async () => {
    const variant = await stocked(t, 10);
    const id = await openCount(t);
    await found(t, id, variant, 4, 'ADD');
    await adjust(variant, -1);
    await found(t, id, variant, 5, 'ADD');
    expect(await linesOf(t, id)).toMatchObject([{ status: 'MOVED_SINCE_COUNTED' }]);
    expect((await approved(t, id, 'REBASE')).status).toBe('OPEN');
    expect(await balances(t, variant)).toEqual([9, 0, 9]);
    await found(t, id, variant, 9);
    expect((await approved(t, id, 'REBASE')).status).toBe('APPROVED');
    expect(await balances(t, variant)).toEqual([9, 0, 9]);
  });

  it('by another count is not booked twice', async () => {
    const variant = await stocked(t, 10);
    const [one, two] = [await openCount(t), await openCount(t)];
    await found(t, one, variant, 8);
    await found(t, two, variant, 8);
    expect((await approved(t, one, 'REBASE')).status).toBe('APPROVED');
    expect((await approved(t, two, 'REBASE')).status).toBe('OPEN');
    expect(await balances(t, variant)).toEqual([8, 0, 8]);
  });

  it('below what is held is left out until holds end', async () => {
    const variant = await stocked(t, 10);
    const input = { idempotencyKey: nextKey(), ttlSeconds: 60, lines: [line(t, variant, 6)] };
    const { reservation } = memberOf(await t.gql(RESERVE, { input }, t.tokens.customer));
    const id = await openCount(t);
    await found(t, id, variant, 5);
    expect(await approved(t, id)).toMatchObject({ status: 'OPEN', approval: { belowHeldLineCount: 1 } });
    expect(await linesOf(t, id)).toMatchObject([{ status: 'BELOW_HELD' }]);
    const release = `mutation ($input: ReservationActionInput!) { releaseReservation(input: $input) { __typename } }`;
    const released = { idempotencyKey: nextKey(), reservationId: reservation.id };
    expect(memberOf(await t.gql(release, { input: released }, t.tokens.customer)).__typename).toBe(
      'ReservationPayload',
    );
    expect((await approved(t, id)).status).toBe('APPROVED');
    expect(await balances(t, variant)).toEqual([5, 0, 5]);
  });
});
