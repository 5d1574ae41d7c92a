import { LimitExceededError } from '../../kernel/errors';
import type { Id } from '../../kernel/ids';
import { runAgainIfTaken } from '../../platform/transaction';
import type { Tx } from '../../platform/transaction';
import type { StockLine } from '../inventory';
import { heldUnits } from './held-lines';
import { tooManyHolds, tooManyUnits } from './hold-limits';
import type { HoldLimits } from './hold-limits';
import { SLOT_INDEX, TURN_INDEX, reservations } from './reservation.model';
import type { HoldSlot, ReservationDoc } from './reservation.model';
import { LIVE_STATUSES } from './reservation.states';

/**
 * How the limits against hoarding are kept, exactly and across processes, without a counter that could drift. A limit of
 * 20 is 20 numbered places; a live hold fills one place of each limit that it counts for, in its own document, and a
 * unique index lets only one live hold have it. A hold that ends gives its places back in the update that ends it, so
 * no command is added anywhere. The first try takes a place unseen; only if that is taken are the others read.
 * Rejected: counter documents moved by guarded `$inc`. They cost a command when a hold is made and one when it ends,
 * need repair, and the counter of an address is a row that all its shoppers write.
 *
 * Units can't be places (a hold of 5,000 would be 5,000 index keys). Where they are limited, the owner's live holds are
 * added up in the transaction, and each hold takes the owner's next turn, unique for ever: of two that did not see each
 * other, the second collides, runs again and sees the first.
 */
export interface HoldAdmission {
  readonly slots: HoldSlot[];
  readonly ownerTurn?: number;
}

/** Someone who asks to be let in. */
export interface HoldCandidate {
  readonly limits: HoldLimits;
  /** Differs from one hold to the next, so that candidates begin to look at different places. */
  readonly reservationId: Id;
  readonly lines: readonly StockLine[];
}

/** Places unseen: right unless somebody has them, and then the insert fails and the transaction runs again. */
function guessSlots({ limits, reservationId }: HoldCandidate): HoldAdmission {
  const start = startOf(reservationId);
  return { slots: limits.counted.map(({ key, limit }) => ({ key, number: start % limit })) };
}

/** The places of a hold that another one replaces, when they are those that the other one needs; null otherwise. */
export function inheritSlots(old: ReservationDoc, limits: HoldLimits): HoldAdmission | null {
  if (!mayGuess(limits)) return null;
  const slots = old.slots.filter((slot) =>
    limits.counted.some(({ key, limit }) => key === slot.key && slot.number < limit),
  );
  return slots.length === limits.counted.length ? { slots } : null;
}

/** True when places may be taken unseen: units are always added up. */
function mayGuess(limits: HoldLimits): boolean {
  return limits.unitsPerVariant === null;
}

/** Which places are taken, and what owners hold, as the transaction sees it; what is admitted is added. */
export interface SlotBook {
  /** Throws LimitExceededError. Changes the book, so that the next candidate sees this one. */
  admit(candidate: HoldCandidate): HoldAdmission;
}

/**
 * Reads what is taken for all candidates: one command, two more when units are limited.
 * What ended earlier in this transaction is free.
 */
export async function readSlotBook(tx: Tx, candidates: readonly HoldLimits[]): Promise<SlotBook> {
  const keys = [...new Set(candidates.flatMap(({ counted }) => counted.map(({ key }) => key)))];
  const owners = [...new Set(candidates.filter((limits) => !mayGuess(limits)).map(({ ownerKey }) => ownerKey))];
  const taken = new Map<string, Set<number>>(keys.map((key) => [key, new Set()]));
  for (const { slots } of await holdsOf(tx, keys)) {
    for (const { key, number } of slots) taken.get(key)?.add(number);
  }
  const units = await unitsOf(tx, owners);
  const turns = await lastTurnsOf(tx, owners);
  return { admit: (candidate) => admit(candidate, taken, units, turns) };
}

async function holdsOf(tx: Tx, keys: readonly string[]): Promise<Pick<ReservationDoc, 'slots'>[]> {
  if (keys.length === 0) return [];
  return reservations(tx.db)
    .find({ tenantId: tx.tenantId, 'slots.key': { $in: [...keys] } }, { slots: 1 }, { session: tx.session })
    .batchSize(10_000)
    .lean<Pick<ReservationDoc, 'slots'>[]>();
}

/** Units in live holds by `unitsKey`. */
async function unitsOf(tx: Tx, owners: readonly string[]): Promise<Map<string, number>> {
  const units = new Map<string, number>();
  if (owners.length === 0) return units;
  const live = await reservations(tx.db)
    .find(
      { tenantId: tx.tenantId, ownerKey: { $in: [...owners] }, status: { $in: [...LIVE_STATUSES] } },
      { ownerKey: 1, lines: 1 },
      { session: tx.session },
    )
    .batchSize(10_000)
    .lean<Pick<ReservationDoc, 'ownerKey' | 'lines'>[]>();
  for (const { ownerKey, lines } of live) {
    for (const line of lines) addUnits(units, unitsKey(ownerKey, line.variantId), heldUnits(line));
  }
  return units;
}

async function lastTurnsOf(tx: Tx, owners: readonly string[]): Promise<Map<string, number>> {
  if (owners.length === 0) return new Map();
  const rows = await reservations(tx.db)
    .aggregate<{ _id: string; turn: number }>([
      { $match: { tenantId: tx.tenantId, ownerKey: { $in: [...owners] }, ownerTurn: { $exists: true } } },
      { $group: { _id: '$ownerKey', turn: { $max: '$ownerTurn' } } },
    ])
    .session(tx.session);
  return new Map(rows.map(({ _id, turn }) => [_id, turn]));
}

function admit(
  { limits, reservationId, lines }: HoldCandidate,
  taken: Map<string, Set<number>>,
  units: Map<string, number>,
  turns: Map<string, number>,
): HoldAdmission {
  const { ownerKey, counted, unitsPerVariant } = limits;
  const start = startOf(reservationId);
  const slots = counted.map((one) => {
    const number = freeNumber(taken.get(one.key), one.limit, start);
    if (number === null) throw tooManyHolds(one);
    return { key: one.key, number };
  });
  if (unitsPerVariant === null) return take(slots, taken);
  const wanted = new Map<string, { variantId: Id; quantity: number }>();
  for (const { variantId, quantity } of lines) {
    const key = unitsKey(ownerKey, variantId);
    wanted.set(key, { variantId, quantity: (wanted.get(key)?.quantity ?? 0) + quantity });
  }
  for (const [key, { variantId, quantity }] of wanted) {
    const total = (units.get(key) ?? 0) + quantity;
    if (total > unitsPerVariant) throw tooManyUnits(unitsPerVariant, variantId, total);
  }
  for (const [key, { quantity }] of wanted) addUnits(units, key, quantity);
  const ownerTurn = (turns.get(ownerKey) ?? 0) + 1;
  turns.set(ownerKey, ownerTurn);
  return { ...take(slots, taken), ownerTurn };
}

function take(slots: HoldSlot[], taken: Map<string, Set<number>>): HoldAdmission {
  for (const { key, number } of slots) taken.get(key)?.add(number);
  return { slots };
}

/** The first free place at or behind `start`, going round; null when all are taken. */
function freeNumber(taken: ReadonlySet<number> | undefined, limit: number, start: number): number | null {
  for (let step = 0; step < limit; step += 1) {
    const number = (start + step) % limit;
    if (taken?.has(number) !== true) return number;
  }
  return null;
}

/** The counter within an id: neighbours in one process begin at neighbouring places, other processes elsewhere. */
function startOf(id: Id): number {
  return Number.parseInt(id.toHexString().slice(-6), 16);
}

function unitsKey(ownerKey: string, variantId: Id): string {
  return `${ownerKey}|${variantId.toHexString()}`;
}

function addUnits(units: Map<string, number>, key: string, quantity: number): void {
  units.set(key, (units.get(key) ?? 0) + quantity);
}

/** Inserts holds. When somebody else has a place or turn by now, the transaction runs again and reads what is taken. */
export async function insertHolds(tx: Tx, docs: readonly ReservationDoc[]): Promise<void> {
  await reservations(tx.db)
    .insertMany([...docs], { session: tx.session, lean: true })
    .catch((error: unknown) => runAgainIfTaken(error, SLOT_INDEX, TURN_INDEX));
}

/**
 * Lets one hold in: unseen, without a command, at the transaction's first attempt, and by what the
 * transaction sees at the next ones. Throws LimitExceededError.
 */
export async function admitHoldIn(tx: Tx, candidate: HoldCandidate): Promise<HoldAdmission> {
  const { limits } = candidate;
  return tx.attempt === 0 && mayGuess(limits)
    ? guessSlots(candidate)
    : (await readSlotBook(tx, [limits])).admit(candidate);
}

/** The admission, or the refusal as a value: in a batch it is one caller's own. */
export function tryAdmit(book: SlotBook, candidate: HoldCandidate): HoldAdmission | LimitExceededError {
  try {
    return book.admit(candidate);
  } catch (error) {
    if (error instanceof LimitExceededError) return error;
    throw error;
  }
}
