import { principalKey } from '../../kernel/context';
import { RefusalError } from '../../kernel/errors';
import { runOnce } from '../../platform/idempotency';
import { perConnection } from '../../platform/per-connection';
import { nextTurn } from '../../platform/read-together';
import { stockKeyOf } from '../inventory';
import { reserveBatch } from './reserve-batch';
import type { HoldOutcome, HoldRequest } from './reserve-batch';
import type { ReservationDoc } from './reservation.model';
import { FLIGHT_LINES_MAX, FLIGHT_REQUESTS_MAX, GATHERING_TURNS_MAX, LANE_WAITING_MAX } from './reservations.policy';
import { admitHoldIn } from './hold-slots';
import { replaceIn } from './replace-in';
import { reserveIn } from './reserve-in';

interface Waiting {
  readonly request: HoldRequest;
  readonly keys: readonly string[];
  readonly resolve: (reservation: ReservationDoc) => void;
  readonly reject: (error: unknown) => void;
}

/** Callers who want the same entries: one flight at a time, the rest wait for the next. */
interface Lane {
  readonly waiting: Waiting[];
}

/** Which lane is writing each entry now, by tenant and place. */
const busyEntries = perConnection(() => new Map<string, Lane>());

/**
 * Group commit (DESIGN §4, hot rows). A caller whose entries nobody else is writing in this process goes at once, in a
 * transaction of its own. Who comes while such a flight is open waits, and then all who wait fly as one transaction.
 * So throughput on one SKU rises with the crowd; single transactions would conflict and retry for seconds. Another
 * process may still conflict, but then a handful of processes contend instead of thousands of shoppers.
 * Refuses with BUSY when too many wait already.
 */
export function reserveInLane(request: HoldRequest): Promise<ReservationDoc> {
  const busy = busyEntries(request.ctx.db);
  const tenant = request.ctx.tenantId.toHexString();
  const keys = request.lines.map((line) => tenant + stockKeyOf(line)).sort();
  const open = keys.map((key) => busy.get(key)).find((lane) => lane !== undefined);
  if (open !== undefined && open.waiting.length >= LANE_WAITING_MAX) return Promise.reject(tooManyWaiting());
  return new Promise((resolve, reject) => {
    const waiting: Waiting = { request, keys, resolve, reject };
    if (open !== undefined) open.waiting.push(waiting);
    else void fly(busy, { waiting: [waiting] });
  });
}

/** Flies until nobody waits in the lane. Never rejects: every caller gets an answer of their own. */
async function fly(busy: Map<string, Lane>, lane: Lane): Promise<void> {
  for (;;) {
    const flight = nextFlight(lane.waiting);
    if (flight.length === 0) return;
    const keys = flight.flatMap((member) => member.keys).filter((key) => !busy.has(key));
    for (const key of keys) busy.set(key, lane);
    try {
      await serve(flight);
      if (flight.length > 1) await gather(lane);
    } finally {
      for (const key of keys) busy.delete(key);
    }
  }
}

/**
 * After a flight of many, waits while each turn of the event loop brings more callers. Without it a crowd falls into
 * halves that fly in turn: a transaction costs as much as fifteen callers in it.
 */
async function gather({ waiting }: Lane): Promise<void> {
  let before = -1;
  for (let turns = 0; turns < GATHERING_TURNS_MAX; turns += 1) {
    if (waiting.length <= before || waiting.length >= FLIGHT_REQUESTS_MAX) return;
    before = waiting.length;
    await nextTurn();
  }
}

/** The longest waiting, as many as one transaction carries; at least one. Who replaces a hold flies alone. */
function nextFlight(waiting: Waiting[]): Waiting[] {
  let lines = 0;
  let count = 0;
  for (const { request } of waiting) {
    lines += request.lines.length;
    if (count > 0 && (count >= FLIGHT_REQUESTS_MAX || lines > FLIGHT_LINES_MAX || request.replacesId !== null)) break;
    count += 1;
    if (request.replacesId !== null) break;
  }
  return waiting.splice(0, count);
}

async function serve(flight: readonly Waiting[]): Promise<void> {
  const [only] = flight;
  if (flight.length === 1 && only !== undefined) return serveAlone(only);
  let outcomes: HoldOutcome[];
  try {
    outcomes = await reserveBatch(flight.map((member) => member.request));
  } catch (error) {
    if (error instanceof RefusalError) {
      for (const member of flight) member.reject(error);
      return;
    }
    // One caller's fault must not become everybody's.
    for (const member of flight) await serveAlone(member);
    return;
  }
  for (const [index, member] of flight.entries()) {
    const outcome = outcomes[index] ?? { error: new Error('a request was left out') };
    if ('reservation' in outcome) member.resolve(outcome.reservation);
    else member.reject(outcome.error);
  }
}

async function serveAlone({ request, resolve, reject }: Waiting): Promise<void> {
  try {
    resolve(await reserveAlone(request));
  } catch (error) {
    reject(error);
  }
}

/**
 * One caller in a transaction of its own: seven commands, nine when it replaces a hold, three more where units per
 * shopper are limited. Places among the live holds are taken unseen at the first attempt and read at the next.
 */
export function reserveAlone(hold: HoldRequest): Promise<ReservationDoc> {
  const { ctx, request, hashes, reservationId, lines, ttlMs, replacesId, limits } = hold;
  return runOnce(ctx, request, hashes, async (tx) => {
    const expiresAt = new Date(tx.now.getTime() + ttlMs);
    const made = { reservationId, lines, expiresAt, ownerKey: principalKey(ctx.actor) };
    if (replacesId !== null) return replaceIn(tx, replacesId, made, limits);
    if (limits === null) return reserveIn(tx, made);
    const admission = await admitHoldIn(tx, { limits, reservationId, lines });
    return reserveIn(tx, { ...made, admission });
  });
}

function tooManyWaiting(): RefusalError {
  return new RefusalError('BUSY', 'Too many people want the same article right now. Send the same request again.', {
    retryAfterMs: 1_000,
  });
}
