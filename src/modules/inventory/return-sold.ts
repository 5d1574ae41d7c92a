import type { Id } from '../../kernel/ids';
import { divideRounded } from '../../kernel/money';
import type { Tx } from '../../platform/transaction';
import { LINES_PER_REQUEST_MAX } from './inventory.policy';
import { stockKeyOf } from './stock-change';
import type { StockChange, StockLine } from './stock-change';
import { applyStockChanges } from './stock-ledger';
import { stockMovements } from './stock-movement.model';
import type { StockMovementDoc } from './stock-movement.model';
import { incomingChanges } from './stock-value';

/** Units of one place that an order sold and that come back. */
export interface ReturnedLine extends StockLine {
  readonly productId: Id;
  /** Units of the place that the order had out before this, those that come back included. */
  readonly outQuantity: number;
  /** Cost price of a unit that left before it was there, and so at no value; null when unknown. */
  readonly unitCostMinor: number | null;
}

export interface ReturnSoldRequest {
  readonly orderId: Id;
  /** The hold that sold them: what it still waits for is given up first. */
  readonly holdId: Id | null;
  /** One a place. */
  readonly lines: readonly ReturnedLine[];
}

/**
 * Puts units of a sold order back on the shelf as RETURN movements, at the value that they left with: read from the
 * order's own SALE movements, so that no cost is stored twice. Part by part they take their share, and together exactly
 * what left. One command more than `applyStockChanges`, whatever the number of lines.
 */
export async function returnSoldIn(tx: Tx, { orderId, holdId, lines }: ReturnSoldRequest): Promise<void> {
  if (lines.length === 0) return;
  const sales = await salesOf(tx, orderId);
  const changes = lines.flatMap((line) => {
    const { branchId, variantId, productId, unitCostMinor } = line;
    const { unvalued, valued, valueMinor } = valueOfReturned(sales.get(stockKeyOf(line)), line);
    const back = {
      branchId,
      variantId,
      productId,
      type: 'RETURN' as const,
      referenceType: 'Order',
      referenceId: orderId,
      ...(holdId !== null && { holdId }),
    };
    const never: StockChange[] =
      unvalued === 0 ? [] : [{ ...back, onHandDelta: unvalued, reservedDelta: 0, requires: 'NOTHING', unitCostMinor }];
    return valued === 0 ? never : [...never, ...incomingChanges(back, valued, valueMinor)];
  });
  await applyStockChanges(tx, changes);
}

/** What an order sold of one place: so many units, of which those that were there took a value with them. */
export interface SoldUnits {
  readonly quantity: number;
  readonly valuedQuantity: number;
  readonly valueMinor: number;
}

/**
 * How many of the units that come back left at no value, how many with one, and their share of it. Those that never
 * were there come back first, as they are what a cancellation gives up first. Shares are differences of what all units
 * so far took together, so that no rounding piles up and the last one takes the residue.
 */
export function valueOfReturned(
  sold: SoldUnits | undefined,
  { quantity, outQuantity }: Pick<ReturnedLine, 'quantity' | 'outQuantity'>,
): { readonly unvalued: number; readonly valued: number; readonly valueMinor: number } {
  if (sold === undefined) return { unvalued: quantity, valued: 0, valueMinor: 0 };
  const backBefore = Math.max(0, sold.quantity - outQuantity);
  const neverThere = sold.quantity - sold.valuedQuantity;
  const valuedOf = (back: number): number => Math.max(0, back - neverThere);
  const valueOf = (units: number): number =>
    units === 0 ? 0 : divideRounded(BigInt(sold.valueMinor) * BigInt(units), BigInt(sold.valuedQuantity));
  const [before, after] = [valuedOf(backBefore), valuedOf(backBefore + quantity)];
  return {
    unvalued: quantity - (after - before),
    valued: after - before,
    valueMinor: valueOf(after) - valueOf(before),
  };
}

/** An order is sold once, by one movement a place. */
async function salesOf(tx: Tx, orderId: Id): Promise<Map<string, SoldUnits>> {
  const rows = await stockMovements(tx.db)
    .find(
      { tenantId: tx.tenantId, referenceId: orderId, type: 'SALE' },
      { branchId: 1, variantId: 1, onHandDelta: 1, onHandAfter: 1, valueDeltaMinor: 1 },
      { session: tx.session },
    )
    .limit(LINES_PER_REQUEST_MAX)
    .batchSize(LINES_PER_REQUEST_MAX + 1)
    .lean<StockMovementDoc[]>();
  return new Map(
    rows.map((row) => {
      const quantity = -row.onHandDelta;
      const valuedQuantity = Math.min(quantity, Math.max(0, row.onHandAfter + quantity));
      return [stockKeyOf(row), { quantity, valuedQuantity, valueMinor: -row.valueDeltaMinor }];
    }),
  );
}
