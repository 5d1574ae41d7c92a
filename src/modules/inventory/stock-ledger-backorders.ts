import { invariant } from '../../kernel/errors';
import { newId } from '../../kernel/ids';
import type { Id } from '../../kernel/ids';
import type { Tx } from '../../platform/transaction';
import { backorders } from './backorder.model';
import type { BackorderDoc } from './backorder.model';
import { owedUnits } from './find-backorders';
import type { QueuedUnits } from './find-backorders';
import { ENTRIES_PER_EVENT_MAX } from './inventory.policy';
import { availableDelta } from './stock-change';
import type { EntryDemand, StockChange } from './stock-change';
import type { StockEntryDoc } from './stock-entry.model';
import type { StockMovementDoc } from './stock-movement.model';

/** What one entry's changes did, for its queue of waiting units. */
export interface QueuedDemand {
  readonly demand: EntryDemand;
  /** The entry after the changes; its `quantityWaiting` is still that of before them. */
  readonly entry: StockEntryDoc;
  /** One per change of the demand, in the same order. */
  readonly movements: readonly StockMovementDoc[];
}

/**
 * Keeps the queues of units that were promised before they were there, in the transaction of the change:
 * - what a shopper's hold takes below 0 waits, at the place of its movement in the chain;
 * - a hold that gives units back gives up what it waits for first;
 * - what waits of a hold that is sold is owed, but for the units that it still holds;
 * - then the oldest are filled until no more wait than are missing, whoever brought the units.
 * Records `backorder.filled` version 1, `{ fills: [{ reservationId, entryId, branchId, variantId, quantity }] }`.
 * No command where nobody waits. Returns by how much what waits and what is owed changes of each entry, by the demand's
 * key.
 */
export async function settleBackorders(tx: Tx, changed: readonly QueuedDemand[]): Promise<Map<string, QueuedUnits>> {
  const deltas = new Map<string, QueuedUnits>();
  const waiting = await waitingRows(tx, changed);
  const made: BackorderDoc[] = [];
  const moved: RowMove[] = [];
  const filled: Part[] = [];
  for (const one of changed) {
    const { demand, entry } = one;
    const queue = waiting.get(entry._id.toHexString()) ?? [];
    const before = unitsOf(queue);
    moved.push(...queue.map((row) => ({ row, before: { ...row } })));
    const givenUp = giveUp(queue, demand.changes);
    holdLess(queue, demand.changes);
    const mine = newlyWaiting(tx, one, givenUp);
    queue.push(...mine);
    if (queue.length === 0) continue;
    made.push(...mine);
    const missing = Math.max(0, -entry.quantityAvailable);
    let excess = unitsOf(queue).waiting - missing;
    for (const row of queue) {
      const quantity = Math.min(row.waitingQuantity, Math.max(0, excess));
      if (quantity === 0) continue;
      row.waitingQuantity -= quantity;
      excess -= quantity;
      filled.push({ row, quantity });
    }
    const after = unitsOf(queue);
    deltas.set(demand.key, { waiting: after.waiting - before.waiting, owed: after.owed - before.owed });
  }
  await writeRows(tx, made, moved);
  recordFilled(tx, filled);
  return deltas;
}

/** So many units of one row. */
interface Part {
  readonly row: BackorderDoc;
  readonly quantity: number;
}

/** A row as it is now, and as it was read. */
interface RowMove {
  readonly row: BackorderDoc;
  readonly before: Readonly<BackorderDoc>;
}

function unitsOf(rows: readonly BackorderDoc[]): QueuedUnits {
  const sum = { waiting: 0, owed: 0 };
  for (const row of rows) {
    sum.waiting += row.waitingQuantity;
    sum.owed += owedUnits(row);
  }
  return sum;
}

/**
 * What a shopper's hold took below 0: never more than the hold, and not what was missing before it. Who takes the place
 * of an own hold keeps the units that it had: others wait for what comes in, not for a second try.
 */
function newlyWaiting(tx: Tx, { demand, entry, movements }: QueuedDemand, givenUp: readonly Part[]): BackorderDoc[] {
  if (demand.promisableTaken <= 0) return [];
  let kept = unitsGivenBack(demand.changes) - givenUp.reduce((sum, { quantity }) => sum + quantity, 0);
  return demand.changes.flatMap((change, index) => {
    const movement = movements[index];
    const reservationId = holdOf(change);
    if (change.requires !== 'PROMISABLE' || movement === undefined || reservationId === null) return [];
    const availableAfter = movement.onHandAfter - movement.reservedAfter - (movement.unavailableAfter ?? 0);
    const taken = -availableDelta(change);
    const quantity = Math.min(taken - Math.min(taken, kept), Math.max(0, -availableAfter));
    kept = Math.max(0, kept - taken);
    if (quantity <= 0) return [];
    const { branchId, variantId } = entry;
    const place = { tenantId: tx.tenantId, entryId: entry._id, branchId, variantId };
    const times = { createdAt: tx.now, updatedAt: tx.now };
    const row = { ...place, reservationId, sequence: movement.sequence, quantity, waitingQuantity: quantity };
    return [{ _id: newId(), ...row, heldQuantity: change.reservedDelta, ...times }];
  });
}

/** Units that holds give back. */
function unitsGivenBack(changes: readonly StockChange[]): number {
  return changes
    .filter((change) => bringsUnits(change) && holdOf(change) !== null)
    .reduce((sum, change) => sum + availableDelta(change), 0);
}

/** The queues of the entries where anybody waits, oldest first, by entry id in hex. */
async function waitingRows(tx: Tx, changed: readonly QueuedDemand[]): Promise<Map<string, BackorderDoc[]>> {
  const queues = new Map<string, BackorderDoc[]>();
  const entryIds = changed
    .filter(({ demand, entry }) => (entry.quantityWaiting ?? 0) > 0 && demand.changes.some(movesQueue))
    .map(({ entry }) => entry._id);
  if (entryIds.length === 0) return queues;
  const rows = await backorders(tx.db)
    .find({ tenantId: tx.tenantId, entryId: { $in: entryIds }, waitingQuantity: { $gt: 0 } }, null, {
      session: tx.session,
    })
    .sort({ entryId: 1, sequence: 1 })
    .lean<BackorderDoc[]>();
  for (const row of rows) {
    const key = row.entryId.toHexString();
    queues.set(key, [...(queues.get(key) ?? []), row]);
  }
  return queues;
}

function bringsUnits(change: StockChange): boolean {
  return availableDelta(change) > 0;
}

/** Sold units leave what is held, although nothing becomes available by that. */
function movesQueue(change: StockChange): boolean {
  return bringsUnits(change) || change.reservedDelta < 0;
}

/** Lowers what holds wait for that give units back, and answers by how much. */
function giveUp(queue: readonly BackorderDoc[], changes: readonly StockChange[]): Part[] {
  return changes.filter(bringsUnits).flatMap((change) => {
    const hold = holdOf(change);
    const row = queue.find(({ reservationId, waitingQuantity }) => waitingQuantity > 0 && hold?.equals(reservationId));
    if (row === undefined) return [];
    const quantity = Math.min(row.waitingQuantity, availableDelta(change));
    row.waitingQuantity -= quantity;
    return [{ row, quantity }];
  });
}

/** Writes down what holds hold no more, because it was sold or given back. */
function holdLess(queue: readonly BackorderDoc[], changes: readonly StockChange[]): void {
  for (const change of changes) {
    const hold = holdOf(change);
    if (change.reservedDelta >= 0 || hold === null) continue;
    const row = queue.find(({ reservationId }) => reservationId.equals(hold));
    if (row?.heldQuantity !== undefined) row.heldQuantity += change.reservedDelta;
  }
}

/** The hold that a change belongs to. */
function holdOf(change: StockChange): Id | null {
  if (change.holdId !== undefined) return change.holdId;
  return change.referenceType === 'Reservation' ? (change.referenceId ?? null) : null;
}

/**
 * The rows were read in this transaction, behind the update of their entry, which every writer of the queue makes first:
 * nobody else can have moved them.
 */
async function writeRows(tx: Tx, made: readonly BackorderDoc[], read: readonly RowMove[]): Promise<void> {
  if (made.length > 0) await backorders(tx.db).insertMany(made, { session: tx.session, lean: true });
  const statements = read.flatMap(({ row, before }) => {
    const filled = before.waitingQuantity - row.waitingQuantity;
    const ended = (before.heldQuantity ?? 0) - (row.heldQuantity ?? 0);
    if (filled === 0 && ended === 0) return [];
    const $inc = { waitingQuantity: -filled, ...(ended !== 0 && { heldQuantity: -ended }) };
    const filter = { tenantId: tx.tenantId, _id: row._id, waitingQuantity: { $gte: filled } };
    return [{ updateOne: { filter, update: { $inc, $set: { updatedAt: tx.now } } } }];
  });
  if (statements.length === 0) return;
  const { matchedCount } = await backorders(tx.db).bulkWrite(statements, { session: tx.session });
  invariant(matchedCount === statements.length, 'waiting units that were read in this transaction still wait');
}

function recordFilled(tx: Tx, filled: readonly Part[]): void {
  const fills = filled.map(({ row, quantity }) => ({
    reservationId: row.reservationId.toHexString(),
    entryId: row.entryId.toHexString(),
    branchId: row.branchId.toHexString(),
    variantId: row.variantId.toHexString(),
    quantity,
  }));
  for (let start = 0; start < fills.length; start += ENTRIES_PER_EVENT_MAX) {
    const payload = { fills: fills.slice(start, start + ENTRIES_PER_EVENT_MAX) };
    tx.record({ type: 'backorder.filled', version: 1, payload });
  }
}
