import { ValidationError } from '../../kernel/errors';
import { issueSession, tenantDirectory, verifyCashierPin } from '../tenants';
import type { AuthPlatform, SessionTokens } from '../tenants';
import { hashTerminalToken } from './create-register';
import { registers } from './register.model';
import type { RegisterDoc } from './register.model';

export interface RegisterCredentials {
  /** The tenant's slug. */
  readonly tenant: string;
  readonly terminalToken: string;
  readonly cashierPin: string;
}

/**
 * Signs a cashier in at a till: the terminal proves which till it is, the PIN who stands there. Whatever is wrong
 * answers the same (ValidationError INVALID_CREDENTIALS); too many wrong PINs at one till answer RATE_LIMITED.
 */
export async function signInRegister(platform: AuthPlatform, credentials: RegisterCredentials): Promise<SessionTokens> {
  const facts = await tenantDirectory(platform.db).bySlug(credentials.tenant);
  if (facts?.tenant.status !== 'ACTIVE') throw invalid();
  const tenantId = facts.tenant._id;
  const register = await registers(platform.db)
    .findOne({ tenantId, terminalTokenHash: hashTerminalToken(credentials.terminalToken), active: true })
    .lean<RegisterDoc>();
  if (register === null) throw invalid();
  const cashier = await verifyCashierPin(platform, tenantId, {
    pin: credentials.cashierPin,
    terminal: register._id.toHexString(),
  });
  if (cashier === null) throw invalid();
  return issueSession(platform, tenantId, {
    kind: 'register',
    registerId: register._id,
    branchId: register.branchId,
    cashierId: cashier._id,
  });
}

function invalid(): ValidationError {
  return new ValidationError(
    null,
    "The tenant, the terminal's token or the PIN is wrong. Check all three.",
    'INVALID_CREDENTIALS',
  );
}
