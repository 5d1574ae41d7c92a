/** Stock counts: sessions of counting a branch, their lines, and the approval that books the differences. */
export { approveStockCount, needsApprover } from './approve-stock-count';
export type { ApproveStockCountRequest } from './approve-stock-count';
export { RECORD_MODES } from './count-line';
export type { RecordMode } from './count-line';
export { COUNT_LINES_PER_REQUEST_MAX, COUNT_SCOPE_VARIANTS_MAX } from './counts.policy';
export { countLinesInWindows, findStockCount, listStockCountLines, listStockCounts } from './find-stock-count';
export type { CountLineWindow } from './find-stock-count';
export { recordStockCount } from './record-stock-count';
export type { CountedLine, RecordStockCountRequest } from './record-stock-count';
export { startStockCount } from './start-stock-count';
export type { StartStockCountRequest } from './start-stock-count';
export type { StockCountDoc, StockCountLineDoc } from './stock-count.model';
export type { MovedLineChoice, StockCountLineStatus, StockCountStatus } from './stock-count.states';
export { cancelStockCount, submitStockCount } from './submit-stock-count';
export type { StockCountRequest } from './submit-stock-count';
