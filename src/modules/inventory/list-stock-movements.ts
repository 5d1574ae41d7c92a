import type { QueryFilter } from 'mongoose';
import type { Context } from '../../kernel/context';
import { badInput } from '../../kernel/errors';
import { idFromHex } from '../../kernel/ids';
import type { Id } from '../../kernel/ids';
import type { StockEntryDoc } from './stock-entry.model';
import { stockMovements } from './stock-movement.model';
import type { StockMovementDoc } from './stock-movement.model';

export interface StockMovementQuery {
  /** How many to read; a caller that pages asks for one more than it shows. */
  readonly limit: number;
  /** Id of the last movement of the page before, in hex. */
  readonly after?: string;
  readonly branchId?: Id | null;
  readonly variantId?: Id | null;
}

const HEX = /^[0-9a-f]{24}$/;

/** Movements, newest first; one command. */
export async function listStockMovements(ctx: Context, query: StockMovementQuery): Promise<StockMovementDoc[]> {
  const filter: QueryFilter<StockMovementDoc> = {
    tenantId: ctx.tenantId,
    ...(query.branchId != null && { branchId: query.branchId }),
    ...(query.variantId != null && { variantId: query.variantId }),
  };
  if (query.after !== undefined) {
    if (!HEX.test(query.after)) throw badInput('Expected after to be a cursor of this list.', 'after');
    filter._id = { $lt: idFromHex(query.after) };
  }
  return stockMovements(ctx.db).find(filter).sort({ _id: -1 }).limit(query.limit).lean<StockMovementDoc[]>();
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
    .lean<StockMovementDoc[]>();
  found.sort((a, b) => b.sequence - a.sequence);
  return windows.map(({ entry, before, limit }) =>
    found.filter((row) => row.entryId.equals(entry._id) && row.sequence < before && row.sequence >= before - limit),
  );
}
