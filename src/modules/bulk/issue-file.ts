import type { Context } from '../../kernel/context';
import type { Id } from '../../kernel/ids';
import { BYTE_ORDER_MARK, writeCsv } from './csv/write-csv';
import { eachImportIssue } from './find-import';

const ROWS_PER_PIECE = 500;

/** The issues of an import as a CSV file, a piece at a time: line, column, code, message, value. */
export async function* issueFile(ctx: Context, importId: Id): AsyncGenerator<string> {
  yield BYTE_ORDER_MARK + writeCsv([['line', 'column', 'code', 'message', 'value']]);
  let rows: string[][] = [];
  for await (const { line, column, code, message, value } of eachImportIssue(ctx, importId)) {
    rows.push([String(line), column ?? '', code, message, value ?? '']);
    if (rows.length < ROWS_PER_PIECE) continue;
    yield writeCsv(rows);
    rows = [];
  }
  if (rows.length > 0) yield writeCsv(rows);
}
