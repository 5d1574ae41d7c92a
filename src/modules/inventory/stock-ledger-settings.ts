import { invariant } from '../../kernel/errors';
import { newId } from '../../kernel/ids';
import type { Tx } from '../../platform/transaction';
import type { Tracking } from '../catalog';
import { stockEntries } from './stock-entry.model';
import type { StockEntryDoc } from './stock-entry.model';
import { recordWritten } from './stock-ledger-events';
import { withheldBy } from './stock-promise';
import { idFilter } from './stock-ledger-writes';

/** What people decide about an entry; both null until someone does. */
export type EntrySettings = Required<Pick<StockEntryDoc, 'reorderPoint' | 'safetyStock' | 'backorder'>>;

/** Writes settings over those that were read in this transaction, and tells it. No unit moves, but shoppers may take more or less. */
export async function saveEntrySettings(
  tx: Tx,
  entry: StockEntryDoc,
  settings: Partial<EntrySettings>,
): Promise<StockEntryDoc> {
  const {
    reorderPoint = entry.reorderPoint,
    safetyStock = entry.safetyStock,
    backorder = entry.backorder ?? null,
  } = settings;
  const set = { reorderPoint, safetyStock, backorder };
  const written = await stockEntries(tx.db).updateOne(
    { ...idFilter(entry), reorderPoint: entry.reorderPoint, safetyStock: entry.safetyStock },
    {
      $set: set,
      // Balances may have moved since they were read only if this update conflicts; the difference holds either way.
      $inc: { quantityPromisable: withheldBy(entry) - withheldBy(set) },
      $max: { updatedAt: tx.now },
    },
    { session: tx.session },
  );
  // It was read in this transaction: whoever set it since makes this update conflict, not miss.
  invariant(written.matchedCount === 1, 'an entry that was read in this transaction still matches');
  const updatedAt = entry.updatedAt > tx.now ? entry.updatedAt : tx.now;
  const quantityPromisable = entry.quantityPromisable + withheldBy(entry) - withheldBy(set);
  const after = { ...entry, ...set, quantityPromisable, updatedAt };
  recordWritten(tx, [
    { entry: after, availableBefore: entry.quantityAvailable, reorderPointBefore: entry.reorderPoint },
  ]);
  return after;
}

/** Stores how the units of the given entries of one variant are told apart; they were written in this transaction. */
export async function saveEntryTracking(tx: Tx, entries: readonly StockEntryDoc[], tracking: Tracking): Promise<void> {
  const written = await stockEntries(tx.db).updateMany(
    { tenantId: tx.tenantId, _id: { $in: entries.map(({ _id }) => _id) }, quantityOnHand: 0, quantityReserved: 0 },
    { $set: { tracking } },
    { session: tx.session },
  );
  invariant(written.matchedCount === entries.length, 'entries that were just read as empty are empty');
}

/**
 * Writes entries without changing what they say: whoever moves one at the same time conflicts, instead of making untrue
 * what was decided on it. Call it after what was read is judged.
 */
export async function touchEntries(tx: Tx, entries: readonly StockEntryDoc[]): Promise<void> {
  if (entries.length === 0) return;
  await stockEntries(tx.db).updateMany(
    { tenantId: tx.tenantId, _id: { $in: entries.map(({ _id }) => _id) } },
    { $set: { lastChangeId: newId() } },
    { session: tx.session },
  );
}
