import type { Context } from '../../kernel/context';
import { newId } from '../../kernel/ids';
import { decimalsOf } from '../../kernel/money-text';
import { runInTransaction } from '../../platform/transaction';
import type { Tx } from '../../platform/transaction';
import type { TenantDoc } from '../tenants';
import { ATOMIC_ROWS, CELL_LENGTH_MAX, ROWS_MAX, STAGE_BATCH_ROWS } from './bulk.policy';
import { unguardCell } from './csv/cell-text';
import { findColumns } from './csv/columns';
import type { FoundColumns } from './csv/columns';
import { FileRefusedError, assertReadable, detectDelimiter, readCsv } from './csv/read-csv';
import type { CsvRecord, Delimiter } from './csv/read-csv';
import { DecimalMarks } from './decimal-marks';
import { advanceImport, endOf, recordIssues } from './import-claim';
import type { PlacedIssue } from './import-claim';
import { IMPORTS_BY_KIND } from './import-kind';
import type { KindOfImport } from './import-kind';
import { importParts, importRows } from './import-parts.model';
import type { ImportPartDoc, ImportRowDoc } from './import-parts.model';
import type { ImportDoc } from './import.model';
import { issueOf } from './row-cells';
import type { RowIssue } from './row-cells';

/** Room for the rows behind the first one of their group: places stay safe integers. */
const PLACE_FACTOR = 1_000_000;

/**
 * Reads the file of an import and puts its rows aside, some hundred in a transaction; a reading that was interrupted goes
 * on behind the last row that was put aside. Returns the import: in its next phase, FAILED when the file is refused, or as
 * it stands when it was asked to stop.
 */
export async function readFile(
  ctx: Context,
  tenant: TenantDoc,
  job: ImportDoc,
  signal: AbortSignal,
): Promise<ImportDoc> {
  const reading = new FileReading(ctx, tenant, job);
  try {
    return await reading.run(signal);
  } catch (error) {
    if (!(error instanceof FileRefusedError)) throw error;
    const { code, message, line } = error;
    return runInTransaction(ctx, (tx) =>
      advanceImport(tx, reading.job, { $set: { ...endOf(tx, 'FAILED'), fileError: { code, message, line } } }),
    );
  }
}

class FileReading {
  private readonly kind: KindOfImport;
  private readonly marks: DecimalMarks;
  /** Place of the first row of each group, and of each row by what may stand only once. */
  private readonly groupPlaces = new Map<string, number>();
  private readonly linesOfKeys = new Map<string, number>();
  private rowNumber = 0;
  private rows: ImportRowDoc[] = [];
  private issues: PlacedIssue[] = [];
  private refusedRows = 0;

  constructor(
    private readonly ctx: Context,
    tenant: TenantDoc,
    public job: ImportDoc,
  ) {
    this.kind = IMPORTS_BY_KIND[job.kind];
    this.marks = new DecimalMarks(decimalsOf(tenant.currency));
  }

  async run(signal: AbortSignal): Promise<ImportDoc> {
    const start = await this.partAt(0);
    assertReadable(start);
    const delimiter = this.job.delimiter ?? detectDelimiter(start);
    let columns: FoundColumns | null = null;
    for await (const record of readCsv(this.pieces(), delimiter)) {
      if (columns === null) {
        columns = findColumns(record.cells, this.kind.columns, this.job.mayWriteCost);
        continue;
      }
      // A spreadsheet leaves such rows below those that were emptied.
      if (record.cells.every((cell) => cell.trim() === '')) continue;
      this.take(record, columns);
      if (this.rowNumber - this.job.rowsRead < STAGE_BATCH_ROWS) continue;
      await this.flush();
      if (signal.aborted || this.job.cancelRequested) return this.job;
    }
    await this.flush();
    return this.finish(columns?.names ?? [], delimiter);
  }

  private async partAt(index: number): Promise<string> {
    const part = await importParts(this.ctx.db)
      .findOne({ tenantId: this.ctx.tenantId, importId: this.job._id, index })
      .lean<ImportPartDoc>();
    return part?.content ?? '';
  }

  private async *pieces(): AsyncGenerator<string> {
    for (let index = 0; index < this.job.partCount; index += 1) yield this.partAt(index);
  }

  /** Judges what can be said of a row without the database; a row that was put aside before only counts again for keys. */
  private take(record: CsvRecord, { names, places, width }: FoundColumns): void {
    this.rowNumber += 1;
    if (this.rowNumber > ROWS_MAX) {
      throw new FileRefusedError('TOO_MANY_ROWS', `Expected at most ${ROWS_MAX} rows. Cut the file.`, record.line);
    }
    // As they stand in the file: only there "remove this" and a text of the same letters differ.
    const cells = places.map((place) => record.cells[place] ?? '');
    const issues = [
      ...widthIssues(record, width),
      ...cells.flatMap((cell, index) => textIssues(names[index] ?? '', cell)),
    ];
    const { group, once } =
      issues.length > 0 ? { group: null, once: [] } : this.kind.keysOf(names, cells.map(unguardCell));
    for (const { column, key } of once) {
      const before = this.linesOfKeys.get(`${column} ${key}`);
      if (before === undefined) this.linesOfKeys.set(`${column} ${key}`, record.line);
      else issues.push(issueOf(column, 'DUPLICATE_IN_FILE', `Line ${before} has the same ${column}. Keep one.`, key));
    }
    const first = group === null ? this.rowNumber : (this.groupPlaces.get(group) ?? this.rowNumber);
    if (group !== null) this.groupPlaces.set(group, first);
    this.kind.columns.forEach(({ name, decimals }) => {
      if (decimals === true) this.marks.see(cells[names.indexOf(name)] ?? '');
    });
    if (this.rowNumber <= this.job.rowsRead) return;
    if (issues.length > 0) {
      this.refusedRows += 1;
      this.issues.push(...issues.map((issue) => ({ line: record.line, issue })));
      return;
    }
    const { tenantId } = this.ctx;
    const place = first * PLACE_FACTOR + this.rowNumber;
    this.rows.push({ _id: newId(), tenantId, importId: this.job._id, place, line: record.line, cells });
  }

  private async flush(): Promise<void> {
    if (this.rowNumber <= this.job.rowsRead) return;
    const { rows, issues, refusedRows, rowNumber } = this;
    this.job = await runInTransaction(this.ctx, async (tx) => {
      if (rows.length > 0) await importRows(tx.db).insertMany(rows, { session: tx.session, lean: true });
      await recordIssues(tx, this.job, issues);
      return advanceImport(tx, this.job, {
        $set: { rowsRead: rowNumber },
        $inc: { rowsDone: refusedRows, rowsFailed: refusedRows, rowsRefused: refusedRows, issueCount: issues.length },
      });
    });
    this.rows = [];
    this.issues = [];
    this.refusedRows = 0;
  }

  private async finish(columns: readonly string[], delimiter: Delimiter): Promise<ImportDoc> {
    if (this.rowNumber === 0) throw new FileRefusedError('FILE_EMPTY', 'Expected rows below the header, got none.', 1);
    const { allOrNothing, dryRun, rowsFailed } = this.job;
    if (allOrNothing && !dryRun && this.kind.undo === null && this.rowNumber > ATOMIC_ROWS) {
      const message = `All or nothing of this kind is at most ${ATOMIC_ROWS} rows, one transaction; got ${this.rowNumber}.`;
      throw new FileRefusedError('TOO_MANY_ROWS', message);
    }
    const decimalMark = this.job.decimalMark ?? this.marks.decide();
    const read = { columns: [...columns], delimiter, decimalMark, rowsTotal: this.rowNumber };
    const phase = dryRun || allOrNothing ? 'CHECKING' : 'APPLYING';
    return runInTransaction(this.ctx, async (tx: Tx) =>
      advanceImport(tx, this.job, { $set: { ...read, phase, position: 0, rowsFailed } }),
    );
  }
}

function widthIssues({ cells }: CsvRecord, width: number): RowIssue[] {
  if (cells.length === width) return [];
  const message = `Expected ${width} cells as in the header, got ${cells.length}. Look for a missing or bare quote.`;
  return [issueOf(null, 'CELL_COUNT', message, null)];
}

function textIssues(column: string, cell: string): RowIssue[] {
  if (cell.length > CELL_LENGTH_MAX) {
    const message = `Expected at most ${CELL_LENGTH_MAX} characters, got ${cell.length}.`;
    return [issueOf(column, 'CELL_TOO_LARGE', message, cell)];
  }
  if (cell.includes('\u0000')) return [issueOf(column, 'NUL_CHARACTER', 'Expected text without NUL characters.', null)];
  if (cell.includes('\uFFFD')) {
    const message = 'A character was lost: the file is not UTF-8, or was read as such. Save it as "CSV UTF-8".';
    return [issueOf(column, 'ENCODING_UNKNOWN', message, cell)];
  }
  return [];
}
