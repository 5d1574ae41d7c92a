import type { Context } from '../../kernel/context';
import type { Id } from '../../kernel/ids';
import { products } from './product.model';

/**
 * Sets the projected quantity of products; one command for any number. For the synchronisation job only: it may come
 * late or twice, the stock entries stay the truth. Returns how many changed; products of others or gone are passed over.
 */
export async function setProductQuantities(
  ctx: Context,
  quantities: readonly { readonly productId: Id; readonly quantity: number }[],
): Promise<number> {
  if (quantities.length === 0) return 0;
  const answer = await products(ctx.db).bulkWrite(
    quantities.map(({ productId, quantity }) => ({
      updateOne: {
        filter: { tenantId: ctx.tenantId, _id: productId, quantity: { $ne: quantity } },
        update: { $set: { quantity } },
      },
    })),
    { ordered: false },
  );
  return answer.modifiedCount;
}
