import type { Context } from '../../kernel/context';
import { ValidationError } from '../../kernel/errors';
import { newId } from '../../kernel/ids';
import { isDuplicateKey } from '../../platform/mongo';
import { assertEmail, emailKeyOf } from './account-email';
import { CUSTOMER_EMAIL_INDEX, customers } from './customer.model';
import type { CustomerDoc } from './customer.model';
import { assertPassword, hashPassword } from './password';

export interface NewCustomer {
  readonly email: string;
  readonly password: string;
  readonly name?: string;
}

/**
 * Creates an active customer account.
 * Throws ValidationError: EMAIL_INVALID, EMAIL_TAKEN or PASSWORD_INVALID.
 */
export async function createCustomer(ctx: Context, input: NewCustomer): Promise<CustomerDoc> {
  assertEmail(input.email);
  assertPassword(input.password);
  const customer: CustomerDoc = {
    _id: newId(),
    tenantId: ctx.tenantId,
    email: input.email,
    emailKey: emailKeyOf(input.email),
    passwordHash: await hashPassword(input.password),
    name: input.name ?? null,
    group: null,
    active: true,
    createdAt: ctx.clock.now(),
  };
  try {
    await customers(ctx.db).insertMany([customer], { lean: true });
  } catch (error) {
    if (!isDuplicateKey(error, CUSTOMER_EMAIL_INDEX)) throw error;
    throw new ValidationError('email', 'Another customer has this e-mail.', 'EMAIL_TAKEN');
  }
  return customer;
}
