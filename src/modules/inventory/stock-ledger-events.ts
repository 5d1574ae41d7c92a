import type { Tx } from '../../platform/transaction';
import { ENTRIES_PER_EVENT_MAX } from './inventory.policy';
import type { StockEntryDoc } from './stock-entry.model';

/** Events come from what was written, in this one place, so no writer can forget them (saleor/saleor#19449). */
export function recordChanged(tx: Tx, entries: readonly StockEntryDoc[]): void {
  for (let start = 0; start < entries.length; start += ENTRIES_PER_EVENT_MAX) {
    const payload = entries.slice(start, start + ENTRIES_PER_EVENT_MAX).map((entry) => ({
      entryId: entry._id.toHexString(),
      branchId: entry.branchId.toHexString(),
      variantId: entry.variantId.toHexString(),
      productId: entry.productId.toHexString(),
      quantityOnHand: entry.quantityOnHand,
      quantityReserved: entry.quantityReserved,
      quantityUnavailable: entry.quantityUnavailable,
      quantityAvailable: entry.quantityAvailable,
      quantityIncoming: entry.quantityIncoming,
      sequence: entry.sequence,
    }));
    tx.record({ type: 'stock.changed', version: 1, payload: { entries: payload } });
  }
}
