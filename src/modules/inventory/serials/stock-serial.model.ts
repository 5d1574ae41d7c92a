import { Schema } from 'mongoose';
import type { Id } from '../../../kernel/ids';
import { defineModel } from '../../../platform/mongo';

/** IN_STOCK: one of the units on hand of its entry; the others say how it left last. */
export const SERIAL_STATUSES = ['IN_STOCK', 'SOLD', 'WRITTEN_OFF', 'IN_TRANSIT'] as const;
export type SerialStatus = (typeof SERIAL_STATUSES)[number];

/**
 * One unit that is known by its serial number, from its first receipt on. Written in `move-serials.ts` only, always
 * together with the entry: who moves a unit out of an entry has written that entry before, in the same transaction.
 */
export interface StockSerialDoc {
  _id: Id;
  tenantId: Id;
  /** Where it is, or was last. */
  entryId: Id;
  branchId: Id;
  variantId: Id;
  /** As it was typed at its first receipt. */
  serial: string;
  /** As `serialKeyOf` makes it: two spellings of one number are one unit. */
  serialKey: string;
  status: SerialStatus;
  /** What moved it last, such as an order or a transfer: by it the unit comes back. */
  referenceId: Id | null;
  createdAt: Date;
  updatedAt: Date;
}

const schema = new Schema<StockSerialDoc>({
  _id: { type: Schema.Types.ObjectId, required: true },
  tenantId: { type: Schema.Types.ObjectId, required: true },
  entryId: { type: Schema.Types.ObjectId, required: true },
  branchId: { type: Schema.Types.ObjectId, required: true },
  variantId: { type: Schema.Types.ObjectId, required: true },
  serial: { type: String, required: true },
  serialKey: { type: String, required: true },
  status: { type: String, enum: SERIAL_STATUSES, required: true },
  referenceId: { type: Schema.Types.ObjectId, default: null },
  createdAt: { type: Date, required: true },
  updatedAt: { type: Date, required: true },
});
export const SERIAL_UNIQUE_INDEX = 'stock_serial_unique';
// One row per unit, in all branches; looking one up by its number.
schema.index({ tenantId: 1, variantId: 1, serialKey: 1 }, { name: SERIAL_UNIQUE_INDEX, unique: true });
// The oldest units of an entry that can leave, and how many there are.
schema.index({ tenantId: 1, entryId: 1, status: 1, _id: 1 }, { name: 'stock_serial_entry' });
// The units that left by one order or transfer.
schema.index({ tenantId: 1, referenceId: 1, _id: 1 }, { name: 'stock_serial_reference' });

export const STOCK_SERIALS_COLLECTION = 'stock_serials';
export const stockSerials = defineModel<StockSerialDoc>('StockSerial', STOCK_SERIALS_COLLECTION, schema);
