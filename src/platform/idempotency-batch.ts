import type { Context } from '../kernel/context';
import { idempotencyRecords, recordOf } from './idempotency';
import type { EffectOfKey, IdempotencyRecord } from './idempotency';
import type { Tx } from './transaction';

/** A principal's key. */
export interface PrincipalKey {
  readonly principal: string;
  readonly key: string;
}

/** Text that tells keys of one operation apart. */
export function principalKeyText({ principal, key }: PrincipalKey): string {
  return `${principal}|${key}`;
}

/** Stored effects of several principals' keys, by `principalKeyText`; one command, each key an exact index look-up. */
export async function findStoredMany(
  ctx: Context,
  operation: string,
  keys: readonly PrincipalKey[],
): Promise<Map<string, IdempotencyRecord>> {
  if (keys.length === 0) return new Map();
  const { tenantId } = ctx;
  const found = await idempotencyRecords(ctx.db)
    .find({ tenantId, $or: keys.map(({ principal, key }) => ({ tenantId, principal, operation, key })) })
    .batchSize(keys.length + 1)
    .lean<IdempotencyRecord[]>();
  return new Map(found.map((record) => [principalKeyText(record), record]));
}

/** Stores several effects in their transaction; one command. Fails with a duplicate key when one was stored before. */
export async function storeEffects(tx: Tx, effects: readonly EffectOfKey[]): Promise<void> {
  const records = effects.map((effect) => recordOf(tx, effect));
  await idempotencyRecords(tx.db).insertMany(records, { session: tx.session, lean: true });
}
