import type { Context } from '../../kernel/context';
import { NotFoundError } from '../../kernel/errors';
import { toGlobalId } from '../../kernel/ids';
import type { Id } from '../../kernel/ids';
import { perConnection } from '../../platform/per-connection';
import { REGISTERS_CACHED_MAX, REGISTER_TTL_MS } from './pos.policy';
import { registers } from './register.model';
import type { RegisterDoc } from './register.model';

/** What never changes of a register while it exists, or may be seconds old: not its count, not whether it is on. */
export type RegisterFacts = Pick<RegisterDoc, '_id' | 'branchId' | 'code' | 'name'>;

const cacheOf = perConnection(() => new Map<string, { facts: RegisterFacts; readAtMs: number }>());

/**
 * The register, if the caller may work at it: a till only at itself, staff at any of their tenant. Kept in memory for
 * some seconds, so that a scan costs no command for it. Throws NotFoundError.
 */
export async function getRegister(ctx: Context, registerId: Id): Promise<RegisterFacts> {
  if (ctx.actor.kind === 'register' && !ctx.actor.registerId.equals(registerId)) throw unknown(registerId);
  const cache = cacheOf(ctx.db);
  const key = `${ctx.tenantId.toHexString()}|${registerId.toHexString()}`;
  const known = cache.get(key);
  if (known !== undefined && performance.now() - known.readAtMs < REGISTER_TTL_MS) return known.facts;
  const facts = await findRegister(ctx, registerId);
  if (facts === null) throw unknown(registerId);
  cache.delete(key);
  cache.set(key, { facts, readAtMs: performance.now() });
  const oldest = cache.size > REGISTERS_CACHED_MAX ? cache.keys().next().value : undefined;
  if (oldest !== undefined) cache.delete(oldest);
  return facts;
}

/**
 * The branch that a till stands in. A till's own token says it, so its scan costs no command for it even on a cold
 * start (posLookup has two commands to spend).
 */
export async function branchOfRegister(ctx: Context, registerId: Id): Promise<Id> {
  if (ctx.actor.kind === 'register' && ctx.actor.registerId.equals(registerId)) return ctx.actor.branchId;
  return (await getRegister(ctx, registerId)).branchId;
}

/** The register as stored, or null. */
export async function findRegister(ctx: Context, registerId: Id): Promise<RegisterDoc | null> {
  return registers(ctx.db).findOne({ tenantId: ctx.tenantId, _id: registerId }).lean<RegisterDoc>();
}

function unknown(registerId: Id): NotFoundError {
  return new NotFoundError('Register', toGlobalId('Register', registerId));
}
