import DataLoader from 'dataloader';
import type { LoaderFactory } from '../../../graphql/graphql-context';
import { sharedLoader } from '../../../graphql/shared-loader';
import type { Context } from '../../../kernel/context';
import type { Id } from '../../../kernel/ids';
import type { Page } from '../../../kernel/page';
import { COLLECTIONS_PER_READ_MAX, REMOVED_PAGES_PER_READ_MAX } from '../catalog.policy';
import type { CategoryDoc } from '../category.model';
import { findCategoriesByIds } from '../find-category';
import { findProductsByIds } from '../find-product';
import { findVariantsByIds, findVariantsOfProducts } from '../find-variant';
import { collectionPages } from '../list-collection-products';
import type { CollectionPageQuery } from '../list-collection-products';
import { removedVariantPages } from '../list-removed-variants';
import type { RemovedVariantsQuery } from '../list-removed-variants';
import type { ProductDoc } from '../product.model';
import type { VariantDoc } from '../variant.model';

/** Variants by id in hexadecimal, removed ones too; null for ids that the tenant does not have. */
export const variantById = sharedLoader<VariantDoc | null>(
  'variants-by-id',
  (ctx, ids) => findVariantsByIds(ctx, ids, { includeDeleted: true }),
  null,
);

/** Products by id in hexadecimal, whatever their status: an order line still names its product. */
export const productById = sharedLoader<ProductDoc | null>('products-by-id', findProductsByIds, null);

/** Categories by id in hexadecimal; null for ids that the tenant does not have. */
export const categoryById = sharedLoader<CategoryDoc | null>('categories-by-id', findCategoriesByIds, null);

/** Pages of the products of collections; all that one request asks for at once are read together. */
export const collectionPage: LoaderFactory<CollectionPageQuery, Page<ProductDoc>> = (ctx) =>
  new DataLoader((queries) => collectionPages(ctx, queries), { maxBatchSize: COLLECTIONS_PER_READ_MAX, cache: false });

/** All variants of a product, by the product's id in hexadecimal, in the order of their positions. */
export const variantsByProduct = sharedLoader<readonly VariantDoc[]>('variants-by-product', byProductOf, []);

/** Pages of the removed variants of products, for staff only; all that one request asks for at once are read together. */
export const removedVariantsPage: LoaderFactory<RemovedVariantsQuery, readonly VariantDoc[]> = (ctx) =>
  new DataLoader((queries) => removedVariantPages(ctx, queries), {
    maxBatchSize: REMOVED_PAGES_PER_READ_MAX,
    cache: false,
  });

async function byProductOf(ctx: Context, productIds: readonly Id[]): Promise<Map<string, VariantDoc[]>> {
  const byProduct = new Map<string, VariantDoc[]>(productIds.map((id) => [id.toHexString(), []]));
  const rows = await findVariantsOfProducts(ctx, productIds);
  for (const row of rows) byProduct.get(row.productId.toHexString())?.push(row);
  return byProduct;
}
