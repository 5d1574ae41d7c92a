import { NotFoundError } from '../../kernel/errors';
import { newId } from '../../kernel/ids';
import type { AuthPlatform } from './auth-platform';
import { issueSession } from './issue-session';
import type { SessionTokens } from './issue-session';
import { tenantDirectory } from './tenant-directory';

/**
 * Starts a session for a shopper without an account: a new guest, known only by the id in the session.
 * Throws NotFoundError when no active tenant has this slug.
 */
export async function startGuestSession(platform: AuthPlatform, input: { tenant: string }): Promise<SessionTokens> {
  const facts = await tenantDirectory(platform.db).bySlug(input.tenant);
  if (facts?.tenant.status !== 'ACTIVE') throw new NotFoundError('Tenant', input.tenant, 'slug');
  return issueSession(platform, facts.tenant._id, { kind: 'guest', guestId: newId() });
}
