import type { AnyBulkWriteOperation } from 'mongoose';
import { InsufficientStockError, LimitExceededError, invariant } from '../../../kernel/errors';
import type { ShortLine } from '../../../kernel/errors';
import { newId } from '../../../kernel/ids';
import type { Id } from '../../../kernel/ids';
import type { Tx } from '../../../platform/transaction';
import { LOTS_READ_MAX, WRITES_PER_COMMAND_MAX } from '../inventory.policy';
import type { EntryDemand, NamedLot, StockChange } from '../stock-change';
import type { StockEntryDoc } from '../stock-entry.model';
import { stockMovements } from '../stock-movement.model';
import type { MovementLot, StockMovementDoc } from '../stock-movement.model';
import { keptByNames, pickLots } from './pick-lots';
import type { LotMove, PickableLot } from './pick-lots';
import { stockLots } from './stock-lot.model';
import type { StockLotDoc } from './stock-lot.model';

const NOTHING_KEPT: ReadonlyMap<string, number> = new Map();

/** A demand of an entry that is tracked, with the entry after it. */
export interface TrackedDemand {
  readonly demand: EntryDemand;
  readonly entry: StockEntryDoc;
}

/** What moves of one lot add up to. */
interface LotSum {
  readonly entry: StockEntryDoc;
  readonly lotId: Id;
  readonly isNew: boolean;
  readonly code: string;
  readonly expiresAt: Date | null;
  onHandDelta: number;
  expiredDelta: number;
}

/**
 * Moves the lots of the given demands and answers what each change took or brought. Call it after the entries were
 * written: their write conflict keeps everyone else away from their lots, so that reading them first is safe; each row
 * is guarded all the same. At most four commands, whatever the number of demands and lots.
 * Throws InsufficientStockError with all lines whose lots are short, and what `pickLots` throws.
 */
export async function moveLots(
  tx: Tx,
  tracked: readonly TrackedDemand[],
): Promise<Map<StockChange, readonly MovementLot[]>> {
  const origins = await originsOf(tx, tracked);
  const known = await lotsOf(tx, tracked, [...origins.values()].flat());
  const sums = new Map<string, LotSum>();
  const moved = new Map<StockChange, readonly MovementLot[]>();
  const short: ShortLine[] = [];
  for (const { demand, entry } of tracked) {
    const stored = known.get(entry._id.toHexString()) ?? [];
    const lots = stored.map(pickable);
    const kept = keptByNames(demand.changes);
    for (const [at, change] of demand.changes.entries()) {
      const { moves, missing } = pickLots(lots, change, {
        origin: originOf(origins, change),
        kept: kept[at] ?? NOTHING_KEPT,
        now: change.occurredAt ?? tx.now,
      });
      if (missing > 0) short.push(shortLine(change, missing));
      moved.set(
        change,
        moves.map((move) => addMove(sums, entry, stored, move)),
      );
    }
  }
  if (short.length > 0) throw new InsufficientStockError(short);
  await writeLots(tx, [...sums.values()]);
  return moved;
}

function pickable({ code, expiresAt, quantityUsable, quantityExpired }: StockLotDoc): PickableLot {
  return { code, expiresAt, usable: quantityUsable, expired: quantityExpired };
}

function shortLine(change: StockChange, missing: number): ShortLine {
  const requested = Math.abs(change.onHandDelta === 0 ? (change.unavailableDelta ?? 0) : change.onHandDelta);
  return {
    variantId: change.variantId.toHexString(),
    branchId: change.branchId.toHexString(),
    requested,
    available: requested - missing,
  };
}

/** Lots with units, and those that a change names or that come back, by entry; oldest first. */
async function lotsOf(
  tx: Tx,
  tracked: readonly TrackedDemand[],
  back: readonly NamedLot[],
): Promise<Map<string, StockLotDoc[]>> {
  const named = tracked.flatMap(({ demand }) => demand.changes.flatMap(({ lots = [] }) => lots));
  const codes = [...named, ...back].map(({ code }) => code);
  const rows = await stockLots(tx.db)
    .find(
      {
        tenantId: tx.tenantId,
        entryId: { $in: tracked.map(({ entry }) => entry._id) },
        // A lot that is empty still says when its units expire: what comes to it must agree.
        $or: [{ quantityOnHand: { $gt: 0 } }, { code: { $in: codes } }],
      },
      null,
      { session: tx.session },
    )
    .sort({ entryId: 1, _id: 1 })
    .limit(LOTS_READ_MAX + 1)
    .batchSize(LOTS_READ_MAX + 2)
    .lean<StockLotDoc[]>();
  if (rows.length > LOTS_READ_MAX) {
    throw new LimitExceededError(
      LOTS_READ_MAX,
      `Expected at most ${LOTS_READ_MAX} lots in one change. Send fewer lines.`,
    );
  }
  const byEntry = new Map<string, StockLotDoc[]>();
  for (const row of rows) {
    const key = row.entryId.toHexString();
    byEntry.set(key, [...(byEntry.get(key) ?? []), row]);
  }
  return byEntry;
}

const originKey = (change: Pick<StockMovementDoc, 'variantId'>, referenceId: Id): string =>
  referenceId.toHexString() + change.variantId.toHexString();

/** Whether the lots of what comes in can be known from what left by the same reference. */
function comesBack(change: StockChange): change is StockChange & { referenceId: Id } {
  const { type, lots, referenceId, onHandDelta } = change;
  // More than was sent comes as an adjustment that names the transfer: it joins the lots that were.
  const isOfReference = type === 'TRANSFER_IN' || type === 'RETURN' || change.referenceType === 'StockTransfer';
  return isOfReference && onHandDelta > 0 && lots === undefined && referenceId !== undefined;
}

/** Lots that left and have not come in yet, by reference and variant; no command when nothing comes back. */
async function originsOf(tx: Tx, tracked: readonly TrackedDemand[]): Promise<Map<string, NamedLot[]>> {
  const back = tracked.flatMap(({ demand }) => demand.changes.filter(comesBack));
  const origins = new Map<string, NamedLot[]>();
  if (back.length === 0) return origins;
  const rows = await stockMovements(tx.db)
    .find(
      {
        tenantId: tx.tenantId,
        referenceId: { $in: back.map((change) => change.referenceId) },
        // Said so that the partial index applies, which holds only movements of lots.
        'lots.code': { $gt: '' },
      },
      { variantId: 1, referenceId: 1, lots: 1 },
      { session: tx.session },
    )
    .sort({ _id: 1 })
    .limit(LOTS_READ_MAX)
    .batchSize(LOTS_READ_MAX + 1)
    .lean<StockMovementDoc[]>();
  for (const row of rows) {
    if (row.referenceId === null) continue;
    const key = originKey(row, row.referenceId);
    for (const lot of row.lots ?? []) origins.set(key, addOrigin(origins.get(key) ?? [], lot));
  }
  return origins;
}

function addOrigin(lots: readonly NamedLot[], { code, expiresAt, quantity }: MovementLot): NamedLot[] {
  const others = lots.filter((lot) => lot.code !== code);
  const left = (lots.find((lot) => lot.code === code)?.quantity ?? 0) - quantity;
  return [...others, { code, expiresAt, quantity: left }];
}

/** Takes what the change brings from what is known to be on its way, so that two changes don't count the same units. */
function originOf(origins: Map<string, NamedLot[]>, change: StockChange): NamedLot[] {
  if (!comesBack(change)) return [];
  const key = originKey(change, change.referenceId);
  const pending = (origins.get(key) ?? []).map((lot) => ({ ...lot, quantity: Math.max(0, lot.quantity) }));
  let left = change.onHandDelta;
  const taken: NamedLot[] = [];
  const rest: NamedLot[] = [];
  for (const lot of pending) {
    const quantity = Math.min(left, lot.quantity);
    left -= quantity;
    taken.push({ ...lot, quantity });
    rest.push({ ...lot, quantity: lot.quantity - quantity });
  }
  origins.set(key, rest);
  return taken;
}

function addMove(
  sums: Map<string, LotSum>,
  entry: StockEntryDoc,
  stored: readonly StockLotDoc[],
  { code, expiresAt, onHandDelta, expiredDelta }: LotMove,
): MovementLot {
  const key = `${entry._id.toHexString()} ${code}`;
  const doc = stored.find((lot) => lot.code === code);
  const fresh = { entry, lotId: doc?._id ?? newId(), isNew: doc === undefined, code, expiresAt };
  const sum: LotSum = sums.get(key) ?? { ...fresh, onHandDelta: 0, expiredDelta: 0 };
  sum.onHandDelta += onHandDelta;
  sum.expiredDelta += expiredDelta;
  sums.set(key, sum);
  return { lotId: sum.lotId, code, expiresAt: sum.expiresAt, quantity: onHandDelta, expiredQuantity: expiredDelta };
}

async function writeLots(tx: Tx, sums: readonly LotSum[]): Promise<void> {
  const statements = sums.map((sum) => (sum.isNew ? insertOf(tx, sum) : updateOf(tx, sum)));
  for (let start = 0; start < statements.length; start += WRITES_PER_COMMAND_MAX) {
    const chunk = statements.slice(start, start + WRITES_PER_COMMAND_MAX);
    const result = await stockLots(tx.db).bulkWrite(chunk, { session: tx.session });
    invariant(result.matchedCount + result.insertedCount === chunk.length, 'a lot has what was read of it');
  }
}

function insertOf(tx: Tx, sum: LotSum): AnyBulkWriteOperation<StockLotDoc> {
  const { entry, lotId, code, expiresAt, onHandDelta, expiredDelta } = sum;
  const { tenantId, branchId, variantId } = entry;
  const place = { _id: lotId, tenantId, entryId: entry._id, branchId, variantId, code, expiresAt };
  const quantities = {
    quantityOnHand: onHandDelta,
    quantityExpired: expiredDelta,
    quantityUsable: onHandDelta - expiredDelta,
  };
  return { insertOne: { document: { ...place, ...quantities, createdAt: tx.now, updatedAt: tx.now } } };
}

function updateOf(tx: Tx, { entry, code, onHandDelta, expiredDelta }: LotSum): AnyBulkWriteOperation<StockLotDoc> {
  const usableDelta = onHandDelta - expiredDelta;
  return {
    updateOne: {
      filter: {
        tenantId: tx.tenantId,
        entryId: entry._id,
        code,
        ...(usableDelta < 0 && { quantityUsable: { $gte: -usableDelta } }),
        ...(expiredDelta < 0 && { quantityExpired: { $gte: -expiredDelta } }),
      },
      update: {
        $inc: { quantityOnHand: onHandDelta, quantityExpired: expiredDelta, quantityUsable: usableDelta },
        $set: { updatedAt: tx.now },
      },
    },
  };
}
