import { principalKey } from '../../kernel/context';
import type { Actor, Context } from '../../kernel/context';
import { InsufficientStockError, LimitExceededError } from '../../kernel/errors';
import type { DomainError, ShortLine } from '../../kernel/errors';
import { assertSameInput, isRepeatedKey } from '../../platform/idempotency';
import type { IdempotentRequest } from '../../platform/idempotency';
import { findStoredMany, principalKeyText, storeEffects } from '../../platform/idempotency-batch';
import { runInTransaction } from '../../platform/transaction';
import type { Tx } from '../../platform/transaction';
import type { Id } from '../../kernel/ids';
import {
  applyStockChanges,
  assertPlacesExist,
  judgedEntriesFor,
  noSuchVariant,
  stockKeyOf,
  takesAs,
  tooManySerials,
  unitsFree,
} from '../inventory';
import type { StockEntryDoc, StockKey, StockLine, TakeableStock } from '../inventory';
import type { HoldLimits } from './hold-limits';
import { insertHolds, readSlotBook, tryAdmit } from './hold-slots';
import type { HoldAdmission, SlotBook } from './hold-slots';
import type { ReservationDoc } from './reservation.model';
import { createdEvent, reservationOf, reserveChanges } from './reserve-in';

/** One caller's wish to hold stock. Lines are merged: one per place. */
export interface HoldRequest {
  readonly ctx: Context;
  readonly request: IdempotentRequest;
  readonly hashes: Record<string, string>;
  readonly reservationId: Id;
  readonly lines: readonly StockLine[];
  readonly ttlMs: number;
  /** The caller's hold that this one replaces; such a request is never part of a batch. */
  readonly replacesId: Id | null;
  /** What the caller's holds count for; null for staff and jobs. */
  readonly limits: HoldLimits | null;
}

/** What became of a wish: the reservation, or the error for this caller alone. */
export type HoldOutcome = { readonly reservation: ReservationDoc } | { readonly error: unknown };

/**
 * Serves several callers of one tenant in one transaction: first come, first served, each with an outcome of its own.
 * Eleven commands at most (two more where units per shopper are limited), whatever the number of callers. A caller who is refused takes nothing and stops nobody.
 * Throws only when the transaction as a whole failed; then none of them was served.
 */
export async function reserveBatch(requests: readonly HoldRequest[]): Promise<HoldOutcome[]> {
  const [first] = requests;
  if (first === undefined) return [];
  try {
    return await settle(first.ctx, requests, await serve(first.ctx, requests));
  } catch (error) {
    if (!isRepeatedKey(error)) throw error;
  }
  // Someone sent a key again whose effect is stored: only now look them up, so that the common case pays no command.
  const stored = await storedOutcomes(first.ctx, requests);
  const fresh = requests.filter((request) => !stored.has(request));
  const served = await settle(first.ctx, fresh, await serve(first.ctx, fresh));
  const outcomes = new Map([...stored, ...fresh.map((request, index) => [request, served[index]] as const)]);
  return requests.map((request) => outcomes.get(request) ?? { error: new Error('a request was left out') });
}

/** Decision about one caller within the transaction. */
type Verdict =
  | { readonly kind: 'held'; readonly reservation: ReservationDoc }
  | { readonly kind: 'short'; readonly lines: readonly ShortLine[] }
  | { readonly kind: 'refused'; readonly error: DomainError }
  | { readonly kind: 'nowhere'; readonly places: readonly StockKey[]; readonly lines: readonly ShortLine[] };

async function serve(ctx: Context, requests: readonly HoldRequest[]): Promise<Verdict[]> {
  if (requests.length === 0) return [];
  return runInTransaction(ctx, async (tx) => {
    const verdicts = await judge(tx, requests);
    await hold(tx, requests, verdicts);
    return verdicts;
  });
}

/**
 * Says who fits, in the order of arrival. Deciding on numbers that were read is safe in this transaction: the guarded
 * update that follows conflicts with anyone who moved an entry since, and then all is read and decided again.
 */
async function judge(tx: Tx, requests: readonly HoldRequest[]): Promise<Verdict[]> {
  const places = new Map(requests.flatMap(({ lines }) => lines.map((line) => [stockKeyOf(line), line])));
  const { entries, offSale } = await judgedEntriesFor(tx, [...places.values()]);
  const limits = requests.flatMap((request) => request.limits ?? []);
  const book = limits.length === 0 ? null : await readSlotBook(tx, limits);
  const left = new Map<string, TakeableStock>(entries);
  return requests.map((request): Verdict => {
    // As the ledger judges, whose refusal would end the holds of all who are served together.
    const isShopper = takesAs(request.ctx.actor) === 'PROMISABLE';
    const hidden = request.lines.find(({ variantId }) => isShopper && offSale.has(variantId.toHexString()));
    if (hidden !== undefined) return { kind: 'refused', error: noSuchVariant(hidden) };
    const free = freeFor(left, request.ctx.actor);
    const lines = request.lines.filter((line) => free(line) < line.quantity);
    if (lines.length > 0) {
      const short = lines.map((line) => shortLine(line, Math.max(0, free(line))));
      const places = lines.filter((line) => !left.has(stockKeyOf(line)));
      return places.length > 0 ? { kind: 'nowhere', places, lines: short } : { kind: 'short', lines: short };
    }
    const tooMany = tooManySerials(unitsWithSerials(request.lines, entries));
    if (tooMany !== null) return { kind: 'refused', error: tooMany };
    const admission = admissionOf(book, request);
    if (admission instanceof LimitExceededError) return { kind: 'refused', error: admission };
    for (const line of request.lines) {
      const key = stockKeyOf(line);
      const { quantityAvailable, quantityPromisable } = left.get(key) ?? NOTHING;
      left.set(key, {
        quantityAvailable: quantityAvailable - line.quantity,
        quantityPromisable: quantityPromisable - line.quantity,
      });
    }
    return {
      kind: 'held',
      reservation: reservationOf(tx, {
        reservationId: request.reservationId,
        lines: request.lines,
        expiresAt: new Date(tx.now.getTime() + request.ttlMs),
        ownerKey: principalKey(request.ctx.actor),
        admission,
      }),
    };
  });
}

/** Judged here and not left to the ledger, whose refusal would end the holds of all. */
function unitsWithSerials(lines: HoldRequest['lines'], entries: ReadonlyMap<string, StockEntryDoc>): number {
  const named = lines.filter((line) => entries.get(stockKeyOf(line))?.tracking === 'SERIAL');
  return named.reduce((sum, { quantity }) => sum + quantity, 0);
}

const NOTHING: TakeableStock = { quantityAvailable: 0, quantityPromisable: 0 };

/** How much the actor may take of a place, by the rule that the guarded update applies as well. */
function freeFor(left: ReadonlyMap<string, TakeableStock>, actor: Actor): (place: StockKey) => number {
  const requires = takesAs(actor);
  return (place) => unitsFree(left.get(stockKeyOf(place)) ?? NOTHING, requires);
}

function admissionOf(book: SlotBook | null, request: HoldRequest): HoldAdmission | LimitExceededError {
  const { limits, reservationId, lines } = request;
  return book === null || limits === null ? { slots: [] } : tryAdmit(book, { limits, reservationId, lines });
}

/** Writes what was granted; the contended entries come last. */
async function hold(tx: Tx, requests: readonly HoldRequest[], verdicts: readonly Verdict[]): Promise<void> {
  const granted = requests.flatMap((request, index) => {
    const verdict = verdicts[index];
    return verdict?.kind === 'held' ? [{ ...request, reservation: verdict.reservation }] : [];
  });
  if (granted.length === 0) return;
  const docs = granted.map(({ reservation }) => reservation);
  await insertHolds(tx, docs);
  await storeEffects(
    tx,
    granted.map(({ ctx, request, hashes, reservation }) => ({
      ...keyOf({ ctx, request }),
      operation: request.operation,
      hashes,
      result: reservation,
    })),
  );
  tx.record(createdEvent(granted.map(({ ctx, reservation }) => ({ reservation, correlationId: ctx.correlationId }))));
  await applyStockChanges(
    tx,
    granted.flatMap(({ ctx, reservation }) => reserveChanges(reservation, ctx.actor)),
  );
}

/** Turns verdicts into outcomes; a refused caller may be one who was served before and asks again. */
async function settle(
  ctx: Context,
  requests: readonly HoldRequest[],
  verdicts: readonly Verdict[],
): Promise<HoldOutcome[]> {
  const refused = requests.filter((_request, index) => verdicts[index]?.kind !== 'held');
  const stored = await storedOutcomes(ctx, refused);
  const outcomes: HoldOutcome[] = [];
  for (const [index, request] of requests.entries()) {
    const verdict = verdicts[index];
    if (verdict?.kind === 'held') outcomes.push({ reservation: verdict.reservation });
    else outcomes.push(stored.get(request) ?? { error: await refusalOf(request.ctx, verdict) });
  }
  return outcomes;
}

async function refusalOf(ctx: Context, verdict: Exclude<Verdict, { kind: 'held' }> | undefined): Promise<unknown> {
  if (verdict === undefined) return new Error('a request was left out');
  if (verdict.kind === 'refused') return verdict.error;
  if (verdict.kind === 'nowhere') {
    try {
      await assertPlacesExist(ctx, verdict.places);
    } catch (error) {
      return error;
    }
  }
  return new InsufficientStockError(verdict.lines);
}

async function storedOutcomes(ctx: Context, requests: readonly HoldRequest[]): Promise<Map<HoldRequest, HoldOutcome>> {
  const outcomes = new Map<HoldRequest, HoldOutcome>();
  const [first] = requests;
  if (first === undefined) return outcomes;
  const found = await findStoredMany(ctx, first.request.operation, requests.map(keyOf));
  for (const request of requests) {
    const record = found.get(principalKeyText(keyOf(request)));
    if (record === undefined) continue;
    try {
      assertSameInput(record.fieldHashes, request.hashes);
      outcomes.set(request, { reservation: record.result as ReservationDoc });
    } catch (error) {
      outcomes.set(request, { error });
    }
  }
  return outcomes;
}

function keyOf({ ctx, request }: Pick<HoldRequest, 'ctx' | 'request'>): { principal: string; key: string } {
  return { principal: principalKey(ctx.actor), key: request.input.idempotencyKey };
}

function shortLine(line: StockLine, available: number): ShortLine {
  return {
    variantId: line.variantId.toHexString(),
    branchId: line.branchId.toHexString(),
    requested: line.quantity,
    available,
  };
}
