import { actorId } from '../../kernel/context';
import type { Actor } from '../../kernel/context';
import type { Id } from '../../kernel/ids';
import type { NewEvent } from '../../platform/outbox';
import type { Tx } from '../../platform/transaction';
import { applyStockChanges, mergeLines, takesAs } from '../inventory';
import type { StockChange, StockLine } from '../inventory';
import { insertHolds } from './hold-slots';
import type { HoldAdmission } from './hold-slots';
import type { ReservationDoc } from './reservation.model';

/** A hold to be made. `reservationId` is made before the transaction begins. */
export interface NewHold {
  readonly reservationId: Id;
  readonly lines: readonly StockLine[];
  readonly expiresAt: Date;
  readonly ownerKey: string;
  readonly orderId?: Id | null;
  readonly cartId?: Id | null;
  /** Its places among the live holds; none for holds that no limit counts. */
  readonly admission?: HoldAdmission;
}

/**
 * Holds all lines or none; lines of one branch and variant become one. Four commands, whatever the number of lines.
 * Throws InsufficientStockError with all short lines, NotFoundError for unknown places, BAD_USER_INPUT for bad lines.
 */
export async function reserveIn(tx: Tx, hold: NewHold): Promise<ReservationDoc> {
  const reservation = reservationOf(tx, hold);
  // The contended entries come as late as possible: from their update on, others conflict with this transaction.
  await insertHolds(tx, [reservation]);
  tx.record(createdEvent([{ reservation, correlationId: tx.correlationId }]));
  await applyStockChanges(tx, reserveChanges(reservation, tx.actor));
  return reservation;
}

/** The document of a hold that was just made. */
export function reservationOf(tx: Tx, hold: NewHold): ReservationDoc {
  return {
    _id: hold.reservationId,
    tenantId: tx.tenantId,
    status: 'ACTIVE',
    lines: mergeLines(hold.lines).map((line) => ({ ...line, committedQuantity: 0, releasedQuantity: 0 })),
    ownerKey: hold.ownerKey,
    orderId: hold.orderId ?? null,
    cartId: hold.cartId ?? null,
    expiresAt: hold.expiresAt,
    claimedBy: null,
    claimedAt: null,
    leaseUntil: null,
    warnedAt: null,
    createdAt: tx.now,
    updatedAt: tx.now,
    endedAt: null,
    slots: [],
    ...hold.admission,
  };
}

/** The RESERVE changes of a hold, one per line. */
export function reserveChanges(reservation: ReservationDoc, actor: Actor): StockChange[] {
  return reservation.lines.map((line) => ({
    branchId: line.branchId,
    variantId: line.variantId,
    type: 'RESERVE',
    onHandDelta: 0,
    reservedDelta: line.quantity,
    requires: takesAs(actor),
    referenceType: 'Reservation',
    referenceId: reservation._id,
    actorId: actorId(actor),
  }));
}

/** Event `reservation.<happened>`, version 1, `{ reservationId, orderId }`. */
export function reservationEvent(
  happened: 'extended' | 'committed' | 'released' | 'expiring',
  reservation: Named,
): NewEvent {
  return { type: `reservation.${happened}`, version: 1, payload: namesOf(reservation) };
}

/**
 * Event `reservation.created`, version 2, `{ reservations: [{ reservationId, orderId, correlationId }] }`: one for all
 * that one transaction made, each with the id of the request that asked for it.
 */
export function createdEvent(made: readonly { reservation: Named; correlationId: string }[]): NewEvent {
  const reservations = made.map(({ reservation, correlationId }) => ({ ...namesOf(reservation), correlationId }));
  return { type: 'reservation.created', version: 2, payload: { reservations } };
}

/**
 * Event `reservation.expired`, version 2, `{ reservations: [{ reservationId, orderId }] }`: one for all that a worker
 * ends in one transaction, as they are one piece of news. An event each was a sixth of what the end of a hold costs.
 */
export function expiredEvent(reservations: readonly Named[]): NewEvent {
  return { type: 'reservation.expired', version: 2, payload: { reservations: reservations.map(namesOf) } };
}

type Named = Pick<ReservationDoc, '_id' | 'orderId'>;

function namesOf({ _id, orderId }: Named): { reservationId: string; orderId: string | null } {
  return { reservationId: _id.toHexString(), orderId: orderId?.toHexString() ?? null };
}
