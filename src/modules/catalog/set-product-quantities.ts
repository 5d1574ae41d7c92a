import type { Context } from '../../kernel/context';
import type { Id } from '../../kernel/ids';
import { products } from './product.model';

/** What the lists of products show and filter of their stock. */
export interface ProjectedStock {
  readonly productId: Id;
  /** Units available in all branches. */
  readonly quantity: number;
  /** Branches with units available, in a fixed order. */
  readonly inStockBranchIds: Id[];
}

/**
 * Sets what is projected from stock into products; one command for any number. For the synchronisation job only: it may come
 * late or twice, the stock entries stay the truth. Returns how many changed; products of others or gone are passed over.
 */
export async function setProductQuantities(ctx: Context, stock: readonly ProjectedStock[]): Promise<number> {
  if (stock.length === 0) return 0;
  const answer = await products(ctx.db).bulkWrite(
    stock.map(({ productId, quantity, inStockBranchIds }) => ({
      updateOne: {
        filter: { tenantId: ctx.tenantId, _id: productId, $nor: [{ quantity, inStockBranchIds }] },
        update: { $set: { quantity, inStockBranchIds } },
      },
    })),
    { ordered: false },
  );
  return answer.modifiedCount;
}
