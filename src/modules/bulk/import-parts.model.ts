import { Schema } from 'mongoose';
import type { Id } from '../../kernel/ids';
import { defineModel } from '../../platform/mongo';

/** A piece of a file, as sent. */
export interface ImportPartDoc {
  _id: Id;
  tenantId: Id;
  importId: Id;
  /** Place in the file, from 0. */
  index: number;
  content: string;
}

const partSchema = new Schema<ImportPartDoc>({
  _id: { type: Schema.Types.ObjectId, required: true },
  tenantId: { type: Schema.Types.ObjectId, required: true },
  importId: { type: Schema.Types.ObjectId, required: true },
  index: { type: Number, required: true },
  content: { type: String, required: true },
});
export const IMPORT_PART_INDEX = 'import_parts_place';
// The pieces of a file in their order.
partSchema.index({ tenantId: 1, importId: 1, index: 1 }, { name: IMPORT_PART_INDEX, unique: true });
export const importParts = defineModel<ImportPartDoc>('ImportPart', 'import_parts', partSchema);

/** A row of a file that was read and waits to be judged and applied. */
export interface ImportRowDoc {
  _id: Id;
  tenantId: Id;
  importId: Id;
  /** Order of the work: by the first row of the product, then by the row, so that a product's rows stand together. */
  place: number;
  /** Line of the file. */
  line: number;
  /** Cells of the known columns, unguarded, in the order of `ImportDoc.columns`. */
  cells: string[];
}

const rowSchema = new Schema<ImportRowDoc>({
  _id: { type: Schema.Types.ObjectId, required: true },
  tenantId: { type: Schema.Types.ObjectId, required: true },
  importId: { type: Schema.Types.ObjectId, required: true },
  place: { type: Number, required: true },
  line: { type: Number, required: true },
  cells: { type: [String], required: true },
});
// The next batch.
rowSchema.index({ tenantId: 1, importId: 1, place: 1 }, { name: 'import_rows_place', unique: true });
export const importRows = defineModel<ImportRowDoc>('ImportRow', 'import_rows', rowSchema);

/** What is wrong with a row. */
export interface ImportIssueDoc {
  _id: Id;
  tenantId: Id;
  importId: Id;
  line: number;
  /** Null when it is about the whole row. */
  column: string | null;
  code: string;
  message: string;
  /** The cell, shortened. */
  value: string | null;
}

const issueSchema = new Schema<ImportIssueDoc>({
  _id: { type: Schema.Types.ObjectId, required: true },
  tenantId: { type: Schema.Types.ObjectId, required: true },
  importId: { type: Schema.Types.ObjectId, required: true },
  line: { type: Number, required: true },
  column: { type: String, default: null },
  code: { type: String, required: true },
  message: { type: String, required: true },
  value: { type: String, default: null },
});
// The report, in the order of the file.
issueSchema.index({ tenantId: 1, importId: 1, line: 1, _id: 1 }, { name: 'import_issues_line' });
export const importIssues = defineModel<ImportIssueDoc>('ImportIssue', 'import_issues', issueSchema);

/** How a product was before an all-or-nothing import wrote it. */
export interface ImportUndoDoc {
  _id: Id;
  tenantId: Id;
  importId: Id;
  /** What `revertDraftsIn` needs, as the catalogue made it. */
  image: unknown;
}

const undoSchema = new Schema<ImportUndoDoc>({
  _id: { type: Schema.Types.ObjectId, required: true },
  tenantId: { type: Schema.Types.ObjectId, required: true },
  importId: { type: Schema.Types.ObjectId, required: true },
  image: { type: Schema.Types.Mixed, required: true },
});
// What was written last is taken back first.
undoSchema.index({ tenantId: 1, importId: 1, _id: 1 }, { name: 'import_undo_order' });
export const importUndo = defineModel<ImportUndoDoc>('ImportUndo', 'import_undo', undoSchema);
