import type { Context } from '../../../kernel/context';
import type { Id } from '../../../kernel/ids';
import { runIdempotent } from '../../../platform/idempotency';
import type { IdempotentRequest } from '../../../platform/idempotency';
import { applyStockChanges } from '../stock-ledger';
import { getTransferIn } from './find-stock-transfer';
import { saveTransferIn } from './save-stock-transfer';
import { settleLine } from './settle-line';
import type { StockTransferDoc } from './stock-transfer.model';
import { assertTransferStatus } from './stock-transfer.states';

export interface CancelStockTransferRequest {
  readonly input: IdempotentRequest['input'];
  readonly transferId: Id;
  readonly note?: string | null;
}

/**
 * Gives a transfer up. A draft moved nothing; goods on their way go back into the source's stock at the value with
 * which they left. Throws NotFoundError, and InvalidStateError once any of it was received: close the rest instead.
 */
export async function cancelStockTransfer(
  ctx: Context,
  request: CancelStockTransferRequest,
): Promise<StockTransferDoc> {
  return runIdempotent(ctx, { operation: 'cancelStockTransfer', input: request.input }, async (tx) => {
    const transfer = await getTransferIn(tx, request.transferId);
    assertTransferStatus(transfer, 'cancelled', ['DRAFT', 'IN_TRANSIT']);
    const end = { status: 'CANCELLED' as const, cancelledAt: tx.now };
    if (transfer.status === 'DRAFT') return saveTransferIn(tx, transfer, end, 'cancelled');
    const settled = transfer.lines.map((line) =>
      settleLine(transfer, line, [], { closeRest: 'RETURNED', note: request.note ?? null }),
    );
    await applyStockChanges(
      tx,
      settled.flatMap(({ changes }) => changes),
    );
    return saveTransferIn(tx, transfer, { ...end, lines: settled.map(({ line }) => line) }, 'cancelled');
  });
}
