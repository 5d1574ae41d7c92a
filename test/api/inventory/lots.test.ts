import type { Id } from '../../../src/kernel/ids';
import { toGlobalId } from '../../../src/kernel/ids';
import { applyStockChanges, expireLots, setVariantTracking, writeOffStock } from '../../../src/modules/inventory';
import type { StockChange } from '../../../src/modules/inventory';
import { stockLots } from '../../../src/modules/inventory/lots/stock-lot.model';
import { commitReservation, findDrift, reserveStock } from '../../../src/modules/reservations';
import { runInTransaction } from '../../../src/platform/transaction';
import { createTestApp } from '../../support/test-app';
import type { TestApp } from '../../support/test-app';
import { DAY_MS, inDays, lotVariant, lotsOf, moveLot } from './lot-scenario';
import { ADJUST, balances, branchGid, memberOf, nextKey, stocked, variantGid } from './stock-scenario';

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
});
afterAll(() => t.close());
afterEach(() => t.expectStockConsistent());

const SET_TRACKING = `mutation ($input: SetVariantTrackingInput!) { setVariantTracking(input: $input) { __typename
  ... on VariantPayload { variant { tracking } } ... on UserError { code } } }`;
const LOTS = `query ($variantId: ID, $first: Int, $after: String) {
  stockLots(variantId: $variantId, first: $first, after: $after) {
    nodes { code expiresAt quantityOnHand quantityExpired branch { code } variant { sku } }
    pageInfo { hasNextPage endCursor } } }`;
const TRACE = `query ($variantId: ID!, $lotCode: String!) { lotTrace(variantId: $variantId, lotCode: $lotCode) {
  nodes { type onHandDelta referenceType referenceId entry { branch { code } } lots { code onHandDelta expiredDelta } } } }`;

async function apply(variant: { _id: Id }, ...wishes: Partial<StockChange>[]) {
  const place = { branchId: t.branches.north._id, variantId: variant._id, onHandDelta: 0, reservedDelta: 0 };
  const changes = wishes.map((wish): StockChange => ({ ...place, type: 'ADJUSTMENT', requires: 'AVAILABLE', ...wish }));
  return runInTransaction(t.ctx, (tx) => applyStockChanges(tx, changes));
}
const sale = (quantity: number): Partial<StockChange> => ({ type: 'POS_SALE', onHandDelta: -quantity });

describe('tracking by lot', () => {
  it('is set while there is no stock, and refused while there is', async () => {
    const variant = await stocked(t, 0);
    const set = async (tracking: string) => {
      const input = { idempotencyKey: nextKey(), variantId: variantGid(variant), tracking };
      return memberOf(await t.gql(SET_TRACKING, { input }, t.tokens.manager));
    };
    expect(await set('LOT')).toEqual({ __typename: 'VariantPayload', variant: { tracking: 'LOT' } });
    await moveLot(t, variant, 1, 'a', null);
    expect(await set('NONE')).toEqual({ __typename: 'ValidationError', code: 'VARIANT_HAS_STOCK' });
    await moveLot(t, variant, -1);
    expect(await set('NONE')).toMatchObject({ variant: { tracking: 'NONE' } });
  });

  it('reaches the entry also when the first units come at the same time', async () => {
    const variant = await stocked(t, 0);
    const setting = { input: { idempotencyKey: nextKey() }, variantId: variant._id, tracking: 'LOT' as const };
    await Promise.allSettled([setVariantTracking(t.ctx, setting), moveLot(t, variant, 3), moveLot(t, variant, 2, 'a')]);
    const onHand = (await balances(t, variant))?.[0] ?? 0;
    const lots = Object.values(await lotsOf(t, variant)) as number[];
    // Either the tracking came first, and all that is there has a lot; or the units did, and there is none.
    expect([0, onHand]).toContain(lots.reduce((sum, units) => sum + units, 0));
    const again = await setVariantTracking(t.ctx, { ...setting, input: { idempotencyKey: nextKey() } }).catch(
      () => null,
    );
    if (again !== null) expect(onHand).toBe(0);
  });
});

describe('units of a lot', () => {
  it('come in under its code and go by name', async () => {
    const variant = await lotVariant(t);
    const line = { branchId: branchGid(t.branches.north), variantId: variantGid(variant), delta: 5 };
    const lot = { code: ' ab-1 ', expiresAt: inDays(t, 30) };
    const input = { idempotencyKey: nextKey(), reason: 'RECEIVED', lines: [{ ...line, lot }] };
    expect(memberOf(await t.gql(ADJUST, { input }, t.tokens.clerk))).toMatchObject({
      __typename: 'StockMovementsPayload',
    });
    await moveLot(t, variant, 4, 'AB-1');
    await moveLot(t, variant, 2, 'B', 10);
    await moveLot(t, variant, -3, 'ab-1');
    expect(await lotsOf(t, variant)).toEqual({ 'AB-1': 6, B: 2 });
    const list = memberOf(await t.gql(LOTS, { variantId: variantGid(variant) }, t.tokens.clerk));
    expect(list.nodes).toMatchObject([
      { code: 'B', quantityOnHand: 2, branch: { code: 'NORTH' }, variant: { sku: variant.sku } },
      { code: 'AB-1', quantityOnHand: 6, quantityExpired: 0, expiresAt: inDays(t, 30).toISOString() },
    ]);
  });

  it.each([
    ['without a lot', [5], 'LOT_REQUIRED'],
    ['under another date than before', [1, 'A', 31], 'LOT_EXPIRY_DIFFERS'],
  ] as const)('do not come in %s', async (_name, [delta, code, days], refusal) => {
    const variant = await lotVariant(t);
    await moveLot(t, variant, 1, 'A', 30);
    // Of many lines, the one that is to blame.
    const message = expect.stringContaining(code === undefined ? `variant ${variantGid(variant)}` : `lot ${code}`);
    await expect(moveLot(t, variant, delta, code, days)).rejects.toMatchObject({ code: refusal, message });
    expect(await lotsOf(t, variant)).toEqual({ A: 1 });
  });

  it('are refused for a variant that is not tracked, and beyond what the lot has', async () => {
    const plain = await stocked(t, 5);
    await expect(moveLot(t, plain, 1, 'A', 3)).rejects.toMatchObject({
      code: 'VARIANT_NOT_TRACKED',
      message: expect.stringContaining(`variant ${variantGid(plain)}`),
    });
    const variant = await lotVariant(t);
    await moveLot(t, variant, 2, 'A', 30);
    await moveLot(t, variant, 9, 'B', 30);
    await expect(moveLot(t, variant, -3, 'A')).rejects.toMatchObject({ lines: [{ requested: 3, available: 2 }] });
    expect(await lotsOf(t, variant)).toEqual({ A: 2, B: 9 });
  });

  it('that one line names are not taken by a line that names none, whichever comes first', async () => {
    const variant = await lotVariant(t);
    await moveLot(t, variant, 2, 'early', 1);
    await moveLot(t, variant, 3, 'late', 9);
    const place = { branchId: branchGid(t.branches.north), variantId: variantGid(variant) };
    const lines = [
      { ...place, delta: -2 },
      { ...place, delta: -1, lot: { code: 'early' } },
      { ...place, delta: -1, lot: { code: 'early' } },
    ];
    const input = { idempotencyKey: nextKey(), reason: 'DAMAGED', lines };
    expect(memberOf(await t.gql(ADJUST, { input }, t.tokens.clerk)).__typename).toBe('StockMovementsPayload');
    expect(await lotsOf(t, variant)).toEqual({ EARLY: 0, LATE: 1 });
    // More of the lot than there is stays refused, and what comes to it in between can be named as well.
    const more = {
      ...input,
      lines: [
        { ...place, delta: -1 },
        { ...place, delta: -1, lot: { code: 'late' } },
      ],
    };
    expect(
      memberOf(await t.gql(ADJUST, { input: { ...more, idempotencyKey: nextKey() } }, t.tokens.clerk)),
    ).toMatchObject({
      code: 'INSUFFICIENT_STOCK',
    });
    await moveLot(t, variant, 1, 'other', null);
    const swapped = [{ ...place, delta: -2 }, { ...place, delta: 1, lot: { code: 'late' } }, ...more.lines.slice(1)];
    const swap = { ...input, idempotencyKey: nextKey(), lines: swapped };
    expect(memberOf(await t.gql(ADJUST, { input: swap }, t.tokens.clerk)).__typename).toBe('StockMovementsPayload');
    expect(await lotsOf(t, variant)).toEqual({ EARLY: 0, LATE: 0, OTHER: 0 });
  });

  it('leave first expired first out, over several lots, and those that keep last', async () => {
    const variant = await lotVariant(t);
    await moveLot(t, variant, 5, 'KEEPS', null);
    await moveLot(t, variant, 2, 'LATE', 20);
    await moveLot(t, variant, 2, 'SOON', 10);
    const { movements } = await apply(variant, sale(3), sale(2));
    expect(movements.map(({ lots = [] }) => lots.map(({ code, quantity }) => [code, quantity]))).toEqual([
      [
        ['SOON', -2],
        ['LATE', -1],
      ],
      [
        ['LATE', -1],
        ['KEEPS', -1],
      ],
    ]);
    expect(await lotsOf(t, variant)).toEqual({ KEEPS: 4, LATE: 0, SOON: 0 });
  });

  it('that are held leave by lot when the hold is committed', async () => {
    const variant = await lotVariant(t);
    await moveLot(t, variant, 2, 'SOON', 10);
    await moveLot(t, variant, 2, 'LATE', 20);
    const lines = [{ branchId: t.branches.north._id, variantId: variant._id, quantity: 3 }];
    const { _id } = await reserveStock(t.ctx, { input: { idempotencyKey: nextKey() }, lines });
    expect(await lotsOf(t, variant)).toEqual({ LATE: 2, SOON: 2 });
    await commitReservation(t.ctx, { input: { idempotencyKey: nextKey() }, reservationId: _id });
    expect(await lotsOf(t, variant)).toEqual({ LATE: 1, SOON: 0 });
    const trace = memberOf(await t.gql(TRACE, { variantId: variantGid(variant), lotCode: 'soon' }, t.tokens.clerk));
    expect(trace.nodes).toMatchObject([
      { type: 'RECEIPT', onHandDelta: 2, lots: [{ code: 'SOON', onHandDelta: 2 }] },
      {
        type: 'SALE',
        referenceType: 'Reservation',
        referenceId: toGlobalId('Reservation', _id),
        lots: [
          { code: 'SOON', onHandDelta: -2 },
          { code: 'LATE', onHandDelta: -1 },
        ],
      },
    ]);
  });

  it('travel: what left by a transfer comes in as the same lots, part by part', async () => {
    const variant = await lotVariant(t);
    await moveLot(t, variant, 3, 'A', 10);
    await moveLot(t, variant, 3, 'B', 20);
    const reference = { referenceType: 'StockTransfer', referenceId: variant._id };
    const arrives = (onHandDelta: number) =>
      apply(variant, {
        ...reference,
        branchId: t.branches.south._id,
        type: 'TRANSFER_IN',
        requires: 'NOTHING',
        onHandDelta,
      });
    await apply(variant, { ...reference, type: 'TRANSFER_OUT', onHandDelta: -5 });
    await arrives(2);
    await arrives(3);
    expect(await lotsOf(t, variant)).toEqual({ A: 0, B: 1 });
    expect(await lotsOf(t, variant, t.branches.south._id)).toEqual({ A: 3, B: 2 });
    const rows = await stockLots(t.app.db).find({ tenantId: t.tenant._id, variantId: variant._id, code: 'A' }).lean();
    expect(new Set(rows.map(({ expiresAt }) => expiresAt?.getTime())).size).toBe(1);
  });
});

describe('a lot past its date', () => {
  it('is not sold, also when the job that takes it out of sale is late', async () => {
    const variant = await lotVariant(t);
    await moveLot(t, variant, 2, 'OLD', 1);
    await moveLot(t, variant, 1, 'NEW', 9);
    t.clock.tick(DAY_MS);
    await expect(apply(variant, sale(2))).rejects.toMatchObject({
      code: 'INSUFFICIENT_STOCK',
      lines: [{ requested: 2, available: 1 }],
    });
    await apply(variant, sale(1));
    expect(await lotsOf(t, variant)).toEqual({ NEW: 0, OLD: 2 });
  });

  it('stands aside as EXPIRED, what is held as soon as it is given back, and is written off from there', async () => {
    const variant = await lotVariant(t);
    await moveLot(t, variant, 4, 'OLD', 1);
    await moveLot(t, variant, 2, 'NEW', 9);
    const lines = [{ branchId: t.branches.north._id, variantId: variant._id, quantity: 3 }];
    await reserveStock(t.ctx, { input: { idempotencyKey: nextKey() }, lines, ttlSeconds: 600 });
    t.clock.tick(DAY_MS);
    expect(await expireLots(t.ctx, { after: null, batchSize: 100 })).toMatchObject({ failedLots: 0, next: null });
    expect(await lotsOf(t, variant)).toEqual({ NEW: 2, OLD: [4, 3] });
    expect(await balances(t, variant)).toEqual([6, 3, 0]);
    const input = { idempotencyKey: nextKey() };
    const written = { input, lines: [{ ...lines[0]!, quantity: 2 }], from: 'EXPIRED', reason: 'EXPIRED' } as const;
    await writeOffStock(t.ctx, written);
    expect(await lotsOf(t, variant)).toEqual({ NEW: 2, OLD: [2, 1] });
  });

  it('goes first when stock is counted or corrected: nobody gets it', async () => {
    const variant = await lotVariant(t);
    await moveLot(t, variant, 2, 'OLD', 1);
    await moveLot(t, variant, 2, 'NEW', 9);
    t.clock.tick(DAY_MS);
    await moveLot(t, variant, -1);
    await apply(variant, { type: 'COUNT', onHandDelta: 3, requires: 'NOTHING' });
    expect(await lotsOf(t, variant)).toEqual({ NEW: 5, OLD: 1 });
  });
});

describe('the check of the stock', () => {
  it('finds lots that do not add up to their entry', async () => {
    const variant = await lotVariant(t);
    await moveLot(t, variant, 3, 'A', 10);
    const filter = { tenantId: t.tenant._id, variantId: variant._id };
    await stockLots(t.app.db).updateOne(filter, { $inc: { quantityOnHand: 1, quantityUsable: 1 } });
    expect(await findDrift(t.ctx)).toMatchObject([{ lotsWrong: true, ledgerBroken: false }]);
    await stockLots(t.app.db).updateOne(filter, { $inc: { quantityOnHand: -1, quantityUsable: -1 } });
  });
});
