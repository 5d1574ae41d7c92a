import { Schema } from 'mongoose';
import type { Id } from '../../../kernel/ids';
import { defineModel } from '../../../platform/mongo';
import { STOCK_TRANSFER_STATUSES, TRANSFER_DISCREPANCY_REASONS } from './stock-transfer.states';
import type { StockTransferStatus, TransferDiscrepancyReason } from './stock-transfer.states';

/** Units of a line that did not arrive as stated, summed per reason. */
export interface TransferDiscrepancy {
  reason: TransferDiscrepancyReason;
  quantity: number;
  /** Their value at the cost with which they left, or for OVER with which they came in. */
  valueMinor: number;
  note: string | null;
}

/** One variant of a transfer. Shipped = received + lost + returned + still in transit, in units and in value. */
export interface StockTransferLineDoc {
  variantId: Id;
  productId: Id;
  /** As planned; what is shipped in the end is exactly this. */
  quantity: number;
  shippedQuantity: number;
  /** Arrived and taken into stock; units beyond the shipment are counted in OVER discrepancies only. */
  receivedQuantity: number;
  /** Gone: all discrepancies but OVER and those that go back. */
  lostQuantity: number;
  /** Back in the source's stock: cancelled on the way, never loaded, or refused. */
  returnedQuantity: number;
  shippedValueMinor: number;
  receivedValueMinor: number;
  lostValueMinor: number;
  returnedValueMinor: number;
  discrepancies: TransferDiscrepancy[];
}

/** Goods on their way from one branch to another. */
export interface StockTransferDoc {
  _id: Id;
  tenantId: Id;
  number: string;
  status: StockTransferStatus;
  fromBranchId: Id;
  toBranchId: Id;
  /** Both branches: one index serves the list of a branch, whichever side it is on. */
  branchIds: Id[];
  lines: StockTransferLineDoc[];
  note: string | null;
  /** Counts the changes: clients that change a draft state which one they saw. */
  version: number;
  createdById: Id | null;
  shippedById: Id | null;
  shippedAt: Date | null;
  /** When nothing was in transit any more. */
  receivedAt: Date | null;
  cancelledAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
}

const discrepancy = new Schema<TransferDiscrepancy>(
  {
    reason: { type: String, enum: TRANSFER_DISCREPANCY_REASONS, required: true },
    quantity: { type: Number, required: true },
    valueMinor: { type: Number, required: true },
    note: { type: String, default: null },
  },
  { _id: false },
);

const line = new Schema<StockTransferLineDoc>(
  {
    variantId: { type: Schema.Types.ObjectId, required: true },
    productId: { type: Schema.Types.ObjectId, required: true },
    quantity: { type: Number, required: true },
    shippedQuantity: { type: Number, required: true },
    receivedQuantity: { type: Number, required: true },
    lostQuantity: { type: Number, required: true },
    returnedQuantity: { type: Number, required: true },
    shippedValueMinor: { type: Number, required: true },
    receivedValueMinor: { type: Number, required: true },
    lostValueMinor: { type: Number, required: true },
    returnedValueMinor: { type: Number, required: true },
    discrepancies: { type: [discrepancy], required: true },
  },
  { _id: false },
);

const schema = new Schema<StockTransferDoc>({
  _id: { type: Schema.Types.ObjectId, required: true },
  tenantId: { type: Schema.Types.ObjectId, required: true },
  number: { type: String, required: true },
  status: { type: String, enum: STOCK_TRANSFER_STATUSES, required: true },
  fromBranchId: { type: Schema.Types.ObjectId, required: true },
  toBranchId: { type: Schema.Types.ObjectId, required: true },
  branchIds: { type: [Schema.Types.ObjectId], required: true },
  lines: { type: [line], required: true },
  note: { type: String, default: null },
  version: { type: Number, required: true },
  createdById: { type: Schema.Types.ObjectId, default: null },
  shippedById: { type: Schema.Types.ObjectId, default: null },
  shippedAt: { type: Date, default: null },
  receivedAt: { type: Date, default: null },
  cancelledAt: { type: Date, default: null },
  createdAt: { type: Date, required: true },
  updatedAt: { type: Date, required: true },
});
// The promise that numbers are unique.
schema.index({ tenantId: 1, number: 1 }, { name: 'stock_transfer_number', unique: true });
// Query.stockTransfers: all, by status, by branch on either side; ids rise with time.
schema.index({ tenantId: 1, _id: -1 }, { name: 'stock_transfer_newest' });
schema.index({ tenantId: 1, status: 1, _id: -1 }, { name: 'stock_transfer_status' });
schema.index({ tenantId: 1, branchIds: 1, _id: -1 }, { name: 'stock_transfer_branch' });

export const stockTransfers = defineModel<StockTransferDoc>('StockTransfer', 'stock_transfers', schema);
