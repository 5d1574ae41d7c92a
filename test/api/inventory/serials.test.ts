import { newId } from '../../../src/kernel/ids';
import { stockSerials } from '../../../src/modules/inventory/serials/stock-serial.model';
import { commitReservation, findDrift, reserveStock } from '../../../src/modules/reservations';
import { createTestApp } from '../../support/test-app';
import type { TestApp } from '../../support/test-app';
import { apply, moveUnits, serialVariant, unitsOf } from './serial-scenario';
import { ADJUST, branchGid, memberOf, nextKey, stocked, variantGid } from './stock-scenario';
import { draft, moved, received, shipped } from './transfer-scenario';

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
});
afterAll(() => t.close());
afterEach(() => t.expectStockConsistent());

const SET_TRACKING = `mutation ($input: SetVariantTrackingInput!) { setVariantTracking(input: $input) { __typename
  ... on VariantPayload { variant { tracking } } ... on UserError { code } } }`;
const SERIAL = `query ($variantId: ID!, $serial: String!) { serialNumber(variantId: $variantId, serial: $serial) {
  serial status branch { code } variant { sku } movements(first: 10) { nodes { type onHandDelta serials } } } }`;

async function look(variant: Parameters<typeof variantGid>[0], serial: string) {
  return memberOf(await t.gql(SERIAL, { variantId: variantGid(variant), serial }, t.tokens.clerk));
}

describe('tracking by serial number', () => {
  it('is set while there is no stock, and refused while there is', async () => {
    const variant = await stocked(t, 0);
    const set = async (tracking: string) => {
      const input = { idempotencyKey: nextKey(), variantId: variantGid(variant), tracking };
      return memberOf(await t.gql(SET_TRACKING, { input }, t.tokens.manager));
    };
    expect(await set('SERIAL')).toEqual({ __typename: 'VariantPayload', variant: { tracking: 'SERIAL' } });
    await moveUnits(t, variant, 1, ['S1']);
    expect(await set('NONE')).toEqual({ __typename: 'ValidationError', code: 'VARIANT_HAS_STOCK' });
  });
});

describe('units with serial numbers', () => {
  it('come in by their numbers, and are found in any spelling with all that moved them', async () => {
    const variant = await serialVariant(t);
    const line = { branchId: branchGid(t.branches.north), variantId: variantGid(variant), delta: 2 };
    const input = { idempotencyKey: nextKey(), reason: 'RECEIVED', lines: [{ ...line, serials: [' Ab-1 ', 'AB-2'] }] };
    expect(memberOf(await t.gql(ADJUST, { input }, t.tokens.clerk))).toMatchObject({
      __typename: 'StockMovementsPayload',
    });
    await moveUnits(t, variant, -1, ['ab-2']);
    expect(await look(variant, 'aB-2')).toMatchObject({
      serial: 'AB-2',
      status: 'WRITTEN_OFF',
      branch: { code: 'NORTH' },
      variant: { sku: variant.sku },
      movements: {
        nodes: [
          { type: 'RECEIPT', onHandDelta: 2, serials: ['Ab-1', 'AB-2'] },
          { type: 'ADJUSTMENT', onHandDelta: -1, serials: ['AB-2'] },
        ],
      },
    });
    expect(await look(variant, 'AB-3')).toBeNull();
    expect(await unitsOf(t, variant)).toEqual({ 'Ab-1': 'IN_STOCK NORTH', 'AB-2': 'WRITTEN_OFF NORTH' });
  });

  it.each([
    ['none', undefined, 'SERIAL_REQUIRED'],
    ['fewer than units', ['N1'], 'SERIAL_REQUIRED'],
    ['one that is in stock', ['N1', 's1'], 'SERIAL_ALREADY_IN_STOCK'],
  ])('do not come in with %s', async (_name, serials, code) => {
    const variant = await serialVariant(t, 'S1');
    // Of many lines, the one that is to blame.
    const message = expect.stringContaining(code === 'SERIAL_REQUIRED' ? `variant ${variantGid(variant)}` : 's1');
    await expect(moveUnits(t, variant, 2, serials)).rejects.toMatchObject({ code, message });
    expect(await unitsOf(t, variant)).toEqual({ S1: 'IN_STOCK NORTH' });
  });

  it('are refused twice in one line, more than units, and for variants that are not tracked by them', async () => {
    const variant = await serialVariant(t, 'S1');
    await expect(moveUnits(t, variant, 2, ['N1', 'n1 '])).rejects.toThrow('each serial number once');
    await expect(moveUnits(t, variant, 1, ['N1', 'N2'])).rejects.toThrow('at most 1');
    const plain = await stocked(t, 5);
    await expect(moveUnits(t, plain, 1, ['N1'])).rejects.toMatchObject({ code: 'VARIANT_NOT_TRACKED' });
  });

  it('are at most 500 in one request', async () => {
    const variant = await serialVariant(t);
    await expect(moveUnits(t, variant, 501)).rejects.toMatchObject({ limit: 500 });
    for (const [prefix, units] of [['A', 500] as const, ['B', 1] as const]) {
      await moveUnits(
        t,
        variant,
        units,
        Array.from({ length: units }, (_, at) => `${prefix}${at}`),
      );
    }
    // Refused when it is held, and not when it is paid for.
    const lines = [{ branchId: t.branches.north._id, variantId: variant._id, quantity: 501 }];
    const hold = reserveStock(t.ctx, { input: { idempotencyKey: nextKey() }, lines });
    await expect(hold).rejects.toMatchObject({ limit: 500 });
  });

  it('leave by name only from their own branch, once', async () => {
    const variant = await serialVariant(t, 'S1', 'S2');
    await moveUnits(t, variant, 1, ['T1'], t.branches.south._id);
    await moveUnits(t, variant, -1, ['S2']);
    for (const serial of ['S2', 'T1', 'X']) {
      await expect(moveUnits(t, variant, -1, [serial])).rejects.toMatchObject({ code: 'SERIAL_NOT_IN_STOCK' });
    }
    expect(await unitsOf(t, variant)).toMatchObject({ S1: 'IN_STOCK NORTH', T1: 'IN_STOCK SOUTH' });
  });

  it('that are not named leave oldest first when a hold is committed', async () => {
    const variant = await serialVariant(t, 'S1');
    await moveUnits(t, variant, 2, ['S0', 'S3']);
    const lines = [{ branchId: t.branches.north._id, variantId: variant._id, quantity: 2 }];
    const { _id } = await reserveStock(t.ctx, { input: { idempotencyKey: nextKey() }, lines });
    await commitReservation(t.ctx, { input: { idempotencyKey: nextKey() }, reservationId: _id });
    expect(await unitsOf(t, variant)).toEqual({ S1: 'SOLD NORTH', S0: 'SOLD NORTH', S3: 'IN_STOCK NORTH' });
  });

  it('are never sold below 0, where ordinary stock may be', async () => {
    const variant = await serialVariant(t, 'S1');
    const sale = { type: 'POS_SALE', onHandDelta: -2, overdrawQuantity: 10 } as const;
    await expect(apply(t, variant, sale)).rejects.toMatchObject({ lines: [{ requested: 2, available: 1 }] });
  });

  it('come back by the order they were sold by', async () => {
    const variant = await serialVariant(t, 'S1', 'S2', 'S3');
    const [first, second] = [newId(), newId()];
    await apply(t, variant, { type: 'SALE', onHandDelta: -1, referenceType: 'Order', referenceId: first });
    await apply(t, variant, { type: 'SALE', onHandDelta: -2, referenceType: 'Order', referenceId: second });
    const back = { type: 'RETURN', requires: 'NOTHING', referenceType: 'Order', referenceId: second } as const;
    const { movements } = await apply(t, variant, { ...back, onHandDelta: 2 });
    expect(movements[0]?.serials).toEqual(['S2', 'S3']);
    await expect(apply(t, variant, { ...back, onHandDelta: 1 })).rejects.toMatchObject({ code: 'SERIAL_REQUIRED' });
    expect(await unitsOf(t, variant)).toMatchObject({ S1: 'SOLD NORTH', S2: 'IN_STOCK NORTH', S3: 'IN_STOCK NORTH' });
  });

  it('travel with a transfer, and return with one that is cancelled', async () => {
    const variant = await serialVariant(t, 'S1', 'S2', 'S3');
    const transfer = await shipped(t, [[variant, 2]]);
    expect(await unitsOf(t, variant)).toEqual({
      S1: 'IN_TRANSIT NORTH',
      S2: 'IN_TRANSIT NORTH',
      S3: 'IN_STOCK NORTH',
    });
    await received(t, transfer, variant, 2);
    expect(await unitsOf(t, variant)).toEqual({ S1: 'IN_STOCK SOUTH', S2: 'IN_STOCK SOUTH', S3: 'IN_STOCK NORTH' });
    await moved(t, 'cancel', { stockTransferId: await draft(t, [[variant, 1]]) });
    expect(await unitsOf(t, variant)).toMatchObject({ S3: 'IN_STOCK NORTH' });
  });

  it('are missed by the check of stock when a row is lost', async () => {
    const variant = await serialVariant(t, 'S1', 'S2');
    const row = { tenantId: t.tenant._id, variantId: variant._id, serialKey: 'S1' };
    const rows = stockSerials(t.app.db);
    await rows.updateOne(row, { $set: { status: 'SOLD' } });
    expect(await findDrift(t.ctx)).toMatchObject([{ lotsWrong: true, repaired: false }]);
    await rows.updateOne(row, { $set: { status: 'IN_STOCK' } });
  });
});
