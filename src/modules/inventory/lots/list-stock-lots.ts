import type { QueryFilter } from 'mongoose';
import type { Context } from '../../../kernel/context';
import type { Id } from '../../../kernel/ids';
import { decodeCursor, encodeCursor, pageSize, toPage } from '../../../kernel/page';
import type { Page } from '../../../kernel/page';
import { cursorId } from '../list-stock-entries';
import type { StockQuery } from '../list-stock-entries';
import { stockMovements } from '../stock-movement.model';
import type { StockMovementDoc } from '../stock-movement.model';
import { stockLots } from './stock-lot.model';
import type { StockLotDoc } from './stock-lot.model';

/** Dates that never come: lots without an end have none, and stand first as MongoDB sorts null. */
const NO_EXPIRY = 'never';

/** A page of lots, first to expire first, those that keep before them; empty ones too. One command. */
export async function listStockLots(ctx: Context, query: StockQuery): Promise<Page<StockLotDoc>> {
  const first = pageSize(query.first ?? undefined);
  const after = query.after ?? undefined;
  const filter: QueryFilter<StockLotDoc> = {
    tenantId: ctx.tenantId,
    ...(query.branchId !== null && query.branchId !== undefined && { branchId: query.branchId }),
    ...(query.variantId !== null && query.variantId !== undefined && { variantId: query.variantId }),
    ...(after !== undefined && { $or: behind(after) }),
  };
  const rows = await stockLots(ctx.db)
    .find(filter)
    .sort({ expiresAt: 1, _id: 1 })
    .limit(first + 1)
    .lean<StockLotDoc[]>();
  return toPage(rows, first, after, ({ expiresAt, _id }) =>
    encodeCursor([expiresAt?.toISOString() ?? NO_EXPIRY, _id.toHexString()]),
  );
}

function behind(after: string): QueryFilter<StockLotDoc>[] {
  const [expiry, id] = decodeCursor(after, ['string', 'string']);
  const _id = { $gt: cursorId(id) };
  if (expiry === NO_EXPIRY) return [{ expiresAt: null, _id }, { expiresAt: { $gt: new Date(0) } }];
  const expiresAt = new Date(String(expiry));
  if (Number.isNaN(expiresAt.getTime())) cursorId(undefined);
  return [{ expiresAt, _id }, { expiresAt: { $gt: expiresAt } }];
}

/** Where the units of a lot came from and went, in all branches. */
export interface LotTraceQuery {
  readonly variantId: Id;
  /** As `lotCodeOf` makes it. */
  readonly code: string;
  readonly first?: number | null;
  readonly after?: string | null;
}

/** A page of the movements that moved units of a lot, oldest first; one command. */
export async function traceLot(ctx: Context, query: LotTraceQuery): Promise<Page<StockMovementDoc>> {
  const first = pageSize(query.first ?? undefined);
  const after = query.after ?? undefined;
  const rows = await stockMovements(ctx.db)
    .find({
      tenantId: ctx.tenantId,
      variantId: query.variantId,
      'lots.code': query.code,
      ...(after !== undefined && { _id: { $gt: cursorId(decodeCursor(after, ['string'])[0]) } }),
    })
    .sort({ _id: 1 })
    .limit(first + 1)
    .lean<StockMovementDoc[]>();
  return toPage(rows, first, after, (row) => encodeCursor([row._id.toHexString()]));
}
