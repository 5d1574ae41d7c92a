import { newId, toGlobalId } from '../../../src/kernel/ids';
import { createTestApp } from '../../support/test-app';
import type { TestApp } from '../../support/test-app';
import {
  RESERVE,
  balances,
  branchGid,
  line,
  memberOf,
  nextKey,
  refusalOf,
  stocked,
  stored,
  variantGid,
} from '../inventory/stock-scenario';

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
});
afterAll(() => t.close());
afterEach(() => t.expectStockConsistent());

async function reserve(body: object, token = t.tokens.customer) {
  return t.gql(RESERVE, { input: { idempotencyKey: nextKey(), ...body } }, token);
}

describe('reserveStock', () => {
  it('holds all lines until the hold ends, and tells it', async () => {
    const [a, b] = [await stocked(t, 10), await stocked(t, 5)];
    const answer = memberOf(await reserve({ lines: [line(t, a, 4), line(t, b, 5)], ttlSeconds: 60 }));
    expect(answer).toEqual({
      __typename: 'ReservationPayload',
      reservation: {
        id: expect.any(String),
        status: 'ACTIVE',
        orderId: null,
        createdAt: t.clock.now().toISOString(),
        expiresAt: new Date(t.clock.now().getTime() + 60_000).toISOString(),
        lines: [
          {
            quantity: 4,
            committedQuantity: 0,
            releasedQuantity: 0,
            variant: { sku: a.sku },
            branch: { code: 'NORTH' },
          },
          {
            quantity: 5,
            committedQuantity: 0,
            releasedQuantity: 0,
            variant: { sku: b.sku },
            branch: { code: 'NORTH' },
          },
        ],
      },
    });
    expect(await balances(t, a)).toEqual([10, 4, 6]);
    expect(await balances(t, b)).toEqual([5, 5, 0]);
  });

  it('holds for 15 minutes when nothing is said', async () => {
    const variant = await stocked(t, 1);
    const { reservation } = memberOf(await reserve({ lines: [line(t, variant, 1)] }));
    expect(new Date(reservation.expiresAt).getTime() - t.clock.now().getTime()).toBe(900_000);
  });

  it('sums the same SKU on two lines, so that it cannot oversell (medusa#16502)', async () => {
    const variant = await stocked(t, 10);
    const before = await stored(t);
    expect(memberOf(await reserve({ lines: [line(t, variant, 6), line(t, variant, 6)] }))).toMatchObject({
      __typename: 'InsufficientStockError',
      lines: [{ variantId: variantGid(variant), requested: 12, available: 10 }],
    });
    expect(await stored(t)).toEqual(before);
    const { reservation } = memberOf(await reserve({ lines: [line(t, variant, 6), line(t, variant, 4)] }));
    expect(reservation.lines).toMatchObject([{ quantity: 10 }]);
    expect(await balances(t, variant)).toEqual([10, 10, 0]);
  });

  it('holds all or nothing and names every short line at once', async () => {
    const [a, b, c] = [await stocked(t, 3), await stocked(t, 10), await stocked(t, 0)];
    const before = await stored(t);
    const answer = memberOf(await reserve({ lines: [line(t, a, 4), line(t, b, 10), line(t, c, 1)] }));
    expect(answer).toMatchObject({ __typename: 'InsufficientStockError', code: 'INSUFFICIENT_STOCK' });
    const short = answer.lines.map((l: { variantId: string; requested: number; available: number }) => [
      l.variantId,
      l.requested,
      l.available,
    ]);
    expect(short.sort()).toEqual(
      [
        [variantGid(a), 4, 3],
        [variantGid(c), 1, 0],
      ].sort(),
    );
    expect(await stored(t)).toEqual(before);
  });

  it('may be tried again with the same key after a refusal, and replays its answer afterwards', async () => {
    const variant = await stocked(t, 1);
    const body = { idempotencyKey: nextKey(), lines: [line(t, variant, 2)] };
    expect(memberOf(await reserve(body)).__typename).toBe('InsufficientStockError');
    await t.makeStock({ branch: t.branches.north, variant, quantity: 1 });
    const held = memberOf(await reserve(body));
    expect(held.__typename).toBe('ReservationPayload');
    expect(memberOf(await reserve(body))).toEqual(held);
    expect(memberOf(await reserve({ ...body, lines: [line(t, variant, 1)] }))).toEqual({
      __typename: 'IdempotencyKeyReusedError',
      code: 'IDEMPOTENCY_KEY_REUSED',
      field: 'lines',
    });
    expect(await balances(t, variant)).toEqual([2, 2, 0]);
  });

  it('keeps the keys of two shoppers apart', async () => {
    const variant = await stocked(t, 5);
    const body = { idempotencyKey: nextKey(), lines: [line(t, variant, 1)] };
    const one = memberOf(await reserve(body, t.tokens.customer));
    const two = memberOf(await reserve(body, t.tokens.guest));
    expect(one.reservation.id).not.toBe(two.reservation.id);
    expect(await balances(t, variant)).toEqual([5, 2, 3]);
  });

  it('answers NotFoundError for unknown and foreign ids and changes nothing', async () => {
    const variant = await stocked(t, 5);
    const before = await stored(t);
    const good = line(t, variant, 1);
    for (const wrong of [
      { variantId: toGlobalId('Variant', newId()) },
      { branchId: toGlobalId('Branch', newId()) },
      { variantId: 'nonsense' },
      { variantId: branchGid(t.branches.north) },
    ]) {
      expect(memberOf(await reserve({ lines: [good, { ...good, ...wrong }] }))).toMatchObject({
        __typename: 'NotFoundError',
        code: 'NOT_FOUND',
        id: Object.values(wrong)[0],
      });
    }
    expect(memberOf(await reserve({ lines: [good] }, t.tokens.foreignAdmin)).__typename).toBe('NotFoundError');
    expect(await stored(t)).toEqual(before);
  });

  it.each([
    ['quantity 0', { quantity: 0 }, {}],
    ['quantity -1', { quantity: -1 }, {}],
    ['quantity 1.5', { quantity: 1.5 }, {}],
    ['quantity 2^31', { quantity: 2 ** 31 }, {}],
    ['quantity "5"', { quantity: '5' }, {}],
    ['quantity null', { quantity: null }, {}],
    ['quantity true', { quantity: true }, {}],
    ['an id that is an object', { variantId: { $ne: null } }, {}],
    ['no lines', {}, { lines: [] }],
    ['lines null', {}, { lines: null }],
    ['ttl 0', {}, { ttlSeconds: 0 }],
    ['ttl of more than a day', {}, { ttlSeconds: 86_401 }],
    ['a key of 256 characters', {}, { idempotencyKey: 'k'.repeat(256) }],
    ['an unknown field', {}, { ownerKey: 'customer:1' }],
  ])('refuses %s as bad input', async (_name, wrongLine, wrong) => {
    const variant = await stocked(t, 5);
    const before = await stored(t);
    expect(refusalOf(await reserve({ lines: [{ ...line(t, variant, 1), ...wrongLine }], ...wrong }))).toBe(
      'BAD_USER_INPUT',
    );
    expect(await stored(t)).toEqual(before);
  });

  it('refuses lines whose sum leaves 32 bits', async () => {
    const variant = await stocked(t, 5);
    const most = line(t, variant, 2_147_483_647);
    expect(refusalOf(await reserve({ lines: [most, most] }))).toBe('BAD_USER_INPUT');
  });

  it('needs a shopper or a manager', async () => {
    const variant = await stocked(t, 5);
    expect(refusalOf(await reserve({ lines: [line(t, variant, 1)] }, t.tokens.cashier))).toBe('FORBIDDEN');
    expect(
      refusalOf(await t.gql(RESERVE, { input: { idempotencyKey: nextKey(), lines: [line(t, variant, 1)] } })),
    ).toBe('UNAUTHENTICATED');
    expect(memberOf(await reserve({ lines: [line(t, variant, 1)] }, t.tokens.manager)).__typename).toBe(
      'ReservationPayload',
    );
  });

  it('holds 600 lines at once', async () => {
    const variants = [];
    for (let group = 0; group < 6; group += 1) {
      const made = await t.makeProduct({ variants: Array.from({ length: 100 }, () => ({})) });
      variants.push(...made.variants);
    }
    await t.makeStock(...variants.map((variant) => ({ branch: t.branches.north, variant, quantity: 2 })));
    const lines = variants.map((variant) => line(t, variant, 2));
    const answer = await t.gql(
      `mutation ($input: ReserveStockInput!) { reserveStock(input: $input) {
        __typename ... on ReservationPayload { reservation { lines { quantity } } } } }`,
      { input: { idempotencyKey: nextKey(), lines } },
      t.tokens.customer,
    );
    expect(memberOf(answer).reservation.lines).toEqual(Array(600).fill({ quantity: 2 }));
  });
});
