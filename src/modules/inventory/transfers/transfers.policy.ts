/**
 * Lines of one transfer. A receipt of all of them at once writes an entry, its value, two movements and, for what goes
 * back, the same at the source: below the 8,000 records of a transaction also when every line has every discrepancy.
 */
export const TRANSFER_LINES_MAX = 1_000;
/** Discrepancies that one line of a receipt may state. */
export const DISCREPANCIES_PER_LINE_MAX = 6;
