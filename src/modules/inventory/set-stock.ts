import type { Context } from '../../kernel/context';
import { StaleQuantityError, badInput } from '../../kernel/errors';
import { QUANTITY_MAX } from '../../kernel/quantity';
import { runIdempotent } from '../../platform/idempotency';
import type { IdempotentRequest } from '../../platform/idempotency';
import type { Tx } from '../../platform/transaction';
import { entriesFor } from './find-stock';
import { serialsOf } from './serials';
import { stockKeyOf } from './stock-change';
import type { StockKey } from './stock-change';
import { applyStockChanges } from './stock-ledger';
import type { AppliedStock } from './stock-ledger';
import type { AdjustmentReason } from './stock-movement.model';
import { unitsOnShelf } from './stock-promise';

export interface SetStockRequest extends StockKey {
  /** The client's input, for the idempotency record. */
  readonly input: IdempotentRequest['input'];
  /** Units on the shelf, 0 or more: on hand after it, but for units that are owed, which are not there. */
  readonly quantity: number;
  /** On hand that the client saw; null sets it whatever it was. */
  readonly expectedQuantity?: number | null;
  readonly reason: AdjustmentReason;
  readonly note?: string | null;
  /** Serial numbers: of all units of the difference that come in; the oldest leave where it names none. */
  readonly serials?: readonly string[] | null;
}

/**
 * Sets what is on the shelf to an absolute number. With `expectedQuantity` it is compare and set: StaleQuantityError when it moved.
 * Refuses to go below what is held (InsufficientStockError) and unknown places (NotFoundError).
 */
export async function setStock(ctx: Context, request: SetStockRequest): Promise<AppliedStock> {
  if (!Number.isInteger(request.quantity) || request.quantity < 0 || request.quantity > QUANTITY_MAX) {
    throw badInput(`Expected a quantity of 0 to ${QUANTITY_MAX}, got ${request.quantity}.`, 'quantity');
  }
  return runIdempotent(ctx, { operation: 'setStock', input: request.input }, (tx) => setStockIn(tx, request));
}

/**
 * Reading first is safe here: the transaction's snapshot makes the later write conflict with anyone who moved the entry
 * in between, and the whole work runs again.
 */
async function setStockIn(tx: Tx, request: SetStockRequest): Promise<AppliedStock> {
  const { branchId, variantId, reason, note = null } = request;
  const entry = (await entriesFor(tx, [request])).get(stockKeyOf(request));
  const current = entry?.quantityOnHand ?? 0;
  const expected = request.expectedQuantity ?? null;
  if (expected !== null && expected !== current) throw new StaleQuantityError(expected, current);
  const onHandDelta = request.quantity - unitsOnShelf(entry);
  const serials = serialsOf(request.serials, Math.abs(onHandDelta), 'serials');
  if (onHandDelta === 0 && entry !== undefined) return { entries: [entry], movements: [] };
  const type = reason === 'CYCLE_COUNT' ? 'COUNT' : 'ADJUSTMENT';
  const requires = onHandDelta < 0 ? 'AVAILABLE' : 'NOTHING';
  const change = { branchId, variantId, type, onHandDelta, reservedDelta: 0, requires, reason, note } as const;
  return applyStockChanges(tx, [{ ...change, ...(serials !== undefined && { serials }) }]);
}
