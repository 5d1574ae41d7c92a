/** A B2B order has 600 lines; a stocktake of a small shop a few thousand. */
export const LINES_PER_REQUEST_MAX = 2_000;
/** Statements or documents in one database command, so that no message comes near its size limit. */
export const WRITES_PER_COMMAND_MAX = 1_000;
/** How far below 0 the tills of a branch with the policy WARN or ALLOW may take an entry: a wrong count, not a way of life. */
export const OVERDRAW_MAX = 1_000;
/** Units of one entry that may be waited for: one receipt fills them all in one transaction. */
export const BACKORDER_LIMIT_MAX = 1_000;
/** Entries in one `stock.changed` event. */
export const ENTRIES_PER_EVENT_MAX = 500;
/** A note is a sentence for colleagues, not a document. */
export const NOTE_LENGTH_MAX = 500;
/** Entries without a reorder point count as low at this many units or fewer. */
export const LOW_STOCK_DEFAULT = 5;

/** Lots that one change of stock reads at most. */
export const LOTS_READ_MAX = 10_000;
/** Lots that one line may name. */
export const LOTS_PER_LINE_MAX = 100;
/** A lot's code is printed on a box. */
export const LOT_CODE_LENGTH_MAX = 64;
/** Units with serial numbers that one request moves: each is a row of its own, and stands in its movement. */
export const SERIALS_PER_REQUEST_MAX = 500;
/** A serial number is printed on a unit. */
export const SERIAL_LENGTH_MAX = 64;
/** Lots leave sale this long before their time: longer than the job that does it sleeps. */
export const EXPIRE_LOTS_AHEAD_MS = 60_000;
/** SKUs that one message names before it only counts the others. */
export const NAMED_VARIANTS_MAX = 10;
/** Variants that one look into the past may name: a page of them. */
export const STOCK_AS_OF_VARIANTS_MAX = 100;
/** Entries that the database values in one command: a second or so of work. */
export const VALUED_ENTRIES_PER_COMMAND = 5_000;
/** Entries that one valuation adds up before it asks for a branch. */
export const VALUED_ENTRIES_MAX = 500_000;
