import type { Id } from '../../kernel/ids';
import type { Tx } from '../../platform/transaction';
import { variants } from './variant.model';

/**
 * Writes variants without changing what they say, so that their removal at the same time conflicts. For whoever makes a
 * first document about them, which a removal that looked for one cannot have seen.
 */
export async function touchVariantsIn(tx: Tx, variantIds: readonly Id[]): Promise<void> {
  const filter = { tenantId: tx.tenantId, _id: { $in: [...variantIds] } };
  await variants(tx.db).updateMany(filter, { $inc: { touches: 1 } }, { session: tx.session });
}
