import type { AnyBulkWriteOperation } from 'mongoose';
import { InsufficientStockError, ValidationError, invariant } from '../../../kernel/errors';
import { newId, toGlobalId } from '../../../kernel/ids';
import { runAgainIfTaken } from '../../../platform/transaction';
import type { Tx } from '../../../platform/transaction';
import { WRITES_PER_COMMAND_MAX } from '../inventory.policy';
import type { StockChange } from '../stock-change';
import type { StockEntryDoc } from '../stock-entry.model';
import { serialKeyOf, tooManySerials } from './serial-number';
import { comesBack, serialsFor } from './read-serials';
import type { SerialDemand } from './read-serials';
import { SERIAL_UNIQUE_INDEX, stockSerials } from './stock-serial.model';
import type { SerialStatus, StockSerialDoc } from './stock-serial.model';

/** A unit as the changes leave it, and as it was stored; null when it was not. */
interface Unit {
  row: StockSerialDoc;
  readonly stored: StockSerialDoc | null;
}

/** Units by variant and serial number, oldest first. */
type Units = Map<string, Unit>;

const unitKey = ({ variantId }: Pick<StockSerialDoc, 'variantId'>, serial: string): string =>
  variantId.toHexString() + serialKeyOf(serial);

/**
 * Moves the units of the given demands and answers which each change moved. What leaves is what the change names, then
 * the oldest; what comes in is named, or known from what left by the same order or transfer. Call it after the entries
 * were written, which keeps others away from their units; each row is guarded all the same, so that no unit is sold
 * twice. At most four commands, whatever the number of units, and at most SERIALS_PER_REQUEST_MAX units.
 * Throws ValidationError SERIAL_REQUIRED, SERIAL_NOT_IN_STOCK or SERIAL_ALREADY_IN_STOCK, and LimitExceededError.
 */
export async function moveSerials(tx: Tx, tracked: readonly SerialDemand[]): Promise<Map<StockChange, string[]>> {
  const changes = tracked.flatMap(({ demand }) => demand.changes);
  assertFew(changes);
  const moved = new Map<StockChange, string[]>();
  if (changes.every(({ onHandDelta }) => onHandDelta === 0)) return moved;
  const units: Units = new Map();
  for (const row of await serialsFor(tx, tracked)) units.set(unitKey(row, row.serial), { row, stored: row });
  const touched = new Set<Unit>();
  for (const { demand, entry } of tracked) {
    const leaving = demand.changes.filter(({ onHandDelta }) => onHandDelta < 0);
    const named = new Set(leaving.flatMap(({ serials = [] }) => serials.map(serialKeyOf)));
    for (const change of demand.changes) {
      if (change.onHandDelta === 0) continue;
      const took =
        change.onHandDelta < 0 ? takeOut(tx, units, entry, change, named) : bringIn(tx, units, entry, change);
      for (const unit of took) touched.add(unit);
      moved.set(
        change,
        took.map(({ row }) => row.serial),
      );
    }
  }
  await writeUnits(tx, [...touched]);
  return moved;
}

/**
 * Refuses what would move too many units at once. A hold is refused when it is made and not when it is committed: its
 * units may be paid for by then.
 */
function assertFew(changes: readonly StockChange[]): void {
  let moved = 0;
  const held = new Map<string, number>();
  for (const { requires, onHandDelta, reservedDelta, referenceId } of changes) {
    if (requires !== 'RESERVED') moved += Math.abs(onHandDelta);
    const hold = referenceId?.toHexString() ?? '';
    held.set(hold, (held.get(hold) ?? 0) + Math.max(0, reservedDelta));
  }
  const refusal = tooManySerials(Math.max(moved, ...held.values()));
  if (refusal !== null) throw refusal;
}

function leftAs({ type }: StockChange): SerialStatus {
  if (type === 'SALE' || type === 'POS_SALE') return 'SOLD';
  return type === 'TRANSFER_OUT' ? 'IN_TRANSIT' : 'WRITTEN_OFF';
}

/** @param named what the entry's changes name: kept for the change that does, whichever comes first. */
function takeOut(tx: Tx, units: Units, entry: StockEntryDoc, change: StockChange, named: ReadonlySet<string>): Unit[] {
  const { serials = [], onHandDelta } = change;
  const isHere = ({ row }: Unit): boolean => row.status === 'IN_STOCK' && row.entryId.equals(entry._id);
  const taken = serials.map((serial) => {
    const unit = units.get(unitKey(entry, serial));
    if (unit !== undefined && isHere(unit)) return unit;
    const state =
      unit === undefined ? 'unknown' : unit.row.status === 'IN_STOCK' ? 'in another branch' : unit.row.status;
    throw new ValidationError(
      'serials',
      `Expected serial number ${serial} in stock in this branch, got one that is ${state}. See serialNumber.`,
      'SERIAL_NOT_IN_STOCK',
    );
  });
  for (const unit of units.values()) {
    if (taken.length === -onHandDelta) break;
    if (isHere(unit) && !named.has(unit.row.serialKey)) taken.push(unit);
  }
  // A till may sell ordinary stock below 0, but no unit that nobody has ever seen.
  if (taken.length < -onHandDelta) {
    const place = { variantId: entry.variantId.toHexString(), branchId: entry.branchId.toHexString() };
    throw new InsufficientStockError([{ ...place, requested: -onHandDelta, available: taken.length }]);
  }
  const status = leftAs(change);
  for (const unit of taken) unit.row = moveRow(tx, unit.row, change, { status });
  return taken;
}

function bringIn(tx: Tx, units: Units, entry: StockEntryDoc, change: StockChange): Unit[] {
  const named = change.serials ?? returning(units, entry, change);
  if (named.length !== change.onHandDelta) {
    throw new ValidationError(
      'serials',
      `Expected the serial numbers of the ${change.onHandDelta} units that come in, got ${named.length}: variant ` +
        `${toGlobalId('Variant', entry.variantId)} is tracked by serial number. Use adjustStock with serials.`,
      'SERIAL_REQUIRED',
    );
  }
  return named.map((serial) => {
    const key = unitKey(entry, serial);
    const unit = units.get(key) ?? { row: newRow(tx, entry, serial), stored: null };
    if (units.has(key) && unit.row.status === 'IN_STOCK') {
      throw new ValidationError(
        'serials',
        `Expected serial numbers that are not in stock, got ${serial}, which is already. See serialNumber.`,
        'SERIAL_ALREADY_IN_STOCK',
      );
    }
    const { _id: entryId, branchId } = entry;
    unit.row = moveRow(tx, unit.row, change, { status: 'IN_STOCK', entryId, branchId });
    units.set(key, unit);
    return unit;
  });
}

/** The oldest units that left by the change's own reference and are not back. */
function returning(units: Units, entry: StockEntryDoc, change: StockChange): string[] {
  if (!comesBack(change)) return [];
  const { referenceId } = change;
  const status = change.type === 'RETURN' ? 'SOLD' : 'IN_TRANSIT';
  return [...units.values()]
    .filter(({ row }) => row.status === status && row.variantId.equals(entry.variantId))
    .filter(({ row }) => row.referenceId?.equals(referenceId) === true)
    .slice(0, change.onHandDelta)
    .map(({ row }) => row.serial);
}

function newRow(tx: Tx, entry: StockEntryDoc, serial: string): StockSerialDoc {
  const { _id: entryId, branchId, variantId } = entry;
  const place = { _id: newId(), tenantId: tx.tenantId, entryId, branchId, variantId };
  const times = { createdAt: tx.now, updatedAt: tx.now };
  return { ...place, serial, serialKey: serialKeyOf(serial), status: 'IN_STOCK', referenceId: null, ...times };
}

type RowMove = Partial<Pick<StockSerialDoc, 'status' | 'entryId' | 'branchId'>>;

function moveRow(tx: Tx, row: StockSerialDoc, change: StockChange, move: RowMove): StockSerialDoc {
  return { ...row, ...move, referenceId: change.referenceId ?? null, updatedAt: tx.now };
}

/** New units first, then those that are known, so that each kind is one command. */
async function writeUnits(tx: Tx, units: readonly Unit[]): Promise<void> {
  const made = units.filter(({ stored }) => stored === null).map(({ row }) => row);
  if (made.length > 0) {
    // Another transaction may receive the same unit at the same time, perhaps in another branch.
    await stockSerials(tx.db)
      .insertMany(made, { session: tx.session, lean: true })
      .catch((error: unknown) => runAgainIfTaken(error, SERIAL_UNIQUE_INDEX));
  }
  const statements = units.flatMap(({ row, stored }) => (stored === null ? [] : [updateOf(tx, row, stored)]));
  for (let start = 0; start < statements.length; start += WRITES_PER_COMMAND_MAX) {
    const chunk = statements.slice(start, start + WRITES_PER_COMMAND_MAX);
    const { matchedCount } = await stockSerials(tx.db).bulkWrite(chunk, { session: tx.session });
    invariant(matchedCount === chunk.length, 'a unit is where and what was read of it');
  }
}

function updateOf(tx: Tx, row: StockSerialDoc, stored: StockSerialDoc): AnyBulkWriteOperation<StockSerialDoc> {
  const { status, entryId, branchId, referenceId, updatedAt } = row;
  return {
    updateOne: {
      filter: { tenantId: tx.tenantId, _id: stored._id, status: stored.status, branchId: stored.branchId },
      update: { $set: { status, entryId, branchId, referenceId, updatedAt } },
    },
  };
}
