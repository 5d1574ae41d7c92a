import { Schema } from 'mongoose';
import type { Id } from '../../kernel/ids';
import { defineModel } from '../../platform/mongo';
import type { Delimiter } from './csv/read-csv';
import type { DecimalMark } from './import.model';

export const EXPORT_KINDS = ['CATALOG', 'STOCK'] as const;
export type ExportKind = (typeof EXPORT_KINDS)[number];
export const EXPORT_STATUSES = ['QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED'] as const;
export type ExportStatus = (typeof EXPORT_STATUSES)[number];

/** A file that the worker writes. */
export interface ExportDoc {
  _id: Id;
  tenantId: Id;
  kind: ExportKind;
  status: ExportStatus;
  /** Who made it may see what goods cost; the file has the column, and only such people may fetch it. */
  withCost: boolean;
  createdBy: string;
  delimiter: Delimiter;
  decimalMark: DecimalMark;
  rows: number;
  partCount: number;
  bytes: number;
  /** Id of the last product or entry that is written, in hexadecimal; null before the first. */
  position: string | null;
  /** Why it FAILED. */
  failure: string | null;
  claimedBy: string | null;
  /** As those of an import. */
  claimedUntil: Date | null;
  attempts: number;
  createdAt: Date;
  finishedAt: Date | null;
}

const schema = new Schema<ExportDoc>({
  _id: { type: Schema.Types.ObjectId, required: true },
  tenantId: { type: Schema.Types.ObjectId, required: true },
  kind: { type: String, required: true, enum: EXPORT_KINDS },
  status: { type: String, required: true, enum: EXPORT_STATUSES },
  withCost: { type: Boolean, required: true },
  createdBy: { type: String, required: true },
  delimiter: { type: String, required: true },
  decimalMark: { type: String, required: true },
  rows: { type: Number, required: true },
  partCount: { type: Number, required: true },
  bytes: { type: Number, required: true },
  position: { type: String, default: null },
  failure: { type: String, default: null },
  claimedBy: { type: String, default: null },
  claimedUntil: { type: Date, default: null },
  attempts: { type: Number, default: 0 },
  createdAt: { type: Date, required: true },
  finishedAt: { type: Date, default: null },
});
// The list, newest first.
schema.index({ tenantId: 1, _id: 1 }, { name: 'exports_list' });
// A worker takes the oldest that waits; the open ones are counted.
schema.index({ tenantId: 1, status: 1, _id: 1 }, { name: 'exports_by_status' });
export const exportsModel = defineModel<ExportDoc>('Export', 'exports', schema);

/** A piece of a written file. */
export interface ExportPartDoc {
  _id: Id;
  tenantId: Id;
  exportId: Id;
  index: number;
  content: string;
}

const partSchema = new Schema<ExportPartDoc>({
  _id: { type: Schema.Types.ObjectId, required: true },
  tenantId: { type: Schema.Types.ObjectId, required: true },
  exportId: { type: Schema.Types.ObjectId, required: true },
  index: { type: Number, required: true },
  content: { type: String, required: true },
});
// The pieces of a file in their order.
partSchema.index({ tenantId: 1, exportId: 1, index: 1 }, { name: 'export_parts_place', unique: true });
export const exportParts = defineModel<ExportPartDoc>('ExportPart', 'export_parts', partSchema);
