import { newId, toGlobalId } from '../../../src/kernel/ids';
import { stockEntries } from '../../../src/modules/inventory/stock-entry.model';
import { stockMovements } from '../../../src/modules/inventory/stock-movement.model';
import { reserveStock } from '../../../src/modules/reservations';
import { outboxEvents } from '../../../src/platform/outbox';
import { createTestApp } from '../../support/test-app';
import type { TestApp } from '../../support/test-app';
import {
  ADJUST,
  SET,
  balances,
  branchGid,
  memberOf,
  nextKey,
  refusalOf,
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

function input(variant: { _id: Parameters<typeof toGlobalId>[1] }, delta: unknown, more: object = {}) {
  const place = { branchId: branchGid(t.branches.north), variantId: toGlobalId('Variant', variant._id) };
  return { idempotencyKey: nextKey(), reason: 'RECEIVED', lines: [{ ...place, delta }], ...more };
}

async function adjust(body: object, token = t.tokens.clerk) {
  return t.gql(ADJUST, { input: body }, token);
}

describe('adjustStock', () => {
  it('receives goods into an entry that did not exist, and tells it', async () => {
    const variant = await stocked(t, 0);
    const answer = await adjust(input(variant, 12, { note: 'first delivery' }));
    expect(memberOf(answer)).toEqual({
      __typename: 'StockMovementsPayload',
      movements: [
        {
          sequence: 1,
          type: 'RECEIPT',
          onHandDelta: 12,
          reservedDelta: 0,
          onHandAfter: 12,
          reservedAfter: 0,
          reason: 'RECEIVED',
          note: 'first delivery',
          entry: { quantityOnHand: 12 },
        },
      ],
      entries: [
        {
          quantityOnHand: 12,
          quantityReserved: 0,
          quantityAvailable: 12,
          branch: { code: 'NORTH' },
          variant: { sku: variant.sku },
        },
      ],
    });
    const event = await outboxEvents(t.app.db)
      .findOne({ tenantId: t.tenant._id, type: 'stock.changed' })
      .sort({ _id: -1 })
      .lean();
    const entry = await stockEntries(t.app.db).findOne({ tenantId: t.tenant._id, variantId: variant._id }).lean();
    const after = { quantityOnHand: 12, quantityReserved: 0, quantityUnavailable: 0, quantityAvailable: 12 };
    expect(event?.payload).toEqual({
      entries: [
        {
          entryId: entry?._id.toHexString(),
          branchId: t.branches.north._id.toHexString(),
          variantId: variant._id.toHexString(),
          productId: variant.productId.toHexString(),
          ...after,
          quantityIncoming: 0,
          sequence: 1,
        },
      ],
    });
  });

  it('writes one movement per line, also for two lines of one SKU', async () => {
    const variant = await stocked(t, 5);
    const { lines } = input(variant, 3);
    const body = { ...input(variant, 3), reason: 'CORRECTION', lines: [...lines, { ...lines[0], delta: -4 }] };
    const { movements, entries } = memberOf(await adjust(body));
    expect(movements.map((m: { sequence: number }) => m.sequence)).toEqual([2, 3]);
    expect(movements.map((m: { onHandAfter: number }) => m.onHandAfter)).toEqual([8, 4]);
    expect(entries).toHaveLength(1);
    expect(await balances(t, variant)).toEqual([4, 0, 4]);
  });

  it('judges lines of both signs together, also where no entry is yet', async () => {
    const variant = await stocked(t, 0);
    const place = { branchId: branchGid(t.branches.north), variantId: variantGid(variant) };
    const bring = (...deltas: number[]) =>
      adjust({ idempotencyKey: nextKey(), reason: 'RECEIVED', lines: deltas.map((delta) => ({ ...place, delta })) });
    expect(memberOf(await bring(2, -3)).__typename).toBe('InsufficientStockError');
    expect(await balances(t, variant)).toBeNull();
    expect(memberOf(await bring(5, -2)).movements).toMatchObject([{ onHandAfter: 5 }, { onHandAfter: 3 }]);
    expect(await balances(t, variant)).toEqual([3, 0, 3]);
  });

  it('refuses to take from one branch what another branch receives: no entry below 0 is made', async () => {
    const variant = await stocked(t, 0);
    const variantId = variantGid(variant);
    const shift = () =>
      adjust({
        idempotencyKey: nextKey(),
        reason: 'CORRECTION',
        lines: [
          { branchId: branchGid(t.branches.south), variantId, delta: 2 },
          { branchId: branchGid(t.branches.north), variantId, delta: -2 },
        ],
      });
    expect(memberOf(await shift())).toMatchObject({
      __typename: 'InsufficientStockError',
      lines: [{ branchId: branchGid(t.branches.north), requested: 2, available: 0 }],
    });
    expect(await balances(t, variant)).toBeNull();
    // An entry that is there, but short, is refused alike: the guard may not turn into an insert.
    await t.makeStock({ branch: t.branches.north, variant, quantity: 1 });
    expect(memberOf(await shift())).toMatchObject({ lines: [{ requested: 2, available: 1 }] });
    expect(await balances(t, variant)).toEqual([1, 0, 1]);
  });

  it('keeps the total value exactly: the last unit out takes the residue', async () => {
    const variant = await stocked(t, 0);
    const { lines } = input(variant, 3);
    const unitCost = { amountMinor: 333, currency: 'GBP' };
    await adjust({ ...input(variant, 3), lines: [{ ...lines[0], unitCost }] });
    await adjust({
      ...input(variant, 1),
      lines: [{ ...lines[0], delta: 1, unitCost: { ...unitCost, amountMinor: 1 } }],
    });
    for (const delta of [-1, -1, -1, -1]) await adjust(input(variant, delta, { reason: 'DAMAGED' }));
    const rows = await stockMovements(t.app.db)
      .find({ tenantId: t.tenant._id, variantId: variant._id })
      .sort({ sequence: 1 })
      .lean();
    expect(rows.map((row) => row.valueDeltaMinor)).toEqual([999, 1, -250, -250, -250, -250]);
    const entry = await stockEntries(t.app.db).findOne({ tenantId: t.tenant._id, variantId: variant._id }).lean();
    expect(entry?.totalValueMinor).toBe(0);
  });

  it('refuses to take what is held, with all short lines, and changes nothing', async () => {
    const variant = await stocked(t, 10);
    const other = await stocked(t, 2);
    const lines = [{ branchId: t.branches.north._id, variantId: variant._id, quantity: 8 }];
    await reserveStock(t.ctx, { input: { idempotencyKey: nextKey() }, lines });
    const before = await stored(t);
    const body = input(variant, -3, { reason: 'THEFT' });
    const more = input(other, -5).lines;
    const answer = await adjust({ ...body, lines: [...body.lines, ...more] });
    const short = memberOf(answer);
    expect(short).toMatchObject({ __typename: 'InsufficientStockError', code: 'INSUFFICIENT_STOCK' });
    expect(new Set(short.lines.map((l: object) => JSON.stringify(l)))).toEqual(
      new Set(
        [
          { variantId: variantGid(variant), branchId: branchGid(t.branches.north), requested: 3, available: 2 },
          { variantId: variantGid(other), branchId: branchGid(t.branches.north), requested: 5, available: 2 },
        ].map((l) => JSON.stringify(l)),
      ),
    );
    expect(await stored(t)).toEqual(before);
  });

  it('replays the stored answer of a key and refuses another input', async () => {
    const variant = await stocked(t, 0);
    const body = input(variant, 4);
    const first = memberOf(await adjust(body));
    expect(memberOf(await adjust(body))).toEqual(first);
    expect(memberOf(await adjust({ ...body, lines: input(variant, 5).lines }))).toEqual({
      __typename: 'IdempotencyKeyReusedError',
      code: 'IDEMPOTENCY_KEY_REUSED',
      field: 'lines',
    });
    expect(await balances(t, variant)).toEqual([4, 0, 4]);
  });

  it('answers NotFoundError for unknown and foreign ids, and changes nothing', async () => {
    const variant = await stocked(t, 5);
    const before = await stored(t);
    const unknownVariant = toGlobalId('Variant', newId());
    const unknownBranch = toGlobalId('Branch', newId());
    const cases = [
      { variantId: unknownVariant },
      { branchId: unknownBranch },
      { variantId: 'nonsense' },
      { branchId: toGlobalId('Variant', variant._id) },
    ];
    for (const wrong of cases) {
      for (const delta of [1, -1]) {
        const body = input(variant, delta);
        const answer = await adjust({ ...body, lines: [{ ...body.lines[0], ...wrong }] });
        expect(memberOf(answer)).toMatchObject({ __typename: 'NotFoundError', id: Object.values(wrong)[0] });
      }
    }
    const theft = await t.gql(ADJUST, { input: input(variant, 1) }, t.tokens.foreignAdmin);
    expect(memberOf(theft)).toMatchObject({ __typename: 'NotFoundError' });
    expect(await stored(t)).toEqual(before);
  });

  it.each([
    ['delta 0', { delta: 0 }],
    ['delta 1.5', { delta: 1.5 }],
    ['delta 2^31', { delta: 2 ** 31 }],
    ['delta of a wrong type', { delta: '5' }],
    ['delta null', { delta: null }],
  ])('refuses %s as bad input', async (_name, wrong) => {
    const variant = await stocked(t, 5);
    const before = await stored(t);
    const body = input(variant, 1);
    expect(refusalOf(await adjust({ ...body, lines: [{ ...body.lines[0], ...wrong }] }))).toBe('BAD_USER_INPUT');
    expect(await stored(t)).toEqual(before);
  });

  it.each([
    ['no lines', { lines: [] }],
    ['an unknown reason', { reason: 'BECAUSE' }],
    ['a note of 10 KB', { note: 'x'.repeat(10_240) }],
    ['an empty key', { idempotencyKey: '' }],
    ['a key with a line break', { idempotencyKey: 'a\nb' }],
    ['an unknown field', { tenantId: 'other' }],
  ])('refuses %s as bad input', async (_name, wrong) => {
    const variant = await stocked(t, 5);
    expect(refusalOf(await adjust(input(variant, 1, wrong)))).toBe('BAD_USER_INPUT');
    expect(await balances(t, variant)).toEqual([5, 0, 5]);
  });

  it('refuses a quantity that no client could read', async () => {
    const variant = await stocked(t, 5);
    expect(memberOf(await adjust(input(variant, 2_147_483_647)))).toMatchObject({ __typename: 'LimitExceededError' });
    expect(await balances(t, variant)).toEqual([5, 0, 5]);
  });

  it('needs the permission to write stock', async () => {
    const variant = await stocked(t, 5);
    expect(refusalOf(await adjust(input(variant, 1), t.tokens.customer))).toBe('FORBIDDEN');
    expect(refusalOf(await adjust(input(variant, 1), t.tokens.cashier))).toBe('FORBIDDEN');
    expect(refusalOf(await t.gql(ADJUST, { input: input(variant, 1) }))).toBe('UNAUTHENTICATED');
    expect(await balances(t, variant)).toEqual([5, 0, 5]);
  });
});

describe('setStock', () => {
  async function set(variant: { _id: Parameters<typeof toGlobalId>[1] }, quantity: unknown, more: object = {}) {
    const place = { branchId: branchGid(t.branches.north), variantId: toGlobalId('Variant', variant._id) };
    const body = { idempotencyKey: nextKey(), reason: 'CYCLE_COUNT', quantity, ...place, ...more };
    return t.gql(SET, { input: body }, t.tokens.clerk);
  }

  it('sets on hand and writes the difference', async () => {
    const variant = await stocked(t, 10);
    const { movements } = memberOf(await set(variant, 7, { expectedQuantity: 10 }));
    expect(movements).toMatchObject([{ type: 'COUNT', onHandDelta: -3, onHandAfter: 7 }]);
    expect(await balances(t, variant)).toEqual([7, 0, 7]);
  });

  it('refuses when the quantity moved since the client read it', async () => {
    const variant = await stocked(t, 10);
    const before = await stored(t);
    expect(memberOf(await set(variant, 7, { expectedQuantity: 9 }))).toEqual({
      __typename: 'StaleQuantityError',
      code: 'STALE_QUANTITY',
      currentQuantity: 10,
    });
    expect(await stored(t)).toEqual(before);
  });

  it('makes a missing entry, also with quantity 0, and writes nothing when nothing changes', async () => {
    const variant = await stocked(t, 0);
    expect(memberOf(await set(variant, 0, { expectedQuantity: 0 }))).toMatchObject({ movements: [{ onHandDelta: 0 }] });
    expect(memberOf(await set(variant, 4))).toMatchObject({ movements: [{ onHandDelta: 4, onHandAfter: 4 }] });
    expect(memberOf(await set(variant, 4))).toMatchObject({ movements: [], entries: [{ quantityOnHand: 4 }] });
  });

  it('never goes below what is held (Sylius#9435)', async () => {
    const variant = await stocked(t, 10);
    const lines = [{ branchId: t.branches.north._id, variantId: variant._id, quantity: 6 }];
    await reserveStock(t.ctx, { input: { idempotencyKey: nextKey() }, lines });
    expect(memberOf(await set(variant, 5))).toMatchObject({
      __typename: 'InsufficientStockError',
      lines: [{ requested: 5, available: 4 }],
    });
    expect(await balances(t, variant)).toEqual([10, 6, 4]);
  });

  it.each([[-1], [1.5], [2 ** 31], ['7']])('refuses quantity %p as bad input', async (quantity) => {
    const variant = await stocked(t, 3);
    expect(refusalOf(await set(variant, quantity))).toBe('BAD_USER_INPUT');
    expect(await balances(t, variant)).toEqual([3, 0, 3]);
  });
});
