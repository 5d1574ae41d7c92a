import { NotFoundError, invariant } from '../../kernel/errors';
import { toGlobalId } from '../../kernel/ids';
import type { Id } from '../../kernel/ids';
import type { Tx } from '../../platform/transaction';
import type { StoredProduct } from './new-product';
import { products } from './product.model';
import type { ProductDoc } from './product.model';
import { wordsOfProduct } from './search-words';
import { assertCodesOnce, outcomeOfDuplicate } from './taken-codes';
import { variants as variantModel } from './variant.model';
import type { VariantDoc } from './variant.model';

/**
 * Decides what becomes of the stock of variants that are removed, in the same transaction; throws to refuse. Stock lies
 * above the catalogue, so whoever removes passes it in.
 */
export type RemovalGuard = (tx: Tx, removed: readonly VariantDoc[]) => Promise<void>;

/** One change of a product and its variants. */
export interface ProductChange {
  readonly productId: Id;
  /**
   * Writes into the product and its variants (removed ones too, in the order of their positions), and may append new
   * ones; pure but for that.
   */
  readonly apply: (product: ProductDoc, variants: VariantDoc[], now: Date) => void;
  /** Where a variant stands in the client's input, with a dot behind it; the input itself when left out. */
  readonly pathOf?: (variant: VariantDoc) => string;
  /** Changes a removed product too, as restoring does; else it counts as missing. */
  readonly mayBeRemoved?: boolean;
  /** Must be there when the change may remove variants. */
  readonly onRemove?: RemovalGuard;
  /** Type of the outbox event; `product.updated` when left out. */
  readonly event?: string;
}

/**
 * Applies a change and stores what differs; tells it. Derived values follow by themselves: search words and the variants'
 * copy of the status. Reading first is safe: every change writes the product's revision, so of two at once one meets a
 * conflict and runs again. Returns the product with its variants, without removed ones.
 * Throws NotFoundError for a product that the tenant lacks, and ValidationError SKU_TAKEN, BARCODE_TAKEN or SLUG_TAKEN.
 */
export async function changeProductIn(tx: Tx, change: ProductChange): Promise<StoredProduct> {
  const { product, variants } = await readProductIn(tx, change.productId);
  if (product === null || (product.deletedAt !== null && change.mayBeRemoved !== true)) {
    throw new NotFoundError('Product', toGlobalId('Product', change.productId));
  }
  const before = new Map(variants.map((variant) => [variant._id.toHexString(), JSON.stringify(variant)]));
  const liveBefore = variants.filter((variant) => variant.deletedAt === null);
  change.apply(product, variants, tx.now);
  const removed = liveBefore.filter((variant) => variant.deletedAt !== null);
  if (removed.length > 0) {
    invariant(change.onRemove !== undefined, 'variants are removed without a word about their stock');
    await change.onRemove(tx, removed);
  }
  const live = variants.filter((variant) => variant.deletedAt === null);
  const pathOf = change.pathOf ?? (() => '');
  assertCodesOnce(live, pathOf);
  for (const variant of variants) variant.productStatus = product.status;
  // Staff look for a removed product by the codes that it had.
  product.searchWords = wordsOfProduct(product, product.deletedAt === null ? live : variants);
  product.updatedAt = tx.now;
  // Products stored before revisions were counted have none.
  product.revision = ((product as Partial<ProductDoc>).revision ?? 0) + 1;
  const added = variants.filter((variant) => !before.has(variant._id.toHexString()));
  const changed = variants.filter((variant) => {
    const stored = before.get(variant._id.toHexString());
    return stored !== undefined && stored !== JSON.stringify(variant);
  });
  for (const variant of changed) variant.updatedAt = tx.now;
  await storeProduct(tx, product);
  await storeVariants(tx, changed, added, pathOf);
  tx.record({
    type: change.event ?? 'product.updated',
    version: 1,
    payload: { productId: change.productId.toHexString() },
  });
  return { product, variants: live };
}

async function readProductIn(tx: Tx, productId: Id): Promise<{ product: ProductDoc | null; variants: VariantDoc[] }> {
  const { session, tenantId } = tx;
  const product = await products(tx.db).findOne({ tenantId, _id: productId }, null, { session }).lean<ProductDoc>();
  if (product === null) return { product, variants: [] };
  const variants = await variantModel(tx.db)
    .find({ tenantId, productId }, null, { session })
    .sort({ productId: 1, position: 1 })
    .lean<VariantDoc[]>();
  return { product, variants };
}

async function storeProduct(tx: Tx, product: ProductDoc): Promise<void> {
  const fields: Partial<ProductDoc> = { ...product };
  delete fields._id;
  // The projected quantity is the synchronisation job's: writing the one that was read would undo its work.
  delete fields.quantity;
  try {
    await products(tx.db).updateOne(
      { tenantId: tx.tenantId, _id: product._id },
      { $set: fields },
      { session: tx.session },
    );
  } catch (error) {
    throw outcomeOfDuplicate(error, () => '') ?? error;
  }
}

async function storeVariants(
  tx: Tx,
  changed: readonly VariantDoc[],
  added: readonly VariantDoc[],
  pathOf: (variant: VariantDoc) => string,
): Promise<void> {
  const { session, tenantId } = tx;
  const pathIn = (batch: readonly VariantDoc[]) => (index: number) => {
    const variant = batch[index];
    return variant === undefined ? '' : pathOf(variant);
  };
  try {
    if (changed.length > 0) {
      const statements = changed.map((variant) => {
        const fields: Partial<VariantDoc> = { ...variant };
        delete fields._id;
        return { updateOne: { filter: { tenantId, _id: variant._id }, update: { $set: fields } } };
      });
      await variantModel(tx.db).bulkWrite(statements, { session });
    }
  } catch (error) {
    throw outcomeOfDuplicate(error, pathIn(changed)) ?? error;
  }
  try {
    if (added.length > 0) await variantModel(tx.db).insertMany([...added], { session, lean: true });
  } catch (error) {
    throw outcomeOfDuplicate(error, pathIn(added)) ?? error;
  }
}
