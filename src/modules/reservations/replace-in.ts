import { InsufficientStockError } from '../../kernel/errors';
import type { ShortLine } from '../../kernel/errors';
import type { Id } from '../../kernel/ids';
import type { Tx } from '../../platform/transaction';
import { applyStockChanges, stockKeyOf } from '../inventory';
import type { StockLine } from '../inventory';
import { assertNoOrder, endWholeIn, releaseChanges } from './end-in';
import { loadOwnIn } from './find-reservation';
import type { HoldLimits } from './hold-limits';
import { readSlotBook, inheritSlots, insertHolds } from './hold-slots';
import type { HoldAdmission } from './hold-slots';
import type { ReservationDoc } from './reservation.model';
import { createdEvent, reservationOf, reserveChanges } from './reserve-in';
import type { NewHold } from './reserve-in';

/**
 * Gives back what the caller's hold `replacedId` still holds and holds the new lines instead, both or neither (Sylius#3573:
 * a shopper's own hold must not make the retry fail). Stock is judged by the difference per entry, so the last unit can
 * be asked for again by whoever holds it. The new hold has the owner and the cart of the old one. Six commands, whatever
 * the number of lines.
 * Throws InsufficientStockError (own units count as available), NotFoundError, and InvalidStateError with the exact code
 * of how the old hold ended, or RESERVATION_BELONGS_TO_ORDER; LimitExceededError.
 * @param limits `holdLimitsOf` the caller, asked for before the transaction began; null counts for no limit.
 */
export async function replaceIn(
  tx: Tx,
  replacedId: Id,
  hold: NewHold,
  limits: HoldLimits | null,
): Promise<ReservationDoc> {
  const old = await loadOwnIn(tx, replacedId);
  assertNoOrder(old);
  const given = await endWholeIn(tx, old);
  const admission = limits === null ? {} : { admission: await admitIn(tx, old, hold, limits) };
  const reservation = reservationOf(tx, { ...hold, ...admission, ownerKey: old.ownerKey, cartId: old.cartId });
  await insertHolds(tx, [reservation]);
  tx.record(createdEvent([{ reservation, correlationId: tx.correlationId }]));
  // In this order: an entry's reserved quantity must not rise before it falls, nor the ledger say so.
  const changes = [...releaseChanges(old._id, given), ...reserveChanges(reservation, tx.actor)];
  try {
    await applyStockChanges(tx, changes);
  } catch (error) {
    throw error instanceof InsufficientStockError ? new InsufficientStockError(withOwn(error.lines, given)) : error;
  }
  return reservation;
}

/** The old hold ended in this transaction, so its places and units are free: a shopper at the limit may still replace. */
async function admitIn(tx: Tx, old: ReservationDoc, hold: NewHold, limits: HoldLimits): Promise<HoldAdmission> {
  const { reservationId, lines } = hold;
  return inheritSlots(old, limits) ?? (await readSlotBook(tx, [limits])).admit({ limits, reservationId, lines });
}

/** The ledger judged the difference; shoppers are told the whole: what they asked for, and what they could have. */
function withOwn(lines: readonly ShortLine[], given: readonly StockLine[]): ShortLine[] {
  const own = new Map(given.map((line) => [stockKeyOf(line), line.quantity]));
  return lines.map((line) => {
    const units = own.get(line.branchId + line.variantId) ?? 0;
    return { ...line, requested: line.requested + units, available: line.available + units };
  });
}
