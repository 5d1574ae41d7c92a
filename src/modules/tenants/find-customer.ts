import type { Context } from '../../kernel/context';
import { badInput } from '../../kernel/errors';
import type { Id } from '../../kernel/ids';
import { emailKeyOf } from './account-email';
import { customers } from './customer.model';
import type { CustomerDoc } from './customer.model';
import { profileOf } from './set-customer-group';
import type { CustomerProfile } from './set-customer-group';

/** The customer, or null; one command. Refuses unless exactly one of id and email is given (BAD_USER_INPUT). */
export async function findCustomer(
  ctx: Context,
  { id, email }: { readonly id?: Id; readonly email?: string },
): Promise<CustomerProfile | null> {
  if ((id === undefined) === (email === undefined)) throw badInput('Expected exactly one of id and email.');
  const key = email === undefined ? { _id: id } : { emailKey: emailKeyOf(email) };
  const found = await customers(ctx.db)
    .findOne({ tenantId: ctx.tenantId, ...key })
    .lean<CustomerDoc>();
  return found === null ? null : profileOf(found);
}

/** The groups whose prices count for the customer: one, or none. One command. */
export async function customerGroupsOf(ctx: Context, customerId: Id): Promise<readonly string[]> {
  const group = (await findCustomer(ctx, { id: customerId }))?.group ?? null;
  return group === null ? [] : [group];
}
