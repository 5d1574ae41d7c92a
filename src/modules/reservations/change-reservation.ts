import type { Context } from '../../kernel/context';
import type { Id } from '../../kernel/ids';
import { runIdempotent } from '../../platform/idempotency';
import type { IdempotentRequest } from '../../platform/idempotency';
import type { StockLine } from '../inventory';
import { assertNoOrder, commitIn, releaseIn } from './end-in';
import { extendIn } from './extend-in';
import { loadOwnIn } from './find-reservation';
import type { ReservationDoc } from './reservation.model';
import { ttlMsOf } from './reserve-stock';

/** An action on one reservation; `lines` limits it to a part. */
export interface ReservationRequest {
  /** The client's input, for the idempotency record. */
  readonly input: IdempotentRequest['input'];
  readonly reservationId: Id;
  readonly lines?: readonly StockLine[];
}

/**
 * Lets a hold live for `ttlSeconds` from now, up to 24 h after it was made; never shortens it.
 * Throws NotFoundError, and InvalidStateError with the exact code of how it ended.
 */
export async function extendReservation(
  ctx: Context,
  request: ReservationRequest & { readonly ttlSeconds: number },
): Promise<ReservationDoc> {
  const ttlMs = ttlMsOf(request.ttlSeconds);
  return runIdempotent(ctx, { operation: 'extendReservation', input: request.input }, async (tx) => {
    await loadOwnIn(tx, request.reservationId);
    return extendIn(tx, request.reservationId, new Date(tx.now.getTime() + ttlMs));
  });
}

/**
 * Sells what is held without an order, such as goods handed over by hand; writes SALE movements.
 * Throws NotFoundError, ValidationError, and InvalidStateError with the exact code of how it ended.
 */
export async function commitReservation(ctx: Context, request: ReservationRequest): Promise<ReservationDoc> {
  const { input, reservationId, lines } = request;
  return runIdempotent(ctx, { operation: 'commitReservation', input }, async (tx) => {
    assertNoOrder(await loadOwnIn(tx, reservationId));
    return commitIn(tx, reservationId, { ...(lines !== undefined && { lines }) });
  });
}

/**
 * Gives back what is held, wholly or by line.
 * Throws NotFoundError, ValidationError, and InvalidStateError with the exact code of how it ended.
 */
export async function releaseReservation(ctx: Context, request: ReservationRequest): Promise<ReservationDoc> {
  const { input, reservationId, lines } = request;
  return runIdempotent(ctx, { operation: 'releaseReservation', input }, async (tx) => {
    assertNoOrder(await loadOwnIn(tx, reservationId));
    return releaseIn(tx, reservationId, { ...(lines !== undefined && { lines }) });
  });
}
