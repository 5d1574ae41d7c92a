import { createHmac } from 'node:crypto';
import { FakeClock } from '../../../src/kernel/clock';
import { newId } from '../../../src/kernel/ids';
import { createAccessToken, verifyAccessToken } from '../../../src/modules/tenants/access-token';
import type { SessionActor } from '../../../src/modules/tenants/access-token';

const SECRET = 'a secret of at least thirty-two characters';
const TENANT = newId();
const STAFF: SessionActor = { kind: 'staff', userId: newId(), role: 'MANAGER' };

describe('access tokens', () => {
  it.each<SessionActor>([
    { kind: 'guest', guestId: newId() },
    { kind: 'customer', customerId: newId() },
    STAFF,
    { kind: 'register', registerId: newId(), branchId: newId(), cashierId: newId() },
  ])('carry a $kind there and back', async (actor) => {
    const clock = new FakeClock();
    const { accessToken } = await createAccessToken(SECRET, clock, TENANT, actor);

    expect(await verifyAccessToken(SECRET, accessToken, clock)).toMatchObject({ tenantId: TENANT, actor });
  });

  it('serve for 30 minutes to the second, by the injected clock', async () => {
    const clock = new FakeClock();
    const { accessToken, expiresAt } = await createAccessToken(SECRET, clock, TENANT, STAFF);
    expect(expiresAt).toEqual(new Date('2026-01-05T09:30:00.000Z'));

    clock.tick(30 * 60_000 - 1);
    expect(await verifyAccessToken(SECRET, accessToken, clock)).not.toBeNull();
    clock.tick(1);
    expect(await verifyAccessToken(SECRET, accessToken, clock)).toBeNull();
  });

  it('are refused under another secret, or with any character changed', async () => {
    const clock = new FakeClock();
    const { accessToken } = await createAccessToken(SECRET, clock, TENANT, STAFF);
    expect(await verifyAccessToken(`${SECRET}!`, accessToken, clock)).toBeNull();

    for (let place = 0; place < accessToken.length - 1; place += 7) {
      const other = accessToken[place] === 'A' ? 'B' : 'A';
      const changed = accessToken.slice(0, place) + other + accessToken.slice(place + 1);
      expect(await verifyAccessToken(SECRET, changed, clock)).toBeNull();
    }
  });

  it.each(['', 'x', 'a.b.c', '....', 'é'.repeat(50)])('of the form %j are refused', async (token) => {
    expect(await verifyAccessToken(SECRET, token, new FakeClock())).toBeNull();
  });

  it('without a signature, for another service or with made-up claims are refused', async () => {
    const clock = new FakeClock();
    const good = { iss: 'holdfast', aud: 'holdfast-api', iat: 1_767_603_600, exp: 1_767_605_000 };
    const claims = { ...good, tenant: TENANT.toHexString(), actor: { ...hexOf(STAFF) } };
    const header = { alg: 'HS256', typ: 'at+jwt' };
    expect(await verifyAccessToken(SECRET, forge(header, claims), clock)).not.toBeNull();

    const forgeries: [object, object][] = [
      [{ ...header, alg: 'none' }, claims],
      [{ ...header, alg: 'HS512' }, claims],
      [{ ...header, typ: 'JWT' }, claims],
      [header, { ...claims, iss: 'other' }],
      [header, { ...claims, aud: 'other' }],
      [header, { ...claims, exp: undefined }],
      [header, { ...claims, tenant: 'acme' }],
      [header, { ...claims, actor: { kind: 'system', job: 'x' } }],
      [header, { ...claims, actor: { ...hexOf(STAFF), role: 'OWNER' } }],
    ];
    for (const [head, body] of forgeries) expect(await verifyAccessToken(SECRET, forge(head, body), clock)).toBeNull();
  });
});

function hexOf(actor: SessionActor): Record<string, string> {
  return Object.fromEntries(Object.entries(actor).map(([name, value]) => [name, String(value)]));
}

function forge(header: object, claims: object): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const body = `${part(header)}.${part(claims)}`;
  return `${body}.${createHmac('sha256', SECRET).update(body).digest('base64url')}`;
}
