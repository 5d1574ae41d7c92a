import { Schema } from 'mongoose';
import type { Id } from '../../kernel/ids';
import { defineModel } from '../../platform/mongo';
import { TRACKINGS } from '../catalog';
import type { Tracking } from '../catalog';

/** Why units that are there are not for sale. Each reason is a bucket with a quantity of its own. */
export const UNAVAILABLE_REASONS = [
  'DAMAGED',
  'EXPIRED',
  'ON_DISPLAY',
  'QUARANTINE',
  'RETURNED_TO_CHECK',
  'OTHER',
] as const;
export type UnavailableReason = (typeof UNAVAILABLE_REASONS)[number];

/** BACKORDER: sold out for a while. PREORDER: not out yet. */
export const BACKORDER_KINDS = ['BACKORDER', 'PREORDER'] as const;
export type BackorderKind = (typeof BACKORDER_KINDS)[number];

/** How shoppers may take more than is there. */
export interface BackorderPolicy {
  readonly kind: BackorderKind;
  /** How many units may wait at once: available never falls below minus this by shoppers. */
  readonly limitQuantity: number;
  /** When the units are expected; null when nobody knows. */
  readonly availableAt: Date | null;
}

/** One variant in one branch. Written in `stock-ledger.ts` only. */
export interface StockEntryDoc {
  _id: Id;
  tenantId: Id;
  branchId: Id;
  variantId: Id;
  productId: Id;
  quantityOnHand: number;
  quantityReserved: number;
  /** The sum of the buckets. */
  quantityUnavailable: number;
  /** Units per bucket; a bucket that never had any is absent, and so is the whole while none had. */
  unavailableBy?: Partial<Record<UnavailableReason, number>>;
  /** Always on hand - reserved - unavailable; stored so that one filter can guard it, and moved by the same `$inc`. */
  quantityAvailable: number;
  /**
   * What shoppers may take: available, less what is kept back for tills and staff (`withheldBy`). Stored and moved by the
   * same `$inc` as available, so that a shopper's guard is one comparison too.
   */
  quantityPromisable: number;
  quantityIncoming: number;
  /** Sequence of the entry's newest movement; 0 before the first. */
  sequence: number;
  /** Value of the units on hand. The average cost is derived and never stored, so that no rounding piles up. */
  totalValueMinor: number;
  reorderPoint: number | null;
  safetyStock: number | null;
  /** How the units are told apart, as the variant says; absent: NONE. Here so that ordinary stock pays no look-up. */
  tracking?: Tracking;
  /** Null or absent: shoppers may take only what is there. */
  backorder?: BackorderPolicy | null;
  /** Units that were promised before they were there and still are not: the sum of the entry's queue; absent is 0. */
  quantityWaiting?: number;
  /**
   * Those of them that are sold: on hand counts them as gone although they never were there, so that on hand and what is
   * owed are together what people find on the shelf. Absent is 0.
   */
  quantityOwed?: number;
  /** Which write touched the entry last: after a guarded batch it tells which of its statements matched. */
  lastChangeId: Id | null;
  updatedAt: Date;
}

const buckets = new Schema<Partial<Record<UnavailableReason, number>>>(
  Object.fromEntries(UNAVAILABLE_REASONS.map((reason) => [reason, { type: Number }])),
  { _id: false },
);
const backorder = new Schema<BackorderPolicy>(
  {
    kind: { type: String, enum: BACKORDER_KINDS, required: true },
    limitQuantity: { type: Number, required: true },
    availableAt: { type: Date, default: null },
  },
  { _id: false },
);
const schema = new Schema<StockEntryDoc>({
  _id: { type: Schema.Types.ObjectId, required: true },
  tenantId: { type: Schema.Types.ObjectId, required: true },
  branchId: { type: Schema.Types.ObjectId, required: true },
  variantId: { type: Schema.Types.ObjectId, required: true },
  productId: { type: Schema.Types.ObjectId, required: true },
  quantityOnHand: { type: Number, required: true },
  quantityReserved: { type: Number, required: true },
  quantityUnavailable: { type: Number, required: true },
  unavailableBy: { type: buckets },
  quantityAvailable: { type: Number, required: true },
  quantityPromisable: { type: Number, required: true },
  quantityIncoming: { type: Number, required: true },
  sequence: { type: Number, required: true },
  totalValueMinor: { type: Number, required: true },
  reorderPoint: { type: Number, default: null },
  safetyStock: { type: Number, default: null },
  tracking: { type: String, enum: TRACKINGS },
  backorder: { type: backorder, default: null },
  quantityWaiting: { type: Number },
  quantityOwed: { type: Number },
  lastChangeId: { type: Schema.Types.ObjectId, default: null },
  updatedAt: { type: Date, required: true },
});
// Quantities are never indexed: every write of a hot entry would rewrite the index keys as well.
// One entry per branch and variant; guarded updates and the list of a branch walk it.
schema.index({ tenantId: 1, branchId: 1, variantId: 1 }, { name: 'stock_entry_unique', unique: true });
// The stock of a page of variants, and the list of one variant's branches.
schema.index({ tenantId: 1, variantId: 1, branchId: 1 }, { name: 'stock_entry_variant' });
// The projection of one product's quantity.
schema.index({ tenantId: 1, productId: 1 }, { name: 'stock_entry_product' });

export const ENTRY_UNIQUE_INDEX = 'stock_entry_unique';
export const stockEntries = defineModel<StockEntryDoc>('StockEntry', 'stock_entries', schema);
