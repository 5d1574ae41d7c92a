import { LimitExceededError, NotFoundError, invariant } from '../../kernel/errors';
import { toGlobalId } from '../../kernel/ids';
import type { Id } from '../../kernel/ids';
import type { Tx } from '../../platform/transaction';
import { VARIANTS_EVER_MAX } from './catalog.policy';
import type { StoredProduct } from './new-product';
import { products } from './product.model';
import type { ProductDoc } from './product.model';
import { projectionsOf } from './product-projections';
import { assertCodesOnce, outcomeOfDuplicate } from './taken-codes';
import { barcodeKeysOf } from './variant-codes';
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

/** What a change comes to: what is to be stored, not stored yet. */
export interface PlannedChange extends StoredProduct {
  readonly changed: readonly VariantDoc[];
  readonly added: readonly VariantDoc[];
  readonly removed: readonly VariantDoc[];
}

/**
 * Applies a change and stores what differs; tells it. Derived values follow by themselves: projections and the variants'
 * barcode keys and copy of the status. Reading first is safe: every change writes the product's revision, so of two at
 * once one meets a conflict and runs again. Returns the product with its variants, without removed ones.
 * Throws NotFoundError for a product that the tenant lacks, and ValidationError SKU_TAKEN, BARCODE_TAKEN or SLUG_TAKEN.
 */
export async function changeProductIn(tx: Tx, change: ProductChange): Promise<StoredProduct> {
  const { product, variants } = await readProductIn(tx, change.productId);
  if (product === null || (product.deletedAt !== null && change.mayBeRemoved !== true)) {
    throw new NotFoundError('Product', toGlobalId('Product', change.productId));
  }
  const planned = planChange({ product, variants }, change, tx.now);
  if (planned.removed.length > 0) {
    invariant(change.onRemove !== undefined, 'variants are removed without a word about their stock');
    await change.onRemove(tx, planned.removed);
  }
  await storeChanges(tx, [planned], change.pathOf);
  tx.record({
    type: change.event ?? 'product.updated',
    version: 1,
    payload: { productId: change.productId.toHexString() },
  });
  return { product: planned.product, variants: planned.variants };
}

/**
 * Applies a change to documents in memory, which it writes into, and derives what follows from it. `variants` are all of
 * the product's, removed ones too. Throws ValidationError SKU_TAKEN or BARCODE_TAKEN for codes that two of them share,
 * LimitExceededError for new ones beyond 1,000 with the removed ones.
 */
export function planChange(
  { product, variants }: StoredProduct,
  change: Pick<ProductChange, 'apply' | 'pathOf'>,
  now: Date,
): PlannedChange {
  const before = new Map(variants.map((variant) => [variant._id.toHexString(), JSON.stringify(variant)]));
  const liveBefore = variants.filter((variant) => variant.deletedAt === null);
  change.apply(product, variants, now);
  const live = variants.filter((variant) => variant.deletedAt === null);
  assertCodesOnce(live, change.pathOf ?? (() => ''));
  for (const variant of variants) {
    variant.productStatus = product.status;
    variant.barcodeKeys = barcodeKeysOf(variant);
  }
  // Staff look for a removed product by the codes that it had.
  Object.assign(product, projectionsOf(product, product.deletedAt === null ? live : variants));
  product.updatedAt = now;
  // Products stored before revisions were counted have none.
  product.revision = ((product as Partial<ProductDoc>).revision ?? 0) + 1;
  const added = variants.filter((variant) => !before.has(variant._id.toHexString()));
  if (added.length > 0 && variants.length > VARIANTS_EVER_MAX) {
    const message = `A product has at most ${VARIANTS_EVER_MAX} variants with the removed ones, got ${variants.length}.`;
    throw new LimitExceededError(VARIANTS_EVER_MAX, `${message} Restore removed ones, or make another product.`);
  }
  const changed = variants.filter((variant) => {
    const stored = before.get(variant._id.toHexString());
    return stored !== undefined && stored !== JSON.stringify(variant);
  });
  for (const variant of changed) variant.updatedAt = now;
  return { product, variants: live, changed, added, removed: liveBefore.filter(({ deletedAt }) => deletedAt !== null) };
}

/**
 * Stores planned changes of any number of products in at most three commands. Throws ValidationError SKU_TAKEN,
 * BARCODE_TAKEN or SLUG_TAKEN when another product has one of the codes.
 */
export async function storeChanges(
  tx: Tx,
  changes: readonly PlannedChange[],
  pathOf: (variant: VariantDoc) => string = () => '',
): Promise<void> {
  await storeProducts(
    tx,
    changes.map(({ product }) => product),
  );
  const changed = changes.flatMap((change) => change.changed);
  const added = changes.flatMap((change) => change.added);
  await storeVariants(tx, changed, added, pathOf);
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

async function storeProducts(tx: Tx, changed: readonly ProductDoc[]): Promise<void> {
  if (changed.length === 0) return;
  const statements = changed.map((product) => {
    const fields: Partial<ProductDoc> = { ...product };
    delete fields._id;
    // What is projected from stock is the synchronisation job's: writing what was read would undo its work.
    delete fields.quantity;
    delete fields.inStockBranchIds;
    return { updateOne: { filter: { tenantId: tx.tenantId, _id: product._id }, update: { $set: fields } } };
  });
  try {
    await products(tx.db).bulkWrite(statements, { session: tx.session });
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
