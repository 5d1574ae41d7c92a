import type { Context } from '../../kernel/context';
import { badInput } from '../../kernel/errors';
import { QUANTITY_MAX } from '../../kernel/quantity';
import { runIdempotent } from '../../platform/idempotency';
import type { IdempotentRequest } from '../../platform/idempotency';
import { assertBranchesOpen } from '../tenants';
import { lotCodeOf } from './lots/lot-code';
import { serialsOf } from './serials';
import { LINES_PER_REQUEST_MAX } from './inventory.policy';
import { stockKeyOf } from './stock-change';
import type { StockChange, StockKey } from './stock-change';
import { applyStockChanges } from './stock-ledger';
import type { AppliedStock } from './stock-ledger';
import type { AdjustmentReason, StockMovementType } from './stock-movement.model';

/** One line of an adjustment; `delta` is signed and not 0. */
export interface AdjustLine extends StockKey {
  readonly delta: number;
  /** Cost of one unit that comes in, in minor units. */
  readonly unitCostMinor?: number | null;
  /** Lot of a variant that is tracked by lot: needed for what comes in, the first to expire when left out for what leaves. */
  readonly lot?: { readonly code: string; readonly expiresAt?: Date | null } | null;
  /** Serial numbers: of all units that come in; the oldest units leave where it names none. */
  readonly serials?: readonly string[] | null;
}

export interface AdjustStockRequest {
  /** The client's input, for the idempotency record. */
  readonly input: IdempotentRequest['input'];
  readonly lines: readonly AdjustLine[];
  readonly reason: AdjustmentReason;
  readonly note?: string | null;
}

/** Goods that arrive are a receipt; all other adjustments keep their reason. */
function movementType(reason: AdjustmentReason, delta: number): StockMovementType {
  if (reason === 'RECEIVED' && delta > 0) return 'RECEIPT';
  if (reason === 'CYCLE_COUNT') return 'COUNT';
  return 'ADJUSTMENT';
}

function lotsOf({ lot = null, delta }: AdjustLine, index: number): Pick<StockChange, 'lots'> {
  if (lot === null) return {};
  return { lots: [{ ...lot, code: lotCodeOf(lot.code, `lines.${index}.lot.code`), quantity: Math.abs(delta) }] };
}

function namedUnits({ serials, delta }: AdjustLine, index: number): Pick<StockChange, 'serials'> {
  const named = serialsOf(serials, Math.abs(delta), `lines.${index}.serials`);
  return named === undefined ? {} : { serials: named };
}

/** Refuses what is no delta, and lines of one place that together could not be told of in 32 bits. */
function assertDeltas(lines: readonly AdjustLine[]): void {
  const moved = new Map<string, number>();
  for (const [index, line] of lines.entries()) {
    const key = stockKeyOf(line);
    const units = (moved.get(key) ?? 0) + Math.abs(line.delta);
    if (!Number.isInteger(line.delta) || line.delta === 0 || units > QUANTITY_MAX) {
      throw badInput(
        `Expected deltas other than 0, of at most ${QUANTITY_MAX} units of one variant in one branch together.`,
        `lines.${index}.delta`,
      );
    }
    moved.set(key, units);
  }
}

/**
 * Changes on hand by signed deltas, all lines or none; entries that don't exist are made by a positive delta.
 * Refuses to go below what is held (InsufficientStockError), unknown places (NotFoundError), goods that arrive at a closed
 * branch (InvalidStateError) and malformed lines.
 */
export async function adjustStock(ctx: Context, request: AdjustStockRequest): Promise<AppliedStock> {
  const { lines, reason, note = null } = request;
  if (lines.length < 1 || lines.length > LINES_PER_REQUEST_MAX) {
    throw badInput(`Expected 1 to ${LINES_PER_REQUEST_MAX} lines, got ${lines.length}.`, 'lines');
  }
  assertDeltas(lines);
  const changes = lines.map((line, index): StockChange => {
    return {
      branchId: line.branchId,
      variantId: line.variantId,
      type: movementType(reason, line.delta),
      onHandDelta: line.delta,
      reservedDelta: 0,
      requires: line.delta < 0 ? 'AVAILABLE' : 'NOTHING',
      reason,
      note,
      unitCostMinor: line.delta > 0 ? (line.unitCostMinor ?? null) : null,
      ...lotsOf(line, index),
      ...namedUnits(line, index),
    };
  });
  return runIdempotent(ctx, { operation: 'adjustStock', input: request.input }, async (tx) => {
    const receipts = changes.filter(({ type }) => type === 'RECEIPT');
    await assertBranchesOpen(
      tx,
      receipts.map(({ branchId }) => branchId),
    );
    return applyStockChanges(tx, changes);
  });
}
