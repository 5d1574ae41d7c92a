import { principalKey } from '../../kernel/context';
import type { Context } from '../../kernel/context';
import { LimitExceededError, invariant } from '../../kernel/errors';
import type { Id } from '../../kernel/ids';
import { reservationLimitsOf, tenantDirectory } from '../tenants';

/** Whose live holds are counted together, and how many there may be. */
export interface CountedKey {
  readonly key: string;
  readonly limit: number;
  readonly whose: string;
}

/** The limits that a shopper's hold counts for. */
export interface HoldLimits {
  readonly ownerKey: string;
  readonly counted: readonly CountedKey[];
  /** Units of one variant in all live holds of the owner; null is no limit. */
  readonly unitsPerVariant: number | null;
}

/**
 * The limits of the caller; null for staff, tills and jobs, who hold for others. No database command while the tenant
 * was read lately. Ask before the transaction begins.
 */
export async function holdLimitsOf(ctx: Context): Promise<HoldLimits | null> {
  const { kind } = ctx.actor;
  if (kind !== 'guest' && kind !== 'customer') return null;
  const facts = await tenantDirectory(ctx.db).byId(ctx.tenantId);
  invariant(facts !== null, 'a session names a tenant that does not exist');
  const limits = reservationLimitsOf(facts.tenant);
  const ownerKey = principalKey(ctx.actor);
  const counted: CountedKey[] = [];
  const ownLimit = kind === 'guest' ? limits.holdsPerGuest : limits.holdsPerCustomer;
  if (ownLimit !== null) counted.push({ key: ownerKey, limit: ownLimit, whose: 'one shopper' });
  const address = ctx.clientKey?.();
  if (address !== undefined && limits.holdsPerAddress !== null) {
    counted.push({ key: `address:${address}`, limit: limits.holdsPerAddress, whose: 'one network address' });
  }
  if (counted.length === 0 && limits.unitsPerVariant === null) return null;
  return { ownerKey, counted, unitsPerVariant: limits.unitsPerVariant };
}

/** The refusal of one hold too many. */
export function tooManyHolds({ limit, whose }: CountedKey): LimitExceededError {
  return new LimitExceededError(
    limit,
    `Expected at most ${limit} live holds of ${whose}, got one more. Release or pay one, or wait until one expires.`,
  );
}

/** The refusal of too many units of one variant. */
export function tooManyUnits(limit: number, variantId: Id, units: number): LimitExceededError {
  return new LimitExceededError(
    limit,
    `Expected at most ${limit} units of variant ${variantId.toHexString()} in all holds of one shopper, got ${units}. ` +
      'Ask for less.',
  );
}
