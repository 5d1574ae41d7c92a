import { randomBytes } from 'node:crypto';
import type { Connection } from 'mongoose';
import type { Clock } from '../../kernel/clock';
import { ValidationError } from '../../kernel/errors';
import { newId } from '../../kernel/ids';
import { isDuplicateKey } from '../../platform/mongo';
import { assertReservationLimits } from './reservation-limits';
import type { ReservationLimits } from './reservation-limits';
import { TENANT_SLUG_INDEX, tenants } from './tenant.model';
import type { TenantDoc, TenantStatus } from './tenant.model';

export interface NewTenant {
  readonly slug: string;
  readonly name: string;
  /** ISO 4217 code in upper case. */
  readonly currency: string;
  /** ACTIVE when left out. */
  readonly status?: TenantStatus;
  /** True when left out. */
  readonly pricesIncludeTax?: boolean;
  /** 0 when left out. */
  readonly defaultTaxRateBasisPoints?: number;
  /** False when left out. */
  readonly showExactAvailability?: boolean;
  /** The defaults when left out. */
  readonly reservationLimits?: ReservationLimits;
}

const SLUG = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * Creates a tenant. Takes no context, because there is no tenant yet that it could belong to.
 * Throws ValidationError: SLUG_INVALID, SLUG_TAKEN or CURRENCY_INVALID, or for a limit out of bounds.
 */
export async function createTenant(db: Connection, clock: Clock, input: NewTenant): Promise<TenantDoc> {
  if (!SLUG.test(input.slug)) {
    throw new ValidationError('slug', 'Expected 1 to 63 of a-z, 0-9 and inner hyphens.', 'SLUG_INVALID');
  }
  if (!Intl.supportedValuesOf('currency').includes(input.currency)) {
    throw new ValidationError('currency', 'Expected an ISO 4217 code such as "GBP".', 'CURRENCY_INVALID');
  }
  if (input.reservationLimits !== undefined) assertReservationLimits(input.reservationLimits);
  const tenant: TenantDoc = {
    _id: newId(),
    slug: input.slug,
    name: input.name,
    currency: input.currency,
    status: input.status ?? 'ACTIVE',
    pricesIncludeTax: input.pricesIncludeTax ?? true,
    defaultTaxRateBasisPoints: input.defaultTaxRateBasisPoints ?? 0,
    showExactAvailability: input.showExactAvailability ?? false,
    pinSalt: randomBytes(16).toString('hex'),
    ...(input.reservationLimits !== undefined && { reservationLimits: { ...input.reservationLimits, revision: 0 } }),
    createdAt: clock.now(),
  };
  try {
    await tenants(db).insertMany([tenant], { lean: true });
  } catch (error) {
    if (!isDuplicateKey(error, TENANT_SLUG_INDEX)) throw error;
    throw new ValidationError('slug', 'Another tenant has this slug. Choose another one.', 'SLUG_TAKEN');
  }
  return tenant;
}
