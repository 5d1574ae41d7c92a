import { newId, toGlobalId } from '../../../src/kernel/ids';
import type { VariantDoc } from '../../../src/modules/catalog';
import { adjustStock } from '../../../src/modules/inventory';
import { stockMovements } from '../../../src/modules/inventory/stock-movement.model';
import { createTestApp } from '../../support/test-app';
import type { TestApp } from '../../support/test-app';
import { balances, branchGid, line, memberOf, nextKey, refusalOf, stocked, stored, variantGid } from './stock-scenario';

const MOVED = `__typename
  ... on StockMovementsPayload {
    movements { type onHandDelta onHandAfter unavailableDelta unavailableAfter bucket reason note }
    entries { quantityOnHand quantityUnavailable quantityAvailable unavailable { reason quantity } }
  }
  ... on InsufficientStockError { lines { requested available } }
  ... on UserError { code } ... on ValidationError { field }`;
const MOVE = `mutation ($input: MoveStockInput!) { moveStock(input: $input) { ${MOVED} } }`;
const WRITE_OFF = `mutation ($input: WriteOffStockInput!) { writeOffStock(input: $input) { ${MOVED} } }`;
const SETTINGS = `mutation ($input: SetStockSettingsInput!) { setStockSettings(input: $input) { __typename
  ... on StockSettingsPayload { entry { reorderPoint safetyStock quantityOnHand } }
  ... on UserError { code } ... on ValidationError { field message } } }`;

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
});
afterAll(() => t.close());
afterEach(() => t.expectStockConsistent());

function move(variant: VariantDoc, quantity: number, from: string, to: string, token = t.tokens.clerk) {
  const input = { idempotencyKey: nextKey(), lines: [line(t, variant, quantity)], from, to, note: 'seen' };
  return t.gql(MOVE, { input }, token);
}

function writeOff(variant: VariantDoc, quantity: number, more: object = {}) {
  const input = { idempotencyKey: nextKey(), lines: [line(t, variant, quantity)], reason: 'DAMAGED', ...more };
  return t.gql(WRITE_OFF, { input }, t.tokens.clerk);
}

function settings(variant: VariantDoc, more: object, token = t.tokens.clerk) {
  const place = { branchId: branchGid(t.branches.north), variantId: variantGid(variant) };
  return t.gql(SETTINGS, { input: { idempotencyKey: nextKey(), ...place, ...more } }, token);
}

describe('moveStock', () => {
  it('takes units from sale, moves them on and puts them back; on hand stays', async () => {
    const variant = await stocked(t, 10);
    expect(memberOf(await move(variant, 4, 'AVAILABLE', 'DAMAGED'))).toEqual({
      __typename: 'StockMovementsPayload',
      movements: [
        {
          type: 'ADJUSTMENT',
          onHandDelta: 0,
          onHandAfter: 10,
          unavailableDelta: 4,
          unavailableAfter: 4,
          bucket: 'DAMAGED',
          reason: null,
          note: 'seen',
        },
      ],
      entries: [
        {
          quantityOnHand: 10,
          quantityUnavailable: 4,
          quantityAvailable: 6,
          unavailable: [{ reason: 'DAMAGED', quantity: 4 }],
        },
      ],
    });
    const on = memberOf(await move(variant, 3, 'DAMAGED', 'QUARANTINE'));
    expect(on.movements).toMatchObject([
      { bucket: 'DAMAGED', unavailableDelta: -3, unavailableAfter: 1 },
      { bucket: 'QUARANTINE', unavailableDelta: 3, unavailableAfter: 4 },
    ]);
    const back = memberOf(await move(variant, 3, 'QUARANTINE', 'AVAILABLE'));
    expect(back.entries).toMatchObject([{ quantityAvailable: 9, unavailable: [{ reason: 'DAMAGED', quantity: 1 }] }]);
  });

  it('refuses what is not there, and the same bucket', async () => {
    const variant = await stocked(t, 2);
    const before = await stored(t);
    const short = { __typename: 'InsufficientStockError', lines: [{ requested: 3, available: 2 }] };
    expect(memberOf(await move(variant, 3, 'AVAILABLE', 'OTHER'))).toMatchObject(short);
    expect(memberOf(await move(variant, 1, 'OTHER', 'AVAILABLE'))).toMatchObject({ lines: [{ available: 0 }] });
    expect(memberOf(await move(variant, 1, 'OTHER', 'OTHER'))).toMatchObject({ code: 'SAME_BUCKET', field: 'to' });
    expect(await stored(t)).toEqual(before);
  });

  it('judges lines of one place together and repeats its answer', async () => {
    const variant = await stocked(t, 5);
    const lines = [line(t, variant, 3), line(t, variant, 3)];
    const input = { idempotencyKey: nextKey(), lines, from: 'AVAILABLE', to: 'ON_DISPLAY' };
    expect(memberOf(await t.gql(MOVE, { input }, t.tokens.clerk)).lines).toEqual([{ requested: 6, available: 5 }]);
    const fits = { ...input, lines: lines.slice(1) };
    const first = memberOf(await t.gql(MOVE, { input: fits }, t.tokens.clerk));
    expect(memberOf(await t.gql(MOVE, { input: fits }, t.tokens.clerk))).toEqual(first);
    expect(await balances(t, variant)).toEqual([5, 0, 2]);
  });

  it('is for staff who keep the stock, and of the own tenant', async () => {
    const variant = await stocked(t, 1);
    expect(refusalOf(await move(variant, 1, 'AVAILABLE', 'OTHER', t.tokens.cashier))).toBe('FORBIDDEN');
    const foreign = memberOf(await move(variant, 1, 'AVAILABLE', 'OTHER', t.tokens.foreignAdmin));
    expect(foreign).toMatchObject({ code: 'NOT_FOUND' });
  });

  it('sends as many commands for 50 lines as for 1', async () => {
    const variants = [];
    for (let i = 0; i < 50; i += 1) variants.push(await stocked(t, 2));
    const counts = [];
    for (const count of [1, 50]) {
      const lines = variants.slice(0, count).map((variant) => line(t, variant, 1));
      const input = { idempotencyKey: nextKey(), lines, from: 'AVAILABLE', to: 'DAMAGED' };
      counts.push((await t.countCommands(() => t.gql(MOVE, { input }, t.tokens.clerk))).commands);
    }
    expect(counts[1]).toEqual(counts[0]);
  });
});

describe('writeOffStock', () => {
  it('takes units off hand with their value, from sale or from a bucket', async () => {
    const variant = await stocked(t, 0);
    const place = { branchId: t.branches.north._id, variantId: variant._id };
    const lines = [{ ...place, delta: 10, unitCostMinor: 300 }];
    await adjustStock(t.ctx, { input: { idempotencyKey: nextKey() }, reason: 'RECEIVED', lines });
    await move(variant, 4, 'AVAILABLE', 'EXPIRED');
    const gone = memberOf(await writeOff(variant, 3, { from: 'EXPIRED', reason: 'EXPIRED', note: 'past date' }));
    expect(gone.movements).toMatchObject([
      { type: 'WRITE_OFF', onHandDelta: -3, unavailableDelta: -3, bucket: 'EXPIRED', reason: 'EXPIRED' },
    ]);
    expect(gone.entries).toMatchObject([{ quantityOnHand: 7, quantityUnavailable: 1, quantityAvailable: 6 }]);
    const sold = memberOf(await writeOff(variant, 2));
    expect(sold.movements).toMatchObject([{ type: 'WRITE_OFF', onHandDelta: -2, unavailableDelta: 0, bucket: null }]);
    const rows = await stockMovements(t.app.db)
      .find({ tenantId: t.tenant._id, variantId: variant._id, type: 'WRITE_OFF' })
      .sort({ sequence: 1 })
      .lean();
    expect(rows.map((row) => row.valueDeltaMinor)).toEqual([-900, -600]);
  });

  it('refuses more than there is, and reasons that are no loss', async () => {
    const variant = await stocked(t, 3);
    await move(variant, 1, 'AVAILABLE', 'DAMAGED');
    const before = await stored(t);
    expect(memberOf(await writeOff(variant, 3))).toMatchObject({ lines: [{ requested: 3, available: 2 }] });
    expect(memberOf(await writeOff(variant, 2, { from: 'DAMAGED' }))).toMatchObject({ lines: [{ available: 1 }] });
    for (const reason of ['RECEIVED', 'RESTOCK', 'CYCLE_COUNT']) {
      expect(memberOf(await writeOff(variant, 1, { reason }))).toMatchObject({ code: 'NOT_A_LOSS', field: 'reason' });
    }
    expect(await stored(t)).toEqual(before);
  });
});

describe('setStockSettings', () => {
  it('sets, keeps what is left out, and removes with null', async () => {
    const variant = await stocked(t, 8);
    const set = memberOf(await settings(variant, { reorderPoint: 6, safetyStock: 2 }));
    expect(set.entry).toEqual({ reorderPoint: 6, safetyStock: 2, quantityOnHand: 8 });
    expect(memberOf(await settings(variant, { safetyStock: 3 })).entry).toMatchObject({
      reorderPoint: 6,
      safetyStock: 3,
    });
    expect(memberOf(await settings(variant, { reorderPoint: null })).entry).toMatchObject({ reorderPoint: null });
  });

  it('makes an entry without a movement for a variant that was never there', async () => {
    const variant = await stocked(t, 0);
    expect(memberOf(await settings(variant, { reorderPoint: 4 })).entry).toMatchObject({ quantityOnHand: 0 });
    expect(await stockMovements(t.app.db).countDocuments({ tenantId: t.tenant._id, variantId: variant._id })).toBe(0);
  });

  it('compares what the caller saw', async () => {
    const variant = await stocked(t, 1);
    await settings(variant, { reorderPoint: 6 });
    const stale = { code: 'STALE_SETTINGS', field: 'expected.reorderPoint' };
    expect(memberOf(await settings(variant, { reorderPoint: 9, expected: { reorderPoint: 5 } }))).toMatchObject(stale);
    expect(memberOf(await settings(variant, { reorderPoint: 9, expected: { reorderPoint: null } }))).toMatchObject(
      stale,
    );
    const seen = { reorderPoint: 6, safetyStock: null };
    expect(memberOf(await settings(variant, { reorderPoint: 9, expected: seen })).entry).toMatchObject({
      reorderPoint: 9,
    });
  });

  it('refuses numbers out of range, unknown places and other tenants', async () => {
    const variant = await stocked(t, 1);
    expect(refusalOf(await settings(variant, { reorderPoint: -1 }))).toBe('BAD_USER_INPUT');
    const nowhere = { branchId: toGlobalId('Branch', newId()), reorderPoint: 1 };
    expect(memberOf(await settings(variant, nowhere))).toMatchObject({ code: 'NOT_FOUND' });
    expect(memberOf(await settings(variant, { reorderPoint: 1 }, t.tokens.foreignAdmin)).code).toBe('NOT_FOUND');
  });
});
