import type { PipelineStage } from 'mongoose';
import type { Context } from '../../kernel/context';
import { NotFoundError, badInput } from '../../kernel/errors';
import { toGlobalId } from '../../kernel/ids';
import type { Id } from '../../kernel/ids';
import { addMinor } from '../../kernel/money';
import { tenantDirectory } from '../tenants';
import { VALUED_ENTRIES_MAX, VALUED_ENTRIES_PER_COMMAND } from './inventory.policy';
import { lastMovementStage } from './stock-as-of';
import { stockEntries } from './stock-entry.model';

export interface ValuationQuery {
  /** Null or an instant still to come: the present one. */
  readonly at?: Date | null;
  /** Null: every branch. */
  readonly branchId?: Id | null;
}

/** Units and value of one branch, at the moving average of cost. */
export interface BranchValue {
  readonly branchId: Id;
  quantityOnHand: number;
  valueMinor: number;
}

export interface Valuation {
  readonly at: Date;
  readonly quantityOnHand: number;
  readonly valueMinor: number;
  /** One per branch that has entries, in the order of their ids. */
  readonly branches: readonly BranchValue[];
}

/**
 * What the stock was worth at a moment, by branch and in total. Entries are added up by the database, some thousands a
 * command, so that memory stays bounded; more than VALUED_ENTRIES_MAX are refused, a branch at a time is then the way.
 * Throws NotFoundError for a branch that the tenant lacks.
 */
export async function stockValuation(ctx: Context, { at = null, branchId = null }: ValuationQuery): Promise<Valuation> {
  const now = ctx.clock.now();
  if (branchId !== null) await assertBranch(ctx, branchId);
  const past = at !== null && at < now ? at : null;
  const branches = new Map<string, BranchValue>();
  let valued = 0;
  let after: Batch['end'] = null;
  for (;;) {
    const batch: Batch = await valueBatch(ctx, { past, branchId, after });
    for (const value of batch.values) addValue(branches, value);
    valued += batch.entries;
    if (batch.entries < VALUED_ENTRIES_PER_COMMAND || batch.end === null) break;
    if (valued >= VALUED_ENTRIES_MAX) {
      throw badInput(`Expected at most ${VALUED_ENTRIES_MAX} entries. Ask for one branch at a time.`, 'branchId');
    }
    after = batch.end;
  }
  const values = [...branches.values()];
  return {
    at: past ?? now,
    quantityOnHand: values.reduce((sum, value) => sum + value.quantityOnHand, 0),
    valueMinor: values.reduce((sum, value) => addMinor(sum, value.valueMinor), 0),
    branches: values,
  };
}

interface Batch {
  readonly values: readonly BranchValue[];
  readonly entries: number;
  /** The last entry of the batch; null when it was empty. */
  readonly end: { readonly branchId: Id; readonly variantId: Id } | null;
}

interface GroupRow {
  readonly _id: Id;
  readonly entries: number;
  readonly quantityOnHand: number;
  readonly valueMinor: number;
  readonly lastVariantId: Id;
}

async function valueBatch(
  ctx: Context,
  { past, branchId, after }: { past: Date | null; branchId: Id | null; after: Batch['end'] },
): Promise<Batch> {
  const place = {
    tenantId: ctx.tenantId,
    ...(branchId !== null && { branchId }),
    ...(after !== null && {
      $or: [{ branchId: { $gt: after.branchId } }, { branchId: after.branchId, variantId: { $gt: after.variantId } }],
    }),
  };
  const stages: PipelineStage[] = [
    { $match: place },
    { $sort: { branchId: 1, variantId: 1 } },
    { $limit: VALUED_ENTRIES_PER_COMMAND },
    ...(past === null ? [] : [{ $project: { branchId: 1, variantId: 1 } }, lastMovementStage(ctx.tenantId, past)]),
    {
      $group: {
        _id: '$branchId',
        entries: { $sum: 1 },
        quantityOnHand: { $sum: past === null ? '$quantityOnHand' : { $sum: '$last.onHandAfter' } },
        valueMinor: { $sum: past === null ? '$totalValueMinor' : { $sum: '$last.valueAfterMinor' } },
        lastVariantId: { $last: '$variantId' },
      },
    },
    { $sort: { _id: 1 } },
  ];
  const rows = await stockEntries(ctx.db).aggregate<GroupRow>(stages).option({ batchSize: VALUED_ENTRIES_PER_COMMAND });
  const last = rows.at(-1);
  return {
    values: rows.map(({ _id, quantityOnHand, valueMinor }) => ({ branchId: _id, quantityOnHand, valueMinor })),
    entries: rows.reduce((sum, row) => sum + row.entries, 0),
    end: last === undefined ? null : { branchId: last._id, variantId: last.lastVariantId },
  };
}

function addValue(branches: Map<string, BranchValue>, { branchId, quantityOnHand, valueMinor }: BranchValue): void {
  const known = branches.get(branchId.toHexString()) ?? { branchId, quantityOnHand: 0, valueMinor: 0 };
  known.quantityOnHand += quantityOnHand;
  known.valueMinor = addMinor(known.valueMinor, valueMinor);
  branches.set(branchId.toHexString(), known);
}

async function assertBranch(ctx: Context, branchId: Id): Promise<void> {
  const known = await tenantDirectory(ctx.db).byId(ctx.tenantId);
  if (known?.branches.some((branch) => branch._id.equals(branchId)) === true) return;
  throw new NotFoundError('Branch', toGlobalId('Branch', branchId));
}
