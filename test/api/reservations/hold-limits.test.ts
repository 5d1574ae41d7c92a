import type { FastifyInstance } from 'fastify';
import { fromGlobalId, newId } from '../../../src/kernel/ids';
import { expireReservations, reserveStock } from '../../../src/modules/reservations';
import { reservations } from '../../../src/modules/reservations/reservation.model';
import { issueSession, tenantDirectory } from '../../../src/modules/tenants';
import { buildServer } from '../../../src/server';
import { createTestApp } from '../../support/test-app';
import type { TestApp } from '../../support/test-app';
import {
  action,
  balances,
  branchGid,
  line,
  memberOf,
  nextKey,
  stocked,
  stored,
  variantGid,
} from '../inventory/stock-scenario';

const LIMITS = 'holdsPerCustomer holdsPerGuest holdsPerAddress unitsPerVariant revision';
const READ = `{ reservationLimits { ${LIMITS} } }`;
const UPDATE = `mutation ($input: UpdateReservationLimitsInput!) { updateReservationLimits(input: $input) {
  __typename ... on ReservationLimitsPayload { limits { ${LIMITS} } } ... on UserError { code } ... on ValidationError { field } } }`;
const LIMITED = `mutation ($input: ReserveStockInput!) { reserveStock(input: $input) {
  __typename ... on ReservationPayload { reservation { id } } ... on UserError { code } ... on LimitExceededError { limit } } }`;
const PLACE = `mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) {
  __typename ... on LimitExceededError { limit } ... on OrderPayload { order { id } } } }`;

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
});
afterAll(() => t.close());
afterEach(() => t.expectStockConsistent());

const key = () => ({ idempotencyKey: nextKey() });

/** Sets limits of the test's tenant; what is not named is lifted. */
async function limit(limits: object) {
  const { revision } = (await t.gql(READ, {}, t.tokens.admin)).data.reservationLimits;
  const lifted = { holdsPerCustomer: null, holdsPerGuest: null, holdsPerAddress: null, unitsPerVariant: null };
  const input = { ...key(), expectedRevision: revision, ...lifted, ...limits };
  return memberOf(await t.gql(UPDATE, { input }, t.tokens.admin));
}

async function newGuest(): Promise<string> {
  return (await issueSession(t.app, t.tenant._id, { kind: 'guest', guestId: newId() })).accessToken;
}

async function hold(lines: object[], token: string, more: object = {}) {
  return memberOf(await t.gql(LIMITED, { input: { ...key(), lines, ...more } }, token));
}

const TOO_MANY = (limit: number) => ({ __typename: 'LimitExceededError', code: 'LIMIT_EXCEEDED', limit });

describe('limits', () => {
  it('are generous until somebody changes them, and change by compare and set', async () => {
    const fresh = await t.gql(READ, {}, t.tokens.foreignAdmin);
    expect(fresh.data.reservationLimits).toEqual({
      holdsPerCustomer: 100,
      holdsPerGuest: 50,
      holdsPerAddress: 2_000,
      unitsPerVariant: null,
      revision: 0,
    });
    const input = { ...key(), expectedRevision: 0, holdsPerGuest: 3, unitsPerVariant: 9 };
    const changed = memberOf(await t.gql(UPDATE, { input }, t.tokens.foreignAdmin));
    expect(changed.limits).toEqual({
      holdsPerCustomer: 100,
      holdsPerGuest: 3,
      holdsPerAddress: 2_000,
      unitsPerVariant: 9,
      revision: 1,
    });
    expect(memberOf(await t.gql(UPDATE, { input }, t.tokens.foreignAdmin))).toEqual(changed);
    const stale = { ...key(), expectedRevision: 0, holdsPerGuest: 4 };
    expect(memberOf(await t.gql(UPDATE, { input: stale }, t.tokens.foreignAdmin))).toEqual({
      __typename: 'ValidationError',
      code: 'STALE_REVISION',
      field: 'expectedRevision',
    });
    expect((await t.gql(READ, {}, t.tokens.foreignAdmin)).data.reservationLimits).toEqual(changed.limits);
  });

  it.each([0, -1, 10_001, 1.5])('refuse %p holds as a limit', async (holdsPerGuest) => {
    const input = { ...key(), expectedRevision: 0, holdsPerGuest };
    expect((await t.gql(UPDATE, { input }, t.tokens.admin)).errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });
});

describe('a shopper', () => {
  it('has so many live holds and no more; an ended one makes room, whichever way it ended', async () => {
    await limit({ holdsPerGuest: 2 });
    const variant = await stocked(t, 50);
    const lines = [line(t, variant, 1)];
    const guest = await newGuest();
    const first = await hold(lines, guest);
    expect((await hold(lines, guest)).__typename).toBe('ReservationPayload');
    const before = await stored(t);
    expect(await hold(lines, guest)).toEqual(TOO_MANY(2));
    expect(await stored(t)).toEqual(before);
    expect((await hold(lines, await newGuest())).__typename).toBe('ReservationPayload');
    // Released.
    const released = { ...key(), reservationId: first.reservation.id };
    await t.gql(action('release'), { input: released }, guest);
    const third = await hold(lines, guest);
    expect(third.__typename).toBe('ReservationPayload');
    expect(await hold(lines, guest)).toEqual(TOO_MANY(2));
    // Committed, a part of it first: it lives until all is settled.
    await t.gql(action('commit'), { input: { ...key(), reservationId: third.reservation.id } }, t.tokens.manager);
    expect((await hold(lines, guest, { ttlSeconds: 5 })).__typename).toBe('ReservationPayload');
    expect(await hold(lines, guest)).toEqual(TOO_MANY(2));
    // Expired, once a worker has been there.
    t.clock.tick(6_000);
    await expireReservations(t.ctx, { workerId: 'w', batchSize: 200, leaseMs: 30_000 });
    expect((await hold(lines, guest)).__typename).toBe('ReservationPayload');
    expect(await hold(lines, guest)).toEqual(TOO_MANY(2));
  });

  it('with an account has a limit of its own, and staff have none', async () => {
    await limit({ holdsPerCustomer: 1, holdsPerGuest: 3, unitsPerVariant: 2 });
    const variant = await stocked(t, 50);
    const lines = [line(t, variant, 1)];
    expect((await hold(lines, t.tokens.customer)).__typename).toBe('ReservationPayload');
    expect(await hold(lines, t.tokens.customer)).toEqual(TOO_MANY(1));
    for (let i = 0; i < 4; i += 1) {
      expect((await hold([line(t, variant, 3)], t.tokens.manager)).__typename).toBe('ReservationPayload');
    }
  });

  it('at the limit may replace a hold, and repeat a request', async () => {
    await limit({ holdsPerGuest: 1, unitsPerVariant: 3 });
    const variant = await stocked(t, 9);
    const guest = await newGuest();
    const input = { ...key(), lines: [line(t, variant, 2)] };
    const first = memberOf(await t.gql(LIMITED, { input }, guest));
    expect(memberOf(await t.gql(LIMITED, { input }, guest))).toEqual(first);
    const replaces = { replacesReservationId: first.reservation.id };
    expect(await hold([line(t, variant, 4)], guest, replaces)).toEqual(TOO_MANY(3));
    expect((await hold([line(t, variant, 3)], guest, replaces)).__typename).toBe('ReservationPayload');
    expect(await hold([line(t, variant, 1)], guest)).toEqual(TOO_MANY(1));
  });

  it('holds so many units of one variant, over lines, holds and branches', async () => {
    await limit({ unitsPerVariant: 5 });
    const [variant, other] = [await stocked(t, 50), await stocked(t, 50)];
    await t.makeStock({ branch: t.branches.south, variant, quantity: 50 });
    const south = (quantity: number) => ({ ...line(t, variant, quantity), branchId: branchGid(t.branches.south) });
    const guest = await newGuest();
    expect(await hold([line(t, variant, 3), south(3)], guest)).toEqual(TOO_MANY(5));
    const first = await hold([line(t, variant, 2), south(1), line(t, other, 5)], guest);
    expect(await hold([south(3)], guest)).toEqual(TOO_MANY(5));
    expect((await hold([south(2)], guest)).__typename).toBe('ReservationPayload');
    const part = { ...key(), reservationId: first.reservation.id, lines: [line(t, variant, 1)] };
    await t.gql(action('release'), { input: part }, guest);
    expect(await hold([south(2)], guest)).toEqual(TOO_MANY(5));
    expect((await hold([south(1)], guest)).__typename).toBe('ReservationPayload');
  });

  it('does not get round the limits by ordering at once', async () => {
    await limit({ holdsPerGuest: 1, unitsPerVariant: 5 });
    const variant = await stocked(t, 50);
    const guest = await newGuest();
    const place = async (quantity: number) =>
      memberOf(await t.gql(PLACE, { input: { ...key(), lines: [line(t, variant, quantity)] } }, guest));
    expect(await place(6)).toEqual({ __typename: 'LimitExceededError', limit: 5 });
    expect((await place(5)).__typename).toBe('OrderPayload');
    expect(await place(1)).toEqual({ __typename: 'LimitExceededError', limit: 1 });
    expect(await balances(t, variant)).toEqual([50, 5, 45]);
  });

  it('finds a free place among others with only a few commands more', async () => {
    await limit({ holdsPerGuest: 4 });
    const variant = await stocked(t, 50);
    const guest = await newGuest();
    const lines = [line(t, variant, 1)];
    for (let i = 0; i < 3; i += 1) await hold(lines, guest);
    tenantDirectory(t.app.db).forget(t.tenant._id);
    const { count } = await t.countCommands(() => hold(lines, guest));
    // Seven, or when the place taken unseen was not free: the insert that failed, the abort, the read, and all again.
    expect(count).toBeLessThanOrEqual(14);
  });
});

describe('a network address', () => {
  let behindProxy: FastifyInstance;
  beforeAll(async () => {
    behindProxy = await buildServer({ ...t.app, config: { ...t.app.config, trustedProxyCount: 1 } });
  });
  afterAll(() => behindProxy.close());

  async function holdFrom(server: FastifyInstance, forwardedFor: string | null, token: string, variantId: string) {
    const lines = [{ branchId: branchGid(t.branches.north), variantId, quantity: 1 }];
    const response = await server.inject({
      method: 'POST',
      url: '/graphql',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        ...(forwardedFor !== null && { 'x-forwarded-for': forwardedFor }),
      },
      payload: JSON.stringify({ query: LIMITED, variables: { input: { ...key(), lines } } }),
    });
    return response.json().data.reserveStock;
  }

  it('has a limit over all its shoppers; only our own proxy is believed about who it is', async () => {
    await limit({ holdsPerAddress: 2 });
    const variant = variantGid(await stocked(t, 50));
    const from = async (address: string) =>
      (await holdFrom(behindProxy, address, await newGuest(), variant)).__typename;
    expect(await from('203.0.113.7')).toBe('ReservationPayload');
    // What stands before the last hop was written by the client and changes nothing.
    expect(await from('198.51.100.1, 203.0.113.7')).toBe('ReservationPayload');
    expect(await from('198.51.100.2, 203.0.113.7')).toBe('LimitExceededError');
    expect(await from('203.0.113.8')).toBe('ReservationPayload');
    // One household has a whole /64.
    expect(await from('2001:db8:1:2::1')).toBe('ReservationPayload');
    expect(await from('2001:db8:1:2:ffff::9')).toBe('ReservationPayload');
    expect(await from('2001:db8:1:2:3:4:5:6')).toBe('LimitExceededError');
    expect(await from('2001:db8:1:3::1')).toBe('ReservationPayload');
    // The socket's address is that of the proxy; without a trusted one, nothing else counts.
    const bare = await buildServer(t.app);
    const direct = async (forged: string) => (await holdFrom(bare, forged, await newGuest(), variant)).__typename;
    expect([await direct('1.1.1.1'), await direct('1.1.1.2'), await direct('1.1.1.3')]).toEqual([
      'ReservationPayload',
      'ReservationPayload',
      'LimitExceededError',
    ]);
    await bare.close();
  });

  it('is nowhere stored as it is', async () => {
    await limit({ holdsPerAddress: 2 });
    const variant = variantGid(await stocked(t, 5));
    const made = await holdFrom(behindProxy, '203.0.113.99', await newGuest(), variant);
    const _id = fromGlobalId('Reservation', made.reservation.id);
    const doc = await reservations(t.app.db).findOne({ tenantId: t.tenant._id, _id }).lean();
    expect(doc?.slots).toEqual([{ key: expect.stringMatching(/^address:[\w-]{22}$/), number: expect.any(Number) }]);
    expect(JSON.stringify(doc)).not.toContain('203.0.113');
  });
});

describe('commands', () => {
  it.each([1, 10, 100])('of a limited shopper with %p lines are the same seven', async (count) => {
    await limit({ holdsPerGuest: 10_000, holdsPerAddress: 10_000 });
    const { variants } = await t.makeProduct({ variants: Array.from({ length: count }, () => ({})) });
    await t.makeStock(...variants.map((variant) => ({ branch: t.branches.north, variant, quantity: 3 })));
    const ctx = { ...t.as({ kind: 'guest', guestId: newId() }), clientKey: () => `somewhere-${count}` };
    const lines = variants.map(({ _id }) => ({ branchId: t.branches.north._id, variantId: _id, quantity: 1 }));
    await tenantDirectory(t.app.db).byId(t.tenant._id);
    const { commands } = await t.countCommands(() => reserveStock(ctx, { input: key(), lines }));
    expect(commands).toEqual([
      'insert reservations',
      'update stock_entries',
      'aggregate stock_entries',
      'insert stock_movements',
      'insert idempotency_records',
      'insert outbox_events',
      'commitTransaction',
    ]);
  });

  it('are three more where units are limited, for 1 line as for 100', async () => {
    await limit({ holdsPerGuest: 100, unitsPerVariant: 5 });
    for (const count of [1, 100]) {
      const { variants } = await t.makeProduct({ variants: Array.from({ length: count }, () => ({})) });
      await t.makeStock(...variants.map((variant) => ({ branch: t.branches.north, variant, quantity: 3 })));
      const lines = variants.map(({ _id }) => ({ branchId: t.branches.north._id, variantId: _id, quantity: 1 }));
      const ctx = t.as({ kind: 'guest', guestId: newId() });
      await tenantDirectory(t.app.db).byId(t.tenant._id);
      const { count: commands } = await t.countCommands(() => reserveStock(ctx, { input: key(), lines }));
      expect(commands).toBe(10);
    }
  });
});
