import type { Context } from '../../kernel/context';
import { NotFoundError, ValidationError, invariant } from '../../kernel/errors';
import { runIdempotent } from '../../platform/idempotency';
import type { IdempotentRequest } from '../../platform/idempotency';
import { assertReservationLimits, reservationLimitsOf } from './reservation-limits';
import type { ReservationLimits, StoredReservationLimits } from './reservation-limits';
import { tenantDirectory } from './tenant-directory';
import { tenants } from './tenant.model';
import type { TenantDoc } from './tenant.model';

export interface UpdateReservationLimitsRequest {
  readonly input: IdempotentRequest['input'];
  /** The revision that the caller saw. */
  readonly expectedRevision: number;
  /** What is left out stays as it is; null lifts the limit. */
  readonly changes: Partial<ReservationLimits>;
}

/**
 * Changes how much one shopper may hold. Counts for holds that are made from now on (other processes follow within ten
 * seconds); those above a lower limit live out their time. Throws ValidationError, with STALE_REVISION when the limits
 * were changed since they were read.
 */
export async function updateReservationLimits(
  ctx: Context,
  request: UpdateReservationLimitsRequest,
): Promise<StoredReservationLimits> {
  const { input, expectedRevision, changes } = request;
  const stored = await runIdempotent(ctx, { operation: 'updateReservationLimits', input }, async (tx) => {
    const tenant = await tenants(tx.db).findById(tx.tenantId, null, { session: tx.session }).lean<TenantDoc>();
    if (tenant === null) throw new NotFoundError('Tenant');
    const before = reservationLimitsOf(tenant);
    if (before.revision !== expectedRevision) {
      throw new ValidationError(
        'expectedRevision',
        `Expected revision ${expectedRevision}, got ${before.revision}. Read the limits again and decide anew.`,
        'STALE_REVISION',
      );
    }
    const reservationLimits = { ...before, ...changes, revision: before.revision + 1 };
    assertReservationLimits(reservationLimits);
    const isFirst = tenant.reservationLimits === undefined;
    const written = await tenants(tx.db).updateOne(
      {
        _id: tx.tenantId,
        ...(isFirst ? { reservationLimits: { $exists: false } } : { 'reservationLimits.revision': before.revision }),
      },
      { $set: { reservationLimits } },
      { session: tx.session },
    );
    // The snapshot was read in this transaction: whoever moved it since makes this update conflict, not miss.
    invariant(written.matchedCount === 1, 'a tenant that was read in this transaction still matches');
    return reservationLimits;
  });
  tenantDirectory(ctx.db).forget(ctx.tenantId);
  return stored;
}
