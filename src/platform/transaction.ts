import type { ClientSession } from 'mongoose';
import mongoose from 'mongoose';
import type { Context } from '../kernel/context';
import { DomainError, RefusalError } from '../kernel/errors';
import { isDuplicateKey } from './mongo';
import { completeEvent, outboxEvents } from './outbox';
import type { NewEvent } from './outbox';
import { perConnection } from './per-connection';

/** Attempts end after this long; a cashier can't wait for the driver's default of 120 s. */
const TRANSACTION_DEADLINE_MS = 15_000;
/** The label with which MongoDB marks what is worth running again from the start. */
const TRANSIENT = 'TransientTransactionError';
const BACKOFF_FIRST_MS = 2;
const BACKOFF_MAX_MS = 100;

declare const transactionBrand: unique symbol;

/**
 * An open transaction. Only this file makes one. The work may run more than once, so inside: no network or queue
 * call, no clock read (use `now`), no random value, no parallel awaits; every model call passes `session`.
 */
export interface Tx extends Context {
  readonly [transactionBrand]: true;
  readonly session: ClientSession;
  /** The instant of this unit of work. */
  readonly now: Date;
  /** How often this unit of work was tried before and lost a conflict: 0 at the first time. */
  readonly attempt: number;
  /** Adds an outbox event to the transaction; it exists if and only if the transaction commits. */
  record(event: NewEvent): void;
}

const TRANSACTION_OPTIONS = {
  readConcern: { level: 'snapshot' },
  writeConcern: { w: 'majority', journal: true },
  readPreference: 'primary',
} as const;

/**
 * Runs `work` in one replica-set transaction and commits it with its outbox events.
 * Write conflicts and lost primaries are retried with jittered back-off until a deadline, then refused as BUSY.
 * Whatever `work` throws aborts the transaction and is thrown on.
 */
export async function runInTransaction<T>(ctx: Context, work: (tx: Tx) => Promise<T>): Promise<T> {
  const deadline = performance.now() + TRANSACTION_DEADLINE_MS;
  const session = await ctx.db.startSession();
  let endTurn: (() => void) | undefined;
  try {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await attemptOnce(ctx, session, work, { attempt, deadline });
      } catch (error) {
        if (!isTransient(error)) throw error;
        endTurn ??= await retryTurn(ctx);
        if (performance.now() >= deadline) throw busy();
        await backOff(attempt);
      }
    }
  } finally {
    endTurn?.();
    await session.endSession();
  }
}

/** The last of those who retry, by tenant. */
const lastTurns = perConnection(() => new Map<string, Promise<void>>());

/**
 * Those who lost a conflict go on one by one within the tenant and process, first come, first served. When two hundred
 * retried freely, the winner's next command waited behind all of theirs for a connection, and nobody got far: 4 of 100
 * units were sold in 15 s; in turns, all of them in 2 s (measured on the embedded server).
 * Resolves when it is the caller's turn, with the function that ends it.
 */
async function retryTurn(ctx: Context): Promise<() => void> {
  const turns = lastTurns(ctx.db);
  const tenant = ctx.tenantId.toHexString();
  const before = turns.get(tenant);
  let end = (): void => undefined;
  const mine = new Promise<void>((resolve) => (end = resolve));
  const tail = before === undefined ? mine : before.then(() => mine);
  turns.set(tenant, tail);
  void tail.then(() => {
    if (turns.get(tenant) === tail) turns.delete(tenant);
  });
  await before;
  return end;
}

async function attemptOnce<T>(
  ctx: Context,
  session: ClientSession,
  work: (tx: Tx) => Promise<T>,
  { attempt, deadline }: { readonly attempt: number; readonly deadline: number },
): Promise<T> {
  const now = ctx.clock.now();
  const events: NewEvent[] = [];
  session.startTransaction(TRANSACTION_OPTIONS);
  const tx = { ...ctx, session, now, attempt, record: (event: NewEvent) => events.push(event) } as unknown as Tx;
  try {
    const result = await work(tx);
    if (events.length > 0) {
      const rows = events.map((event) => completeEvent(ctx, event, now));
      await outboxEvents(ctx.db).insertMany(rows, { session, lean: true });
    }
    await commit(session, deadline);
    return result;
  } catch (error) {
    if (session.inTransaction()) await abortQuietly(ctx, session);
    throw error;
  }
}

/** Commit is idempotent on the server, so an unknown outcome is asked for again rather than guessed. */
async function commit(session: ClientSession, deadline: number): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      await session.commitTransaction();
      return;
    } catch (error) {
      if (!hasLabel(error, 'UnknownTransactionCommitResult') || performance.now() >= deadline) throw error;
      await backOff(attempt);
    }
  }
}

async function abortQuietly(ctx: Context, session: ClientSession): Promise<void> {
  try {
    await session.abortTransaction();
  } catch (error) {
    // The server ends a transaction that was not aborted by itself; the first error is the one to report.
    ctx.logger.debug({ error: String(error) }, 'abort failed');
  }
}

/**
 * What a writer throws whose guarded update found that `noun` was changed since its transaction read it: the work runs
 * again from its read. A snapshot transaction normally meets a write conflict first; this says the same for the rest.
 */
export function staleRead(noun: string): Error {
  const error = new mongoose.mongo.MongoError(`The ${noun} changed since it was read in this transaction.`);
  error.addErrorLabel(TRANSIENT);
  return error;
}

/**
 * Throws the error on; when it says that another transaction took a key of one of these indexes at the same time, the
 * work runs again, and its reads find the other's document.
 */
export function runAgainIfTaken(error: unknown, ...indexNames: readonly string[]): never {
  const isTaken = indexNames.some((name) => isDuplicateKey(error, name));
  if (isTaken && error instanceof mongoose.mongo.MongoError) error.addErrorLabel(TRANSIENT);
  throw error;
}

function isTransient(error: unknown): boolean {
  return !(error instanceof DomainError) && hasLabel(error, TRANSIENT);
}

function hasLabel(error: unknown, label: string): boolean {
  return error instanceof mongoose.mongo.MongoError && error.hasErrorLabel(label);
}

async function backOff(attempt: number): Promise<void> {
  const ceilingMs = Math.min(BACKOFF_MAX_MS, BACKOFF_FIRST_MS * 1.5 ** attempt);
  await new Promise((resolve) => setTimeout(resolve, Math.random() * ceilingMs));
}

function busy(): RefusalError {
  return new RefusalError('BUSY', 'Too many changes of the same stock at once. Send the same request again shortly.', {
    retryAfterMs: 1_000,
  });
}
