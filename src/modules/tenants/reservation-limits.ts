import type { TenantDoc } from './tenant.model';
import { HOLDS_LIMIT_MAX, RESERVATION_LIMITS_DEFAULT, UNITS_LIMIT_MAX } from './tenants.policy';
import { ValidationError } from '../../kernel/errors';

/** How much stock one shopper may keep from the others; null is no limit. The reservations module honours them. */
export interface ReservationLimits {
  /** Live holds of one customer. */
  readonly holdsPerCustomer: number | null;
  /** Live holds of one guest session. */
  readonly holdsPerGuest: number | null;
  /** Live holds of all shoppers who come from one network address. */
  readonly holdsPerAddress: number | null;
  /** Units of one variant in all live holds of one shopper, over all branches. */
  readonly unitsPerVariant: number | null;
}

/** Limits as stored, with how often they were changed. */
export interface StoredReservationLimits extends ReservationLimits {
  readonly revision: number;
}

/** The tenant's limits; the defaults, with revision 0, until somebody changes them. */
export function reservationLimitsOf(tenant: Pick<TenantDoc, 'reservationLimits'>): StoredReservationLimits {
  return tenant.reservationLimits ?? { ...RESERVATION_LIMITS_DEFAULT, revision: 0 };
}

/** Throws ValidationError naming the first limit that is neither null nor a whole number within its bounds. */
export function assertReservationLimits(limits: ReservationLimits): void {
  const bounds: Record<keyof ReservationLimits, number> = {
    holdsPerCustomer: HOLDS_LIMIT_MAX,
    holdsPerGuest: HOLDS_LIMIT_MAX,
    holdsPerAddress: HOLDS_LIMIT_MAX,
    unitsPerVariant: UNITS_LIMIT_MAX,
  };
  for (const [field, max] of Object.entries(bounds) as [keyof ReservationLimits, number][]) {
    const limit = limits[field];
    if (limit === null || (Number.isInteger(limit) && limit >= 1 && limit <= max)) continue;
    throw new ValidationError(field, `Expected a whole number of 1 to ${max}, or null for no limit, got ${limit}.`);
  }
}
