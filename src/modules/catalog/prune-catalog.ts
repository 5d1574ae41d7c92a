import type { Context } from '../../kernel/context';
import type { Id } from '../../kernel/ids';
import { clearDue, markDue, readDue } from '../../platform/due-work';
import type { Tx } from '../../platform/transaction';
import { listPrices } from './price-list.model';
import { products } from './product.model';

/** What is left of something that was removed, by whose removal: the prices of a list, a category on its products. */
const LEFTOVERS = ['list-prices', 'product-categories'] as const;
type Leftover = (typeof LEFTOVERS)[number];

/** Removed lists or categories that one call looks at. */
const MARKS_PER_CALL_MAX = 20;

/**
 * Notes, in the transaction that removes a price list or category, that its prices or products are to be cleared. There
 * may be hundreds of thousands, far too many for one transaction; readers pass over them meanwhile.
 */
export async function markPrunable(tx: Tx, leftover: Leftover, removedId: Id): Promise<void> {
  await markDue(tx, `prune-${leftover}`, [{ id: removedId, since: tx.now }]);
}

/** Clears up to `limit` documents of what was removed; returns how many. The next call goes on; safe beside other workers. */
export async function pruneCatalog(ctx: Context, limit: number): Promise<number> {
  let left = limit;
  for (const leftover of LEFTOVERS) {
    for (const mark of await readDue(ctx, `prune-${leftover}`, MARKS_PER_CALL_MAX)) {
      if (left <= 0) return limit;
      left -= await CLEAR[leftover](ctx, mark.subjectId, left);
      if (left > 0) left -= await clearDue(ctx, [mark]);
    }
  }
  return limit - left;
}

/** Each clears up to `limit` documents and tells how many there were. */
const CLEAR: Readonly<Record<Leftover, (ctx: Context, removedId: Id, limit: number) => Promise<number>>> = {
  async 'list-prices'(ctx, priceListId, limit) {
    const { tenantId } = ctx;
    const rows = await listPrices(ctx.db)
      .find({ tenantId, priceListId }, { _id: 1 })
      .limit(limit)
      .lean<{ _id: Id }[]>();
    if (rows.length > 0) await listPrices(ctx.db).deleteMany({ tenantId, _id: { $in: rows.map(({ _id }) => _id) } });
    return rows.length;
  },
  async 'product-categories'(ctx, categoryId, limit) {
    const { tenantId } = ctx;
    const rows = await products(ctx.db)
      .find({ tenantId, categoryIds: categoryId }, { _id: 1 })
      .limit(limit)
      .lean<{ _id: Id }[]>();
    const filter = { tenantId, _id: { $in: rows.map(({ _id }) => _id) } };
    if (rows.length > 0) await products(ctx.db).updateMany(filter, { $pull: { categoryIds: categoryId } });
    return rows.length;
  },
};
