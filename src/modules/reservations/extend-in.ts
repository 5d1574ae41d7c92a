import { InvalidStateError, invariant } from '../../kernel/errors';
import type { Id } from '../../kernel/ids';
import type { Tx } from '../../platform/transaction';
import { loadIn, loadOwnIn } from './find-reservation';
import { reservations } from './reservation.model';
import type { ReservationDoc } from './reservation.model';
import { endOf } from './reservation.states';
import { LIFE_MAX_MS } from './reservations.policy';
import { reservationEvent } from './reserve-in';

/**
 * Moves the end to `expiresAt`, never to an earlier instant than now stored and never past 24 h after the hold was made.
 * The hold must be ACTIVE and in time; throws InvalidStateError with the exact code of how it ended.
 */
export async function extendIn(tx: Tx, reservationId: Id, expiresAt: Date): Promise<ReservationDoc> {
  const reservation = await loadIn(tx, reservationId);
  const refusal = endOf(reservation, tx.now);
  if (refusal !== null) throw refusal;
  const capped = Math.min(expiresAt.getTime(), reservation.createdAt.getTime() + LIFE_MAX_MS);
  const end = new Date(Math.max(reservation.expiresAt.getTime(), capped));
  // A hold that gets no more time was told of already; one that does is told of again.
  const warnedAt = end > reservation.expiresAt ? null : reservation.warnedAt;
  const change = { expiresAt: end, updatedAt: tx.now, warnedAt };
  await updateActive(tx, reservation, change);
  const after = { ...reservation, ...change };
  tx.record(reservationEvent('extended', after));
  return after;
}

/**
 * Ties an active hold to an order, which becomes its owner's. Throws InvalidStateError when the hold ended or already
 * has an order (RESERVATION_BELONGS_TO_ORDER); another shopper's hold answers NotFoundError.
 */
export async function attachOrderIn(tx: Tx, reservationId: Id, orderId: Id, ownerKey: string): Promise<ReservationDoc> {
  const reservation = await loadOwnIn(tx, reservationId);
  const refusal = endOf(reservation, tx.now);
  if (refusal !== null) throw refusal;
  if (reservation.orderId !== null) {
    throw new InvalidStateError(
      reservation.status,
      'The reservation already belongs to an order. Pay that order, or reserve again.',
      'RESERVATION_BELONGS_TO_ORDER',
    );
  }
  const change = { orderId, ownerKey, updatedAt: tx.now };
  await updateActive(tx, reservation, change);
  return { ...reservation, ...change };
}

async function updateActive(tx: Tx, reservation: ReservationDoc, change: Partial<ReservationDoc>): Promise<void> {
  const written = await reservations(tx.db).updateOne(
    {
      tenantId: tx.tenantId,
      _id: reservation._id,
      status: 'ACTIVE',
      orderId: reservation.orderId,
      expiresAt: { $gt: tx.now },
    },
    { $set: change },
    { session: tx.session },
  );
  // The snapshot was read in this transaction: whoever moved it since makes this update conflict, not miss.
  invariant(written.matchedCount === 1, 'a reservation that was read in this transaction still matches');
}
