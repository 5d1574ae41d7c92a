import { Schema } from 'mongoose';
import type { Id } from '../../kernel/ids';
import { defineModel } from '../../platform/mongo';

export const BRANCH_KINDS = ['STORE', 'WAREHOUSE'] as const;
export type BranchKind = (typeof BRANCH_KINDS)[number];

/** What a branch does when a sale would take its stock below zero. */
export const NEGATIVE_STOCK_POLICIES = ['BLOCK', 'WARN', 'ALLOW'] as const;
export type NegativeStockPolicy = (typeof NEGATIVE_STOCK_POLICIES)[number];

/** A place on Earth in degrees (WGS 84). */
export interface GeoPoint {
  /** -90 to 90, north is positive. */
  readonly latitude: number;
  /** -180 to 180, east is positive. */
  readonly longitude: number;
}

/** A stock location: a shop or a warehouse. */
export interface BranchDoc {
  _id: Id;
  tenantId: Id;
  /** Short code on receipts and in reports, such as `NORTH`; unique in the tenant. */
  code: string;
  name: string;
  kind: BranchKind;
  negativeStockPolicy: NegativeStockPolicy;
  /** IANA name, such as `Europe/London`: days of reports and receipts are the branch's. */
  timeZone: string;
  active: boolean;
  /** Which branch serves a web order first; lower comes first. */
  priority: number;
  /** Where it stands, for choosing the nearest; null or absent when nobody said. */
  location?: GeoPoint | null;
}

const schema = new Schema<BranchDoc>({
  _id: { type: Schema.Types.ObjectId, required: true },
  tenantId: { type: Schema.Types.ObjectId, required: true },
  code: { type: String, required: true },
  name: { type: String, required: true },
  kind: { type: String, required: true, enum: BRANCH_KINDS },
  negativeStockPolicy: { type: String, required: true, enum: NEGATIVE_STOCK_POLICIES },
  timeZone: { type: String, required: true },
  active: { type: Boolean, required: true },
  priority: { type: Number, required: true },
  location: { type: Schema.Types.Mixed, default: null },
});
export const BRANCH_CODE_INDEX = 'branches_code';
// Also serves the tenant directory, which reads all branches of a tenant.
schema.index({ tenantId: 1, code: 1 }, { name: BRANCH_CODE_INDEX, unique: true });

export const branches = defineModel<BranchDoc>('Branch', 'branches', schema);
