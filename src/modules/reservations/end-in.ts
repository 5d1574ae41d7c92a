import { InvalidStateError, ValidationError, invariant } from '../../kernel/errors';
import type { Id } from '../../kernel/ids';
import type { Tx } from '../../platform/transaction';
import { applyStockChanges, mergeLines, stockKeyOf } from '../inventory';
import type { StockChange, StockLine, StockMovementType } from '../inventory';
import { loadIn } from './find-reservation';
import { heldLines, heldUnits } from './held-lines';
import { reservations } from './reservation.model';
import type { ReservationDoc, ReservationLine } from './reservation.model';
import { endOf } from './reservation.states';
import { reservationEvent } from './reserve-in';

/** What a commit writes into the ledger. `lines` commits a part; the rest stays held. */
export interface CommitOptions {
  readonly movementType?: Extract<StockMovementType, 'SALE' | 'POS_SALE'>;
  readonly referenceType?: string;
  readonly referenceId?: Id;
  readonly lines?: readonly StockLine[];
}

/** What a release gives back; all that is still held when `lines` is left out. */
export interface ReleaseOptions {
  readonly lines?: readonly StockLine[];
}

/**
 * Makes held units leave: on hand and reserved go down together. The hold must be ACTIVE and in time.
 * Throws InvalidStateError with the exact code of how it ended, ValidationError for more than is held.
 */
export async function commitIn(tx: Tx, reservationId: Id, options: CommitOptions = {}): Promise<ReservationDoc> {
  const reservation = await loadIn(tx, reservationId);
  const refusal = endOf(reservation, tx.now);
  if (refusal !== null) throw refusal;
  const parts = partsOf(reservation, options.lines);
  const lines = settled(reservation.lines, parts, 'committedQuantity');
  const after = await endGuarded(tx, reservation, lines, { expiresAt: { $gt: tx.now } });
  tx.record(reservationEvent('committed', after));
  const { movementType = 'SALE', referenceType = 'Reservation', referenceId = reservationId } = options;
  await applyStockChanges(
    tx,
    parts.map((part): StockChange => ({
      branchId: part.branchId,
      variantId: part.variantId,
      type: movementType,
      onHandDelta: -part.quantity,
      reservedDelta: -part.quantity,
      requires: 'RESERVED',
      referenceType,
      referenceId,
      holdId: reservationId,
    })),
  );
  return after;
}

/**
 * Gives held units back. A hold whose time has passed but which no worker has claimed may still be released by hand.
 * Throws InvalidStateError with the exact code of how it ended, ValidationError for more than is held.
 */
export async function releaseIn(tx: Tx, reservationId: Id, options: ReleaseOptions = {}): Promise<ReservationDoc> {
  const reservation = await loadIn(tx, reservationId);
  const refusal = reservation.status === 'ACTIVE' ? null : endOf(reservation, tx.now);
  if (refusal !== null) throw refusal;
  const parts = partsOf(reservation, options.lines);
  const lines = settled(reservation.lines, parts, 'releasedQuantity');
  const after = await endGuarded(tx, reservation, lines, {});
  tx.record(reservationEvent('released', after));
  await applyStockChanges(tx, releaseChanges(reservationId, parts));
  return after;
}

/**
 * Ends a hold as released without touching its stock: the caller must apply `releaseChanges` of what it returns in the
 * same transaction. Throws InvalidStateError with the exact code of how it ended.
 */
export async function endWholeIn(tx: Tx, reservation: ReservationDoc): Promise<StockLine[]> {
  const refusal = reservation.status === 'ACTIVE' ? null : endOf(reservation, tx.now);
  if (refusal !== null) throw refusal;
  const held = heldLines(reservation);
  const after = await endGuarded(tx, reservation, settled(reservation.lines, held, 'releasedQuantity'), {});
  tx.record(reservationEvent('released', after));
  return held;
}

/** The RELEASE changes of held units, one per line. */
export function releaseChanges(reservationId: Id, parts: readonly StockLine[]): StockChange[] {
  return parts.map((part) => ({
    branchId: part.branchId,
    variantId: part.variantId,
    type: 'RELEASE',
    onHandDelta: 0,
    reservedDelta: -part.quantity,
    requires: 'RESERVED',
    referenceType: 'Reservation',
    referenceId: reservationId,
  }));
}

function partsOf(reservation: ReservationDoc, asked: readonly StockLine[] | undefined): StockLine[] {
  if (asked === undefined) return heldLines(reservation);
  const parts = mergeLines(asked);
  const held = new Map(reservation.lines.map((line) => [stockKeyOf(line), heldUnits(line)]));
  for (const [index, part] of parts.entries()) {
    const units = held.get(stockKeyOf(part)) ?? 0;
    if (part.quantity > units) {
      throw new ValidationError(`lines.${index}.quantity`, `Expected at most the ${units} held, got ${part.quantity}.`);
    }
  }
  return parts;
}

function settled(
  lines: readonly ReservationLine[],
  parts: readonly StockLine[],
  field: 'committedQuantity' | 'releasedQuantity',
): ReservationLine[] {
  const units = new Map(parts.map((part) => [stockKeyOf(part), part.quantity]));
  return lines.map((line) => ({ ...line, [field]: line[field] + (units.get(stockKeyOf(line)) ?? 0) }));
}

/** Writes the settled lines; the reservation ends when nothing is held any more: COMMITTED if any unit was. */
async function endGuarded(
  tx: Tx,
  reservation: ReservationDoc,
  lines: ReservationLine[],
  guard: { expiresAt?: { $gt: Date } },
): Promise<ReservationDoc> {
  const isOver = lines.every((line) => heldUnits(line) === 0);
  const status = !isOver ? 'ACTIVE' : lines.some((line) => line.committedQuantity > 0) ? 'COMMITTED' : 'RELEASED';
  // Its places among the live holds are free with the same update (`hold-slots.ts`).
  const freed = isOver ? { slots: [] } : {};
  const change: Partial<ReservationDoc> = {
    ...freed,
    status,
    lines,
    updatedAt: tx.now,
    endedAt: isOver ? tx.now : null,
  };
  const written = await reservations(tx.db).updateOne(
    { tenantId: tx.tenantId, _id: reservation._id, status: 'ACTIVE', updatedAt: reservation.updatedAt, ...guard },
    { $set: change },
    { session: tx.session },
  );
  // The snapshot was read in this transaction: whoever moved it since makes this update conflict, not miss.
  invariant(written.matchedCount === 1, 'a reservation that was read in this transaction still matches');
  return { ...reservation, ...change };
}

/** Refuses what belongs to an order: its payment or cancellation decides about the hold. */
export function assertNoOrder(reservation: ReservationDoc): void {
  if (reservation.orderId === null) return;
  throw new InvalidStateError(
    reservation.status,
    'The reservation belongs to an order. Pay or cancel the order instead.',
    'RESERVATION_BELONGS_TO_ORDER',
  );
}
