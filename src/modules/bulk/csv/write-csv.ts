import { stringify } from 'csv-stringify/sync';
import { guardCell } from './cell-text';
import type { Delimiter } from './read-csv';

/** Spreadsheets take a file for UTF-8 by this only. */
export const BYTE_ORDER_MARK = '\uFEFF';

/** Rows as RFC 4180 with CRLF, every cell guarded against being run as a formula. */
export function writeCsv(rows: readonly (readonly string[])[], delimiter: Delimiter = ','): string {
  return stringify(
    rows.map((row) => row.map(guardCell)),
    { delimiter, record_delimiter: 'windows', quoted_match: /[\r\n]/ },
  );
}
