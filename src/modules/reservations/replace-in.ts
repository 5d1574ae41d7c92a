import { InsufficientStockError } from '../../kernel/errors';
import type { ShortLine } from '../../kernel/errors';
import type { Id } from '../../kernel/ids';
import type { Tx } from '../../platform/transaction';
import { applyStockChanges, stockKeyOf } from '../inventory';
import type { StockLine } from '../inventory';
import { assertNoOrder, endWholeIn, releaseChanges } from './end-in';
import { loadOwnIn } from './find-reservation';
import { reservations } from './reservation.model';
import type { ReservationDoc } from './reservation.model';
import { recordReserved, reservationOf, reserveChanges } from './reserve-in';
import type { NewHold } from './reserve-in';

/**
 * Gives back what the caller's hold `replacedId` still holds and holds the new lines instead, both or neither (Sylius#3573:
 * a shopper's own hold must not make the retry fail). Stock is judged by the difference per entry, so the last unit can
 * be asked for again by whoever holds it. The new hold has the owner and the cart of the old one. Six commands, whatever
 * the number of lines.
 * Throws InsufficientStockError (own units count as available), NotFoundError, and InvalidStateError with the exact code
 * of how the old hold ended, or RESERVATION_BELONGS_TO_ORDER.
 */
export async function replaceIn(tx: Tx, replacedId: Id, hold: NewHold): Promise<ReservationDoc> {
  const old = await loadOwnIn(tx, replacedId);
  assertNoOrder(old);
  const given = await endWholeIn(tx, old);
  const reservation = reservationOf(tx, { ...hold, ownerKey: old.ownerKey, cartId: old.cartId });
  await reservations(tx.db).insertMany([reservation], { session: tx.session, lean: true });
  recordReserved(tx, reservation, tx.correlationId);
  // In this order: an entry's reserved quantity must not rise before it falls, nor the ledger say so.
  const changes = [...releaseChanges(old._id, given), ...reserveChanges(reservation, tx.actor)];
  try {
    await applyStockChanges(tx, changes);
  } catch (error) {
    throw error instanceof InsufficientStockError ? new InsufficientStockError(withOwn(error.lines, given)) : error;
  }
  return reservation;
}

/** The ledger judged the difference; shoppers are told the whole: what they asked for, and what they could have. */
function withOwn(lines: readonly ShortLine[], given: readonly StockLine[]): ShortLine[] {
  const own = new Map(given.map((line) => [stockKeyOf(line), line.quantity]));
  return lines.map((line) => {
    const units = own.get(line.branchId + line.variantId) ?? 0;
    return { ...line, requested: line.requested + units, available: line.available + units };
  });
}
