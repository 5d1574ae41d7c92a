import type { AnyBulkWriteOperation } from 'mongoose';
import { actorId } from '../../kernel/context';
import { LimitExceededError, invariant } from '../../kernel/errors';
import { newId } from '../../kernel/ids';
import type { Id } from '../../kernel/ids';
import { addMinor } from '../../kernel/money';
import { QUANTITY_MAX } from '../../kernel/quantity';
import type { Tx } from '../../platform/transaction';
import { entriesFor, judgedEntriesFor } from './find-stock';
import { moveTracked } from './lots/tracked-stock';
import type { TrackedParts } from './lots/tracked-stock';
import { availableDelta, demandPerEntry, unitsNeeded } from './stock-change';
import type { EntryDemand, StockChange } from './stock-change';
import { stockEntries } from './stock-entry.model';
import type { StockEntryDoc, UnavailableReason } from './stock-entry.model';
import { settleBackorders } from './stock-ledger-backorders';
import type { QueuedDemand } from './stock-ledger-backorders';
import { recordWritten } from './stock-ledger-events';
import type { WrittenEntry } from './stock-ledger-events';
import { bulkWriteEntries, idFilter, insertMovements, writeGuarded } from './stock-ledger-writes';
import type { StockMovementDoc } from './stock-movement.model';
import { withheldBy } from './stock-promise';
import { noSuchVariant, productsOf, productsOfNewEntries, refuseMissed } from './stock-refusal';
import { valueDelta } from './stock-value';

/** What a set of changes did: the entries after it, and one movement per change (none for a change of incoming alone). */
export interface AppliedStock {
  readonly entries: StockEntryDoc[];
  readonly movements: StockMovementDoc[];
}

/**
 * The only writer of stock entries and movements. Check and change are one guarded `$inc` per entry, in key order; the
 * number of commands does not depend on the number of changes (up to 1,000 entries: update, find, insert; one update
 * more when units of known cost leave, or entries are made). Records `stock.changed`, and the levels that were crossed.
 * Throws InsufficientStockError with all short lines, NotFoundError for a branch or variant that the tenant lacks or that
 * is off sale for a shopper who takes it, and LimitExceededError when a quantity would leave 32 bits; the transaction must
 * end with it.
 */
export async function applyStockChanges(tx: Tx, changes: readonly StockChange[]): Promise<AppliedStock> {
  const demands = demandPerEntry(changes);
  const newEntries = await productsOfNewEntries(tx, demands);
  const changeId = newId();
  let applied = await writeGuarded(tx, demands, changeId, newEntries);
  const found = await readWritten(tx, demands);
  if (applied < demands.length) applied += await overdrawMissing(tx, demands, changeId, found);
  if (applied !== demands.length) await refuseMissed(tx, demands, found, changeId);
  const tracked = await moveTracked(tx, demands, found);
  // After this line nothing may be refused but a quantity out of range.
  const written: WrittenEntry[] = [];
  const movements: StockMovementDoc[] = [];
  const queued: QueuedDemand[] = [];
  const corrections: AnyBulkWriteOperation<StockEntryDoc>[] = [];
  for (const demand of demands) {
    const entry = found.get(demand.key);
    invariant(entry !== undefined, 'an entry that was just written can be read');
    assertInRange(entry.quantityOnHand, entry.quantityAvailable, entry.quantityIncoming);
    const chainStart = movements.length;
    const correctionMinor = chainMovements(tx, { demand, entry, tracked }, movements);
    queued.push({ demand, entry, movements: movements.slice(chainStart) });
    if (correctionMinor !== 0) {
      entry.totalValueMinor += correctionMinor;
      corrections.push({
        updateOne: { filter: idFilter(entry), update: { $inc: { totalValueMinor: correctionMinor } } },
      });
    }
    written.push({ entry, availableBefore: entry.quantityAvailable - availableDelta(demand) });
  }
  for (const [key, { waiting, owed }] of await settleBackorders(tx, queued)) {
    const entry = found.get(key);
    if (entry === undefined || (waiting === 0 && owed === 0)) continue;
    entry.quantityWaiting = (entry.quantityWaiting ?? 0) + waiting;
    entry.quantityOwed = (entry.quantityOwed ?? 0) + owed;
    const update = { $inc: { quantityWaiting: waiting, quantityOwed: owed } };
    corrections.push({ updateOne: { filter: idFilter(entry), update } });
  }
  await bulkWriteEntries(tx, corrections);
  await insertMovements(tx, movements);
  recordWritten(tx, written);
  return { entries: written.map(({ entry }) => entry), movements };
}

/**
 * The entries after their update. Shoppers may not take what is off sale: for them it is not there, however much of it is.
 * Found out by the read that is needed anyway, and before it is told what is short.
 */
async function readWritten(tx: Tx, demands: readonly EntryDemand[]): Promise<Map<string, StockEntryDoc>> {
  if (demands.every(({ promisableTaken }) => promisableTaken === 0)) return entriesFor(tx, demands);
  const { entries, offSale } = await judgedEntriesFor(tx, demands);
  const hidden = demands.find(
    ({ variantId, promisableTaken }) => promisableTaken > 0 && offSale.has(variantId.toHexString()),
  );
  if (hidden !== undefined) throw noSuchVariant(hidden);
  return entries;
}

/** A till that may sell below 0 may sell what was never booked in: its entry is made by the sale, and joins `found`. */
async function overdrawMissing(
  tx: Tx,
  demands: readonly EntryDemand[],
  changeId: Id,
  found: Map<string, StockEntryDoc>,
): Promise<number> {
  const missing = demands.filter(
    (demand) => demand.overdrawQuantity >= Math.max(1, unitsNeeded(demand)) && !found.has(demand.key),
  );
  if (missing.length === 0) return 0;
  const written = await writeGuarded(tx, missing, changeId, await productsOf(tx, missing));
  for (const [key, entry] of await entriesFor(tx, missing)) found.set(key, entry);
  return written;
}

/** A movement that explains a difference between balance and ledger, found by reconciliation. */
export interface EntryRepair {
  readonly entry: StockEntryDoc;
  /** Sums of the entry's movements, and the highest sequence among them. */
  readonly ledgerOnHand: number;
  readonly ledgerReserved: number;
  readonly ledgerValueMinor: number;
  readonly ledgerSequence: number;
  /** Units per bucket as the entry's movements say. */
  readonly ledgerUnavailableBy: Readonly<Partial<Record<UnavailableReason, number>>>;
  /** Sum of the live reservation lines. */
  readonly expectedReserved: number;
  /** Sum of the entry's queue. */
  readonly expectedWaiting: number;
  /** Those of it that are sold. */
  readonly expectedOwed: number;
}

/**
 * Appends one ADJUSTMENT movement that makes the ledger's sums equal to the counted balance and its value, and the
 * reserved quantity equal to the live holds. On hand itself is left as it is: only a count of the shelf could say better.
 * The buckets are set to what the ledger says, whose rows name them with who and when.
 * Returns false when the entry moved meanwhile.
 */
export async function repairEntry(tx: Tx, repair: EntryRepair): Promise<boolean> {
  const { entry, expectedReserved } = repair;
  const sequence = Math.max(entry.sequence, repair.ledgerSequence) + 1;
  const unavailableBy = repair.ledgerUnavailableBy;
  const quantityUnavailable = Object.values(unavailableBy).reduce((sum, quantity) => sum + quantity, 0);
  const quantityAvailable = entry.quantityOnHand - expectedReserved - quantityUnavailable;
  const balances = {
    quantityReserved: expectedReserved,
    quantityUnavailable,
    unavailableBy,
    quantityAvailable,
    quantityPromisable: quantityAvailable - withheldBy(entry),
    quantityWaiting: repair.expectedWaiting,
    quantityOwed: repair.expectedOwed,
    sequence,
  };
  const written = await stockEntries(tx.db).updateOne(
    { ...idFilter(entry), sequence: entry.sequence, quantityReserved: entry.quantityReserved },
    { $set: balances, $max: { updatedAt: tx.now } },
    { session: tx.session },
  );
  if (written.matchedCount !== 1) return false;
  const updatedAt = entry.updatedAt > tx.now ? entry.updatedAt : tx.now;
  const change: StockChange = {
    branchId: entry.branchId,
    variantId: entry.variantId,
    type: 'ADJUSTMENT',
    onHandDelta: entry.quantityOnHand - repair.ledgerOnHand,
    reservedDelta: expectedReserved - repair.ledgerReserved,
    requires: 'NOTHING',
    reason: 'CORRECTION',
    note: 'Reconciliation: the ledger now explains the balance.',
  };
  const after: BalancesAfter = {
    sequence,
    onHand: entry.quantityOnHand,
    reserved: expectedReserved,
    unavailable: quantityUnavailable,
    valueDeltaMinor: entry.totalValueMinor - repair.ledgerValueMinor,
    value: entry.totalValueMinor,
  };
  await insertMovements(tx, [movementOf(tx, { ...entry, updatedAt }, change, after)]);
  recordWritten(tx, [{ entry: { ...entry, ...balances }, availableBefore: entry.quantityAvailable }]);
  return true;
}

/** A demand that was written, its entry after it, and what it moved of tracked stock. */
interface WrittenDemand {
  readonly demand: EntryDemand;
  readonly entry: StockEntryDoc;
  readonly tracked: ReadonlyMap<StockChange, TrackedParts>;
}

/** Writes one movement per change into `into` and returns the value that the guarded update could not know. */
function chainMovements(tx: Tx, { demand, entry, tracked }: WrittenDemand, into: StockMovementDoc[]): number {
  let onHand = entry.quantityOnHand - demand.onHandDelta;
  let reserved = entry.quantityReserved - demand.reservedDelta;
  let unavailable = entry.quantityUnavailable - demand.unavailableDelta;
  let sequence = entry.sequence - demand.changes.length;
  const valueBefore = entry.totalValueMinor - demand.statedValueMinor;
  let value = valueBefore;
  for (const change of demand.changes) {
    const valueDeltaMinor = valueDelta({
      onHandBefore: onHand,
      totalValueMinor: value,
      onHandDelta: change.onHandDelta,
      unitCostMinor: change.unitCostMinor ?? null,
    });
    onHand += change.onHandDelta;
    reserved += change.reservedDelta;
    unavailable += change.unavailableDelta ?? 0;
    sequence += 1;
    value = addMinor(value, valueDeltaMinor);
    // A movement between two others stays in the ledger for ever: it must be readable as well.
    assertInRange(onHand, onHand - reserved - unavailable);
    const after = { sequence, onHand, reserved, unavailable, valueDeltaMinor, value };
    into.push(Object.assign(movementOf(tx, entry, change, after), tracked.get(change)));
  }
  return value - entry.totalValueMinor;
}

/** Where a movement stands in its entry's chain. */
interface BalancesAfter {
  readonly sequence: number;
  readonly onHand: number;
  readonly reserved: number;
  readonly unavailable: number;
  readonly valueDeltaMinor: number;
  readonly value: number;
}

/** One literal and no spread of parts: a batch writes hundreds, and copying 25 fields twice was a tenth of its CPU. */
function movementOf(tx: Tx, entry: StockEntryDoc, change: StockChange, after: BalancesAfter): StockMovementDoc {
  return {
    _id: newId(),
    tenantId: tx.tenantId,
    entryId: entry._id,
    branchId: entry.branchId,
    variantId: entry.variantId,
    type: change.type,
    onHandDelta: change.onHandDelta,
    reservedDelta: change.reservedDelta,
    unavailableDelta: change.unavailableDelta ?? 0,
    bucket: change.bucket ?? null,
    reason: change.reason ?? null,
    note: change.note ?? null,
    referenceType: change.referenceType ?? null,
    referenceId: change.referenceId ?? null,
    actorId: change.actorId === undefined ? actorId(tx.actor) : change.actorId,
    unitCostMinor: change.unitCostMinor ?? null,
    occurredAt: change.occurredAt ?? tx.now,
    recordedAt: entry.updatedAt,
    sequence: after.sequence,
    onHandAfter: after.onHand,
    reservedAfter: after.reserved,
    unavailableAfter: after.unavailable,
    valueDeltaMinor: after.valueDeltaMinor,
    valueAfterMinor: after.value,
  };
}

/** Refuses what clients could not read: GraphQL's Int has 32 bits. */
function assertInRange(...quantities: readonly number[]): void {
  const most = Math.max(...quantities.map(Math.abs));
  if (most <= QUANTITY_MAX) return;
  throw new LimitExceededError(
    QUANTITY_MAX,
    `Expected at most ${QUANTITY_MAX} units of one variant in one branch, got ${most}. Adjust by less.`,
  );
}
