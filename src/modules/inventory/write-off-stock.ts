import type { Context } from '../../kernel/context';
import { ValidationError } from '../../kernel/errors';
import { runIdempotent } from '../../platform/idempotency';
import type { IdempotentRequest } from '../../platform/idempotency';
import { takenFrom } from './stock-bucket';
import type { StockBucket } from './stock-bucket';
import { mergeLines } from './stock-change';
import type { StockChange, StockLine } from './stock-change';
import { applyStockChanges } from './stock-ledger';
import type { AppliedStock } from './stock-ledger';
import type { AdjustmentReason } from './stock-movement.model';

export interface WriteOffStockRequest {
  /** The client's input, for the idempotency record. */
  readonly input: IdempotentRequest['input'];
  readonly lines: readonly StockLine[];
  readonly from: StockBucket;
  readonly reason: AdjustmentReason;
  readonly note?: string | null;
}

/** Reasons that bring goods or find a number can't be why goods are given up. */
const NO_LOSS: ReadonlySet<AdjustmentReason> = new Set<AdjustmentReason>(['RECEIVED', 'RESTOCK', 'CYCLE_COUNT']);

/**
 * Gives units up: they leave on hand with their value as WRITE_OFF movements, out of what is available or out of a
 * bucket. All lines or none. Throws InsufficientStockError for what is not there, NotFoundError for unknown places and
 * ValidationError NOT_A_LOSS.
 */
export async function writeOffStock(ctx: Context, request: WriteOffStockRequest): Promise<AppliedStock> {
  const { from, reason, note = null } = request;
  if (NO_LOSS.has(reason)) {
    const message = `Expected a reason to give units up, got ${reason}. Use adjustStock or setStock for it.`;
    throw new ValidationError('reason', message, 'NOT_A_LOSS');
  }
  const changes = mergeLines(request.lines).map(({ branchId, variantId, quantity }): StockChange => ({
    branchId,
    variantId,
    type: 'WRITE_OFF',
    onHandDelta: -quantity,
    reservedDelta: 0,
    ...takenFrom(from, quantity),
    reason,
    note,
  }));
  const work = { operation: 'writeOffStock', input: request.input };
  return runIdempotent(ctx, work, (tx) => applyStockChanges(tx, changes));
}
