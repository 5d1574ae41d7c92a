import type { QueryFilter } from 'mongoose';
import type { Context } from '../../kernel/context';
import { badInput } from '../../kernel/errors';
import { idFromHex } from '../../kernel/ids';
import type { Id } from '../../kernel/ids';
import { decodeCursor, encodeCursor, pageSize, toPage } from '../../kernel/page';
import type { Page } from '../../kernel/page';
import type { StockKey } from './stock-change';
import { stockEntries } from './stock-entry.model';
import type { StockEntryDoc } from './stock-entry.model';

/** Which part of the stock a list shows. */
export interface StockQuery {
  /** 1 to 100; 20 when left out. */
  readonly first?: number | null;
  readonly after?: string | null;
  readonly branchId?: Id | null;
  readonly variantId?: Id | null;
}

const HEX_ID = /^[0-9a-f]{24}$/;

/** The id in a cursor; a cursor that was made up is refused. */
export function cursorId(value: string | number | undefined): Id {
  if (typeof value === 'string' && HEX_ID.test(value)) return idFromHex(value);
  throw badInput('Expected after to be a cursor of this list. Pass pageInfo.endCursor of the page before.', 'after');
}

/** The filter of a page of entries, and its size: both lists of entries walk branch and variant by it. */
export function entriesPageOf(ctx: Context, query: StockQuery): { filter: QueryFilter<StockEntryDoc>; first: number } {
  const first = pageSize(query.first ?? undefined);
  const after = query.after ?? undefined;
  const filter: QueryFilter<StockEntryDoc> = {
    tenantId: ctx.tenantId,
    ...(query.branchId !== null && query.branchId !== undefined && { branchId: query.branchId }),
    ...(query.variantId !== null && query.variantId !== undefined && { variantId: query.variantId }),
  };
  if (after !== undefined) {
    const [branch, variant] = decodeCursor(after, ['string', 'string']);
    const branchId = cursorId(branch);
    filter.$or = [{ branchId: { $gt: branchId } }, { branchId, variantId: { $gt: cursorId(variant) } }];
  }
  return { filter, first };
}

/** The cursor of an entry in a list by branch and variant. */
export function entryCursor({ branchId, variantId }: StockKey): string {
  return encodeCursor([branchId.toHexString(), variantId.toHexString()]);
}

/** A page of entries in the order of branch and variant, which both indexes have; one command. */
export async function listStockEntries(ctx: Context, query: StockQuery): Promise<Page<StockEntryDoc>> {
  const { filter, first } = entriesPageOf(ctx, query);
  const rows = await stockEntries(ctx.db)
    .find(filter)
    .sort({ branchId: 1, variantId: 1 })
    .limit(first + 1)
    .lean<StockEntryDoc[]>();
  return toPage(rows, first, query.after ?? undefined, entryCursor);
}
