import DataLoader from 'dataloader';
import type { LoaderFactory } from '../../../graphql/graphql-context';
import type { Context } from '../../../kernel/context';
import { idFromHex } from '../../../kernel/ids';
import type { Page } from '../../../kernel/page';
import { readTogether } from '../../../platform/read-together';
import { COLLECTIONS_PER_READ_MAX } from '../catalog.policy';
import type { CategoryDoc } from '../category.model';
import { findCategoriesByIds } from '../find-category';
import { findProductsByIds } from '../find-product';
import { findVariantsByIds, findVariantsOfProducts } from '../find-variant';
import { collectionPages } from '../list-collection-products';
import type { CollectionPageQuery } from '../list-collection-products';
import type { ProductDoc } from '../product.model';
import type { VariantDoc } from '../variant.model';

/** Larger `$in` lists gain nothing; an order of thousands of lines is loaded in a few commands. */
const BATCH_SIZE_MAX = 1_000;

/** Variants by id in hexadecimal, removed ones too; null for ids that the tenant does not have. */
export const variantById: LoaderFactory<string, VariantDoc | null> = (ctx) =>
  new DataLoader(
    async (hexIds) => {
      const found = await readTogether(ctx, 'variants-by-id', hexIds, (ids) =>
        findVariantsByIds(ctx, ids.map(idFromHex), { includeDeleted: true }),
      );
      return hexIds.map((hex) => found.get(hex) ?? null);
    },
    { maxBatchSize: BATCH_SIZE_MAX },
  );

/** Products by id in hexadecimal, whatever their status: an order line still names its product. */
export const productById: LoaderFactory<string, ProductDoc | null> = (ctx) =>
  new DataLoader(
    async (hexIds) => {
      const found = await readTogether(ctx, 'products-by-id', hexIds, (ids) =>
        findProductsByIds(ctx, ids.map(idFromHex)),
      );
      return hexIds.map((hex) => found.get(hex) ?? null);
    },
    { maxBatchSize: BATCH_SIZE_MAX },
  );

/** Categories by id in hexadecimal; null for ids that the tenant does not have. */
export const categoryById: LoaderFactory<string, CategoryDoc | null> = (ctx) =>
  new DataLoader(
    async (hexIds) => {
      const found = await findCategoriesByIds(ctx, hexIds.map(idFromHex));
      return hexIds.map((hex) => found.get(hex) ?? null);
    },
    { maxBatchSize: BATCH_SIZE_MAX },
  );

/** Pages of the products of collections; all that one request asks for at once are read together. */
export const collectionPage: LoaderFactory<CollectionPageQuery, Page<ProductDoc>> = (ctx) =>
  new DataLoader((queries) => collectionPages(ctx, queries), { maxBatchSize: COLLECTIONS_PER_READ_MAX, cache: false });

/** All variants of a product, by the product's id in hexadecimal, in the order of their positions. */
export const variantsByProduct: LoaderFactory<string, readonly VariantDoc[]> = (ctx) =>
  new DataLoader(
    async (hexIds) => {
      const byProduct = await readTogether(ctx, 'variants-by-product', hexIds, (ids) => byProductOf(ctx, ids));
      return hexIds.map((hex) => byProduct.get(hex) ?? []);
    },
    { maxBatchSize: BATCH_SIZE_MAX },
  );

async function byProductOf(ctx: Context, hexIds: readonly string[]): Promise<Map<string, VariantDoc[]>> {
  const byProduct = new Map<string, VariantDoc[]>(hexIds.map((hex) => [hex, []]));
  const rows = await findVariantsOfProducts(ctx, hexIds.map(idFromHex));
  for (const row of rows) byProduct.get(row.productId.toHexString())?.push(row);
  return byProduct;
}
