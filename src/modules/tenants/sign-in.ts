import type { Context } from '../../kernel/context';
import { ValidationError } from '../../kernel/errors';
import type { Id } from '../../kernel/ids';
import type { SessionActor } from './access-token';
import { emailKeyOf } from './account-email';
import { throttled } from './attempt-throttle';
import type { AuthPlatform } from './auth-platform';
import { customers } from './customer.model';
import type { CustomerDoc } from './customer.model';
import { issueSession } from './issue-session';
import type { SessionTokens } from './issue-session';
import { verifyPassword } from './password';
import { staffUsers } from './staff-user.model';
import type { StaffUserDoc } from './staff-user.model';
import { tenantDirectory } from './tenant-directory';

/** Credentials of a staff user or customer; `tenant` is the tenant's slug. */
export interface Credentials {
  readonly tenant: string;
  readonly email: string;
  readonly password: string;
}

interface Account {
  readonly passwordHash: string;
  readonly active: boolean;
  readonly actor: SessionActor;
}

/**
 * Signs a staff user or a customer in by e-mail and password. Unknown tenant, unknown e-mail, wrong password and closed
 * account answer the same (ValidationError INVALID_CREDENTIALS) in about the same time; after too many failures for one
 * account RATE_LIMITED. An e-mail that both a staff user and a customer have means the staff user.
 */
export async function signIn(platform: AuthPlatform, credentials: Credentials): Promise<SessionTokens> {
  const emailKey = emailKeyOf(credentials.email);
  // Slugs are lower case; without folding, each spelling of a slug would have failures of its own to spend.
  const slug = credentials.tenant.trim().toLowerCase();
  const facts = await tenantDirectory(platform.db).bySlug(slug);
  const tenantId = facts?.tenant.status === 'ACTIVE' ? facts.tenant._id : null;
  const actor = await throttled(platform, `signIn|${slug}|${emailKey}`, async () => {
    const account = tenantId === null ? null : await findAccount(platform.db, tenantId, emailKey);
    const matches = await verifyPassword(account?.passwordHash ?? null, credentials.password);
    return account !== null && matches && account.active ? account.actor : null;
  });
  if (tenantId === null || actor === null) {
    throw new ValidationError(null, 'The tenant, e-mail or password is wrong. Check all three.', 'INVALID_CREDENTIALS');
  }
  return issueSession(platform, tenantId, actor);
}

async function findAccount(db: Context['db'], tenantId: Id, emailKey: string): Promise<Account | null> {
  const staff = await staffUsers(db).findOne({ tenantId, emailKey }).lean<StaffUserDoc>();
  if (staff !== null) return { ...staff, actor: { kind: 'staff', userId: staff._id, role: staff.role } };
  const customer = await customers(db).findOne({ tenantId, emailKey }).lean<CustomerDoc>();
  return customer === null ? null : { ...customer, actor: { kind: 'customer', customerId: customer._id } };
}
