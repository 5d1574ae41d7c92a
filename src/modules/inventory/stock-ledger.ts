import type { AnyBulkWriteOperation } from 'mongoose';
import mongoose from 'mongoose';
import { actorId } from '../../kernel/context';
import { LimitExceededError, invariant } from '../../kernel/errors';
import { newId } from '../../kernel/ids';
import type { Id } from '../../kernel/ids';
import { addMinor } from '../../kernel/money';
import { QUANTITY_MAX } from '../../kernel/quantity';
import { isDuplicateKey } from '../../platform/mongo';
import type { Tx } from '../../platform/transaction';
import { entriesFor } from './find-stock';
import { ENTRIES_PER_EVENT_MAX, WRITES_PER_COMMAND_MAX } from './inventory.policy';
import { demandPerEntry, reservedNeeded, unitsNeeded } from './stock-change';
import type { EntryDemand, StockChange } from './stock-change';
import { ENTRY_UNIQUE_INDEX, stockEntries } from './stock-entry.model';
import type { StockEntryDoc } from './stock-entry.model';
import { stockMovements } from './stock-movement.model';
import type { StockMovementDoc } from './stock-movement.model';
import { productsOfNewEntries, refuseMissed } from './stock-refusal';
import { valueDelta } from './stock-value';

/** What a set of changes did: the entries after it, and one movement per change. */
export interface AppliedStock {
  readonly entries: StockEntryDoc[];
  readonly movements: StockMovementDoc[];
}

/**
 * The only writer of stock entries and movements. Check and change are one guarded `$inc` per entry, in key order; the
 * number of commands does not depend on the number of changes (up to 1,000 entries: update, find, insert; one update
 * more when units of known cost leave). Records `stock.changed`.
 * Throws InsufficientStockError with all short lines, NotFoundError for a branch or variant that the tenant lacks, and
 * LimitExceededError when a quantity would leave 32 bits; the transaction must end with it.
 */
export async function applyStockChanges(tx: Tx, changes: readonly StockChange[]): Promise<AppliedStock> {
  const demands = demandPerEntry(changes);
  const productIds = await productsOfNewEntries(tx, demands);
  const changeId = newId();
  const applied = await writeGuarded(tx, demands, changeId, productIds);
  const found = await entriesFor(tx, demands);
  if (applied !== demands.length) await refuseMissed(tx, demands, found, changeId);
  // After this line nothing may be refused but a quantity out of range.
  const entries: StockEntryDoc[] = [];
  const movements: StockMovementDoc[] = [];
  const corrections: AnyBulkWriteOperation<StockEntryDoc>[] = [];
  for (const demand of demands) {
    const entry = found.get(demand.key);
    invariant(entry !== undefined, 'an entry that was just written can be read');
    assertInRange(entry);
    const correctionMinor = chainMovements(tx, demand, entry, movements);
    if (correctionMinor !== 0) {
      entry.totalValueMinor += correctionMinor;
      corrections.push({
        updateOne: { filter: idFilter(entry), update: { $inc: { totalValueMinor: correctionMinor } } },
      });
    }
    entries.push(entry);
  }
  await bulkWriteEntries(tx, corrections);
  await insertMovements(tx, movements);
  recordChanged(tx, entries);
  return { entries, movements };
}

/** A movement that explains a difference between balance and ledger, found by reconciliation. */
export interface EntryRepair {
  readonly entry: StockEntryDoc;
  /** Sums of the entry's movements, and the highest sequence among them. */
  readonly ledgerOnHand: number;
  readonly ledgerReserved: number;
  readonly ledgerValueMinor: number;
  readonly ledgerSequence: number;
  /** Sum of the live reservation lines. */
  readonly expectedReserved: number;
}

/**
 * Appends one ADJUSTMENT movement that makes the ledger's sums equal to the counted balance and its value, and the
 * reserved quantity equal to the live holds. On hand itself is left as it is: only a count of the shelf could say better.
 * Returns false when the entry moved meanwhile.
 */
export async function repairEntry(tx: Tx, repair: EntryRepair): Promise<boolean> {
  const { entry, expectedReserved } = repair;
  const sequence = Math.max(entry.sequence, repair.ledgerSequence) + 1;
  const quantityAvailable = entry.quantityOnHand - expectedReserved - entry.quantityUnavailable;
  const written = await stockEntries(tx.db).updateOne(
    { ...idFilter(entry), sequence: entry.sequence, quantityReserved: entry.quantityReserved },
    { $set: { quantityReserved: expectedReserved, quantityAvailable, sequence }, $max: { updatedAt: tx.now } },
    { session: tx.session },
  );
  if (written.matchedCount !== 1) return false;
  const updatedAt = entry.updatedAt > tx.now ? entry.updatedAt : tx.now;
  const movement = movementOf(tx, { ...entry, updatedAt }, {
    branchId: entry.branchId,
    variantId: entry.variantId,
    type: 'ADJUSTMENT',
    onHandDelta: entry.quantityOnHand - repair.ledgerOnHand,
    reservedDelta: expectedReserved - repair.ledgerReserved,
    requires: 'NOTHING',
    reason: 'CORRECTION',
    note: 'Reconciliation: the ledger now explains the balance.',
  });
  await insertMovements(tx, [
    {
      ...movement,
      sequence,
      onHandAfter: entry.quantityOnHand,
      reservedAfter: expectedReserved,
      valueDeltaMinor: entry.totalValueMinor - repair.ledgerValueMinor,
      valueAfterMinor: entry.totalValueMinor,
    },
  ]);
  recordChanged(tx, [{ ...entry, quantityReserved: expectedReserved, quantityAvailable, sequence }]);
  return true;
}

async function writeGuarded(
  tx: Tx,
  demands: readonly EntryDemand[],
  changeId: Id,
  productIds: ReadonlyMap<string, Id>,
): Promise<number> {
  return bulkWriteEntries(
    tx,
    demands.map((demand) => guardedUpdate(tx, demand, changeId, productIds.get(demand.key))),
  );
}

function guardedUpdate(
  tx: Tx,
  demand: EntryDemand,
  changeId: Id,
  productId: Id | undefined,
): AnyBulkWriteOperation<StockEntryDoc> {
  const { branchId, variantId, onHandDelta, reservedDelta, changes } = demand;
  const needed = unitsNeeded(demand);
  const reserved = reservedNeeded(demand);
  return {
    updateOne: {
      filter: {
        tenantId: tx.tenantId,
        branchId,
        variantId,
        ...(needed > 0 && { quantityAvailable: { $gte: needed } }),
        ...(reserved > 0 && { quantityReserved: { $gte: reserved } }),
      },
      update: {
        $inc: {
          quantityOnHand: onHandDelta,
          quantityReserved: reservedDelta,
          quantityAvailable: onHandDelta - reservedDelta,
          sequence: changes.length,
          totalValueMinor: demand.statedValueMinor,
        },
        // A transaction that waited is later in the chain with an earlier clock: time never runs back along a chain.
        $max: { updatedAt: tx.now },
        $set: { lastChangeId: changeId },
        ...(productId !== undefined && {
          $setOnInsert: {
            _id: newId(),
            productId,
            quantityUnavailable: 0,
            quantityIncoming: 0,
            reorderPoint: null,
            safetyStock: null,
          },
        }),
      },
      upsert: productId !== undefined,
    },
  };
}

/** Writes one movement per change into `into` and returns the value that the guarded update could not know. */
function chainMovements(tx: Tx, demand: EntryDemand, entry: StockEntryDoc, into: StockMovementDoc[]): number {
  let onHand = entry.quantityOnHand - demand.onHandDelta;
  let reserved = entry.quantityReserved - demand.reservedDelta;
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
    sequence += 1;
    value = addMinor(value, valueDeltaMinor);
    into.push({
      ...movementOf(tx, entry, change),
      sequence,
      onHandAfter: onHand,
      reservedAfter: reserved,
      valueDeltaMinor,
      valueAfterMinor: value,
    });
  }
  return value - entry.totalValueMinor;
}

type UnchainedMovement = Omit<
  StockMovementDoc,
  'sequence' | 'onHandAfter' | 'reservedAfter' | 'valueDeltaMinor' | 'valueAfterMinor'
>;

function movementOf(tx: Tx, entry: StockEntryDoc, change: StockChange): UnchainedMovement {
  return {
    _id: newId(),
    tenantId: tx.tenantId,
    entryId: entry._id,
    branchId: entry.branchId,
    variantId: entry.variantId,
    type: change.type,
    onHandDelta: change.onHandDelta,
    reservedDelta: change.reservedDelta,
    reason: change.reason ?? null,
    note: change.note ?? null,
    referenceType: change.referenceType ?? null,
    referenceId: change.referenceId ?? null,
    actorId: change.actorId === undefined ? actorId(tx.actor) : change.actorId,
    unitCostMinor: change.unitCostMinor ?? null,
    occurredAt: change.occurredAt ?? tx.now,
    recordedAt: entry.updatedAt,
  };
}

function idFilter(entry: StockEntryDoc): { tenantId: Id; branchId: Id; variantId: Id } {
  return { tenantId: entry.tenantId, branchId: entry.branchId, variantId: entry.variantId };
}

async function bulkWriteEntries(tx: Tx, statements: AnyBulkWriteOperation<StockEntryDoc>[]): Promise<number> {
  let applied = 0;
  for (let start = 0; start < statements.length; start += WRITES_PER_COMMAND_MAX) {
    const chunk = statements.slice(start, start + WRITES_PER_COMMAND_MAX);
    const result = await stockEntries(tx.db).bulkWrite(chunk, { session: tx.session }).catch(retryWhenJustMade);
    applied += result.matchedCount + result.upsertedCount;
  }
  return applied;
}

/** Another transaction made the same entry at the same time: running again finds it. */
function retryWhenJustMade(error: unknown): never {
  if (isDuplicateKey(error, ENTRY_UNIQUE_INDEX) && error instanceof mongoose.mongo.MongoError) {
    error.addErrorLabel('TransientTransactionError');
  }
  throw error;
}

async function insertMovements(tx: Tx, movements: readonly StockMovementDoc[]): Promise<void> {
  for (let start = 0; start < movements.length; start += WRITES_PER_COMMAND_MAX) {
    const chunk = movements.slice(start, start + WRITES_PER_COMMAND_MAX);
    await stockMovements(tx.db).insertMany(chunk, { session: tx.session, lean: true });
  }
}

/** Events come from what was written, in this one place, so no writer can forget them (saleor/saleor#19449). */
function recordChanged(tx: Tx, entries: readonly StockEntryDoc[]): void {
  for (let start = 0; start < entries.length; start += ENTRIES_PER_EVENT_MAX) {
    const payload = entries.slice(start, start + ENTRIES_PER_EVENT_MAX).map((entry) => ({
      entryId: entry._id.toHexString(),
      branchId: entry.branchId.toHexString(),
      variantId: entry.variantId.toHexString(),
      productId: entry.productId.toHexString(),
      quantityOnHand: entry.quantityOnHand,
      quantityReserved: entry.quantityReserved,
      quantityAvailable: entry.quantityAvailable,
      sequence: entry.sequence,
    }));
    tx.record({ type: 'stock.changed', version: 1, payload: { entries: payload } });
  }
}

function assertInRange(entry: StockEntryDoc): void {
  if (entry.quantityOnHand <= QUANTITY_MAX && entry.quantityAvailable <= QUANTITY_MAX) return;
  throw new LimitExceededError(
    QUANTITY_MAX,
    `Expected at most ${QUANTITY_MAX} units of one variant in one branch, got ${entry.quantityOnHand}. Adjust by less.`,
  );
}
