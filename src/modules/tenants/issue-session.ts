import { principalKey } from '../../kernel/context';
import { newId } from '../../kernel/ids';
import type { Id } from '../../kernel/ids';
import { createAccessToken } from './access-token';
import type { SessionActor } from './access-token';
import type { AuthPlatform } from './auth-platform';
import { hashRefreshToken, makeRefreshToken } from './refresh-token';
import { refreshTokens } from './refresh-token.model';
import type { RefreshTokenDoc } from './refresh-token.model';
import { SHOPPER_REFRESH_TTL_MS, STAFF_REFRESH_TTL_MS } from './tenants.policy';

/** What a client gets at sign-in. Both tokens are secrets; only hashes of the second are stored. */
export interface SessionTokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  /** When the access token ends. */
  readonly expiresAt: Date;
}

/** Starts a session for somebody whose identity was just proved: a new family of refresh tokens. */
export async function issueSession(platform: AuthPlatform, tenantId: Id, actor: SessionActor): Promise<SessionTokens> {
  const { row, refreshToken } = makeRefreshRow(tenantId, actor, newId(), platform.clock.now());
  await refreshTokens(platform.db).insertMany([row], { lean: true });
  return { ...(await createAccessToken(platform.config.tokenSecret, platform.clock, tenantId, actor)), refreshToken };
}

/** A refresh token of the family with the row that stands for it. */
export function makeRefreshRow(
  tenantId: Id,
  actor: SessionActor,
  familyId: Id,
  now: Date,
): { row: RefreshTokenDoc; refreshToken: string } {
  const refreshToken = makeRefreshToken(tenantId);
  const isShopper = actor.kind === 'guest' || actor.kind === 'customer';
  const row: RefreshTokenDoc = {
    _id: newId(),
    tenantId,
    tokenHash: hashRefreshToken(refreshToken),
    familyId,
    principal: principalKey(actor),
    actor,
    createdAt: now,
    expiresAt: new Date(now.getTime() + (isShopper ? SHOPPER_REFRESH_TTL_MS : STAFF_REFRESH_TTL_MS)),
    usedAt: null,
    revokedAt: null,
  };
  return { row, refreshToken };
}
