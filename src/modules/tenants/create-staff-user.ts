import type { Context, StaffRole } from '../../kernel/context';
import { ValidationError, invariant } from '../../kernel/errors';
import { newId } from '../../kernel/ids';
import { isDuplicateKey } from '../../platform/mongo';
import { assertEmail, emailKeyOf } from './account-email';
import { assertPassword, hashPassword, hashPin } from './password';
import { STAFF_EMAIL_INDEX, STAFF_PIN_INDEX, staffUsers } from './staff-user.model';
import type { StaffUserDoc } from './staff-user.model';
import { tenantDirectory } from './tenant-directory';

export interface NewStaffUser {
  readonly email: string;
  readonly password: string;
  readonly role: StaffRole;
  /** 4 to 8 digits, for work at a till; unique in the tenant, because a till knows nothing else of the person. */
  readonly pin?: string;
}

const PIN = /^[0-9]{4,8}$/;

/**
 * Creates an active staff user.
 * Throws ValidationError: EMAIL_INVALID, EMAIL_TAKEN, PASSWORD_INVALID, PIN_INVALID or PIN_TAKEN.
 */
export async function createStaffUser(ctx: Context, input: NewStaffUser): Promise<StaffUserDoc> {
  assertEmail(input.email);
  assertPassword(input.password);
  if (input.pin !== undefined && !PIN.test(input.pin)) {
    throw new ValidationError('pin', 'Expected a PIN of 4 to 8 digits.', 'PIN_INVALID');
  }
  const user: StaffUserDoc = {
    _id: newId(),
    tenantId: ctx.tenantId,
    email: input.email,
    emailKey: emailKeyOf(input.email),
    passwordHash: await hashPassword(input.password),
    ...(input.pin === undefined ? {} : { pinHash: await hashPin(input.pin, await pinSaltOf(ctx)) }),
    role: input.role,
    active: true,
    createdAt: ctx.clock.now(),
  };
  try {
    await staffUsers(ctx.db).insertMany([user], { lean: true });
  } catch (error) {
    if (isDuplicateKey(error, STAFF_EMAIL_INDEX)) {
      throw new ValidationError('email', 'Another staff user has this e-mail.', 'EMAIL_TAKEN');
    }
    if (isDuplicateKey(error, STAFF_PIN_INDEX)) {
      throw new ValidationError('pin', 'This PIN can not be used. Choose another one.', 'PIN_TAKEN');
    }
    throw error;
  }
  return user;
}

async function pinSaltOf(ctx: Context): Promise<string> {
  const facts = await tenantDirectory(ctx.db).byId(ctx.tenantId);
  invariant(facts !== null, 'a context names a tenant that does not exist');
  return facts.tenant.pinSalt;
}
