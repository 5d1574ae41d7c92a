import { invariant } from '../../../kernel/errors';
import { canMove } from '../../../kernel/transition';
import { staleRead } from '../../../platform/transaction';
import type { Tx } from '../../../platform/transaction';
import { stockTransfers } from './stock-transfer.model';
import type { StockTransferDoc } from './stock-transfer.model';
import { STOCK_TRANSFER_MOVES } from './stock-transfer.states';

/** What may change of a transfer after it was created. */
export type StockTransferChanges = Partial<
  Pick<
    StockTransferDoc,
    | 'status'
    | 'toBranchId'
    | 'branchIds'
    | 'lines'
    | 'note'
    | 'shippedById'
    | 'shippedAt'
    | 'receivedAt'
    | 'cancelledAt'
  >
>;

/**
 * Writes changes that were computed from `transfer` as this transaction read it, guarded by its version: of two
 * receivers the second runs again from its read, and sees what the first took. Records the news.
 */
export async function saveTransferIn(
  tx: Tx,
  transfer: StockTransferDoc,
  changes: StockTransferChanges,
  what: 'updated' | 'shipped' | 'received' | 'cancelled',
): Promise<StockTransferDoc> {
  const status = changes.status ?? transfer.status;
  invariant(
    status === transfer.status || canMove(STOCK_TRANSFER_MOVES, transfer.status, status),
    `a transfer that is ${transfer.status} does not become ${status}`,
  );
  const after: StockTransferDoc = { ...transfer, ...changes, version: transfer.version + 1, updatedAt: tx.now };
  const result = await stockTransfers(tx.db).updateOne(
    { tenantId: tx.tenantId, _id: transfer._id, version: transfer.version },
    { $set: { ...changes, version: after.version, updatedAt: tx.now } },
    { session: tx.session },
  );
  if (result.matchedCount !== 1) throw staleRead('transfer');
  recordTransferEvent(tx, what, after);
  return after;
}

/** News of a transfer. */
export function recordTransferEvent(
  tx: Tx,
  what: 'created' | 'updated' | 'shipped' | 'received' | 'cancelled',
  transfer: StockTransferDoc,
): void {
  const { _id, number, status, fromBranchId, toBranchId } = transfer;
  tx.record({
    type: `stock-transfer.${what}`,
    version: 1,
    payload: {
      stockTransferId: _id.toHexString(),
      number,
      status,
      fromBranchId: fromBranchId.toHexString(),
      toBranchId: toBranchId.toHexString(),
    },
  });
}
