/**
 * Inventory owns `stock_entries` (one variant in one branch, its balances) and `stock_movements` (the ledger).
 * Invariants: on hand = sum of the movements, whose chain has no gap and carries the balances after each (I1), and so
 * is what is unavailable, bucket by bucket; available = on hand - reserved - unavailable, never below 0 (I3).
 * `stock-ledger*.ts` are the only writers.
 */
export { adjustStock } from './adjust-stock';
export type { AdjustLine, AdjustStockRequest } from './adjust-stock';
export { entryBatch, ledgerTotals } from './check-ledger';
export type { LedgerTotals } from './check-ledger';
export {
  approveStockCount,
  cancelStockCount,
  findStockCount,
  recordStockCount,
  startStockCount,
  submitStockCount,
} from './counts';
export type { StockCountDoc } from './counts';
export { entriesByIds, entriesFor, entriesOfVariants, availableByProduct, judgedEntriesFor } from './find-stock';
export {
  BACKORDER_LIMIT_MAX,
  LINES_PER_REQUEST_MAX,
  LOW_STOCK_DEFAULT,
  NOTE_LENGTH_MAX,
  OVERDRAW_MAX,
  SERIALS_PER_REQUEST_MAX,
  SERIAL_LENGTH_MAX,
  STOCK_AS_OF_VARIANTS_MAX,
} from './inventory.policy';
export type { ProductAvailability } from './find-stock';
export { listStockEntries } from './list-stock-entries';
export type { StockQuery } from './list-stock-entries';
export { listStockMovements, movementsByIds, movementsInWindows } from './list-stock-movements';
export type { ChainWindow } from './list-stock-movements';
export * from './lots';
export { moveStock } from './move-stock';
export type { MoveStockRequest } from './move-stock';
export { returnSoldIn } from './return-sold';
export type { ReturnedLine } from './return-sold';
export { REMOVED_STOCK_DECISIONS, settleStockOfRemoved } from './settle-removed';
export type { RemovedStockDecision } from './settle-removed';
export * from './serials';
export { setStock } from './set-stock';
export type { SetStockRequest } from './set-stock';
export { queuedByPlace, waitingOfHold } from './find-backorders';
export type { QueuedUnits } from './find-backorders';
export { setBackorderPolicy } from './set-backorder-policy';
export type { SetBackorderPolicyRequest } from './set-backorder-policy';
export { setStockSettings } from './set-stock-settings';
export type { SetStockSettingsRequest } from './set-stock-settings';
export { STOCK_BUCKETS } from './stock-bucket';
export type { StockBucket } from './stock-bucket';
export { mergeLines, stockKeyOf } from './stock-change';
export type { StockChange, StockKey, StockLine } from './stock-change';
export { UNAVAILABLE_REASONS } from './stock-entry.model';
export type { BackorderKind, BackorderPolicy, StockEntryDoc, UnavailableReason } from './stock-entry.model';
export { STOCK_CHANGED, STOCK_LOW, entriesNamedBy } from './stock-events';
export type { NamedEntry } from './stock-events';
export { isLow } from './stock-ledger-events';
export { applyStockChanges, repairEntry } from './stock-ledger';
export { stateHeldIn, waitingWithoutHeld } from './stock-ledger-held';
export type { AppliedStock, EntryRepair } from './stock-ledger';
export { lostEntries, restoreEntryIn } from './stock-ledger-restore';
export { ADJUSTMENT_REASONS, MOVEMENT_TYPES } from './stock-movement.model';
export type { AdjustmentReason, StockMovementDoc, StockMovementType } from './stock-movement.model';
export { takesAs, unitsFree, unitsOnShelf, withheldBy } from './stock-promise';
export type { TakeableStock } from './stock-promise';
export { assertPlacesExist, noSuchVariant } from './stock-refusal';
export {
  cancelStockTransfer,
  createStockTransfer,
  findStockTransfer,
  receiveStockTransfer,
  shipStockTransfer,
  updateStockTransfer,
} from './transfers';
export type { StockTransferDoc } from './transfers';
export { writeOffStock } from './write-off-stock';
export type { WriteOffStockRequest } from './write-off-stock';
export { stockAsOf } from './stock-as-of';
export type { PastBalance, StockAsOfQuery } from './stock-as-of';
export { stockValuation } from './stock-valuation';
export type { BranchValue, Valuation, ValuationQuery } from './stock-valuation';
