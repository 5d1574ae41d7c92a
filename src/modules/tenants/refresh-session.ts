import { randomUUID } from 'node:crypto';
import type { Context } from '../../kernel/context';
import { ValidationError } from '../../kernel/errors';
import { runInTransaction } from '../../platform/transaction';
import { createAccessToken } from './access-token';
import type { SessionActor } from './access-token';
import type { AuthPlatform } from './auth-platform';
import { customers } from './customer.model';
import type { CustomerDoc } from './customer.model';
import { makeRefreshRow } from './issue-session';
import type { SessionTokens } from './issue-session';
import { parseRefreshToken } from './refresh-token';
import { refreshTokens } from './refresh-token.model';
import type { RefreshTokenDoc } from './refresh-token.model';
import { revokeFamily } from './revoke-sessions';
import { staffUsers } from './staff-user.model';
import type { StaffUserDoc } from './staff-user.model';
import { tenantDirectory } from './tenant-directory';

/**
 * Trades a refresh token for new tokens; the old one is spent. A token that was spent before revokes its whole family:
 * it was stolen from its owner or by its owner's thief, and nobody can tell which of the two came now.
 * A staff user's role is read again, so a demotion counts from here on.
 * Throws ValidationError INVALID_REFRESH_TOKEN whatever is wrong: unknown, spent, ended, revoked, account closed.
 */
export async function refreshSession(platform: AuthPlatform, input: { refreshToken: string }): Promise<SessionTokens> {
  const parsed = parseRefreshToken(input.refreshToken);
  if (parsed === null) throw invalidToken();
  const { tenantId, tokenHash } = parsed;
  const facts = await tenantDirectory(platform.db).byId(tenantId);
  const stored = await refreshTokens(platform.db).findOne({ tenantId, tokenHash }).lean<RefreshTokenDoc>();
  if (facts?.tenant.status !== 'ACTIVE' || stored === null) throw invalidToken();
  const ctx = contextFor(platform, stored);
  const actor = await currentActor(ctx, stored.actor);
  if (actor === null) {
    await revokeFamily(ctx, stored.familyId);
    throw invalidToken();
  }
  const refreshToken = await spendToken(ctx, stored, actor);
  return { ...(await createAccessToken(platform.config.tokenSecret, platform.clock, tenantId, actor)), refreshToken };
}

/** Spends the token and stores its successor in one transaction: a replay waits for both and then revokes both. */
async function spendToken(ctx: Context, stored: RefreshTokenDoc, actor: SessionActor): Promise<string> {
  const successor = makeRefreshRow(stored.tenantId, actor, stored.familyId, ctx.clock.now());
  const isSpent = await runInTransaction(ctx, async (tx) => {
    const answer = await refreshTokens(ctx.db).updateOne(
      { tenantId: stored.tenantId, _id: stored._id, usedAt: null, revokedAt: null, expiresAt: { $gt: tx.now } },
      { $set: { usedAt: tx.now } },
      { session: tx.session },
    );
    if (answer.matchedCount === 0) return false;
    await refreshTokens(ctx.db).insertMany([successor.row], { session: tx.session, lean: true });
    return true;
  });
  if (isSpent) return successor.refreshToken;
  const revoked = await revokeFamily(ctx, stored.familyId);
  if (revoked > 0) ctx.logger.warn({ familyId: stored.familyId }, 'a spent refresh token came again; family revoked');
  throw invalidToken();
}

/** The actor as the account stands now; null when it is closed or gone. */
async function currentActor(ctx: Context, actor: SessionActor): Promise<SessionActor | null> {
  const { tenantId, db } = ctx;
  switch (actor.kind) {
    case 'guest':
      return actor;
    case 'customer': {
      const row = await customers(db).findOne({ tenantId, _id: actor.customerId }).lean<CustomerDoc>();
      return row?.active === true ? actor : null;
    }
    case 'staff':
    case 'register': {
      const userId = actor.kind === 'staff' ? actor.userId : actor.cashierId;
      const row = await staffUsers(db).findOne({ tenantId, _id: userId }).lean<StaffUserDoc>();
      if (row?.active !== true) return null;
      return actor.kind === 'staff' ? { ...actor, role: row.role } : actor;
    }
  }
}

function contextFor({ db, clock, logger }: AuthPlatform, { tenantId, actor }: RefreshTokenDoc): Context {
  return { tenantId, actor, correlationId: randomUUID(), db, clock, logger };
}

function invalidToken(): ValidationError {
  return new ValidationError(
    'refreshToken',
    'This refresh token can not be used, or not any more. Sign in again.',
    'INVALID_REFRESH_TOKEN',
  );
}
