import { idFromHex } from '../../kernel/ids';
import type { Tx } from '../../platform/transaction';
import { findVariantsByIds } from '../catalog';
import type { LedgerTotals } from './check-ledger';
import { entriesFor } from './find-stock';
import type { QueuedUnits } from './find-backorders';
import { stockKeyOf } from './stock-change';
import { stockEntries } from './stock-entry.model';
import type { StockEntryDoc } from './stock-entry.model';

/**
 * The entries that are gone, of which `totals` has movements, as those movements and the queue say that they were. What
 * only the entry knew is lost with it: its reorder point, its safety stock, and whether it may be ordered ahead.
 */
export async function lostEntries(
  tx: Tx,
  totals: ReadonlyMap<string, LedgerTotals>,
  queued: ReadonlyMap<string, QueuedUnits>,
): Promise<StockEntryDoc[]> {
  const variantIds = [...totals.values()].map(({ variantId }) => variantId);
  const variants = await findVariantsByIds(tx, variantIds, { includeDeleted: true });
  return [...totals].flatMap(([entryHex, total]) => {
    const { branchId, variantId, onHand, reserved, unavailable, unavailableBy } = total;
    const variant = variants.get(variantId.toHexString());
    if (variant === undefined) return [];
    const available = onHand - reserved - unavailable;
    const { waiting, owed } = queued.get(stockKeyOf(total)) ?? { waiting: 0, owed: 0 };
    const { productId, tracking } = variant;
    return [
      {
        _id: idFromHex(entryHex),
        tenantId: tx.tenantId,
        branchId,
        variantId,
        productId,
        quantityOnHand: onHand,
        quantityReserved: reserved,
        quantityUnavailable: unavailable,
        unavailableBy,
        quantityAvailable: available,
        quantityPromisable: available,
        quantityIncoming: 0,
        quantityWaiting: waiting,
        quantityOwed: owed,
        sequence: total.sequence,
        totalValueMinor: total.valueMinor,
        reorderPoint: null,
        safetyStock: null,
        backorder: null,
        ...(tracking !== undefined && { tracking }),
        lastChangeId: null,
        updatedAt: total.recordedAt,
      },
    ];
  });
}

/** Stores such an entry again. False when its place has another one meanwhile, which a second would contradict. */
export async function restoreEntryIn(tx: Tx, entry: StockEntryDoc): Promise<boolean> {
  if ((await entriesFor(tx, [entry])).size > 0) return false;
  await stockEntries(tx.db).insertMany([entry], { session: tx.session, lean: true });
  return true;
}
