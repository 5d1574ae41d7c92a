/** Lines of one sale over the counter; a wholesaler's till has hundreds. */
export const SALE_LINES_MAX = 2_000;

/** Ways to pay one sale. */
export const TENDERS_MAX = 20;

/** How far a till's clock may be ahead before the time of its sale is refused. */
export const CLOCK_AHEAD_MAX_MS = 10 * 60 * 1000;
/** No till is offline for so long: its clock began anew, and would choose the prices and date the receipts of that day. */
export const SALE_AGE_MAX_MS = 366 * 24 * 60 * 60 * 1000;

/** How long a register's facts are kept in this process's memory: switching a till off is seen by sales at once. */
export const REGISTER_TTL_MS = 10_000;

/** Registers kept in memory; the oldest go first. */
export const REGISTERS_CACHED_MAX = 5_000;

/** Characters of a line on receipt paper of 80 mm. */
export const RECEIPT_COLUMNS = 42;
