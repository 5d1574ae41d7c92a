import type { Context } from '../../kernel/context';
import { DomainError, InsufficientStockError, badInput } from '../../kernel/errors';
import { newId } from '../../kernel/ids';
import type { Id } from '../../kernel/ids';
import { assertSameInput, findStored, joinInFlight } from '../../platform/idempotency';
import type { IdempotentRequest } from '../../platform/idempotency';
import { mergeLines } from '../inventory';
import type { StockLine } from '../inventory';
import { findReservation } from './find-reservation';
import { heldLines } from './held-lines';
import { holdLimitsOf } from './hold-limits';
import type { ReservationDoc } from './reservation.model';
import { reserveInLane } from './reserve-lanes';
import { SOURCING_TRIES_MAX, TTL_DEFAULT_SECONDS, TTL_MAX_SECONDS } from './reservations.policy';
import { assertBranchesOpen } from '../tenants';
import { sourceLines } from './source-stock';
import type { SourcingWish } from './source-stock';

/** Either `lines`, which name their branches, or `sourcing`, which has them chosen. */
export interface ReserveStockRequest {
  /** The client's input, for the idempotency record. */
  readonly input: IdempotentRequest['input'];
  readonly lines?: readonly StockLine[] | null;
  readonly sourcing?: SourcingWish | null;
  /** 1 to 86,400; 900 when left out. */
  readonly ttlSeconds?: number | null;
  /** The caller's active hold that these lines take the place of: its units count as available. */
  readonly replacesReservationId?: Id | null;
}

/**
 * Holds all lines or none for the caller. At most seven database commands, for one line as for a hundred; one more to
 * choose branches. Callers who want the same entries at once share one transaction (`reserve-lanes.ts`).
 * Throws InsufficientStockError with all short lines, NotFoundError (for shoppers also of what is off sale),
 * IdempotencyKeyReusedError, InvalidStateError when the hold to be replaced has ended or belongs to an order, or a branch
 * has closed (BRANCH_CLOSED), LimitExceededError; refuses with BUSY.
 */
export async function reserveStock(ctx: Context, wish: ReserveStockRequest): Promise<ReservationDoc> {
  const ttlMs = ttlMsOf(wish.ttlSeconds);
  const { lines = null, sourcing = null, replacesReservationId = null } = wish;
  if ((lines === null) === (sourcing === null)) {
    throw badInput('Expected either lines or sourcing, got both or neither.', 'lines');
  }
  const merged = lines === null ? null : mergeLines(lines);
  const request = { operation: 'reserveStock', input: wish.input };
  const limits = await holdLimitsOf(ctx);
  return joinInFlight(ctx, request, (hashes) => {
    const reserve = (chosen: readonly StockLine[]) =>
      reserveInLane({
        ctx,
        request,
        hashes,
        reservationId: newId(),
        lines: chosen,
        ttlMs,
        replacesId: replacesReservationId,
        limits,
      });
    const orElse = (error: unknown) => storedOr(ctx, request, hashes, error);
    if (merged !== null) return reserveThere(ctx, merged, reserve, orElse);
    return sourceAndReserve(ctx, wish, reserve, orElse);
  });
}

type Reserve = (lines: readonly StockLine[]) => Promise<ReservationDoc>;
type OrElse = (error: unknown) => Promise<ReservationDoc>;

/** Holds where the caller says, unless a branch has closed. */
async function reserveThere(
  ctx: Context,
  lines: readonly StockLine[],
  reserve: Reserve,
  orElse: OrElse,
): Promise<ReservationDoc> {
  try {
    await assertBranchesOpen(
      ctx,
      lines.map(({ branchId }) => branchId),
    );
  } catch (error) {
    return orElse(error);
  }
  return reserve(lines);
}

/**
 * Chooses branches and holds there. Between the two another buyer may be faster: then the choice is made again on the
 * new numbers, a bounded number of times.
 */
async function sourceAndReserve(
  ctx: Context,
  { sourcing, replacesReservationId = null }: ReserveStockRequest,
  reserve: Reserve,
  orElse: OrElse,
): Promise<ReservationDoc> {
  const replaced = replacesReservationId === null ? null : await findReservation(ctx, replacesReservationId);
  for (let attempt = 1; ; attempt += 1) {
    let lines: StockLine[];
    try {
      lines = await sourceLines(ctx, sourcing as SourcingWish, replaced === null ? [] : heldLines(replaced));
    } catch (error) {
      return orElse(error);
    }
    try {
      return await reserve(lines);
    } catch (error) {
      if (!(error instanceof InsufficientStockError) || attempt === SOURCING_TRIES_MAX) throw error;
    }
  }
}

/** What the key did before, when it is refused by now, perhaps because of that; else the error. */
async function storedOr(
  ctx: Context,
  { operation, input }: IdempotentRequest,
  hashes: Record<string, string>,
  error: unknown,
): Promise<ReservationDoc> {
  if (!(error instanceof DomainError)) throw error;
  const stored = await findStored(ctx, operation, input.idempotencyKey);
  if (stored === null) throw error;
  assertSameInput(stored.fieldHashes, hashes);
  return stored.result as ReservationDoc;
}

/** Checked time to live in milliseconds. */
export function ttlMsOf(ttlSeconds: number | null | undefined): number {
  const seconds = ttlSeconds ?? TTL_DEFAULT_SECONDS;
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > TTL_MAX_SECONDS) {
    throw badInput(`Expected ttlSeconds to be 1 to ${TTL_MAX_SECONDS}, got ${seconds}.`, 'ttlSeconds');
  }
  return seconds * 1000;
}
