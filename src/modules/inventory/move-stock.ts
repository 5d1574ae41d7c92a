import type { Context } from '../../kernel/context';
import { ValidationError } from '../../kernel/errors';
import { runIdempotent } from '../../platform/idempotency';
import type { IdempotentRequest } from '../../platform/idempotency';
import { bucketMoves } from './stock-bucket';
import type { StockBucket } from './stock-bucket';
import { mergeLines } from './stock-change';
import type { StockLine } from './stock-change';
import { applyStockChanges } from './stock-ledger';
import type { AppliedStock } from './stock-ledger';

export interface MoveStockRequest {
  /** The client's input, for the idempotency record. */
  readonly input: IdempotentRequest['input'];
  readonly lines: readonly StockLine[];
  readonly from: StockBucket;
  readonly to: StockBucket;
  readonly note?: string | null;
}

/**
 * Moves units between what is for sale and the buckets of what is not, within their branch; on hand and its value stay.
 * All lines or none. Throws InsufficientStockError for what is not there to take, NotFoundError for unknown places and
 * ValidationError SAME_BUCKET.
 */
export async function moveStock(ctx: Context, request: MoveStockRequest): Promise<AppliedStock> {
  const { from, to, note = null } = request;
  if (from === to) {
    throw new ValidationError('to', `Expected another bucket than ${from}, where they are already.`, 'SAME_BUCKET');
  }
  const changes = mergeLines(request.lines).flatMap((line) => bucketMoves(line, from, to, note));
  return runIdempotent(ctx, { operation: 'moveStock', input: request.input }, (tx) => applyStockChanges(tx, changes));
}
