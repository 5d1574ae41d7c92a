import { Schema } from 'mongoose';
import type { Id } from '../../kernel/ids';
import { defineModel } from '../../platform/mongo';

export const PAYMENT_METHODS = ['CASH', 'CARD', 'MOBILE', 'GIFT_CARD', 'STORE_CREDIT', 'BANK_TRANSFER'] as const;
export type PaymentMethod = (typeof PAYMENT_METHODS)[number];

export const PAYMENT_STATUSES = [
  'PENDING',
  'AUTHORIZED',
  'CAPTURED',
  'FAILED',
  'VOIDED',
  'REFUNDED',
  'PARTIALLY_REFUNDED',
] as const;
export type PaymentStatus = (typeof PAYMENT_STATUSES)[number];

/** Money that goes back. PENDING until the provider confirmed it; cash is handed back at once. */
export interface PaymentRefund {
  _id: Id;
  amountMinor: number;
  status: 'PENDING' | 'DONE';
  requestedAt: Date;
}

/** One payment towards one order. Its history is its status; amounts never change after it is made. */
export interface PaymentDoc {
  _id: Id;
  tenantId: Id;
  orderId: Id;
  method: PaymentMethod;
  status: PaymentStatus;
  amountMinor: number;
  currency: string;
  /** Cash that was handed over, and what went back; null when not paid in cash at a till. */
  tenderedMinor: number | null;
  changeMinor: number | null;
  /** The till's own reference, such as a card slip's number. */
  reference: string | null;
  /** The provider's token, kept only while the charge is under way, so that the same attempt can be resumed. */
  token: string | null;
  providerReference: string | null;
  failureReason: string | null;
  /** Sum of `refunds`, done or under way. */
  refundedMinor: number;
  refunds: PaymentRefund[];
  /** When refunds still under way are sent again; absent before the first try. */
  refundDueAt?: Date;
  /** Names the attempt: principal and idempotency key. One attempt is one payment, however often it is sent. */
  attemptKey: string;
  /** Hash of each input field of the attempt, to refuse the same key with another input. */
  inputHashes: Record<string, string>;
  createdAt: Date;
  updatedAt: Date;
}

const refund = new Schema<PaymentRefund>({
  _id: { type: Schema.Types.ObjectId, required: true },
  amountMinor: { type: Number, required: true },
  status: { type: String, enum: ['PENDING', 'DONE'], required: true },
  requestedAt: { type: Date, required: true },
});

const schema = new Schema<PaymentDoc>({
  _id: { type: Schema.Types.ObjectId, required: true },
  tenantId: { type: Schema.Types.ObjectId, required: true },
  orderId: { type: Schema.Types.ObjectId, required: true },
  method: { type: String, enum: PAYMENT_METHODS, required: true },
  status: { type: String, enum: PAYMENT_STATUSES, required: true },
  amountMinor: { type: Number, required: true },
  currency: { type: String, required: true },
  tenderedMinor: { type: Number, default: null },
  changeMinor: { type: Number, default: null },
  reference: { type: String, default: null },
  token: { type: String, default: null },
  providerReference: { type: String, default: null },
  failureReason: { type: String, default: null },
  refundedMinor: { type: Number, default: 0 },
  refunds: { type: [refund], default: [] },
  refundDueAt: { type: Date },
  attemptKey: { type: String, required: true },
  inputHashes: { type: Schema.Types.Mixed, required: true },
  createdAt: { type: Date, required: true },
  updatedAt: { type: Date, required: true },
});
// Order.payments, and a cancellation that looks for what to refund.
schema.index({ tenantId: 1, orderId: 1 }, { name: 'payment_order' });
export const ATTEMPT_INDEX = 'payment_attempt';
// One attempt makes one payment (DESIGN I5), and a retry finds it.
schema.index({ tenantId: 1, attemptKey: 1 }, { name: ATTEMPT_INDEX, unique: true });
// The job that finishes refunds reads those still under way, in the order in which they are due.
schema.index({ tenantId: 1, 'refunds.status': 1, refundDueAt: 1 }, { name: 'payment_refunds_due' });

export const payments = defineModel<PaymentDoc>('Payment', 'payments', schema);
