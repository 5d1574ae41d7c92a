import type { Context } from '../../kernel/context';
import { NotFoundError, ValidationError, badInput } from '../../kernel/errors';
import { toGlobalId } from '../../kernel/ids';
import type { Id } from '../../kernel/ids';
import { runIdempotent } from '../../platform/idempotency';
import type { IdempotentRequest } from '../../platform/idempotency';
import { customers } from './customer.model';
import type { CustomerDoc } from './customer.model';

const GROUP = /^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$/;

/** True for a name that a customer group may have: 1 to 40 letters, digits, "-" or "_". */
export function isCustomerGroup(text: string): boolean {
  return GROUP.test(text);
}

/** What clients see of a customer: never the password's hash. */
export type CustomerProfile = Pick<CustomerDoc, '_id' | 'email' | 'name' | 'group' | 'active' | 'createdAt'>;

/**
 * Puts a customer into a group, or out of any with null; orders that were placed keep their prices.
 * Throws NotFoundError; ValidationError STALE_GROUP when the group is not the expected one any more. Refuses a malformed
 * group (BAD_USER_INPUT).
 */
export async function setCustomerGroup(
  ctx: Context,
  request: {
    readonly input: IdempotentRequest['input'];
    readonly customerId: Id;
    readonly group: string | null;
    /** The group that the client saw; not compared when left out. */
    readonly expectedGroup?: string | null;
  },
): Promise<CustomerProfile> {
  const { input, customerId, group, expectedGroup } = request;
  if (group !== null && !isCustomerGroup(group)) {
    throw badInput('Expected "group" to be 1 to 40 letters, digits, "-" or "_".', 'group');
  }
  return runIdempotent(ctx, { operation: 'setCustomerGroup', input }, async (tx) => {
    const { tenantId, session } = tx;
    const byId = { tenantId, _id: customerId };
    const changed = await customers(tx.db)
      .findOneAndUpdate(
        expectedGroup === undefined ? byId : { ...byId, group: expectedGroup },
        { $set: { group } },
        { session, returnDocument: 'after' },
      )
      .lean<CustomerDoc>();
    if (changed !== null) return profileOf(changed);
    const stored = await customers(tx.db).findOne(byId, { group: 1 }, { session }).lean<Pick<CustomerDoc, 'group'>>();
    if (stored === null) throw new NotFoundError('Customer', toGlobalId('Customer', customerId));
    throw new ValidationError(
      'expectedGroup',
      `Expected the group to be ${expectedGroup ?? 'none'}, got ${stored.group ?? 'none'}. Read it again and decide anew.`,
      'STALE_GROUP',
    );
  });
}

/** A copy without secrets: results are stored with their idempotency keys. */
export function profileOf(customer: CustomerDoc): CustomerProfile {
  const { _id, email, name, active, createdAt } = customer;
  // Customers stored before there were groups have none.
  const { group = null }: Partial<CustomerDoc> = customer;
  return { _id, email, name, group, active, createdAt };
}
