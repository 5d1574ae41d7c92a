import type { Tx } from '../../platform/transaction';
import { ENTRIES_PER_EVENT_MAX, LOW_STOCK_DEFAULT } from './inventory.policy';
import type { StockEntryDoc } from './stock-entry.model';

/** An entry as it is after a write, with what decides about its level as it was before. */
export interface WrittenEntry {
  readonly entry: StockEntryDoc;
  readonly availableBefore: number;
  /** Left out: the write did not change it. */
  readonly reorderPointBefore?: number | null;
}

/**
 * Tells what was written, in this one place, so that no writer can forget it (saleor/saleor#19449):
 * - `stock.changed` version 1, `{ entries: [{ entryId, branchId, variantId, productId, quantity..., sequence }] }`, always;
 * - `stock.low` version 1, one event per entry whose available units fell to its reorder point, or LOW_STOCK_DEFAULT
 *   where it has none, in this very write; also when they fell to 0 at once, or when the point was raised above them.
 *   `{ entryId, branchId, variantId, productId, quantityBefore, quantityAvailable, reorderPoint }`, the point being the
 *   one that was applied;
 * - `stock.out` and `stock.back` version 1, `{ entries: [the same fields] }`, of entries that crossed from above 0 to 0 or
 *   below, and back. In lists, because selling out 2,000 entries at once must stay within one transaction.
 * Levels are told on crossing only: nothing is repeated while an entry stays low or empty.
 */
export function recordWritten(tx: Tx, written: readonly WrittenEntry[]): void {
  recordInLists(tx, 'stock.changed', written.map(changedPayload));
  for (const one of written) if (!wasLow(one) && isLow(one.entry)) recordOne(tx, 'stock.low', levelPayload(one));
  const gone = written.filter(({ entry, availableBefore }) => availableBefore > 0 && entry.quantityAvailable <= 0);
  recordInLists(tx, 'stock.out', gone.map(levelPayload));
  const back = written.filter(({ entry, availableBefore }) => availableBefore <= 0 && entry.quantityAvailable > 0);
  recordInLists(tx, 'stock.back', back.map(levelPayload));
}

/** True when so many units or fewer are left that someone should order again. */
export function isLow({
  quantityAvailable,
  reorderPoint,
}: Pick<StockEntryDoc, 'quantityAvailable' | 'reorderPoint'>): boolean {
  return quantityAvailable <= (reorderPoint ?? LOW_STOCK_DEFAULT);
}

function wasLow({ entry, availableBefore, reorderPointBefore = entry.reorderPoint }: WrittenEntry): boolean {
  return isLow({ quantityAvailable: availableBefore, reorderPoint: reorderPointBefore });
}

function changedPayload({ entry }: WrittenEntry): Record<string, unknown> {
  return {
    ...namesOf(entry),
    quantityOnHand: entry.quantityOnHand,
    quantityReserved: entry.quantityReserved,
    quantityUnavailable: entry.quantityUnavailable,
    quantityAvailable: entry.quantityAvailable,
    quantityIncoming: entry.quantityIncoming,
    sequence: entry.sequence,
  };
}

function levelPayload({ entry, availableBefore }: WrittenEntry): Record<string, unknown> {
  return {
    ...namesOf(entry),
    quantityBefore: availableBefore,
    quantityAvailable: entry.quantityAvailable,
    reorderPoint: entry.reorderPoint ?? LOW_STOCK_DEFAULT,
  };
}

function namesOf(entry: StockEntryDoc): Record<string, string> {
  return {
    entryId: entry._id.toHexString(),
    branchId: entry.branchId.toHexString(),
    variantId: entry.variantId.toHexString(),
    productId: entry.productId.toHexString(),
  };
}

function recordOne(tx: Tx, type: string, payload: Record<string, unknown>): void {
  tx.record({ type, version: 1, payload });
}

function recordInLists(tx: Tx, type: string, payloads: readonly Record<string, unknown>[]): void {
  for (let start = 0; start < payloads.length; start += ENTRIES_PER_EVENT_MAX) {
    recordOne(tx, type, { entries: payloads.slice(start, start + ENTRIES_PER_EVENT_MAX) });
  }
}
