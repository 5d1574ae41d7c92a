/** How long an access token serves. Short, because it is not looked up: a dismissed cashier keeps it this long. */
export const ACCESS_TOKEN_TTL_MS = 30 * 60_000;

/** A shopper's browser comes back within a month. */
export const SHOPPER_REFRESH_TTL_MS = 30 * 24 * 60 * 60_000;

/** A till may stay offline for a long weekend and must not ask for the manager afterwards; staff get the same. */
export const STAFF_REFRESH_TTL_MS = 8 * 24 * 60 * 60_000;

/** Wrong passwords or PINs per account or till before it has to wait. */
export const SIGN_IN_FAILURES_MAX = 10;
export const SIGN_IN_FAILURE_WINDOW_SECONDS = 15 * 60;

/** Attempts for one account that may wait for each other in one process. */
export const SIGN_IN_QUEUE_MAX = 50;

/**
 * What one shopper may hold until the tenant says otherwise: far above what people who buy need. An address may be that
 * of a whole office, a campus or a mobile operator.
 */
export const RESERVATION_LIMITS_DEFAULT = {
  holdsPerCustomer: 100,
  holdsPerGuest: 50,
  holdsPerAddress: 2_000,
  unitsPerVariant: null,
} as const;
export const HOLDS_LIMIT_MAX = 10_000;
export const UNITS_LIMIT_MAX = 2_147_483_647;

/** Longer texts only burn time in the password hash. */
export const PASSWORD_LENGTH_MAX = 200;
export const PASSWORD_LENGTH_MIN = 8;
/** RFC 5321 §4.5.3.1.3. */
export const EMAIL_LENGTH_MAX = 254;

/** Branches are held in memory with their tenant, so their number is bounded. */
export const BRANCHES_PER_TENANT_MAX = 1_000;

/** Named tax rates of one tenant; they are held in memory with it. */
export const TAX_CLASSES_MAX = 50;
export const TAX_CLASS_NAME_LENGTH_MAX = 100;
/** 100 %. */
export const TAX_CLASS_RATE_BASIS_POINTS_MAX = 10_000;

export const BRANCH_NAME_LENGTH_MAX = 100;
export const BRANCH_PRIORITY_MAX = 1_000_000;

/** How long another process's change of a tenant or branch may stay unseen here. */
export const DIRECTORY_TTL_MS = 10_000;
/** Tenants held in memory at once. */
export const DIRECTORY_TENANTS_MAX = 1_000;

/** Verified access tokens held in memory at once; each is about 1 KB. */
export const VERIFIED_TOKENS_MAX = 10_000;
