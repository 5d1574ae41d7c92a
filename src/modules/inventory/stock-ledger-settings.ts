import { invariant } from '../../kernel/errors';
import type { Tx } from '../../platform/transaction';
import { stockEntries } from './stock-entry.model';
import type { StockEntryDoc } from './stock-entry.model';
import { recordWritten } from './stock-ledger-events';
import { idFilter } from './stock-ledger-writes';

/** What people decide about an entry; both null until someone does. */
export type EntrySettings = Pick<StockEntryDoc, 'reorderPoint' | 'safetyStock'>;

/** Writes settings over those that were read in this transaction, and tells it. No balance changes. */
export async function saveEntrySettings(
  tx: Tx,
  entry: StockEntryDoc,
  settings: Partial<EntrySettings>,
): Promise<StockEntryDoc> {
  const { reorderPoint = entry.reorderPoint, safetyStock = entry.safetyStock } = settings;
  const written = await stockEntries(tx.db).updateOne(
    { ...idFilter(entry), reorderPoint: entry.reorderPoint, safetyStock: entry.safetyStock },
    { $set: { reorderPoint, safetyStock }, $max: { updatedAt: tx.now } },
    { session: tx.session },
  );
  // It was read in this transaction: whoever set it since makes this update conflict, not miss.
  invariant(written.matchedCount === 1, 'an entry that was read in this transaction still matches');
  const updatedAt = entry.updatedAt > tx.now ? entry.updatedAt : tx.now;
  const after = { ...entry, reorderPoint, safetyStock, updatedAt };
  recordWritten(tx, [
    { entry: after, availableBefore: entry.quantityAvailable, reorderPointBefore: entry.reorderPoint },
  ]);
  return after;
}
