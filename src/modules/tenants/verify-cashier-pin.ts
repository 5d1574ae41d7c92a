import type { Id } from '../../kernel/ids';
import { throttled } from './attempt-throttle';
import type { AuthPlatform } from './auth-platform';
import { hashPin } from './password';
import { staffUsers } from './staff-user.model';
import type { StaffUserDoc } from './staff-user.model';
import { tenantDirectory } from './tenant-directory';

/**
 * The active staff user whose PIN this is; null when it is nobody's. RATE_LIMITED after too many failures at one till.
 * All PINs of a tenant share one salt: the till names no person, so the hash itself is what is looked up. That makes
 * two equal PINs visible as equal, which the unique index forbids anyway; a stolen table costs an attacker the same
 * for all cashiers as for one, and a PIN is worth nothing without the till's own token.
 * @param attempt.terminal names the till that asks, such as its register's id; failures are counted for it.
 */
export async function verifyCashierPin(
  platform: AuthPlatform,
  tenantId: Id,
  attempt: { readonly pin: string; readonly terminal: string },
): Promise<StaffUserDoc | null> {
  const facts = await tenantDirectory(platform.db).byId(tenantId);
  if (facts === null) return null;
  return throttled(platform, `pin|${tenantId.toHexString()}|${attempt.terminal}`, async () => {
    const pinHash = await hashPin(attempt.pin, facts.tenant.pinSalt);
    return staffUsers(platform.db).findOne({ tenantId, pinHash, active: true }).lean<StaffUserDoc>();
  });
}
