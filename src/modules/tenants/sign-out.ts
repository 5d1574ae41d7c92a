import type { Id } from '../../kernel/ids';
import type { AuthPlatform } from './auth-platform';
import { parseRefreshToken } from './refresh-token';
import { refreshTokens } from './refresh-token.model';
import { revokeFamily } from './revoke-sessions';

/**
 * Ends the session that the refresh token belongs to. An unknown token is already signed out, so nothing is refused and
 * nothing is told. The access token serves until it ends (ACCESS_TOKEN_TTL_MS).
 */
export async function signOut(platform: AuthPlatform, input: { refreshToken: string }): Promise<void> {
  const parsed = parseRefreshToken(input.refreshToken);
  if (parsed === null) return;
  const stored = await refreshTokens(platform.db).findOne(parsed, { familyId: 1 }).lean<{ familyId: Id }>();
  if (stored === null) return;
  await revokeFamily({ db: platform.db, clock: platform.clock, tenantId: parsed.tenantId }, stored.familyId);
}
