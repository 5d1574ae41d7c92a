import type { Actor, Context } from '../../kernel/context';
import { principalKey } from '../../kernel/context';
import type { Id } from '../../kernel/ids';
import { refreshTokens } from './refresh-token.model';

/** Ends every refresh token of one sign-in; returns how many were still live. */
export async function revokeFamily(ctx: Pick<Context, 'db' | 'clock' | 'tenantId'>, familyId: Id): Promise<number> {
  const answer = await refreshTokens(ctx.db).updateMany(
    { tenantId: ctx.tenantId, familyId, revokedAt: null },
    { $set: { revokedAt: ctx.clock.now() } },
  );
  return answer.modifiedCount;
}

/**
 * Ends every session of a principal, for instance when a till is taken out of service. Access tokens that are out
 * serve until they end (ACCESS_TOKEN_TTL_MS). Returns how many refresh tokens were ended.
 */
export async function revokeSessionsOf(ctx: Context, actor: Actor): Promise<number> {
  const answer = await refreshTokens(ctx.db).updateMany(
    { tenantId: ctx.tenantId, principal: principalKey(actor), revokedAt: null },
    { $set: { revokedAt: ctx.clock.now() } },
  );
  return answer.modifiedCount;
}

/** Removes up to `limit` refresh tokens of the tenant that have ended; returns how many went. For the prune job. */
export async function pruneRefreshTokens(ctx: Context, limit: number): Promise<number> {
  const rows = await refreshTokens(ctx.db)
    .find({ tenantId: ctx.tenantId, expiresAt: { $lte: ctx.clock.now() } }, { _id: 1 })
    .sort({ expiresAt: 1 })
    .limit(limit)
    .lean<{ _id: Id }[]>();
  if (rows.length === 0) return 0;
  const ids = rows.map((row) => row._id);
  return (await refreshTokens(ctx.db).deleteMany({ tenantId: ctx.tenantId, _id: { $in: ids } })).deletedCount;
}
