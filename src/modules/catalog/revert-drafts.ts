import type { Id } from '../../kernel/ids';
import type { Tx } from '../../platform/transaction';
import type { DraftPlan } from './plan-drafts';
import { products } from './product.model';
import type { ProductDoc } from './product.model';
import { variants } from './variant.model';
import type { VariantDoc } from './variant.model';

/** What a product was before a bulk upsert wrote it; plain data, to be stored beside the write. */
export interface DraftImage {
  readonly productId: Id;
  /** The product's revision after the write: another one by now means that somebody changed it since. */
  readonly revision: number;
  /** Null when the upsert made the product. */
  readonly product: ProductDoc | null;
  /** Variants that the upsert changed, as they were. */
  readonly variants: readonly VariantDoc[];
  readonly addedVariantIds: readonly Id[];
}

/** Images of all products that a plan writes. */
export function imagesOf({ created, changed }: DraftPlan): DraftImage[] {
  return [
    ...created.map(({ product, variants: rows }) => ({
      productId: product._id,
      revision: product.revision,
      product: null,
      variants: [],
      addedVariantIds: rows.map(({ _id }) => _id),
    })),
    ...changed.map(({ before, after }) => {
      const ids = new Set(after.changed.map(({ _id }) => _id.toHexString()));
      return {
        productId: after.product._id,
        revision: after.product.revision,
        product: before.product,
        variants: before.variants.filter(({ _id }) => ids.has(_id.toHexString())),
        addedVariantIds: after.added.map(({ _id }) => _id),
      };
    }),
  ];
}

/** Variants that a revert would erase; whoever owns stock says which of them must stay. */
export type KeptVariants = (tx: Tx, variantIds: readonly Id[]) => Promise<ReadonlySet<string>>;

/**
 * Brings products back to their images, in at most seven commands, and tells `product.updated` or `product.deleted` of
 * each. A product that somebody changed since, or whose new variants `kept` names, stays as it is: its image is returned.
 */
export async function revertDraftsIn(
  tx: Tx,
  images: readonly DraftImage[],
  kept: KeptVariants,
): Promise<readonly DraftImage[]> {
  const { tenantId, session } = tx;
  const ids = images.map(({ productId }) => productId);
  const found = await products(tx.db)
    .find({ tenantId, _id: { $in: ids } }, { revision: 1 }, { session })
    .lean<Pick<ProductDoc, '_id' | 'revision'>[]>();
  const revisions = new Map(found.map(({ _id, revision }) => [_id.toHexString(), revision]));
  const staying = await kept(
    tx,
    images.flatMap(({ addedVariantIds }) => addedVariantIds),
  );
  const isLeft = ({ productId, revision, addedVariantIds }: DraftImage) =>
    revisions.get(productId.toHexString()) !== revision || addedVariantIds.some((id) => staying.has(id.toHexString()));
  const reverted = images.filter((image) => !isLeft(image));
  const added = reverted.flatMap(({ addedVariantIds }) => addedVariantIds);
  if (added.length > 0) await variants(tx.db).deleteMany({ tenantId, _id: { $in: added } }, { session });
  await restore(tx, reverted);
  const made = reverted.filter(({ product }) => product === null).map(({ productId }) => productId);
  if (made.length > 0) await products(tx.db).deleteMany({ tenantId, _id: { $in: made } }, { session });
  for (const { productId, product } of reverted) {
    const type = product === null ? 'product.deleted' : 'product.updated';
    tx.record({ type, version: 1, payload: { productId: productId.toHexString() } });
  }
  return images.filter(isLeft);
}

async function restore(tx: Tx, images: readonly DraftImage[]): Promise<void> {
  const { tenantId, session, now } = tx;
  const productWrites = images.flatMap(({ product, revision }) => {
    if (product === null) return [];
    const { _id, ...fields } = { ...product, revision: revision + 1, updatedAt: now };
    // What is projected from stock is the synchronisation job's.
    const update: Partial<ProductDoc> = fields;
    delete update.quantity;
    delete update.inStockBranchIds;
    return [{ updateOne: { filter: { tenantId, _id }, update: { $set: update } } }];
  });
  const variantWrites = images.flatMap((image) =>
    image.variants.map(({ _id, ...fields }) => ({
      updateOne: { filter: { tenantId, _id }, update: { $set: { ...fields, updatedAt: now } } },
    })),
  );
  if (productWrites.length > 0) await products(tx.db).bulkWrite(productWrites, { session });
  if (variantWrites.length > 0) await variants(tx.db).bulkWrite(variantWrites, { session });
}
