import type { Context } from '../../kernel/context';
import type { Id } from '../../kernel/ids';
import { products } from './product.model';
import type { ProductDoc } from './product.model';

/** Up to `limit` products of the tenant, not removed, in the order of creation, behind `afterId`; one command. */
export async function productBatch(ctx: Context, afterId: Id | null, limit: number): Promise<ProductDoc[]> {
  const behind = afterId === null ? {} : { _id: { $gt: afterId } };
  return products(ctx.db)
    .find({ tenantId: ctx.tenantId, deletedAt: null, ...behind })
    .sort({ _id: 1 })
    .limit(limit)
    .lean<ProductDoc[]>();
}
