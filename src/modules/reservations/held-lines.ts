import type { StockLine } from '../inventory';
import type { ReservationDoc, ReservationLine } from './reservation.model';

/** Units of a line that are still held. */
export function heldUnits(line: ReservationLine): number {
  return line.quantity - line.committedQuantity - line.releasedQuantity;
}

/** All that a reservation still holds, line by line. */
export function heldLines(reservation: Pick<ReservationDoc, 'lines'>): StockLine[] {
  return reservation.lines
    .map((line) => ({ branchId: line.branchId, variantId: line.variantId, quantity: heldUnits(line) }))
    .filter((line) => line.quantity > 0);
}
