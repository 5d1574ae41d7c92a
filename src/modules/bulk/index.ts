/**
 * Bulk: files that bring a catalogue or stock in, and take it out, as jobs of the worker.
 * Owns imports with their parts, rows, issues and undo images, and exports with their parts. An import is DRAFT, QUEUED,
 * RUNNING, then SUCCEEDED, PARTLY_FAILED, FAILED or CANCELLED for ever. Holds: each row counts once, whoever runs it and
 * however often a worker dies; rows go through the rules of the single mutations and no others.
 */
export { IMPORT_KINDS } from './import.model';
export type { ImportDoc, ImportKind } from './import.model';
export { addImportPart, cancelImport, createImport, startImport } from './create-import';
export { EXPORT_KINDS } from './export.model';
export type { ExportDoc, ExportKind } from './export.model';
export { findImport, listImportIssues, listImports } from './find-import';
export { runImport } from './run-import';
export type { ImportRun } from './run-import';
export { issueFile } from './issue-file';
export { pruneBulk } from './prune-bulk';
export { runExport } from './run-export';
export { exportFile, findExport, listExports, startExport } from './start-export';
