/** Stock transfers: goods on their way between two branches, from the plan to the last explained unit. */
export { cancelStockTransfer } from './cancel-stock-transfer';
export type { CancelStockTransferRequest } from './cancel-stock-transfer';
export { createStockTransfer, updateStockTransfer } from './create-stock-transfer';
export type { CreateStockTransferRequest, TransferLine, UpdateStockTransferRequest } from './create-stock-transfer';
export { findStockTransfer, listStockTransfers } from './find-stock-transfer';
export { receiveStockTransfer } from './receive-stock-transfer';
export type { ReceiveStockTransferRequest, ReceivedLine, StatedDiscrepancy } from './receive-stock-transfer';
export { shipStockTransfer } from './ship-stock-transfer';
export type { ShipStockTransferRequest } from './ship-stock-transfer';
export type { StockTransferDoc, StockTransferLineDoc, TransferDiscrepancy } from './stock-transfer.model';
export type { StockTransferStatus, TransferDiscrepancyReason } from './stock-transfer.states';
export { inTransit } from './transfer-line';
export { DISCREPANCIES_PER_LINE_MAX, TRANSFER_LINES_MAX } from './transfers.policy';
