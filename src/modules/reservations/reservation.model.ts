import { Schema } from 'mongoose';
import type { Id } from '../../kernel/ids';
import { defineModel } from '../../platform/mongo';
import { RESERVATION_STATUSES } from './reservation.states';
import type { ReservationStatus } from './reservation.states';

/** Held units of one variant in one branch. What is neither committed nor released is still held. */
export interface ReservationLine {
  variantId: Id;
  branchId: Id;
  quantity: number;
  committedQuantity: number;
  releasedQuantity: number;
}

/** Place number `number` of the so many that `key` may fill: a limit of 20 has the places 0 to 19. */
export interface HoldSlot {
  key: string;
  number: number;
}

/** A hold on lines of stock, with an end. */
export interface ReservationDoc {
  _id: Id;
  tenantId: Id;
  status: ReservationStatus;
  /** One line per branch and variant. */
  lines: ReservationLine[];
  /** `principalKey` of the shopper or colleague whose hold it is. */
  ownerKey: string;
  orderId: Id | null;
  cartId: Id | null;
  expiresAt: Date;
  /** The run of a worker that is about to expire it, since when, and until when nobody else may. */
  claimedBy: string | null;
  claimedAt: Date | null;
  leaseUntil: Date | null;
  /** When `reservation.expiring` was recorded for the present end; null before, and again after an extension. */
  warnedAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
  endedAt: Date | null;
  /** One place among the live holds of each limit that it counts for; empty once it has ended. See `hold-slots.ts`. */
  slots: HoldSlot[];
  /** Counts the holds of an owner whose units are limited; absent otherwise. See `hold-slots.ts`. */
  ownerTurn?: number;
}

const lineSchema = new Schema<ReservationLine>(
  {
    variantId: { type: Schema.Types.ObjectId, required: true },
    branchId: { type: Schema.Types.ObjectId, required: true },
    quantity: { type: Number, required: true },
    committedQuantity: { type: Number, required: true },
    releasedQuantity: { type: Number, required: true },
  },
  { _id: false },
);
const slotSchema = new Schema<HoldSlot>(
  { key: { type: String, required: true }, number: { type: Number, required: true } },
  { _id: false },
);
const schema = new Schema<ReservationDoc>({
  _id: { type: Schema.Types.ObjectId, required: true },
  tenantId: { type: Schema.Types.ObjectId, required: true },
  status: { type: String, enum: RESERVATION_STATUSES, required: true },
  lines: { type: [lineSchema], required: true },
  ownerKey: { type: String, required: true },
  orderId: { type: Schema.Types.ObjectId, default: null },
  cartId: { type: Schema.Types.ObjectId, default: null },
  expiresAt: { type: Date, required: true },
  claimedBy: { type: String, default: null },
  claimedAt: { type: Date, default: null },
  leaseUntil: { type: Date, default: null },
  warnedAt: { type: Date, default: null },
  createdAt: { type: Date, required: true },
  updatedAt: { type: Date, required: true },
  endedAt: { type: Date, default: null },
  slots: { type: [slotSchema], default: [] },
  ownerTurn: { type: Number },
});
// Expiry takes the oldest due ones, by stretches of this index. Partial, so that it stays as small as what is held now,
// and the end of a hold only leaves it.
schema.index(
  { tenantId: 1, status: 1, expiresAt: 1, _id: 1 },
  { name: 'reservation_live', partialFilterExpression: { endedAt: null } },
);
// Warnings take the soonest that were not told of yet; those that were told or have ended leave the index.
schema.index(
  { tenantId: 1, expiresAt: 1 },
  { name: 'reservation_unwarned', partialFilterExpression: { status: 'ACTIVE', warnedAt: null } },
);
// Lists, newest first: of the tenant, by status, of one owner.
schema.index({ tenantId: 1, _id: 1 }, { name: 'reservation_newest' });
schema.index({ tenantId: 1, status: 1, _id: 1 }, { name: 'reservation_status' });
schema.index({ tenantId: 1, ownerKey: 1, _id: 1 }, { name: 'reservation_owner' });
export const SLOT_INDEX = 'reservation_slot_unique';
// One live hold per place of a limit: this is what keeps the limits, across processes. Also finds the places taken.
schema.index(
  { tenantId: 1, 'slots.key': 1, 'slots.number': 1 },
  { name: SLOT_INDEX, unique: true, partialFilterExpression: { 'slots.key': { $exists: true } } },
);
export const TURN_INDEX = 'reservation_turn_unique';
// Two holds of one owner that did not see each other collide here, when units are limited.
schema.index(
  { tenantId: 1, ownerKey: 1, ownerTurn: 1 },
  { name: TURN_INDEX, unique: true, partialFilterExpression: { ownerTurn: { $exists: true } } },
);

export const reservations = defineModel<ReservationDoc>('Reservation', 'reservations', schema);
