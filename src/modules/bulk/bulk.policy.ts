/** One part of a file, as UTF-8: with its JSON escapes it fits into a request. */
export const PART_BYTES_MAX = 524_288;
export const FILE_BYTES_MAX = 52_428_800;
export const PARTS_MAX = 1_000;
/** Keys of a whole file are held in memory while it is read. */
export const ROWS_MAX = 200_000;
export const COLUMNS_MAX = 100;
/** One record of the file with all its cells; a forgotten quote otherwise swallows the rest of it. */
export const RECORD_BYTES_MAX = 1_048_576;
export const CELL_LENGTH_MAX = 20_000;
export const FILE_NAME_LENGTH_MAX = 255;

/** Imports of a tenant that wait for parts, for a worker, or run. */
export const OPEN_IMPORTS_MAX = 20;
export const OPEN_EXPORTS_MAX = 20;
/** Issues that are kept of one import; more are only counted. */
export const ISSUES_KEPT_MAX = 10_000;
/** Characters of a cell that an issue repeats. */
export const ISSUE_VALUE_LENGTH_MAX = 100;

/** Rows that are put aside in one transaction while the file is read. */
export const STAGE_BATCH_ROWS = 500;
/** Rows of one transaction; the rows of one product stay together. */
export const BATCH_ROWS = 200;
/** The same where all or nothing is asked: a file of so many rows is one transaction. */
export const ATOMIC_ROWS = 1_000;
/** Rows that a batch may have more than asked, so that a product's rows stay together. */
export const GROUP_ROWS_MAX = 100;
/** A worker that died gives its import back after this. Longer than any transaction lives. */
export const LEASE_MS = 30_000;
/**
 * Waits after a step of an import or export failed by our fault; behind the last one it is given up. About ten minutes
 * together: longer than a database takes to find a new primary, short enough that a person hears of it.
 */
export const RETRY_WAITS_MS: readonly number[] = [5_000, 15_000, 45_000, 135_000, 405_000];

/** Products whose variants one part of an export holds. */
export const EXPORT_BATCH_PRODUCTS = 100;
export const EXPORT_BATCH_ENTRIES = 1_000;
export const EXPORT_PART_LENGTH_MAX = 1_000_000;
export const EXPORT_BYTES_MAX = 209_715_200;

export const IMPORT_RETENTION_MS = 30 * 24 * 60 * 60 * 1000;
/** A draft that nobody starts would count among the open ones for ever. */
export const DRAFT_RETENTION_MS = 24 * 60 * 60 * 1000;
export const EXPORT_RETENTION_MS = 7 * 24 * 60 * 60 * 1000;
