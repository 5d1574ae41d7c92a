import { principalKey } from '../../kernel/context';
import type { Clock } from '../../kernel/clock';
import type { Connection } from 'mongoose';
import { refreshTokens } from './refresh-token.model';
import { tenantDirectory } from './tenant-directory';
import type { VerifiedSession } from './access-token';

/**
 * Whether a session whose access token is still valid should go on being served without a new request: its tenant is
 * active, and the caller has a session that was neither signed out nor revoked. One command.
 */
export async function isSessionLive(
  { db, clock }: { readonly db: Connection; readonly clock: Clock },
  session: Pick<VerifiedSession, 'tenantId'> & { readonly actor: Parameters<typeof principalKey>[0] },
): Promise<boolean> {
  const { tenantId, actor } = session;
  const facts = await tenantDirectory(db).byId(tenantId);
  if (facts?.tenant.status !== 'ACTIVE') return false;
  const live = await refreshTokens(db)
    .findOne({ tenantId, principal: principalKey(actor), revokedAt: null, expiresAt: { $gt: clock.now() } }, { _id: 1 })
    .lean<{ _id: unknown }>();
  return live !== null;
}
