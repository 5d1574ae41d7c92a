import { Schema } from 'mongoose';
import type { Id } from '../../kernel/ids';
import { defineModel } from '../../platform/mongo';
import type { Delimiter } from './csv/read-csv';

export const IMPORT_KINDS = ['CATALOG', 'STOCK'] as const;
export type ImportKind = (typeof IMPORT_KINDS)[number];
/** DRAFT takes parts; QUEUED waits for a worker; the last four are ends. */
export const IMPORT_STATUSES = [
  'DRAFT',
  'QUEUED',
  'RUNNING',
  'SUCCEEDED',
  'PARTLY_FAILED',
  'FAILED',
  'CANCELLED',
] as const;
export type ImportStatus = (typeof IMPORT_STATUSES)[number];
export const OPEN_STATUSES: readonly ImportStatus[] = ['DRAFT', 'QUEUED', 'RUNNING'];
/** What a running import does: it reads the file, judges every row, writes, or takes back what it wrote. */
export const IMPORT_PHASES = ['READING', 'CHECKING', 'APPLYING', 'UNDOING'] as const;
export type ImportPhase = (typeof IMPORT_PHASES)[number];
export const DECIMAL_MARKS = ['.', ','] as const;
export type DecimalMark = (typeof DECIMAL_MARKS)[number];

/** Why a file was refused as a whole, or given up. */
export interface FileError {
  readonly code: string;
  readonly message: string;
  readonly line: number | null;
}

/** A file that is brought in by the worker. */
export interface ImportDoc {
  _id: Id;
  tenantId: Id;
  kind: ImportKind;
  fileName: string;
  status: ImportStatus;
  phase: ImportPhase;
  /** Judge only; nothing is written but this report. */
  dryRun: boolean;
  allOrNothing: boolean;
  /** Who made it may see what goods cost, and so may bring it in. */
  mayWriteCost: boolean;
  createdBy: string;
  /** As asked; null means to find out. Once the file is read, as found. */
  delimiter: Delimiter | null;
  decimalMark: DecimalMark | null;
  partCount: number;
  bytes: number;
  /** Known columns of the file, in the order of the staged cells. */
  columns: string[];
  /** Rows read so far; those that could not be staged count too. */
  rowsRead: number;
  /** All rows of the file; null until it is read. */
  rowsTotal: number | null;
  rowsDone: number;
  rowsCreated: number;
  rowsUpdated: number;
  rowsUnchanged: number;
  rowsFailed: number;
  /** Of the failed rows, those that failed while the file was read: they come in no later pass. */
  rowsRefused: number;
  issueCount: number;
  /** Place of the last row that is done; the next batch begins behind it. */
  position: number;
  fileError: FileError | null;
  cancelRequested: boolean;
  claimedBy: string | null;
  /** Nobody but `claimedBy` takes it before; without a claim, the time of the next try. */
  claimedUntil: Date | null;
  /** Tries of the present step, counted when they begin, so that those count too that take their worker with them. */
  attempts: number;
  createdAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
}

const schema = new Schema<ImportDoc>({
  _id: { type: Schema.Types.ObjectId, required: true },
  tenantId: { type: Schema.Types.ObjectId, required: true },
  kind: { type: String, required: true, enum: IMPORT_KINDS },
  fileName: { type: String, required: true },
  status: { type: String, required: true, enum: IMPORT_STATUSES },
  phase: { type: String, required: true, enum: IMPORT_PHASES },
  dryRun: { type: Boolean, required: true },
  allOrNothing: { type: Boolean, required: true },
  mayWriteCost: { type: Boolean, required: true },
  createdBy: { type: String, required: true },
  delimiter: { type: String, default: null },
  decimalMark: { type: String, default: null },
  partCount: { type: Number, required: true },
  bytes: { type: Number, required: true },
  columns: { type: [String], required: true },
  rowsRead: { type: Number, required: true },
  rowsTotal: { type: Number, default: null },
  rowsDone: { type: Number, required: true },
  rowsCreated: { type: Number, required: true },
  rowsUpdated: { type: Number, required: true },
  rowsUnchanged: { type: Number, required: true },
  rowsFailed: { type: Number, required: true },
  rowsRefused: { type: Number, required: true },
  issueCount: { type: Number, required: true },
  position: { type: Number, required: true },
  fileError: { type: Schema.Types.Mixed, default: null },
  cancelRequested: { type: Boolean, required: true },
  claimedBy: { type: String, default: null },
  claimedUntil: { type: Date, default: null },
  attempts: { type: Number, default: 0 },
  createdAt: { type: Date, required: true },
  startedAt: { type: Date, default: null },
  finishedAt: { type: Date, default: null },
});
// The list, newest first.
schema.index({ tenantId: 1, _id: 1 }, { name: 'imports_list' });
// A worker takes the oldest that waits; the open ones are counted; pruning finds the ended ones.
schema.index({ tenantId: 1, status: 1, _id: 1 }, { name: 'imports_by_status' });

export const imports = defineModel<ImportDoc>('Import', 'imports', schema);
