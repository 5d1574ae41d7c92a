import type { Context } from '../../kernel/context';
import { badInput } from '../../kernel/errors';
import type { Id } from '../../kernel/ids';
import { products } from './product.model';
import type { ProductDoc } from './product.model';
import { seesOnlyOnSale } from './visibility';

/** The product that the caller may see, or null; one command. Refuses unless exactly one of id and slug is given. */
export async function findProduct(
  ctx: Context,
  key: { readonly id?: Id; readonly slug?: string },
): Promise<ProductDoc | null> {
  const { id, slug } = key;
  if ((id === undefined) === (slug === undefined)) throw badInput('Expected exactly one of id and slug.');
  return products(ctx.db)
    .findOne({
      tenantId: ctx.tenantId,
      ...(id === undefined ? {} : { _id: id }),
      ...(slug === undefined ? {} : { slug }),
      ...(seesOnlyOnSale(ctx.actor) ? { status: 'ACTIVE' } : {}),
      deletedAt: null,
    })
    .lean<ProductDoc>();
}

/**
 * Products of the tenant by id, keyed by their ids in hexadecimal, removed ones too: an order line still names its
 * product. One command for any number; absent ids are absent.
 */
export async function findProductsByIds(ctx: Context, ids: readonly Id[]): Promise<Map<string, ProductDoc>> {
  if (ids.length === 0) return new Map();
  const rows = await products(ctx.db)
    .find({ tenantId: ctx.tenantId, _id: { $in: [...ids] } })
    .lean<ProductDoc[]>();
  return new Map(rows.map((row) => [row._id.toHexString(), row]));
}
