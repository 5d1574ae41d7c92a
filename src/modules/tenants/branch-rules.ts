import { ValidationError } from '../../kernel/errors';
import type { GeoPoint } from './branch.model';
import { BRANCH_PRIORITY_MAX } from './tenants.policy';

/** Throws ValidationError (PRIORITY_INVALID). */
export function assertPriority(priority: number): void {
  if (Number.isInteger(priority) && priority >= 0 && priority <= BRANCH_PRIORITY_MAX) return;
  throw new ValidationError(
    'priority',
    `Expected a whole number of 0 to ${BRANCH_PRIORITY_MAX}, got ${priority}.`,
    'PRIORITY_INVALID',
  );
}

/** Throws ValidationError (LOCATION_INVALID). */
export function assertLocation(location: GeoPoint | null): void {
  if (location === null) return;
  const { latitude, longitude } = location;
  if (Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180) return;
  throw new ValidationError(
    'location',
    `Expected a latitude of -90 to 90 and a longitude of -180 to 180, got ${latitude} and ${longitude}.`,
    'LOCATION_INVALID',
  );
}
