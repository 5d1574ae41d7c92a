/**
 * Reservations own `reservations`: holds on lines of stock, with an end. States and moves: `reservation.states.ts`.
 * Invariants: an entry's reserved quantity = the sum of its live lines, ACTIVE or RELEASING (I2); a reservation ends
 * once, COMMITTED, RELEASED or EXPIRED, with exactly the matching movements (I4). A hold that is past its end can't be
 * committed or extended, whether or not a worker has been there.
 */
export { commitReservation, extendReservation, releaseReservation } from './change-reservation';
export type { ReservationRequest } from './change-reservation';
export { commitIn, releaseIn } from './end-in';
export type { CommitOptions, ReleaseOptions } from './end-in';
export { expireReservations } from './expire-reservations';
export type { ExpireOptions, ExpireSummary } from './expire-reservations';
export { attachOrderIn, extendIn } from './extend-in';
export { findReservation, listReservations, reservationsByIds } from './find-reservation';
export type { ReservationQuery } from './find-reservation';
export { fillHeldOfWaiting } from './fill-held-of-waiting';
export { findDrift, reconcileStock } from './reconcile-stock';
export type { Reconciliation, StockDrift } from './reconcile-stock';
export { SOURCING_STRATEGIES } from './choose-sources';
export type { SourcingStrategy } from './choose-sources';
export type { SourcingWish, WantedLine } from './source-stock';
export type { ReservationDoc, ReservationLine } from './reservation.model';
export { RESERVATION_STATUSES, endOf } from './reservation.states';
export type { ReservationStatus } from './reservation.states';
export {
  LIFE_MAX_MS,
  SOURCING_BRANCHES_MAX,
  SOURCING_VARIANTS_MAX,
  TTL_DEFAULT_SECONDS,
  TTL_MAX_SECONDS,
} from './reservations.policy';
export { heldLines } from './held-lines';
export { holdLimitsOf } from './hold-limits';
export type { HoldLimits } from './hold-limits';
export { admitHoldIn } from './hold-slots';
export { replaceIn } from './replace-in';
export { warnExpiring } from './warn-expiring';
export { reserveIn } from './reserve-in';
export type { NewHold } from './reserve-in';
export { reserveStock } from './reserve-stock';
export type { ReserveStockRequest } from './reserve-stock';
