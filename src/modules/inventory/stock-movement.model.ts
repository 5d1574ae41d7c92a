import { Schema } from 'mongoose';
import type { Id } from '../../kernel/ids';
import { defineModel } from '../../platform/mongo';
import type { UnavailableReason } from './stock-entry.model';

/**
 * RESERVE and RELEASE change what is held; SALE of a hold changes both; all others change what is on hand. Units that
 * go into a bucket or come out of it stay on hand: an ADJUSTMENT with an on-hand delta of 0.
 */
export const MOVEMENT_TYPES = [
  'RECEIPT',
  'SALE',
  'POS_SALE',
  'RETURN',
  'ADJUSTMENT',
  'COUNT',
  'WRITE_OFF',
  'TRANSFER_OUT',
  'TRANSFER_IN',
  'RESERVE',
  'RELEASE',
] as const;
export type StockMovementType = (typeof MOVEMENT_TYPES)[number];

export const ADJUSTMENT_REASONS = [
  'CORRECTION',
  'CYCLE_COUNT',
  'DAMAGED',
  'EXPIRED',
  'INTERNAL_USE',
  'OTHER',
  'PROMOTION',
  'RECEIVED',
  'RESTOCK',
  'SHRINKAGE',
  'THEFT',
] as const;
export type AdjustmentReason = (typeof ADJUSTMENT_REASONS)[number];

/** What a movement did to one lot: signed changes of what it has on hand, and of its units that stand aside as expired. */
export interface MovementLot {
  lotId: Id;
  code: string;
  expiresAt: Date | null;
  quantity: number;
  expiredQuantity: number;
}

/** One immutable row of the ledger, with the balances after it. */
export interface StockMovementDoc {
  _id: Id;
  tenantId: Id;
  entryId: Id;
  branchId: Id;
  variantId: Id;
  /** Counts from 1 within the entry, without a gap. */
  sequence: number;
  type: StockMovementType;
  onHandDelta: number;
  reservedDelta: number;
  onHandAfter: number;
  reservedAfter: number;
  /** Signed change of what is unavailable, in `bucket`; these three are absent in rows older than the buckets. */
  unavailableDelta?: number;
  /** All that is unavailable after it. */
  unavailableAfter?: number;
  /** Which bucket it changed; null when none. */
  bucket?: UnavailableReason | null;
  /** Signed change of the entry's total value. */
  valueDeltaMinor: number;
  /** Total value of the entry after it. */
  valueAfterMinor: number;
  /** Lots whose units it moved; absent for what is not tracked by lot. */
  lots?: MovementLot[];
  /** Serial numbers of the units that it moved; absent for what is not tracked by them. */
  serials?: string[];
  reason: AdjustmentReason | null;
  note: string | null;
  /** Type name of what caused the movement, such as `Reservation` or `Order`. */
  referenceType: string | null;
  referenceId: Id | null;
  actorId: Id | null;
  /** Cost of one unit as it was stated; null when it was not. */
  unitCostMinor: number | null;
  /** When it happened; earlier than `recordedAt` for what a till did offline. */
  occurredAt: Date;
  /** When it was written. Never earlier than the movement before it in the chain, whatever the clocks of processes say. */
  recordedAt: Date;
}

const movementLot = new Schema<MovementLot>(
  {
    lotId: { type: Schema.Types.ObjectId, required: true },
    code: { type: String, required: true },
    expiresAt: { type: Date, default: null },
    quantity: { type: Number, required: true },
    expiredQuantity: { type: Number, required: true },
  },
  { _id: false },
);
const schema = new Schema<StockMovementDoc>({
  _id: { type: Schema.Types.ObjectId, required: true },
  tenantId: { type: Schema.Types.ObjectId, required: true },
  entryId: { type: Schema.Types.ObjectId, required: true },
  branchId: { type: Schema.Types.ObjectId, required: true },
  variantId: { type: Schema.Types.ObjectId, required: true },
  sequence: { type: Number, required: true },
  type: { type: String, enum: MOVEMENT_TYPES, required: true },
  onHandDelta: { type: Number, required: true },
  reservedDelta: { type: Number, required: true },
  onHandAfter: { type: Number, required: true },
  reservedAfter: { type: Number, required: true },
  unavailableDelta: { type: Number },
  unavailableAfter: { type: Number },
  bucket: { type: String },
  valueDeltaMinor: { type: Number, required: true },
  valueAfterMinor: { type: Number, required: true },
  lots: { type: [movementLot], default: undefined },
  serials: { type: [String], default: undefined },
  reason: { type: String, default: null },
  note: { type: String, default: null },
  referenceType: { type: String, default: null },
  referenceId: { type: Schema.Types.ObjectId, default: null },
  actorId: { type: Schema.Types.ObjectId, default: null },
  unitCostMinor: { type: Number, default: null },
  occurredAt: { type: Date, required: true },
  recordedAt: { type: Date, required: true },
});
// The chain of one entry: its list, its check, and the proof that no two movements share a place.
schema.index({ tenantId: 1, entryId: 1, sequence: 1 }, { name: 'stock_movement_chain', unique: true });
// The last movement of an entry at or before an instant: stockAsOf and stockValuation. By recordedAt and not occurredAt,
// because the balances after a movement follow the chain, and because an answer about the past must not change later.
schema.index({ tenantId: 1, entryId: 1, recordedAt: 1, sequence: 1 }, { name: 'stock_movement_as_of' });
// Newest first over the whole tenant, one branch, one variant.
schema.index({ tenantId: 1, _id: 1 }, { name: 'stock_movement_newest' });
schema.index({ tenantId: 1, branchId: 1, _id: 1 }, { name: 'stock_movement_branch' });
schema.index({ tenantId: 1, variantId: 1, _id: 1 }, { name: 'stock_movement_variant' });

// Where the units of a lot went; and the lots that left by one transfer or order. Partial, so that the movements of
// ordinary stock pay for neither; `$gt: ''` and not `$exists`, so that every equality with a code implies it.
const OF_LOTS = { partialFilterExpression: { 'lots.code': { $gt: '' } } };
schema.index({ tenantId: 1, variantId: 1, 'lots.code': 1, _id: 1 }, { name: 'stock_movement_lot', ...OF_LOTS });
schema.index({ tenantId: 1, referenceId: 1, _id: 1 }, { name: 'stock_movement_lot_reference', ...OF_LOTS });
// What an order sold, and at which value: read when it is cancelled. Partial, so that holds don't pay for it.
schema.index(
  { tenantId: 1, referenceId: 1, branchId: 1, variantId: 1 },
  { name: 'stock_movement_sale', partialFilterExpression: { type: 'SALE' } },
);
// Where a unit with a serial number went.
schema.index(
  { tenantId: 1, variantId: 1, serials: 1, _id: 1 },
  { name: 'stock_movement_serial', partialFilterExpression: { serials: { $gt: '' } } },
);

export const STOCK_MOVEMENTS_COLLECTION = 'stock_movements';
export const stockMovements = defineModel<StockMovementDoc>('StockMovement', STOCK_MOVEMENTS_COLLECTION, schema, {
  tenantScoped: true,
  appendOnly: true,
});
