import { actorId } from '../../../kernel/context';
import type { Context } from '../../../kernel/context';
import { invariant } from '../../../kernel/errors';
import type { Id } from '../../../kernel/ids';
import { runIdempotent } from '../../../platform/idempotency';
import type { IdempotentRequest } from '../../../platform/idempotency';
import { assertBranchesOpen } from '../../tenants';
import type { StockChange } from '../stock-change';
import { applyStockChanges } from '../stock-ledger';
import { assertVersion } from './create-stock-transfer';
import { getTransferIn } from './find-stock-transfer';
import { saveTransferIn } from './save-stock-transfer';
import type { StockTransferDoc, StockTransferLineDoc } from './stock-transfer.model';
import { assertTransferStatus } from './stock-transfer.states';

export interface ShipStockTransferRequest {
  readonly input: IdempotentRequest['input'];
  readonly transferId: Id;
  /** The version that was loaded; left out, whatever the draft says now. */
  readonly expectedVersion?: number | null;
}

/**
 * Sends all lines on their way: stock leaves the source with TRANSFER_OUT movements and is incoming at the destination,
 * in one transaction. Each line keeps the value that left with it. Throws NotFoundError, InvalidStateError unless it is
 * a draft and its destination open, InsufficientStockError with all short lines, LimitExceededError, and ValidationError STALE_VERSION.
 */
export async function shipStockTransfer(ctx: Context, request: ShipStockTransferRequest): Promise<StockTransferDoc> {
  return runIdempotent(ctx, { operation: 'shipStockTransfer', input: request.input }, async (tx) => {
    const transfer = await getTransferIn(tx, request.transferId);
    assertTransferStatus(transfer, 'shipped', ['DRAFT']);
    await assertBranchesOpen(tx, [transfer.toBranchId]);
    if (typeof request.expectedVersion === 'number') assertVersion(transfer, request.expectedVersion);
    const { movements } = await applyStockChanges(tx, [
      ...transfer.lines.map((line) => outOf(transfer, line)),
      ...transfer.lines.map((line) => incomingAt(transfer, line)),
    ]);
    const valueOut = new Map(movements.map((row) => [row.variantId.toHexString(), -row.valueDeltaMinor]));
    const lines = transfer.lines.map((line): StockTransferLineDoc => {
      const shippedValueMinor = valueOut.get(line.variantId.toHexString());
      invariant(shippedValueMinor !== undefined, 'every line of a transfer has one movement out');
      return { ...line, shippedQuantity: line.quantity, shippedValueMinor };
    });
    const changes = { status: 'IN_TRANSIT' as const, lines, shippedAt: tx.now, shippedById: actorId(tx.actor) };
    return saveTransferIn(tx, transfer, changes, 'shipped');
  });
}

function outOf(transfer: StockTransferDoc, { variantId, productId, quantity }: StockTransferLineDoc): StockChange {
  return {
    branchId: transfer.fromBranchId,
    variantId,
    productId,
    type: 'TRANSFER_OUT',
    onHandDelta: -quantity,
    reservedDelta: 0,
    requires: 'AVAILABLE',
    note: transfer.note,
    referenceType: 'StockTransfer',
    referenceId: transfer._id,
  };
}

/** What is on its way is no stock yet: it changes what is incoming, and makes no movement. */
function incomingAt(transfer: StockTransferDoc, { variantId, productId, quantity }: StockTransferLineDoc): StockChange {
  return {
    branchId: transfer.toBranchId,
    variantId,
    productId,
    type: 'TRANSFER_IN',
    onHandDelta: 0,
    reservedDelta: 0,
    incomingDelta: quantity,
    requires: 'NOTHING',
  };
}
