import type { QueryFilter } from 'mongoose';
import type { Context } from '../../../kernel/context';
import { NotFoundError } from '../../../kernel/errors';
import { toGlobalId } from '../../../kernel/ids';
import type { Id } from '../../../kernel/ids';
import { decodeCursor, encodeCursor, pageSize, toPage } from '../../../kernel/page';
import type { Page } from '../../../kernel/page';
import type { Tx } from '../../../platform/transaction';
import { cursorId } from '../list-stock-entries';
import { stockCountLines, stockCounts } from './stock-count.model';
import type { StockCountDoc, StockCountLineDoc } from './stock-count.model';
import type { StockCountLineStatus, StockCountStatus } from './stock-count.states';

/** A count by its id, or null. */
export async function findStockCount(ctx: Context, countId: Id): Promise<StockCountDoc | null> {
  return stockCounts(ctx.db).findOne({ tenantId: ctx.tenantId, _id: countId }).lean<StockCountDoc>();
}

/** The count inside a transaction; throws NotFoundError. */
export async function getCountIn(tx: Tx, countId: Id): Promise<StockCountDoc> {
  const count = await stockCounts(tx.db)
    .findOne({ tenantId: tx.tenantId, _id: countId }, null, { session: tx.session })
    .lean<StockCountDoc>();
  if (count === null) throw new NotFoundError('StockCount', toGlobalId('StockCount', countId));
  return count;
}

/** Which counts to list, a page of 1 to 100 at a time. */
export interface StockCountListing {
  readonly first?: number | null;
  readonly after?: string | null;
  readonly branchId?: Id | null;
  readonly status?: StockCountStatus | null;
}

/** Counts, newest first; one command. */
export async function listStockCounts(ctx: Context, listing: StockCountListing): Promise<Page<StockCountDoc>> {
  const first = pageSize(listing.first ?? undefined);
  const after = listing.after ?? undefined;
  const branchId = listing.branchId ?? undefined;
  const status = listing.status ?? undefined;
  const filter: QueryFilter<StockCountDoc> = { tenantId: ctx.tenantId };
  if (branchId !== undefined) filter.branchId = branchId;
  if (status !== undefined) filter.status = status;
  if (after !== undefined) filter._id = { $lt: cursorId(decodeCursor(after, ['string'])[0]) };
  const rows = await stockCounts(ctx.db)
    .find(filter)
    .sort({ _id: -1 })
    .limit(first + 1)
    .lean<StockCountDoc[]>();
  return toPage(rows, first, after, (count) => encodeCursor([count._id.toHexString()]));
}

/** Lines of one count, in the order in which they were first counted; one command. Null when there is no such count. */
export async function listStockCountLines(
  ctx: Context,
  listing: {
    readonly countId: Id;
    readonly first?: number | null;
    readonly after?: string | null;
    readonly status?: StockCountLineStatus | null;
  },
): Promise<Page<StockCountLineDoc>> {
  const first = pageSize(listing.first ?? undefined);
  const after = listing.after ?? undefined;
  const status = listing.status ?? undefined;
  const filter: QueryFilter<StockCountLineDoc> = { tenantId: ctx.tenantId, countId: listing.countId };
  if (status !== undefined) filter.status = status;
  if (after !== undefined) filter.index = { $gt: Number(decodeCursor(after, ['number'])[0]) };
  const rows = await stockCountLines(ctx.db)
    .find(filter)
    .sort({ index: 1 })
    .limit(first + 1)
    .lean<StockCountLineDoc[]>();
  return toPage(rows, first, after, (line) => encodeCursor([line.index]));
}

/** A stretch of one count's lines: the `limit` lines behind the index `after`. */
export interface CountLineWindow {
  readonly countId: Id;
  readonly after: number;
  readonly limit: number;
}

/** Stretches of several counts' lines in one command: indices have no gap, so that a page is a range of them. */
export async function countLinesInWindows(
  ctx: Context,
  windows: readonly CountLineWindow[],
): Promise<StockCountLineDoc[][]> {
  const ranges = windows.map(({ countId, after, limit }) => ({
    tenantId: ctx.tenantId,
    countId,
    index: { $gt: after, $lte: after + limit },
  }));
  const filter = ranges.length === 1 ? ranges[0] : { tenantId: ctx.tenantId, $or: ranges };
  const found = await stockCountLines(ctx.db)
    .find(filter as QueryFilter<StockCountLineDoc>)
    .batchSize(10_000)
    .lean<StockCountLineDoc[]>();
  const byCount = new Map<string, StockCountLineDoc[]>();
  for (const line of found.sort((a, b) => a.index - b.index)) {
    const key = line.countId.toHexString();
    const lines = byCount.get(key);
    if (lines === undefined) byCount.set(key, [line]);
    else lines.push(line);
  }
  return windows.map(({ countId, after, limit }) =>
    (byCount.get(countId.toHexString()) ?? []).filter(({ index }) => index > after && index <= after + limit),
  );
}
