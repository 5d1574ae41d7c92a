import type { QueryFilter } from 'mongoose';
import type { Context } from '../../kernel/context';
import type { Id } from '../../kernel/ids';
import type { Tx } from '../../platform/transaction';
import { stockEntries } from './stock-entry.model';
import type { StockEntryDoc, UnavailableReason } from './stock-entry.model';
import { stockMovements } from './stock-movement.model';
import type { StockMovementDoc } from './stock-movement.model';

/** What the movements of one entry add up to. */
export interface LedgerTotals {
  readonly branchId: Id;
  readonly variantId: Id;
  /** When the newest was written. */
  recordedAt: Date;
  onHand: number;
  reserved: number;
  unavailable: number;
  /** `unavailable` by bucket. */
  unavailableBy: Partial<Record<UnavailableReason, number>>;
  valueMinor: number;
  sequence: number;
  /** False when a sequence is missing or a balance is not the one before plus the delta. */
  unbroken: boolean;
}

/** Up to `limit` entries of the tenant in the order of their ids, behind `afterId`. */
export async function entryBatch(
  ctx: Context | Tx,
  { afterId, limit }: { afterId: Id | null; limit: number },
): Promise<StockEntryDoc[]> {
  const session = 'session' in ctx ? ctx.session : null;
  const filter = { tenantId: ctx.tenantId, ...(afterId !== null && { _id: { $gt: afterId } }) };
  return stockEntries(ctx.db).find(filter, null, { session }).sort({ _id: 1 }).limit(limit).lean<StockEntryDoc[]>();
}

/** A stretch of entries in the order of their ids; null is no end. */
export interface EntryStretch {
  readonly afterId: Id | null;
  readonly lastId: Id | null;
}

/**
 * Adds up and checks the chains of the given entries, by entry id in hex; streams, so memory stays bounded. A stretch is
 * asked of the ledger alone, so that movements of an entry that is gone are found too.
 */
export async function ledgerTotals(
  ctx: Context | Tx,
  entries: readonly Id[] | EntryStretch,
): Promise<Map<string, LedgerTotals>> {
  const totals = new Map<string, LedgerTotals>();
  const session = 'session' in ctx ? ctx.session : null;
  const cursor = stockMovements(ctx.db)
    .find(
      { tenantId: ctx.tenantId, ...entryIdFilter(entries) },
      {
        entryId: 1,
        branchId: 1,
        variantId: 1,
        recordedAt: 1,
        sequence: 1,
        onHandDelta: 1,
        reservedDelta: 1,
        onHandAfter: 1,
        reservedAfter: 1,
        unavailableDelta: 1,
        unavailableAfter: 1,
        bucket: 1,
        valueDeltaMinor: 1,
        valueAfterMinor: 1,
      },
      { session },
    )
    .sort({ entryId: 1, sequence: 1 })
    .lean<StockMovementDoc[]>()
    .cursor({ batchSize: 1_000 });
  for await (const movement of cursor as AsyncIterable<StockMovementDoc>) addMovement(totals, movement);
  return totals;
}

function entryIdFilter(entries: readonly Id[] | EntryStretch): QueryFilter<StockMovementDoc> {
  if (!('afterId' in entries)) return { entryId: { $in: [...entries] } };
  const { afterId, lastId } = entries;
  if (afterId === null && lastId === null) return {};
  return { entryId: { ...(afterId !== null && { $gt: afterId }), ...(lastId !== null && { $lte: lastId }) } };
}

function addMovement(totals: Map<string, LedgerTotals>, movement: StockMovementDoc): void {
  const key = movement.entryId.toHexString();
  const total = totals.get(key) ?? emptyTotals(movement);
  const { unavailableDelta = 0, unavailableAfter = 0, bucket = null } = movement;
  total.onHand += movement.onHandDelta;
  total.reserved += movement.reservedDelta;
  total.unavailable += unavailableDelta;
  if (bucket !== null) total.unavailableBy[bucket] = (total.unavailableBy[bucket] ?? 0) + unavailableDelta;
  total.valueMinor += movement.valueDeltaMinor;
  if (
    movement.sequence !== total.sequence + 1 ||
    movement.onHandAfter !== total.onHand ||
    movement.reservedAfter !== total.reserved ||
    movement.valueAfterMinor !== total.valueMinor ||
    unavailableAfter !== total.unavailable
  ) {
    total.unbroken = false;
  }
  total.sequence = movement.sequence;
  total.recordedAt = movement.recordedAt;
  totals.set(key, total);
}

function emptyTotals({ branchId, variantId, recordedAt }: StockMovementDoc): LedgerTotals {
  const sums = { onHand: 0, reserved: 0, unavailable: 0, unavailableBy: {}, valueMinor: 0, sequence: 0 };
  return { branchId, variantId, recordedAt, ...sums, unbroken: true };
}
