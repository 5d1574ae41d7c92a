import { Schema } from 'mongoose';
import type { Id } from '../../kernel/ids';
import type { TaxedAmount } from '../../kernel/money';
import { defineModel } from '../../platform/mongo';

export const ORDER_STATUSES = [
  'PENDING_PAYMENT',
  'PAYMENT_REVIEW',
  'CONFIRMED',
  'PARTIALLY_FULFILLED',
  'FULFILLED',
  'CANCELLED',
  'EXPIRED',
] as const;
export type OrderStatus = (typeof ORDER_STATUSES)[number];

export const ORDER_CHANNELS = ['WEB', 'POS', 'ADMIN', 'CAMPAIGN'] as const;
export type OrderChannel = (typeof ORDER_CHANNELS)[number];

/** One line. Price, tax rate, title and cost are frozen at placing: later changes of the catalogue don't reach it. */
export interface OrderLineDoc {
  _id: Id;
  variantId: Id;
  productId: Id;
  branchId: Id;
  sku: string;
  title: string;
  quantity: number;
  fulfilledQuantity: number;
  cancelledQuantity: number;
  returnedQuantity: number;
  /** Price of one unit as it was asked for: with or without tax, as the order's `pricesIncludeTax` says. */
  priceMinor: number;
  taxRateBasisPoints: number;
  unitPrice: TaxedAmount;
  /** Of all units as placed, cancelled ones included. */
  total: TaxedAmount;
  /** Catalogue cost of one unit at placing; null when unknown. */
  unitCostMinor: number | null;
  /** Sold without stock: no hold and no movement belongs to the line. */
  isService: boolean;
}

/** The lines that take stock; the others are services. */
export function stockedLines<T extends Pick<OrderLineDoc, 'isService'>>(lines: readonly T[]): T[] {
  return lines.filter((line) => !line.isService);
}

/** An order in any channel. Amounts are minor units of `currency`. */
export interface OrderDoc {
  _id: Id;
  tenantId: Id;
  number: string;
  status: OrderStatus;
  channel: OrderChannel;
  /** Whose order it is (`principalKey`): shoppers see only their own. */
  ownerKey: string;
  currency: string;
  pricesIncludeTax: boolean;
  lines: OrderLineDoc[];
  /** Sum of the lines as placed. */
  total: TaxedAmount;
  discountMinor: number;
  /** Captured, refunds not subtracted. */
  paidMinor: number;
  /** Sent to the provider, answer not known. */
  pendingMinor: number;
  /** Refunded or on its way back. */
  refundedMinor: number;
  /** The hold that serves it; null for a sale over the counter, which takes stock at once. */
  reservationId: Id | null;
  /** When that hold is expected to end; null when it serves no more. The index of the expiry job. */
  holdExpiresAt: Date | null;
  registerId: Id | null;
  /** The till's own id of the sale, made where it may be offline; unique per register. */
  clientOrderId: string | null;
  cancelReason: string | null;
  /** Counts the changes: a writer that read an older version is refused. */
  version: number;
  /** When it was sold; differs from `createdAt` for a sale that a till made offline. */
  occurredAt: Date;
  createdAt: Date;
  updatedAt: Date;
}

const taxed = new Schema<TaxedAmount>(
  {
    netMinor: { type: Number, required: true },
    taxMinor: { type: Number, required: true },
    grossMinor: { type: Number, required: true },
  },
  { _id: false },
);

const line = new Schema<OrderLineDoc>({
  _id: { type: Schema.Types.ObjectId, required: true },
  variantId: { type: Schema.Types.ObjectId, required: true },
  productId: { type: Schema.Types.ObjectId, required: true },
  branchId: { type: Schema.Types.ObjectId, required: true },
  sku: { type: String, required: true },
  title: { type: String, default: '' },
  quantity: { type: Number, required: true },
  fulfilledQuantity: { type: Number, default: 0 },
  cancelledQuantity: { type: Number, default: 0 },
  returnedQuantity: { type: Number, default: 0 },
  priceMinor: { type: Number, required: true },
  taxRateBasisPoints: { type: Number, required: true },
  unitPrice: { type: taxed, required: true },
  total: { type: taxed, required: true },
  unitCostMinor: { type: Number, default: null },
  isService: { type: Boolean, default: false },
});

const schema = new Schema<OrderDoc>({
  _id: { type: Schema.Types.ObjectId, required: true },
  tenantId: { type: Schema.Types.ObjectId, required: true },
  number: { type: String, required: true },
  status: { type: String, enum: ORDER_STATUSES, required: true },
  channel: { type: String, enum: ORDER_CHANNELS, required: true },
  ownerKey: { type: String, required: true },
  currency: { type: String, required: true },
  pricesIncludeTax: { type: Boolean, required: true },
  lines: { type: [line], required: true },
  total: { type: taxed, required: true },
  discountMinor: { type: Number, default: 0 },
  paidMinor: { type: Number, default: 0 },
  pendingMinor: { type: Number, default: 0 },
  refundedMinor: { type: Number, default: 0 },
  reservationId: { type: Schema.Types.ObjectId, default: null },
  holdExpiresAt: { type: Date, default: null },
  registerId: { type: Schema.Types.ObjectId, default: null },
  clientOrderId: { type: String, default: null },
  cancelReason: { type: String, default: null },
  version: { type: Number, required: true },
  occurredAt: { type: Date, required: true },
  createdAt: { type: Date, required: true },
  updatedAt: { type: Date, required: true },
});
// Query.order by number, and the promise that numbers are unique (DESIGN I6).
schema.index({ tenantId: 1, number: 1 }, { name: 'order_number', unique: true });
// Query.orders: all, by status, by channel, and a shopper's own; ids rise with time.
schema.index({ tenantId: 1, _id: -1 }, { name: 'order_newest' });
schema.index({ tenantId: 1, status: 1, _id: -1 }, { name: 'order_status' });
schema.index({ tenantId: 1, channel: 1, _id: -1 }, { name: 'order_channel' });
schema.index({ tenantId: 1, ownerKey: 1, _id: -1 }, { name: 'order_owner' });
// The expiry job reads unpaid orders whose hold should have ended, oldest first.
schema.index({ tenantId: 1, status: 1, holdExpiresAt: 1 }, { name: 'order_hold' });
export const CLIENT_ORDER_INDEX = 'order_client_order';
// A till that sends one of its sales again under another key must not sell it twice.
schema.index(
  { tenantId: 1, registerId: 1, clientOrderId: 1 },
  { name: CLIENT_ORDER_INDEX, unique: true, partialFilterExpression: { clientOrderId: { $type: 'string' } } },
);

export const orders = defineModel<OrderDoc>('Order', 'orders', schema);
