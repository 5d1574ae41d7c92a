import { SignJWT, jwtVerify } from 'jose';
import { z } from 'zod';
import type { Clock } from '../../kernel/clock';
import type { Actor } from '../../kernel/context';
import { idFromHex } from '../../kernel/ids';
import type { Id } from '../../kernel/ids';
import { ACCESS_TOKEN_TTL_MS } from './tenants.policy';

/** Who may hold a session. Jobs and strangers hold none. */
export type SessionActor = Exclude<Actor, { kind: 'anonymous' } | { kind: 'system' }>;

const ISSUER = 'holdfast';
const AUDIENCE = 'holdfast-api';
/** One algorithm, fixed: a token that names another one is refused whatever it says (RFC 8725 §3.1). */
const ALGORITHM = 'HS256';

const id = z
  .string()
  .regex(/^[0-9a-f]{24}$/)
  .transform(idFromHex);
const claims = z.object({
  exp: z.number().int(),
  tenant: id,
  actor: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('guest'), guestId: id }),
    z.object({ kind: z.literal('customer'), customerId: id }),
    z.object({
      kind: z.literal('staff'),
      userId: id,
      role: z.enum(['ADMIN', 'MANAGER', 'BUYER', 'STOCK_CLERK', 'CASHIER']),
    }),
    z.object({ kind: z.literal('register'), registerId: id, branchId: id, cashierId: id }),
  ]),
});

/** Signs an access token for the actor, valid for ACCESS_TOKEN_TTL_MS from the clock's now. */
export async function createAccessToken(
  secret: string,
  clock: Clock,
  tenantId: Id,
  actor: SessionActor,
): Promise<{ accessToken: string; expiresAt: Date }> {
  const now = clock.now();
  // JWT times are whole seconds; rounding down keeps the promise that the token serves until `expiresAt`.
  const expiresAt = new Date(Math.floor((now.getTime() + ACCESS_TOKEN_TTL_MS) / 1000) * 1000);
  const hexActor = Object.fromEntries(
    Object.entries(actor).map(([name, value]: [string, string | Id]) => [name, String(value)]),
  );
  const accessToken = await new SignJWT({ tenant: tenantId.toHexString(), actor: hexActor })
    .setProtectedHeader({ alg: ALGORITHM, typ: 'at+jwt' })
    .setIssuer(ISSUER)
    .setAudience(AUDIENCE)
    .setIssuedAt(now)
    .setExpirationTime(expiresAt)
    .sign(Buffer.from(secret));
  return { accessToken, expiresAt };
}

/** Who a valid token speaks for, and until when. */
export interface VerifiedSession {
  readonly tenantId: Id;
  readonly actor: SessionActor;
  readonly expiresAt: Date;
}

/** The session of a valid access token; null for anything else, whatever is wrong with it. */
export async function verifyAccessToken(secret: string, token: string, clock: Clock): Promise<VerifiedSession | null> {
  try {
    const { payload } = await jwtVerify(token, Buffer.from(secret), {
      algorithms: [ALGORITHM],
      issuer: ISSUER,
      audience: AUDIENCE,
      typ: 'at+jwt',
      currentDate: clock.now(),
      requiredClaims: ['exp', 'iat'],
    });
    const { tenant, actor, exp } = claims.parse(payload);
    return { tenantId: tenant, actor, expiresAt: new Date(exp * 1000) };
  } catch {
    // Every failure means the same to the caller: nobody is signed in. Saying which would help a forger.
    return null;
  }
}
