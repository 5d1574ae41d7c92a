import { Schema } from 'mongoose';
import type { Id } from '../../../kernel/ids';
import { defineModel } from '../../../platform/mongo';
import { STOCK_COUNT_LINE_STATUSES, STOCK_COUNT_STATUSES } from './stock-count.states';
import type { MovedLineChoice, StockCountLineStatus, StockCountStatus } from './stock-count.states';

/** How far the approval under way, or the last one, has come. */
export interface CountApproval {
  movedLines: MovedLineChoice;
  approverId: Id | null;
  /** Lines judged so far, in the order of their index: an approval that stopped goes on behind them. */
  judgedLines: number;
  appliedLines: number;
  movedLineCount: number;
  belowHeldLineCount: number;
}

/** A session of counting one branch. */
export interface StockCountDoc {
  _id: Id;
  tenantId: Id;
  number: string;
  branchId: Id;
  status: StockCountStatus;
  /** The counter does not see what is expected. */
  blind: boolean;
  /** What may be counted: these variants, this category with those below it, or all when both are null. */
  scopeVariantIds: Id[] | null;
  scopeCategoryId: Id | null;
  note: string | null;
  /** Everyone who recorded a line: none of them approves a large variance. */
  counterIds: Id[];
  /** Lines so far, and the index of the newest. */
  lineCount: number;
  /** Sums over the lines that are not booked yet, without sign, as of the submission. */
  varianceUnits: number | null;
  varianceValueMinor: number | null;
  approval: CountApproval | null;
  /** Counts the changes: a writer that read an older version runs again. */
  version: number;
  createdById: Id | null;
  submittedAt: Date | null;
  approvedAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
}

/** One variant of a count. */
export interface StockCountLineDoc {
  _id: Id;
  tenantId: Id;
  countId: Id;
  /** Place in the count, from 1 without a gap: pages and approval batches are ranges of it. */
  index: number;
  variantId: Id;
  productId: Id;
  status: StockCountLineStatus;
  countedQuantity: number;
  /** What should be on the shelf, its value, and the entry's sequence at the moment when the line was counted. */
  expectedQuantity: number;
  expectedValueMinor: number;
  sequenceAtCount: number;
  /** Counted - expected without sign, in units and in value at the average cost of that moment. */
  varianceUnits: number;
  varianceValueMinor: number;
  /** Added to after the entry had moved: the number then belongs to no single moment, and can't be re-based. */
  mixed: boolean;
  /** What the approval booked; null before it. */
  appliedDelta: number | null;
  countedById: Id | null;
  countedAt: Date;
}

const approval = new Schema<CountApproval>(
  {
    movedLines: { type: String, required: true },
    approverId: { type: Schema.Types.ObjectId, default: null },
    judgedLines: { type: Number, required: true },
    appliedLines: { type: Number, required: true },
    movedLineCount: { type: Number, required: true },
    belowHeldLineCount: { type: Number, required: true },
  },
  { _id: false },
);

const countSchema = new Schema<StockCountDoc>({
  _id: { type: Schema.Types.ObjectId, required: true },
  tenantId: { type: Schema.Types.ObjectId, required: true },
  number: { type: String, required: true },
  branchId: { type: Schema.Types.ObjectId, required: true },
  status: { type: String, enum: STOCK_COUNT_STATUSES, required: true },
  blind: { type: Boolean, required: true },
  scopeVariantIds: { type: [Schema.Types.ObjectId], default: null },
  scopeCategoryId: { type: Schema.Types.ObjectId, default: null },
  note: { type: String, default: null },
  counterIds: { type: [Schema.Types.ObjectId], required: true },
  lineCount: { type: Number, required: true },
  varianceUnits: { type: Number, default: null },
  varianceValueMinor: { type: Number, default: null },
  approval: { type: approval, default: null },
  version: { type: Number, required: true },
  createdById: { type: Schema.Types.ObjectId, default: null },
  submittedAt: { type: Date, default: null },
  approvedAt: { type: Date, default: null },
  createdAt: { type: Date, required: true },
  updatedAt: { type: Date, required: true },
});
// The promise that numbers are unique.
countSchema.index({ tenantId: 1, number: 1 }, { name: 'stock_count_number', unique: true });
// Query.stockCounts: all, by branch, by status; ids rise with time.
countSchema.index({ tenantId: 1, _id: -1 }, { name: 'stock_count_newest' });
countSchema.index({ tenantId: 1, branchId: 1, _id: -1 }, { name: 'stock_count_branch' });
countSchema.index({ tenantId: 1, status: 1, _id: -1 }, { name: 'stock_count_status' });

export const stockCounts = defineModel<StockCountDoc>('StockCount', 'stock_counts', countSchema);

const lineSchema = new Schema<StockCountLineDoc>({
  _id: { type: Schema.Types.ObjectId, required: true },
  tenantId: { type: Schema.Types.ObjectId, required: true },
  countId: { type: Schema.Types.ObjectId, required: true },
  index: { type: Number, required: true },
  variantId: { type: Schema.Types.ObjectId, required: true },
  productId: { type: Schema.Types.ObjectId, required: true },
  status: { type: String, enum: STOCK_COUNT_LINE_STATUSES, required: true },
  countedQuantity: { type: Number, required: true },
  expectedQuantity: { type: Number, required: true },
  expectedValueMinor: { type: Number, required: true },
  sequenceAtCount: { type: Number, required: true },
  varianceUnits: { type: Number, required: true },
  varianceValueMinor: { type: Number, required: true },
  mixed: { type: Boolean, required: true },
  appliedDelta: { type: Number, default: null },
  countedById: { type: Schema.Types.ObjectId, default: null },
  countedAt: { type: Date, required: true },
});
// A line counted again is found by its variant, and no variant has two lines.
lineSchema.index({ tenantId: 1, countId: 1, variantId: 1 }, { name: 'stock_count_line_variant', unique: true });
// Pages of lines and the batches of an approval, both ranges of the index.
lineSchema.index({ tenantId: 1, countId: 1, index: 1 }, { name: 'stock_count_line_index', unique: true });
// Query.stockCountLines by status: what is to be counted again.
lineSchema.index({ tenantId: 1, countId: 1, status: 1, index: 1 }, { name: 'stock_count_line_status' });

export const stockCountLines = defineModel<StockCountLineDoc>('StockCountLine', 'stock_count_lines', lineSchema);
