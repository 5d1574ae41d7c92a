import type { PipelineStage } from 'mongoose';
import type { Context } from '../../kernel/context';
import { badInput } from '../../kernel/errors';
import type { Id } from '../../kernel/ids';
import { toPage } from '../../kernel/page';
import type { Page } from '../../kernel/page';
import { STOCK_AS_OF_VARIANTS_MAX } from './inventory.policy';
import { entriesPageOf, entryCursor } from './list-stock-entries';
import type { StockQuery } from './list-stock-entries';
import { stockEntries } from './stock-entry.model';
import type { StockEntryDoc } from './stock-entry.model';
import { STOCK_MOVEMENTS_COLLECTION } from './stock-movement.model';
import type { StockMovementDoc } from './stock-movement.model';

/** Which entries, and when. */
export interface StockAsOfQuery extends Omit<StockQuery, 'variantId'> {
  /** An instant that is still to come is taken for the present one. */
  readonly at: Date;
  readonly variantIds?: readonly Id[] | null;
}

/** What an entry held at a moment: all 0 before its first movement. */
export interface PastBalance {
  readonly entry: StockEntryDoc;
  readonly quantityOnHand: number;
  readonly quantityReserved: number;
  readonly quantityUnavailable: number;
  readonly valueMinor: number;
  /** Sequence of the newest movement at that moment; 0 before the first. */
  readonly sequence: number;
}

type LastMovement = Pick<
  StockMovementDoc,
  'onHandAfter' | 'reservedAfter' | 'unavailableAfter' | 'valueAfterMinor' | 'sequence'
>;

/**
 * The stage that puts the last movement recorded at or before `at` into `last`: one step into `stock_movement_as_of`
 * per entry, however long its chain is. By the time of recording and not of happening: the balances follow the chain,
 * and what was answered about a past moment must not change when a till comes back online.
 */
export function lastMovementStage(tenantId: Id, at: Date): PipelineStage.Lookup {
  return {
    $lookup: {
      from: STOCK_MOVEMENTS_COLLECTION,
      localField: '_id',
      foreignField: 'entryId',
      as: 'last',
      pipeline: [
        { $match: { tenantId, recordedAt: { $lte: at } } },
        { $sort: { recordedAt: -1, sequence: -1 } },
        { $limit: 1 },
        {
          $project: { _id: 0, onHandAfter: 1, reservedAfter: 1, unavailableAfter: 1, valueAfterMinor: 1, sequence: 1 },
        },
      ],
    },
  };
}

/** A page of entries with what they held at a moment, by branch and variant; one command, whatever its size. */
export async function stockAsOf(ctx: Context, query: StockAsOfQuery): Promise<Page<PastBalance>> {
  const { filter, first } = entriesPageOf(ctx, query);
  const variantIds = query.variantIds ?? null;
  if (variantIds !== null && (variantIds.length < 1 || variantIds.length > STOCK_AS_OF_VARIANTS_MAX)) {
    throw badInput(`Expected 1 to ${STOCK_AS_OF_VARIANTS_MAX} variantIds, got ${variantIds.length}.`, 'variantIds');
  }
  const isPast = query.at < ctx.clock.now();
  const rows = await stockEntries(ctx.db)
    .aggregate<StockEntryDoc & { last?: LastMovement[] }>([
      { $match: { ...filter, ...(variantIds !== null && { variantId: { $in: variantIds } }) } },
      { $sort: { branchId: 1, variantId: 1 } },
      { $limit: first + 1 },
      // What happens in this very moment is in the entry; a later look into the ledger could see more than its balances.
      ...(isPast ? [lastMovementStage(ctx.tenantId, query.at)] : []),
    ])
    // One more than there can be, or a full batch would leave the cursor open and cost a second command.
    .option({ batchSize: first + 2 });
  const balances = rows.map(({ last, ...entry }) => (isPast ? pastBalance(entry, last?.[0]) : presentBalance(entry)));
  return toPage(balances, first, query.after ?? undefined, ({ entry }) => entryCursor(entry));
}

function pastBalance(entry: StockEntryDoc, last: LastMovement | undefined): PastBalance {
  return {
    entry,
    quantityOnHand: last?.onHandAfter ?? 0,
    quantityReserved: last?.reservedAfter ?? 0,
    quantityUnavailable: last?.unavailableAfter ?? 0,
    valueMinor: last?.valueAfterMinor ?? 0,
    sequence: last?.sequence ?? 0,
  };
}

function presentBalance(entry: StockEntryDoc): PastBalance {
  const { quantityOnHand, quantityReserved, quantityUnavailable, totalValueMinor, sequence } = entry;
  return { entry, quantityOnHand, quantityReserved, quantityUnavailable, valueMinor: totalValueMinor, sequence };
}
