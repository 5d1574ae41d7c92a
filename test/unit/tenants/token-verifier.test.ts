import { FakeClock } from '../../../src/kernel/clock';
import { newId } from '../../../src/kernel/ids';
import { TokenVerifier } from '../../../src/modules/tenants';
import { createAccessToken } from '../../../src/modules/tenants/access-token';
import type { SessionActor } from '../../../src/modules/tenants/access-token';

const SECRET = 'a secret of at least thirty-two characters';
const ACTOR: SessionActor = { kind: 'guest', guestId: newId() };

describe('the verifier of access tokens', () => {
  it('answers a remembered token as at first, and no longer than it lives', async () => {
    const clock = new FakeClock();
    const verifier = new TokenVerifier(SECRET, clock);
    const { accessToken } = await createAccessToken(SECRET, clock, newId(), ACTOR);

    const first = await verifier.verify(accessToken);
    expect(first).not.toBeNull();
    expect(await verifier.verify(accessToken)).toBe(first);

    clock.tick(30 * 60_000);
    expect(await verifier.verify(accessToken)).toBeNull();
    expect(await verifier.verify(accessToken)).toBeNull();
  });

  it('does not take a changed token for the one it remembers', async () => {
    const clock = new FakeClock();
    const verifier = new TokenVerifier(SECRET, clock);
    const { accessToken } = await createAccessToken(SECRET, clock, newId(), ACTOR);
    await verifier.verify(accessToken);

    expect(await verifier.verify(`${accessToken.slice(0, -8)}AAAAAAAA`)).toBeNull();
  });
});
