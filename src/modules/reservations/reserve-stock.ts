import type { Context } from '../../kernel/context';
import { badInput } from '../../kernel/errors';
import { newId } from '../../kernel/ids';
import type { Id } from '../../kernel/ids';
import { joinInFlight } from '../../platform/idempotency';
import type { IdempotentRequest } from '../../platform/idempotency';
import { mergeLines } from '../inventory';
import type { StockLine } from '../inventory';
import { holdLimitsOf } from './hold-limits';
import type { ReservationDoc } from './reservation.model';
import { reserveInLane } from './reserve-lanes';
import { TTL_DEFAULT_SECONDS, TTL_MAX_SECONDS } from './reservations.policy';

export interface ReserveStockRequest {
  /** The client's input, for the idempotency record. */
  readonly input: IdempotentRequest['input'];
  readonly lines: readonly StockLine[];
  /** 1 to 86,400; 900 when left out. */
  readonly ttlSeconds?: number | null;
  /** The caller's active hold that these lines take the place of: its units count as available. */
  readonly replacesReservationId?: Id | null;
}

/**
 * Holds all lines or none for the caller. At most seven database commands, for one line as for a hundred.
 * Callers who want the same entries at once share one transaction (`reserve-lanes.ts`).
 * Throws InsufficientStockError with all short lines, NotFoundError, IdempotencyKeyReusedError, InvalidStateError when the
 * hold to be replaced has ended or belongs to an order, LimitExceededError; refuses with BUSY.
 */
export async function reserveStock(ctx: Context, wish: ReserveStockRequest): Promise<ReservationDoc> {
  const ttlMs = ttlMsOf(wish.ttlSeconds);
  const lines = mergeLines(wish.lines);
  const replacesId = wish.replacesReservationId ?? null;
  const request = { operation: 'reserveStock', input: wish.input };
  const limits = await holdLimitsOf(ctx);
  return joinInFlight(ctx, request, (hashes) =>
    reserveInLane({ ctx, request, hashes, reservationId: newId(), lines, ttlMs, replacesId, limits }),
  );
}

/** Checked time to live in milliseconds. */
export function ttlMsOf(ttlSeconds: number | null | undefined): number {
  const seconds = ttlSeconds ?? TTL_DEFAULT_SECONDS;
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > TTL_MAX_SECONDS) {
    throw badInput(`Expected ttlSeconds to be 1 to ${TTL_MAX_SECONDS}, got ${seconds}.`, 'ttlSeconds');
  }
  return seconds * 1000;
}
