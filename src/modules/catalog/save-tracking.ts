import type { Id } from '../../kernel/ids';
import type { Tx } from '../../platform/transaction';
import { variantIn } from './update-variant';
import { variants } from './variant.model';
import type { Tracking, VariantDoc } from './variant.model';

/**
 * Stores how the units of a variant are told apart. Whether its stock allows that, inventory says in the same
 * transaction. Throws NotFoundError for a variant that the tenant lacks or that was removed.
 */
export async function saveTrackingIn(tx: Tx, variantId: Id, tracking: Tracking): Promise<VariantDoc> {
  const variant = await variantIn(tx, variantId);
  const change = { tracking, updatedAt: tx.now };
  await variants(tx.db).updateOne({ tenantId: tx.tenantId, _id: variantId }, { $set: change }, { session: tx.session });
  return { ...variant, ...change };
}
