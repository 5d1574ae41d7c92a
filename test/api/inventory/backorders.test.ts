import fc from 'fast-check';
import { idFromHex, newId } from '../../../src/kernel/ids';
import type { Id } from '../../../src/kernel/ids';
import type { VariantDoc } from '../../../src/modules/catalog';
import { adjustStock, setBackorderPolicy } from '../../../src/modules/inventory';
import { backorders } from '../../../src/modules/inventory/backorder.model';
import { stockEntries } from '../../../src/modules/inventory/stock-entry.model';
import {
  commitReservation,
  expireReservations,
  releaseReservation,
  reserveStock,
} from '../../../src/modules/reservations';
import type { ReservationDoc } from '../../../src/modules/reservations';
import { outboxEvents } from '../../../src/platform/outbox';
import { createTestApp } from '../../support/test-app';
import type { TestApp } from '../../support/test-app';
import { allowBackorders } from './backorder-scenario';
import { RESERVE, balances, branchGid, line, memberOf, nextKey, stocked, variantGid } from './stock-scenario';

const POLICY = `mutation ($input: SetBackorderPolicyInput!) { setBackorderPolicy(input: $input) { __typename
  ... on StockSettingsPayload { entry { backorder { kind limitQuantity availableAt } quantityWaiting quantityPromisable } }
  ... on UserError { code } ... on ValidationError { field } } }`;

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
});
afterAll(() => t.close());
afterEach(() => t.expectStockConsistent());

const place = (variant: VariantDoc) => ({ branchId: t.branches.north._id, variantId: variant._id });
const input = () => ({ idempotencyKey: nextKey() });
const shopper = (own?: ReservationDoc) =>
  t.as({ kind: 'guest', guestId: own ? idFromHex(own.ownerKey.slice(-24)) : newId() });

function hold(variant: VariantDoc, quantity: number, ctx = shopper()): Promise<ReservationDoc> {
  return reserveStock(ctx, { input: input(), lines: [{ ...place(variant), quantity }], ttlSeconds: 60 });
}

/** The same shopper asks again, for so many instead. */
function holdInstead(old: ReservationDoc, quantity: number, ctx = shopper(old)): Promise<ReservationDoc> {
  const lines = old.lines.map(({ branchId, variantId }) => ({ branchId, variantId, quantity }));
  return reserveStock(ctx, { input: input(), lines, ttlSeconds: 60, replacesReservationId: old._id });
}

function receive(variant: VariantDoc, delta: number) {
  return adjustStock(t.ctx, { input: input(), reason: 'RECEIVED', lines: [{ ...place(variant), delta }] });
}

/** What each hold waits for, oldest first. */
async function queue(variant: VariantDoc): Promise<[Id, number][]> {
  const rows = await backorders(t.app.db)
    .find({ tenantId: t.tenant._id, variantId: variant._id })
    .sort({ sequence: 1 });
  return rows.map((row) => [row.reservationId, row.waitingQuantity]);
}

async function waiting(variant: VariantDoc): Promise<number> {
  const entry = await stockEntries(t.app.db).findOne({ tenantId: t.tenant._id, variantId: variant._id }).lean();
  return entry?.quantityWaiting ?? 0;
}

describe('setBackorderPolicy', () => {
  const set = async (variant: VariantDoc, more: object) => {
    const where = { branchId: branchGid(t.branches.north), variantId: variantGid(variant) };
    return memberOf(await t.gql(POLICY, { input: { ...input(), ...where, ...more } }, t.tokens.clerk));
  };

  it('is set, compared, and taken away again', async () => {
    const variant = await stocked(t, 0);
    const backorder = { kind: 'PREORDER', limitQuantity: 7, availableAt: '2026-12-01T00:00:00.000Z' };
    expect((await set(variant, { backorder })).entry).toEqual({ backorder, quantityWaiting: 0, quantityPromisable: 7 });
    expect(await set(variant, { backorder: null, expectedLimitQuantity: 6 })).toMatchObject({ code: 'STALE_SETTINGS' });
    expect((await set(variant, { backorder: null, expectedLimitQuantity: 7 })).entry).toMatchObject({
      backorder: null,
      quantityPromisable: 0,
    });
    expect(await set(variant, { backorder: { kind: 'PREORDER', limitQuantity: 1 } })).toMatchObject({
      code: 'PREORDER_NEEDS_DATE',
    });
  });

  it('can not go below what is waited for', async () => {
    const variant = await stocked(t, 0);
    await allowBackorders(t, variant, 5);
    await hold(variant, 3);
    const fewer = { kind: 'BACKORDER', limitQuantity: 2 };
    expect(await set(variant, { backorder: fewer })).toMatchObject({ code: 'BACKORDER_LIMIT_BELOW_WAITING' });
    expect(await set(variant, { backorder: null })).toMatchObject({ code: 'BACKORDER_LIMIT_BELOW_WAITING' });
    expect((await set(variant, { backorder: { ...fewer, limitQuantity: 3 } })).entry.quantityWaiting).toBe(3);
  });
});

describe('shoppers and what is not there yet', () => {
  it('take it down to the limit and no further; staff and tills do not', async () => {
    const variant = await stocked(t, 2);
    await allowBackorders(t, variant, 3);
    const reserve = async (quantity: number, token: string) =>
      memberOf(await t.gql(RESERVE, { input: { ...input(), lines: [line(t, variant, quantity)] } }, token));
    expect(await reserve(6, t.tokens.customer)).toMatchObject({ lines: [{ requested: 6, available: 5 }] });
    expect(await reserve(3, t.tokens.manager)).toMatchObject({ lines: [{ requested: 3, available: 2 }] });
    expect(await reserve(4, t.tokens.customer)).toMatchObject({ __typename: 'ReservationPayload' });
    expect(await reserve(2, t.tokens.customer)).toMatchObject({ lines: [{ available: 1 }] });
    expect(await balances(t, variant)).toEqual([2, 4, -2]);
    expect(await waiting(variant)).toBe(2);
  });

  it('are told so, with the day', async () => {
    const variant = await stocked(t, 1);
    const availableAt = new Date('2026-12-24T00:00:00.000Z');
    const backorder = { kind: 'PREORDER', limitQuantity: 2, availableAt } as const;
    await setBackorderPolicy(t.ctx, { input: input(), ...place(variant), backorder });
    const document = `query ($id: ID!, $in: [ID!]) { variant(id: $id) { availability(branchIds: $in) { status availableAt } } }`;
    const shown = async () => {
      const variables = { id: variantGid(variant), in: [branchGid(t.branches.north)] };
      return (await t.gql(document, variables, t.tokens.customer)).data.variant.availability;
    };
    expect(await shown()).toEqual([{ status: 'LOW_STOCK', availableAt: null }]);
    await hold(variant, 2);
    expect(await shown()).toEqual([{ status: 'BACKORDER', availableAt: availableAt.toISOString() }]);
    await hold(variant, 1);
    expect(await shown()).toEqual([{ status: 'OUT_OF_STOCK', availableAt: null }]);
  });

  it('are served in their order by what comes in, with an event', async () => {
    const variant = await stocked(t, 1);
    await allowBackorders(t, variant, 10);
    const [first, second, third] = [await hold(variant, 3), await hold(variant, 2), await hold(variant, 1)];
    expect((await queue(variant)).map(([, units]) => units)).toEqual([2, 2, 1]);
    await receive(variant, 3);
    expect(await queue(variant)).toEqual([
      [first._id, 0],
      [second._id, 1],
      [third._id, 1],
    ]);
    const event = await outboxEvents(t.app.db)
      .findOne({ tenantId: t.tenant._id, type: 'backorder.filled' })
      .sort({ _id: -1 })
      .lean();
    expect((event?.payload as { fills: object[] }).fills).toMatchObject([
      { reservationId: first._id.toHexString(), quantity: 2 },
      { reservationId: second._id.toHexString(), quantity: 1 },
    ]);
    await receive(variant, 5);
    expect(await waiting(variant)).toBe(0);
    expect(await balances(t, variant)).toEqual([9, 6, 3]);
  });

  it('who leave the queue give their place up, and what they had goes to the next', async () => {
    const variant = await stocked(t, 2);
    await allowBackorders(t, variant, 10);
    const early = shopper();
    const first = await hold(variant, 4, early);
    const second = await hold(variant, 3);
    expect((await queue(variant)).map(([, units]) => units)).toEqual([2, 3]);
    await releaseReservation(early, { input: input(), reservationId: first._id });
    expect(await queue(variant)).toEqual([
      [first._id, 0],
      [second._id, 1],
    ]);
    t.clock.tick(60_000);
    await expireReservations(t.ctx, { workerId: 'w', batchSize: 10, leaseMs: 1_000 });
    expect(await waiting(variant)).toBe(0);
    expect(await balances(t, variant)).toEqual([2, 0, 2]);
  });

  it('do not get what a shopper holds and asks for again, unless it is less', async () => {
    const variant = await stocked(t, 2);
    await allowBackorders(t, variant, 5);
    const first = await hold(variant, 2);
    const second = await hold(variant, 1);
    const again = await holdInstead(first, 2);
    expect(await queue(variant)).toEqual([[second._id, 1]]);
    const more = await holdInstead(again, 3);
    expect(await queue(variant)).toEqual([
      [second._id, 1],
      [more._id, 1],
    ]);
    await holdInstead(more, 1);
    expect([await waiting(variant), (await queue(variant))[0]]).toEqual([0, [second._id, 0]]);
  });

  it('keep waiting when they have paid: what was sold is owed', async () => {
    const variant = await stocked(t, 0);
    await allowBackorders(t, variant, 4);
    const owner = shopper();
    const held = await hold(variant, 2, owner);
    await commitReservation(t.ctx, { input: input(), reservationId: held._id });
    expect(await balances(t, variant)).toEqual([-2, 0, -2]);
    expect(await waiting(variant)).toBe(2);
    await receive(variant, 2);
    expect(await waiting(variant)).toBe(0);
    expect(await balances(t, variant)).toEqual([0, 0, 0]);
  });

  it('who come as a crowd get exactly the limit', async () => {
    const variant = await stocked(t, 3);
    await allowBackorders(t, variant, 5);
    const answers = await Promise.allSettled(Array.from({ length: 20 }, () => hold(variant, 1)));
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(8);
    expect(await waiting(variant)).toBe(5);
    expect(await balances(t, variant)).toEqual([3, 8, -5]);
  });

  it('always wait for exactly what is missing, whatever happens in which order', async () => {
    const step = fc.record({
      kind: fc.constantFrom('hold', 'hold', 'receive', 'release', 'commit', 'replace'),
      units: fc.integer({ min: 1, max: 4 }),
      pick: fc.nat(9),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 10 }), async (steps) => {
        const variant = await stocked(t, 2);
        await allowBackorders(t, variant, 6);
        const live: ReservationDoc[] = [];
        for (const { kind, units, pick } of steps) {
          if (kind === 'hold')
            await hold(variant, units).then(
              (made) => live.push(made),
              () => undefined,
            );
          if (kind === 'receive') await receive(variant, units);
          const [chosen] = kind === 'hold' || kind === 'receive' ? [] : live.splice(pick % Math.max(1, live.length), 1);
          if (chosen === undefined) continue;
          if (kind === 'replace') {
            live.push(await holdInstead(chosen, units).catch(() => chosen));
            continue;
          }
          const act = kind === 'release' ? releaseReservation : commitReservation;
          await act(t.ctx, { input: input(), reservationId: chosen._id });
        }
        const [, , available] = (await balances(t, variant)) ?? [0, 0, 0];
        expect(await waiting(variant)).toBe(Math.max(0, -(available ?? 0)));
        const rows = await queue(variant);
        expect(rows.reduce((sum, [, units]) => sum + units, 0)).toBe(await waiting(variant));
        // First come, first served: nobody waits behind whom an older one was passed over for.
        const firstWaiting = rows.findIndex(([, units]) => units > 0);
        const served = rows.slice(firstWaiting + 1).filter(([, units]) => units === 0);
        if (firstWaiting >= 0) expect(served.every(([id]) => !live.some((row) => row._id.equals(id)))).toBe(true);
      }),
      { numRuns: 15 },
    );
  });

  it('cost no command while nobody waits, and the same for 1 receipt line as for 30', async () => {
    const variants: VariantDoc[] = [];
    for (let i = 0; i < 30; i += 1) variants.push(await stocked(t, 1));
    for (const variant of variants) await allowBackorders(t, variant, 3);
    const quiet = await t.countCommands(() => hold(variants[0]!, 1));
    expect(quiet.count).toBe(7);
    const counts = [];
    for (const count of [1, 30]) {
      for (const variant of variants) await hold(variant, 1).catch(() => undefined);
      const lines = variants.slice(0, count).map((variant) => ({ ...place(variant), delta: 1 }));
      const receipt = () => adjustStock(t.ctx, { input: input(), reason: 'RECEIVED', lines });
      counts.push((await t.countCommands(receipt)).commands);
    }
    expect(counts[1]).toEqual(counts[0]);
  });
});
