import { Schema } from 'mongoose';
import type { Id } from '../../../kernel/ids';
import { defineModel } from '../../../platform/mongo';

/**
 * The units of one lot in one stock entry. Written in `move-lots.ts` only, always together with the entry: who changes
 * a lot has written its entry before, in the same transaction, so that two of them conflict there.
 */
export interface StockLotDoc {
  _id: Id;
  tenantId: Id;
  entryId: Id;
  branchId: Id;
  variantId: Id;
  /** As `lotCodeOf` makes it: two spellings of one code are one lot. */
  code: string;
  /** The instant from which it can't be sold; null for goods that keep. */
  expiresAt: Date | null;
  /** All lots of an entry together have what the entry has on hand. */
  quantityOnHand: number;
  /** Units that stand in the entry's bucket EXPIRED. */
  quantityExpired: number;
  /** Always on hand - expired; stored so that one filter can guard it, and moved by the same `$inc`. */
  quantityUsable: number;
  createdAt: Date;
  updatedAt: Date;
}

const schema = new Schema<StockLotDoc>({
  _id: { type: Schema.Types.ObjectId, required: true },
  tenantId: { type: Schema.Types.ObjectId, required: true },
  entryId: { type: Schema.Types.ObjectId, required: true },
  branchId: { type: Schema.Types.ObjectId, required: true },
  variantId: { type: Schema.Types.ObjectId, required: true },
  code: { type: String, required: true },
  expiresAt: { type: Date, default: null },
  quantityOnHand: { type: Number, required: true },
  quantityExpired: { type: Number, required: true },
  quantityUsable: { type: Number, required: true },
  createdAt: { type: Date, required: true },
  updatedAt: { type: Date, required: true },
});
// One row per entry (branch and variant) and code; picking and the check of the sums walk it.
schema.index({ tenantId: 1, entryId: 1, code: 1 }, { name: 'stock_lot_unique', unique: true });
// The list of lots, of the tenant, of one branch and of one variant, and the lots that are due.
schema.index({ tenantId: 1, expiresAt: 1, _id: 1 }, { name: 'stock_lot_expiry' });
schema.index({ tenantId: 1, branchId: 1, expiresAt: 1, _id: 1 }, { name: 'stock_lot_branch' });
schema.index({ tenantId: 1, variantId: 1, expiresAt: 1, _id: 1 }, { name: 'stock_lot_variant' });

export const stockLots = defineModel<StockLotDoc>('StockLot', 'stock_lots', schema);
