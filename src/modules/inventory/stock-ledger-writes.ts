import type { AnyBulkWriteOperation, QueryFilter } from 'mongoose';
import { newId } from '../../kernel/ids';
import type { Id } from '../../kernel/ids';
import { runAgainIfTaken } from '../../platform/transaction';
import type { Tx } from '../../platform/transaction';
import { touchVariantsIn } from '../catalog';
import { WRITES_PER_COMMAND_MAX } from './inventory.policy';
import { availableDelta, bucketsNeeded, reservedNeeded } from './stock-change';
import type { EntryDemand } from './stock-change';
import { ENTRY_UNIQUE_INDEX, stockEntries } from './stock-entry.model';
import type { StockEntryDoc } from './stock-entry.model';
import { unitGuard } from './stock-promise';
import { stockMovements } from './stock-movement.model';
import type { StockMovementDoc } from './stock-movement.model';
import type { NewEntry } from './stock-refusal';

/**
 * Check and change of every demand: one guarded `$inc` of each entry, in key order. Answers how many matched or made their
 * entry; the others were refused by their filter. `newEntries` names the demands that may make their entry. Who makes one
 * writes its variant too: whoever removes the variant saw no entry with which this could conflict.
 * Neighbours of one branch that ask and change the same are one statement, which finds them in the order of the index:
 * the same order. 200 holds of one unit that end together cost four statements instead of 200 that are each sent, parsed
 * and planned.
 */
export async function writeGuarded(
  tx: Tx,
  demands: readonly EntryDemand[],
  changeId: Id,
  newEntries: ReadonlyMap<string, NewEntry>,
): Promise<number> {
  const runs: Run[] = [];
  for (const demand of demands) {
    const newEntry = newEntries.get(demand.key);
    // What may make its entry names one, so it stays alone.
    const shape = newEntry === undefined ? shapeOf(demand) : null;
    const last = runs.at(-1);
    if (shape !== null && last?.shape === shape && last.variantIds.length < WRITES_PER_COMMAND_MAX) {
      last.variantIds.push(demand.variantId);
    } else {
      runs.push({ shape, demand, variantIds: [demand.variantId], newEntry });
    }
  }
  const { applied, made } = await bulkWriteEntries(
    tx,
    runs.map((run) => guardedUpdate(tx, run, changeId)),
  );
  const variantIds = made.flatMap((index) => runs[index]?.demand.variantId ?? []);
  if (variantIds.length > 0) await touchVariantsIn(tx, variantIds);
  return applied;
}

/** Demands that follow each other and differ in their variant alone; `demand` is the first of them. */
interface Run {
  readonly shape: string | null;
  readonly demand: EntryDemand;
  readonly variantIds: Id[];
  readonly newEntry: NewEntry | undefined;
}

/** The same text for two demands of one branch whose guards and changes are the same. */
function shapeOf(demand: EntryDemand): string {
  return JSON.stringify([demand.branchId, guardsOf(demand), changesOf(demand)]);
}

function guardedUpdate(
  tx: Tx,
  { demand, variantIds, newEntry }: Run,
  changeId: Id,
): AnyBulkWriteOperation<StockEntryDoc> {
  const { branchId, variantId } = demand;
  const isAlone = variantIds.length === 1;
  const filter = {
    tenantId: tx.tenantId,
    branchId,
    variantId: isAlone ? variantId : { $in: variantIds },
    ...guardsOf(demand),
  };
  const update = {
    $inc: changesOf(demand),
    // A transaction that waited is later in the chain with an earlier clock: time never runs back along a chain.
    $max: { updatedAt: tx.now },
    $set: { lastChangeId: changeId },
    ...(newEntry !== undefined && {
      $setOnInsert: { _id: newId(), ...newEntry, reorderPoint: null, safetyStock: null },
    }),
  };
  return isAlone
    ? { updateOne: { filter, update, upsert: newEntry !== undefined } }
    : { updateMany: { filter, update } };
}

/** What an entry must have for the demand. */
function guardsOf(demand: EntryDemand): QueryFilter<StockEntryDoc> {
  const { incomingDelta } = demand;
  const reserved = reservedNeeded(demand);
  return {
    ...unitGuard(demand),
    ...(reserved > 0 && { quantityReserved: { $gte: reserved } }),
    ...(incomingDelta < 0 && { quantityIncoming: { $gte: -incomingDelta } }),
    ...bucketGuards(demand),
  };
}

/** By how much the demand moves each number of an entry. */
function changesOf(demand: EntryDemand): Record<string, number> {
  const { onHandDelta, reservedDelta, unavailableDelta, incomingDelta, changes } = demand;
  return {
    quantityOnHand: onHandDelta,
    quantityReserved: reservedDelta,
    quantityUnavailable: unavailableDelta,
    quantityAvailable: availableDelta(demand),
    quantityPromisable: availableDelta(demand),
    quantityIncoming: incomingDelta,
    ...bucketMoves(demand),
    sequence: changes.length,
    totalValueMinor: demand.statedValueMinor,
  };
}

/** The whole is guarded beside its parts, so that not even an entry that drifted goes below 0. */
function bucketGuards(demand: EntryDemand): Record<string, { $gte: number }> {
  const guards: Record<string, { $gte: number }> = {};
  for (const { reason, quantity } of bucketsNeeded(demand)) guards[`unavailableBy.${reason}`] = { $gte: quantity };
  if (demand.unavailableDelta < 0) guards['quantityUnavailable'] = { $gte: -demand.unavailableDelta };
  return guards;
}

function bucketMoves(demand: EntryDemand): Record<string, number> {
  return Object.fromEntries([...demand.bucketDeltas].map(([reason, delta]) => [`unavailableBy.${reason}`, delta]));
}

/** The filter of one entry. */
export function idFilter(entry: StockEntryDoc): { tenantId: Id; branchId: Id; variantId: Id } {
  return { tenantId: entry.tenantId, branchId: entry.branchId, variantId: entry.variantId };
}

/** What update statements did. */
interface WrittenEntries {
  /** How many entries they matched or made. */
  readonly applied: number;
  /** Places of the statements that made their entry. */
  readonly made: readonly number[];
}

/** Sends update statements, all that fit into one command together. */
export async function bulkWriteEntries(
  tx: Tx,
  statements: AnyBulkWriteOperation<StockEntryDoc>[],
): Promise<WrittenEntries> {
  let applied = 0;
  const made: number[] = [];
  for (let start = 0; start < statements.length; start += WRITES_PER_COMMAND_MAX) {
    const chunk = statements.slice(start, start + WRITES_PER_COMMAND_MAX);
    // Another transaction may make the same entry at the same time.
    const result = await stockEntries(tx.db)
      .bulkWrite(chunk, { session: tx.session })
      .catch((error: unknown) => runAgainIfTaken(error, ENTRY_UNIQUE_INDEX));
    applied += result.matchedCount + result.upsertedCount;
    for (const index of Object.keys(result.upsertedIds)) made.push(start + Number(index));
  }
  return { applied, made };
}

/** Appends rows to the ledger. */
export async function insertMovements(tx: Tx, movements: readonly StockMovementDoc[]): Promise<void> {
  for (let start = 0; start < movements.length; start += WRITES_PER_COMMAND_MAX) {
    const chunk = movements.slice(start, start + WRITES_PER_COMMAND_MAX);
    await stockMovements(tx.db).insertMany(chunk, { session: tx.session, lean: true });
  }
}
