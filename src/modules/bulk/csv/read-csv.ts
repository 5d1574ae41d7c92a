import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { RECORD_BYTES_MAX } from '../bulk.policy';

/** One record of a file. */
export interface CsvRecord {
  /** Line where it begins, counted from 1; a quoted line break makes a record longer than a line. */
  readonly line: number;
  readonly cells: readonly string[];
}

export const DELIMITERS = [',', ';', '\t'] as const;
export type Delimiter = (typeof DELIMITERS)[number];

/** The file as a whole can't be read, or not from this line on. `code` is stable; the message says what to do. */
export class FileRefusedError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly line: number | null = null,
  ) {
    super(message);
  }
}

const BYTE_ORDER_MARK = '\uFEFF';
const LINE_BREAKS = /\r\n|\r|\n/g;
const RETURN_AND_FEED = /\r\n/g;

/** What the first characters say against the file, as FileRefusedError: nearly always the wrong encoding. */
export function assertReadable(start: string): void {
  const text = start.startsWith(BYTE_ORDER_MARK) ? start.slice(1) : start;
  if (text.trim() === '') throw new FileRefusedError('FILE_EMPTY', 'Expected a header line and rows, got nothing.', 1);
  const header = headerLineOf(text);
  if (header.includes('\u0000') || text.startsWith('\uFFFE') || /^(?:\u00FF\u00FE|\u00FE\u00FF)/.test(text)) {
    const message = 'The file looks like UTF-16. Save it as "CSV UTF-8" and send it again.';
    throw new FileRefusedError('ENCODING_UTF16', message, 1);
  }
  if (header.includes('\uFFFD')) {
    const message = 'The header has characters that are not UTF-8. Save the file as "CSV UTF-8" and send it again.';
    throw new FileRefusedError('ENCODING_UNKNOWN', message, 1);
  }
}

/** The mark between cells, by which of the three stands most often in the header outside quotes. */
export function detectDelimiter(start: string): Delimiter {
  const header = headerLineOf(start).replace(/"[^"]*"/g, '');
  const counts = DELIMITERS.map((delimiter) => ({ delimiter, count: header.split(delimiter).length }));
  return counts.reduce((best, one) => (one.count > best.count ? one : best)).delimiter;
}

function headerLineOf(start: string): string {
  return start.split(/[\r\n]/, 1)[0] ?? '';
}

/**
 * Records of a file that comes in pieces, RFC 4180 with any line ends; empty lines are passed over. A bare quote within a
 * cell (12" ruler) is taken as it stands: refusing the file for it helps nobody.
 * Throws FileRefusedError RECORD_TOO_LARGE or QUOTE_NOT_CLOSED with the line where the record begins.
 */
export async function* readCsv(pieces: AsyncIterable<string>, delimiter: Delimiter): AsyncGenerator<CsvRecord> {
  let linesRead = 0;
  let linesTooMany = 0;
  /** Of the records that were parsed and not handed on yet. */
  const beginnings: number[] = [];
  const parser = parse({
    bom: true,
    // Noted while parsing: records that wait to be read are dropped when a later one is refused.
    on_record: (record: string[], { lines }) => {
      // The parser counts a return and line feed within quotes as two lines.
      linesTooMany += countOf(record, RETURN_AND_FEED);
      linesRead = lines - linesTooMany;
      beginnings.push(linesRead - countOf(record, LINE_BREAKS));
      return record;
    },
    delimiter,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    record_delimiter: ['\r\n', '\n', '\r'],
    max_record_size: RECORD_BYTES_MAX,
  });
  const source = Readable.from(pieces);
  source.on('error', (error) => parser.destroy(error));
  try {
    for await (const read of source.pipe(parser)) {
      yield { line: beginnings.shift() ?? linesRead, cells: read as string[] };
    }
  } catch (error) {
    throw asRefusal(error, linesRead + 1);
  } finally {
    source.destroy();
  }
}

function countOf(cells: readonly string[], pattern: RegExp): number {
  return cells.reduce((sum, cell) => sum + (cell.match(pattern)?.length ?? 0), 0);
}

function asRefusal(error: unknown, line: number): unknown {
  if (!(error instanceof CsvError)) return error;
  if (error.code === 'CSV_MAX_RECORD_SIZE') {
    const message = `Expected rows of at most ${RECORD_BYTES_MAX} bytes. Look for a quote that is never closed.`;
    return new FileRefusedError('RECORD_TOO_LARGE', message, line);
  }
  if (error.code === 'CSV_QUOTE_NOT_CLOSED') {
    return new FileRefusedError('QUOTE_NOT_CLOSED', 'A quote is opened here and never closed. Close it.', line);
  }
  return new FileRefusedError('CSV_INVALID', 'The file can not be read as CSV from here on.', line);
}
