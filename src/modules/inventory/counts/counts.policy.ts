/** Lines that one record request may hold; the lines, the count and the key stay far below the transaction limit. */
export const COUNT_LINES_PER_REQUEST_MAX = 1_000;
/** Lines of one count: a shop's whole assortment. A bigger one is counted category by category. */
export const COUNT_LINES_MAX = 50_000;
/** Variants that a count may be limited to by name; more is a category, or the whole branch. */
export const COUNT_SCOPE_VARIANTS_MAX = 1_000;
/**
 * Lines that one transaction of an approval books. Each writes an entry, perhaps its value, a movement and the line
 * itself: 4,000 records, half of what a transaction may hold.
 */
export const APPROVAL_BATCH_LINES = 1_000;
/** Sum of all differences, in units without sign, that the counter may have approved by anyone who may write stock. */
export const VARIANCE_UNITS_FREE_MAX = 20;
/** The same in value at cost, in minor units of the tenant's currency. */
export const VARIANCE_VALUE_FREE_MAX_MINOR = 20_000;
