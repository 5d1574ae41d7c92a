import { invariant } from '../../../kernel/errors';
import { canMove } from '../../../kernel/transition';
import { staleRead } from '../../../platform/transaction';
import type { Tx } from '../../../platform/transaction';
import { stockCounts } from './stock-count.model';
import type { StockCountDoc } from './stock-count.model';
import { STOCK_COUNT_MOVES } from './stock-count.states';

/** What may change of a count after it was started. */
export type StockCountChanges = Partial<
  Pick<
    StockCountDoc,
    | 'status'
    | 'counterIds'
    | 'lineCount'
    | 'varianceUnits'
    | 'varianceValueMinor'
    | 'approval'
    | 'submittedAt'
    | 'approvedAt'
  >
>;

/**
 * Writes changes that were computed from `count` as this transaction read it, guarded by its version. Everything that
 * writes lines ends with it, so that the count is the lock of its lines: who comes in between runs again.
 */
export async function saveCountIn(tx: Tx, count: StockCountDoc, changes: StockCountChanges): Promise<StockCountDoc> {
  const status = changes.status ?? count.status;
  invariant(
    status === count.status || canMove(STOCK_COUNT_MOVES, count.status, status),
    `a count that is ${count.status} does not become ${status}`,
  );
  const after: StockCountDoc = { ...count, ...changes, version: count.version + 1, updatedAt: tx.now };
  const result = await stockCounts(tx.db).updateOne(
    { tenantId: tx.tenantId, _id: count._id, version: count.version },
    { $set: { ...changes, version: after.version, updatedAt: tx.now } },
    { session: tx.session },
  );
  if (result.matchedCount !== 1) throw staleRead('count');
  return after;
}

/** News of a count. */
export function recordCountEvent(
  tx: Tx,
  what: 'started' | 'submitted' | 'approved' | 'reopened' | 'cancelled',
  count: StockCountDoc,
): void {
  const { _id, number, branchId } = count;
  tx.record({
    type: `stock-count.${what}`,
    version: 1,
    payload: { stockCountId: _id.toHexString(), number, branchId: branchId.toHexString() },
  });
}
