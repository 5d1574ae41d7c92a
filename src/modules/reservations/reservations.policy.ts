/** Enough for a checkout with a slow bank. */
export const TTL_DEFAULT_SECONDS = 15 * 60;
export const TTL_MAX_SECONDS = 24 * 60 * 60;
/** However often it is extended, a hold ends this long after it was made. */
export const LIFE_MAX_MS = 24 * 60 * 60 * 1000;
/** A hold whose end is this near is told of: time enough to pay or to ask for more. */
export const EXPIRING_WITHIN_MS = 60_000;
/** Lines that are released in one transaction by expiry; far from the server's limits of size and time. */
export const EXPIRY_LINES_PER_TRANSACTION_MAX = 1_000;
/** One flight of a group commit carries at most this much: bounds the transaction, and is not tuned by measurement yet. */
export const FLIGHT_REQUESTS_MAX = 256;
export const FLIGHT_LINES_MAX = 1_000;
/** After a flight of many the next one waits for so many turns of the event loop, each while the last brought callers. */
export const GATHERING_TURNS_MAX = 10;
/** Requests that may wait for one entry in one process; the next one is told to come back. */
export const LANE_WAITING_MAX = 10_000;
/** Entries and live reservations that one step of the reconciliation looks at. */
export const RECONCILE_BATCH = 200;
/** One choice of branches looks at so many entries at most: the product of the two. */
export const SOURCING_VARIANTS_MAX = 500;
export const SOURCING_BRANCHES_MAX = 100;
/** Choices of branches for one request, when other buyers are faster each time. */
export const SOURCING_TRIES_MAX = 5;
