import type { Tx } from '../../../platform/transaction';
import type { StockEntryDoc } from '../stock-entry.model';
import { stockMovements } from '../stock-movement.model';
import type { StockMovementDoc } from '../stock-movement.model';
import type { StockCountLineDoc } from './stock-count.model';

/** A line whose stock moved since it was counted, with the stock of now. */
export interface MovedLine {
  readonly line: StockCountLineDoc;
  readonly entry: StockEntryDoc;
}

/**
 * Variants, by id in hex, that were counted by somebody else since: two counts that find the same loss would book it
 * twice if the second were only re-based. One command, none without moved lines.
 */
export async function countedMeanwhile(tx: Tx, moved: readonly MovedLine[]): Promise<Set<string>> {
  if (moved.length === 0) return new Set();
  const { tenantId } = tx;
  const $or = moved.map(({ line, entry }) => ({
    tenantId,
    entryId: entry._id,
    sequence: { $gt: line.sequenceAtCount },
    type: 'COUNT' as const,
  }));
  const rows = await stockMovements(tx.db)
    .find({ tenantId, $or }, { variantId: 1 }, { session: tx.session })
    .lean<Pick<StockMovementDoc, 'variantId'>[]>();
  return new Set(rows.map(({ variantId }) => variantId.toHexString()));
}
