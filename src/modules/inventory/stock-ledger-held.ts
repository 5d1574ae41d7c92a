import { invariant } from '../../kernel/errors';
import { newId } from '../../kernel/ids';
import type { Tx } from '../../platform/transaction';
import { backorders } from './backorder.model';
import type { BackorderDoc } from './backorder.model';
import { owedUnits } from './find-backorders';
import { stockEntries } from './stock-entry.model';

/** Up to `limit` waiting rows that were stored before rows knew what their hold still holds. */
export async function waitingWithoutHeld(tx: Tx, limit: number): Promise<BackorderDoc[]> {
  return backorders(tx.db)
    .find({ tenantId: tx.tenantId, waitingQuantity: { $gt: 0 }, heldQuantity: { $exists: false } }, null, {
      session: tx.session,
    })
    .limit(limit)
    .lean<BackorderDoc[]>();
}

/** Stores what the holds of such rows still hold, and what their entries owe by that. */
export async function stateHeldIn(tx: Tx, rows: readonly Required<BackorderDoc>[]): Promise<void> {
  const { tenantId, session } = tx;
  const written = await backorders(tx.db).bulkWrite(
    rows.map(({ _id, heldQuantity }) => ({
      updateOne: {
        filter: { tenantId, _id, heldQuantity: { $exists: false } },
        update: { $set: { heldQuantity } },
      },
    })),
    { session },
  );
  invariant(written.matchedCount === rows.length, 'rows that were read in this transaction are as they were');
  // Also where nothing is owed: whoever sells such a hold at the same time writes its entry, and one of the two runs again.
  await stockEntries(tx.db).bulkWrite(
    rows.map((row) => ({
      updateOne: {
        filter: { tenantId, branchId: row.branchId, variantId: row.variantId },
        update: { $inc: { quantityOwed: owedUnits(row) }, $set: { lastChangeId: newId() } },
      },
    })),
    { session },
  );
}
