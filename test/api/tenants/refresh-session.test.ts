import { newId } from '../../../src/kernel/ids';
import {
  createStaffUser,
  issueSession,
  pruneRefreshTokens,
  revokeSessionsOf,
  verifyAccessToken,
} from '../../../src/modules/tenants';
import type { SessionActor } from '../../../src/modules/tenants';
import { refreshTokens } from '../../../src/modules/tenants/refresh-token.model';
import { staffUsers } from '../../../src/modules/tenants/staff-user.model';
import { createTestApp } from '../../support/test-app';
import type { TestApp } from '../../support/test-app';

const REFRESH = `mutation Refresh($input: RefreshSessionInput!) {
  refreshSession(input: $input) {
    __typename
    ... on SignInSuccess { session { accessToken refreshToken expiresAt } }
    ... on ValidationError { code field }
  }
}`;
const SIGN_OUT =
  'mutation Out($input: SignOutInput!) { signOut(input: $input) { ... on SignOutSuccess { signedOut } } }';
const REFUSED = { __typename: 'ValidationError', code: 'INVALID_REFRESH_TOKEN', field: 'refreshToken' };
const DAY_MS = 24 * 60 * 60_000;

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
});
afterAll(() => t.close());

async function refresh(refreshToken: string) {
  return (await t.gql(REFRESH, { input: { refreshToken } })).data.refreshSession;
}

function start(actor: SessionActor = { kind: 'guest', guestId: newId() }) {
  return issueSession(t.app, t.tenant._id, actor);
}

async function newStaff(email: string) {
  return createStaffUser(t.ctx, { email, password: 'long enough', role: 'MANAGER' });
}

describe('refreshSession', () => {
  it('gives a new pair for the same actor, again and again', async () => {
    const guestId = newId();
    let { refreshToken } = await start({ kind: 'guest', guestId });
    const seen = new Set([refreshToken]);
    for (let round = 0; round < 3; round += 1) {
      t.clock.tick(20 * 60_000);
      const { session } = await refresh(refreshToken);
      const payload = JSON.parse(Buffer.from(session.accessToken.split('.')[1], 'base64url').toString());
      expect(payload.actor).toEqual({ kind: 'guest', guestId: guestId.toHexString() });
      expect(session.expiresAt).toBe(new Date(t.clock.now().getTime() + 30 * 60_000).toISOString());
      refreshToken = session.refreshToken;
      seen.add(refreshToken);
    }

    expect(seen.size).toBe(4);
  });

  it.each<[string, () => SessionActor]>([
    ['customer', () => ({ kind: 'customer', customerId: t.ids.customer })],
    [
      'till',
      () => ({
        kind: 'register',
        registerId: t.ids.register,
        branchId: t.branches.north._id,
        cashierId: t.ids.cashier,
      }),
    ],
  ])('keeps the %s what it is', async (_what, actor) => {
    const { refreshToken } = await start(actor());

    const { session } = await refresh(refreshToken);

    expect(await verifyAccessToken(t.app.config.tokenSecret, session.accessToken, t.clock)).toMatchObject({
      tenantId: t.tenant._id,
      actor: actor(),
    });
  });

  it('revokes the whole family when a spent token comes again', async () => {
    const first = await start();
    const second = (await refresh(first.refreshToken)).session;
    const third = (await refresh(second.refreshToken)).session;
    const stranger = await start();

    expect(await refresh(first.refreshToken)).toEqual(REFUSED);

    expect(await refresh(third.refreshToken)).toEqual(REFUSED);
    expect(await refresh(second.refreshToken)).toEqual(REFUSED);
    expect((await refresh(stranger.refreshToken)).__typename).toBe('SignInSuccess');
  });

  it('lets one of ten simultaneous uses win, and the winner dies with the family', async () => {
    const { refreshToken } = await start();

    const answers = await Promise.all(Array.from({ length: 10 }, () => refresh(refreshToken)));

    const winners = answers.filter((answer) => answer.__typename === 'SignInSuccess');
    expect(winners).toHaveLength(1);
    expect(answers.filter((answer) => answer.code === 'INVALID_REFRESH_TOKEN')).toHaveLength(9);
    expect(await refresh(winners[0].session.refreshToken)).toEqual(REFUSED);
  });

  it('stores hashes only', async () => {
    const { refreshToken } = await start();

    const rows = await refreshTokens(t.app.db).find({ tenantId: t.tenant._id }).lean();

    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toContain(refreshToken.slice(-43));
  });

  it('ends with its time: shoppers after 30 days, staff after 8', async () => {
    const staff = await newStaff('ends@example.test');
    const shopper = await start();
    const worker = await start({ kind: 'staff', userId: staff._id, role: 'MANAGER' });
    const workerToo = await start({ kind: 'staff', userId: staff._id, role: 'MANAGER' });

    t.clock.tick(8 * DAY_MS - 1);
    expect((await refresh(worker.refreshToken)).__typename).toBe('SignInSuccess');
    t.clock.tick(1);
    expect(await refresh(workerToo.refreshToken)).toEqual(REFUSED);
    t.clock.tick(22 * DAY_MS);
    expect(await refresh(shopper.refreshToken)).toEqual(REFUSED);
  });

  it('reads the role again, and refuses a closed account', async () => {
    const staff = await newStaff('demoted@example.test');
    const { refreshToken } = await start({ kind: 'staff', userId: staff._id, role: 'MANAGER' });
    const filter = { tenantId: t.tenant._id, _id: staff._id };
    await staffUsers(t.app.db).updateOne(filter, { $set: { role: 'CASHIER' } });

    const demoted = (await refresh(refreshToken)).session;
    const payload = JSON.parse(Buffer.from(demoted.accessToken.split('.')[1], 'base64url').toString());
    expect(payload.actor.role).toBe('CASHIER');

    await staffUsers(t.app.db).updateOne(filter, { $set: { active: false } });
    expect(await refresh(demoted.refreshToken)).toEqual(REFUSED);
    await staffUsers(t.app.db).updateOne(filter, { $set: { active: true } });
    expect(await refresh(demoted.refreshToken)).toEqual(REFUSED);
  });

  it.each(['x', 'hfr_', `hfr_${'0'.repeat(24)}_${'A'.repeat(43)}`, `hfr_${'g'.repeat(24)}_${'A'.repeat(43)}`])(
    'refuses %j',
    async (token) => {
      expect(await refresh(token)).toEqual(REFUSED);
    },
  );

  it("finds nothing under another tenant's id", async () => {
    const { refreshToken } = await start();
    const moved = refreshToken.replace(t.tenant._id.toHexString(), newId().toHexString());

    expect(await refresh(moved)).toEqual(REFUSED);
    expect((await refresh(refreshToken)).__typename).toBe('SignInSuccess');
  });

  it('refuses a token of 10 KB as malformed', async () => {
    const answer = await t.gql(REFRESH, { input: { refreshToken: 'x'.repeat(10_240) } });

    expect(answer.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'refreshToken' });
  });
});

describe('signOut', () => {
  it('ends the session with any of its tokens, and says yes to unknown ones', async () => {
    const first = await start();
    const second = (await refresh(first.refreshToken)).session;

    const out = await t.gql(SIGN_OUT, { input: { refreshToken: first.refreshToken } });
    const unknown = await t.gql(SIGN_OUT, { input: { refreshToken: 'never seen' } });

    expect(out.data.signOut).toEqual({ signedOut: true });
    expect(unknown.data).toEqual(out.data);
    expect(await refresh(second.refreshToken)).toEqual(REFUSED);
  });
});

describe('sessions', () => {
  it('of one principal end together and leave others alone', async () => {
    const guestId = newId();
    const [one, two, other] = [
      await start({ kind: 'guest', guestId }),
      await start({ kind: 'guest', guestId }),
      await start(),
    ];

    expect(await revokeSessionsOf(t.ctx, { kind: 'guest', guestId })).toBe(2);

    expect(await refresh(one.refreshToken)).toEqual(REFUSED);
    expect(await refresh(two.refreshToken)).toEqual(REFUSED);
    expect((await refresh(other.refreshToken)).__typename).toBe('SignInSuccess');
  });

  it('are pruned once they ended, in bounded batches, and not before', async () => {
    t.clock.tick(60 * DAY_MS);
    await pruneRefreshTokens(t.ctx, 1_000);
    await start();
    await start();
    await start();
    expect(await pruneRefreshTokens(t.ctx, 1_000)).toBe(0);

    t.clock.tick(30 * DAY_MS);

    expect(await pruneRefreshTokens(t.ctx, 2)).toBe(2);
    expect(await pruneRefreshTokens(t.ctx, 2)).toBe(1);
    expect(await pruneRefreshTokens(t.ctx, 2)).toBe(0);
  });
});
