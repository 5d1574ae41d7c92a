import { Schema } from 'mongoose';
import type { Id } from '../../kernel/ids';
import { defineModel } from '../../platform/mongo';
import type { PaymentMethod } from '../payments';

export interface ReceiptLine {
  readonly title: string;
  readonly sku: string;
  readonly quantity: number;
  readonly unitGrossMinor: number;
  readonly totalGrossMinor: number;
}

export interface ReceiptTax {
  readonly taxRateBasisPoints: number;
  readonly netMinor: number;
  readonly taxMinor: number;
}

export interface ReceiptTender {
  readonly method: PaymentMethod;
  readonly amountMinor: number;
  readonly tenderedMinor: number | null;
  readonly changeMinor: number | null;
}

/** What is printed, frozen when it was issued: a copy years later shows the same. */
export interface ReceiptContent {
  readonly shopName: string;
  readonly branchName: string;
  readonly registerCode: string;
  readonly orderNumber: string;
  readonly currency: string;
  /** IANA zone of the branch: the printed time is the shop's. */
  readonly timeZone: string;
  readonly lines: readonly ReceiptLine[];
  readonly totalMinor: number;
  readonly taxes: readonly ReceiptTax[];
  readonly tenders: readonly ReceiptTender[];
}

/** The paper of one sale. */
export interface ReceiptDoc {
  _id: Id;
  tenantId: Id;
  /** Branch code, register code and a count without gaps: `NORTH-R1-000042`. */
  number: string;
  registerId: Id;
  branchId: Id;
  sequence: number;
  orderId: Id;
  /** Whose sale it is (`principalKey`): a till sees its own. */
  ownerKey: string;
  /** When the sale was made; for a sale made offline that is before it was stored. */
  issuedAt: Date;
  /** Copies printed after the original. */
  copies: number;
  content: ReceiptContent;
}

const schema = new Schema<ReceiptDoc>({
  _id: { type: Schema.Types.ObjectId, required: true },
  tenantId: { type: Schema.Types.ObjectId, required: true },
  number: { type: String, required: true },
  registerId: { type: Schema.Types.ObjectId, required: true },
  branchId: { type: Schema.Types.ObjectId, required: true },
  sequence: { type: Number, required: true },
  orderId: { type: Schema.Types.ObjectId, required: true },
  ownerKey: { type: String, required: true },
  issuedAt: { type: Date, required: true },
  copies: { type: Number, required: true },
  content: { type: Schema.Types.Mixed, required: true },
});
// Query.receipt by number, and the promise that numbers are unique.
schema.index({ tenantId: 1, number: 1 }, { name: 'receipt_number', unique: true });
// The series of a register has each number once (DESIGN I6).
schema.index({ tenantId: 1, registerId: 1, sequence: 1 }, { name: 'receipt_series', unique: true });

export const receipts = defineModel<ReceiptDoc>('Receipt', 'receipts', schema);
