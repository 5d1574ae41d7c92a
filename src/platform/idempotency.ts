import { createHash } from 'node:crypto';
import { Schema } from 'mongoose';
import type { Context } from '../kernel/context';
import { principalKey } from '../kernel/context';
import { DomainError, IdempotencyKeyReusedError, badInput } from '../kernel/errors';
import { newId } from '../kernel/ids';
import type { Id } from '../kernel/ids';
import { defineModel, isDuplicateKey } from './mongo';
import { perConnection } from './per-connection';
import { runInTransaction } from './transaction';
import type { Tx } from './transaction';

/** Longer than a till may stay offline, so that a sale that is synced late still meets its first effect. */
export const IDEMPOTENCY_RETENTION_MS = 8 * 24 * 60 * 60 * 1000;

/** The stored effect of one key: same key and input replay `result`; another input is refused (DESIGN I5). */
export interface IdempotencyRecord {
  _id: Id;
  tenantId: Id;
  /** Whose key it is: keys of two principals never meet. */
  principal: string;
  operation: string;
  key: string;
  /** Short hash of each input field, to name the field that differs. */
  fieldHashes: Record<string, string>;
  result: unknown;
  createdAt: Date;
  expiresAt: Date;
}

const UNIQUE_INDEX = 'idempotency_unique';
const schema = new Schema<IdempotencyRecord>({
  _id: { type: Schema.Types.ObjectId, required: true },
  tenantId: { type: Schema.Types.ObjectId, required: true },
  principal: { type: String, required: true },
  operation: { type: String, required: true },
  key: { type: String, required: true },
  fieldHashes: { type: Schema.Types.Mixed, required: true },
  result: { type: Schema.Types.Mixed },
  createdAt: { type: Date, required: true },
  expiresAt: { type: Date, required: true },
});
schema.index({ tenantId: 1, principal: 1, operation: 1, key: 1 }, { name: UNIQUE_INDEX, unique: true });
// The prune job removes a tenant's expired records, oldest first.
schema.index({ tenantId: 1, expiresAt: 1 }, { name: 'idempotency_expiry' });

export const idempotencyRecords = defineModel<IdempotencyRecord>('IdempotencyRecord', 'idempotency_records', schema);

/** A request for one effect. `input` is the mutation's input as the client sent it. */
export interface IdempotentRequest {
  readonly operation: string;
  readonly input: { readonly idempotencyKey: string };
}

const KEY_PATTERN = /^[\x21-\x7e]{1,255}$/;
/** What is under way in this process, by tenant, principal, operation and key. */
const flightsOf = perConnection(() => new Map<string, { hashes: Record<string, string>; result: Promise<unknown> }>());

/**
 * Runs `work` in a transaction at most once per (tenant, principal, operation, key) and returns its result; a repeat
 * returns the stored one. `work` must return plain BSON data. A refused attempt (DomainError) stores nothing: it had no
 * effect, so the same key may be tried again. Duplicates that are under way in this process wait for the first.
 */
export async function runIdempotent<T>(
  ctx: Context,
  request: IdempotentRequest,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  return joinInFlight(ctx, request, (hashes) => runOnce(ctx, request, hashes, work));
}

/**
 * Runs `run` unless the same key is under way in this process: then its result is shared, or refused when the input is
 * another. `run` gets the hashes of the input's fields, to be stored with the result.
 */
export async function joinInFlight<T>(
  ctx: Context,
  request: IdempotentRequest,
  run: (hashes: Record<string, string>) => Promise<T>,
): Promise<T> {
  const { operation, input } = request;
  if (!KEY_PATTERN.test(input.idempotencyKey)) {
    throw badInput('Expected an idempotencyKey of 1 to 255 visible ASCII characters.', 'idempotencyKey');
  }
  const hashes = hashFields(input);
  const flights = flightsOf(ctx.db);
  const flightKey = `${ctx.tenantId.toHexString()}|${principalKey(ctx.actor)}|${operation}|${input.idempotencyKey}`;
  const running = flights.get(flightKey);
  if (running !== undefined) {
    assertSameInput(running.hashes, hashes);
    return running.result as Promise<T>;
  }
  const result = run(hashes);
  flights.set(flightKey, { hashes, result });
  try {
    return await result;
  } finally {
    flights.delete(flightKey);
  }
}

/** One attempt of `runIdempotent`, for callers that have joined the flights in progress themselves. */
export async function runOnce<T>(
  ctx: Context,
  { operation, input: { idempotencyKey: key } }: IdempotentRequest,
  hashes: Record<string, string>,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  try {
    return await runInTransaction(ctx, async (tx) => {
      const result = await work(tx);
      const record = recordOf(tx, { principal: principalKey(ctx.actor), operation, key, hashes, result });
      await idempotencyRecords(ctx.db).insertMany([record], { session: tx.session, lean: true });
      return result;
    });
  } catch (error) {
    // Looked up only on failure: the happy path pays one insert and no read. A repeat fails either on the unique
    // index or earlier, on a guard that the first effect already moved.
    if (!(error instanceof DomainError) && !isRepeatedKey(error)) throw error;
    const stored = await findStored(ctx, operation, key);
    if (stored === null) throw error;
    assertSameInput(stored.fieldHashes, hashes);
    return stored.result as T;
  }
}

/** The stored record of a key, or null. For operations that must look before they act, such as a payment. */
export async function findStored(ctx: Context, operation: string, key: string): Promise<IdempotencyRecord | null> {
  return idempotencyRecords(ctx.db)
    .findOne({ tenantId: ctx.tenantId, principal: principalKey(ctx.actor), operation, key })
    .lean<IdempotencyRecord>();
}

/** One effect of one key, to be stored. */
export interface EffectOfKey {
  readonly principal: string;
  readonly operation: string;
  readonly key: string;
  readonly hashes: Record<string, string>;
  readonly result: unknown;
}

/** The record of an effect; it must be inserted in the effect's own transaction. */
export function recordOf(tx: Tx, effect: EffectOfKey): IdempotencyRecord {
  const { hashes, ...rest } = effect;
  return {
    _id: newId(),
    tenantId: tx.tenantId,
    ...rest,
    fieldHashes: hashes,
    createdAt: tx.now,
    expiresAt: new Date(tx.now.getTime() + IDEMPOTENCY_RETENTION_MS),
  };
}

/** True when the error says that a record of the same key exists already. */
export function isRepeatedKey(error: unknown): boolean {
  return isDuplicateKey(error, UNIQUE_INDEX);
}

/** Hash of each field of an input but the key itself; the order of object keys does not count. */
export function hashFields(input: object): Record<string, string> {
  const hashes: Record<string, string> = {};
  for (const [field, value] of Object.entries(input)) {
    if (field === 'idempotencyKey' || value === undefined || value === null) continue;
    hashes[field] = createHash('sha256').update(canonical(value)).digest('base64url').slice(0, 22);
  }
  return hashes;
}

/** Throws IdempotencyKeyReusedError naming the first field that differs. */
export function assertSameInput(stored: Record<string, string>, given: Record<string, string>): void {
  for (const field of new Set([...Object.keys(stored), ...Object.keys(given)])) {
    if (stored[field] !== given[field]) throw new IdempotencyKeyReusedError(field);
  }
}

function canonical(value: unknown): string {
  if (value instanceof Date) return JSON.stringify(value.toISOString());
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value).filter(([, member]) => member !== undefined && member !== null);
    fields.sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${fields.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(',')}}`;
  }
  return JSON.stringify(value);
}
