import { Schema } from 'mongoose';
import type { Id } from '../../kernel/ids';
import { defineModel } from '../../platform/mongo';

/**
 * Units of one hold in one entry that were promised before they were there. Written in `stock-ledger-backorders.ts` only.
 * The rows of an entry are its queue: what comes in fills the lowest sequence first.
 */
export interface BackorderDoc {
  _id: Id;
  tenantId: Id;
  entryId: Id;
  branchId: Id;
  variantId: Id;
  /** The hold that promised them; an order finds its own by it, also after the hold was committed. */
  reservationId: Id;
  /** Sequence of the RESERVE movement in the entry's chain: the place in the queue. */
  sequence: number;
  /** Units that were not there when they were promised. */
  quantity: number;
  /** Units that still are not there; 0 once all were filled, or given up. */
  waitingQuantity: number;
  /**
   * Units that the hold still holds here. What waits beyond them was sold before it came, and is owed. Kept while the row
   * waits; absent in rows that are older than it, which `fillHeldOfWaiting` completes.
   */
  heldQuantity?: number;
  createdAt: Date;
  updatedAt: Date;
}

const schema = new Schema<BackorderDoc>({
  _id: { type: Schema.Types.ObjectId, required: true },
  tenantId: { type: Schema.Types.ObjectId, required: true },
  entryId: { type: Schema.Types.ObjectId, required: true },
  branchId: { type: Schema.Types.ObjectId, required: true },
  variantId: { type: Schema.Types.ObjectId, required: true },
  reservationId: { type: Schema.Types.ObjectId, required: true },
  sequence: { type: Number, required: true },
  quantity: { type: Number, required: true },
  waitingQuantity: { type: Number, required: true },
  heldQuantity: { type: Number },
  createdAt: { type: Date, required: true },
  updatedAt: { type: Date, required: true },
});
// The queue of an entry, oldest first; one place in the chain waits once.
schema.index({ tenantId: 1, entryId: 1, sequence: 1 }, { name: 'backorder_queue', unique: true });
// What an order still waits for.
schema.index({ tenantId: 1, reservationId: 1 }, { name: 'backorder_hold' });

export const backorders = defineModel<BackorderDoc>('Backorder', 'backorders', schema);
