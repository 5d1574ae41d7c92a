import type { QueryFilter } from 'mongoose';
import type { Context } from '../../../kernel/context';
import { NotFoundError } from '../../../kernel/errors';
import { toGlobalId } from '../../../kernel/ids';
import type { Id } from '../../../kernel/ids';
import { decodeCursor, encodeCursor, pageSize, toPage } from '../../../kernel/page';
import type { Page } from '../../../kernel/page';
import type { Tx } from '../../../platform/transaction';
import { cursorId } from '../list-stock-entries';
import { stockTransfers } from './stock-transfer.model';
import type { StockTransferDoc } from './stock-transfer.model';
import type { StockTransferStatus } from './stock-transfer.states';

/** A transfer by its id, or null. */
export async function findStockTransfer(ctx: Context, transferId: Id): Promise<StockTransferDoc | null> {
  return stockTransfers(ctx.db).findOne({ tenantId: ctx.tenantId, _id: transferId }).lean<StockTransferDoc>();
}

/** The transfer inside a transaction; throws NotFoundError. */
export async function getTransferIn(tx: Tx, transferId: Id): Promise<StockTransferDoc> {
  const transfer = await stockTransfers(tx.db)
    .findOne({ tenantId: tx.tenantId, _id: transferId }, null, { session: tx.session })
    .lean<StockTransferDoc>();
  if (transfer === null) throw new NotFoundError('StockTransfer', toGlobalId('StockTransfer', transferId));
  return transfer;
}

/** Which transfers to list, a page of 1 to 100 at a time. */
export interface StockTransferListing {
  readonly first?: number | null;
  readonly after?: string | null;
  readonly status?: StockTransferStatus | null;
  /** Those that leave from it or go to it. */
  readonly branchId?: Id | null;
}

/** Transfers, newest first; one command. */
export async function listStockTransfers(ctx: Context, listing: StockTransferListing): Promise<Page<StockTransferDoc>> {
  const first = pageSize(listing.first ?? undefined);
  const after = listing.after ?? undefined;
  const branchId = listing.branchId ?? undefined;
  const status = listing.status ?? undefined;
  const filter: QueryFilter<StockTransferDoc> = { tenantId: ctx.tenantId };
  if (branchId !== undefined) filter.branchIds = branchId;
  if (status !== undefined) filter.status = status;
  if (after !== undefined) filter._id = { $lt: cursorId(decodeCursor(after, ['string'])[0]) };
  const rows = await stockTransfers(ctx.db)
    .find(filter)
    .sort({ _id: -1 })
    .limit(first + 1)
    .lean<StockTransferDoc[]>();
  return toPage(rows, first, after, (transfer) => encodeCursor([transfer._id.toHexString()]));
}
