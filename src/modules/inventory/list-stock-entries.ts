import type { QueryFilter } from 'mongoose';
import type { Context } from '../../kernel/context';
import { badInput } from '../../kernel/errors';
import { idFromHex } from '../../kernel/ids';
import type { Id } from '../../kernel/ids';
import { stockEntries } from './stock-entry.model';
import type { StockEntryDoc } from './stock-entry.model';

export interface StockEntryQuery {
  /** How many to read; a caller that pages asks for one more than it shows. */
  readonly limit: number;
  readonly after?: { readonly branchId: string; readonly variantId: string };
  readonly branchId?: Id | null;
  readonly variantId?: Id | null;
}

const HEX = /^[0-9a-f]{24}$/;

/** Entries in the order of branch and variant, which both indexes have; one command. */
export async function listStockEntries(ctx: Context, query: StockEntryQuery): Promise<StockEntryDoc[]> {
  const filter: QueryFilter<StockEntryDoc> = {
    tenantId: ctx.tenantId,
    ...(query.branchId != null && { branchId: query.branchId }),
    ...(query.variantId != null && { variantId: query.variantId }),
  };
  if (query.after !== undefined) {
    const { branchId, variantId } = query.after;
    if (!HEX.test(branchId) || !HEX.test(variantId))
      throw badInput('Expected after to be a cursor of this list.', 'after');
    const last = { branchId: idFromHex(branchId), variantId: idFromHex(variantId) };
    filter.$or = [
      { branchId: { $gt: last.branchId } },
      { branchId: last.branchId, variantId: { $gt: last.variantId } },
    ];
  }
  return stockEntries(ctx.db)
    .find(filter)
    .sort({ branchId: 1, variantId: 1 })
    .limit(query.limit)
    .lean<StockEntryDoc[]>();
}
