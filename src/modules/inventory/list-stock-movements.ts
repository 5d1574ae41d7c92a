import type { QueryFilter } from 'mongoose';
import type { Context } from '../../kernel/context';
import type { Id } from '../../kernel/ids';
import { decodeCursor, encodeCursor, pageSize, toPage } from '../../kernel/page';
import type { Page } from '../../kernel/page';
import { cursorId } from './list-stock-entries';
import type { StockQuery } from './list-stock-entries';
import type { StockEntryDoc } from './stock-entry.model';
import { stockMovements } from './stock-movement.model';
import type { StockMovementDoc } from './stock-movement.model';

/** A page of movements, newest first; one command. */
export async function listStockMovements(ctx: Context, query: StockQuery): Promise<Page<StockMovementDoc>> {
  const first = pageSize(query.first ?? undefined);
  const after = query.after ?? undefined;
  const rows = await stockMovements(ctx.db)
    .find({
      tenantId: ctx.tenantId,
      ...(query.branchId !== null && query.branchId !== undefined && { branchId: query.branchId }),
      ...(query.variantId !== null && query.variantId !== undefined && { variantId: query.variantId }),
      ...(after !== undefined && { _id: { $lt: cursorId(decodeCursor(after, ['string'])[0]) } }),
    })
    .sort({ _id: -1 })
    .limit(first + 1)
    .lean<StockMovementDoc[]>();
  return toPage(rows, first, after, (row) => encodeCursor([row._id.toHexString()]));
}

/** Movements by id, in one command. */
export async function movementsByIds(ctx: Context, ids: readonly Id[]): Promise<StockMovementDoc[]> {
  return stockMovements(ctx.db)
    .find({ tenantId: ctx.tenantId, _id: { $in: [...ids] } })
    .lean<StockMovementDoc[]>();
}

/** A stretch of one entry's chain: the `limit` movements before the sequence `before`. */
export interface ChainWindow {
  readonly entry: StockEntryDoc;
  readonly before: number;
  readonly limit: number;
}

/**
 * Stretches of several entries' chains in one command, newest first each. Sequences have no gap, so a page is a range
 * of numbers and needs no limit per entry, which one query could not express.
 */
export async function movementsInWindows(ctx: Context, windows: readonly ChainWindow[]): Promise<StockMovementDoc[][]> {
  const ranges = windows.map(({ entry, before, limit }) => ({
    tenantId: ctx.tenantId,
    entryId: entry._id,
    sequence: { $gte: before - limit, $lt: before },
  }));
  const filter = ranges.length === 1 ? ranges[0] : { tenantId: ctx.tenantId, $or: ranges };
  const found = await stockMovements(ctx.db)
    .find(filter as QueryFilter<StockMovementDoc>)
    // A first batch holds only 101 documents unless told otherwise.
    .batchSize(10_000)
    .lean<StockMovementDoc[]>();
  found.sort((a, b) => b.sequence - a.sequence);
  return windows.map(({ entry, before, limit }) =>
    found.filter((row) => row.entryId.equals(entry._id) && row.sequence < before && row.sequence >= before - limit),
  );
}
