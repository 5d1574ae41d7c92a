import type { Tx } from '../../platform/transaction';
import { storeChanges } from './change-product';
import type { DraftPlan } from './plan-drafts';
import { products } from './product.model';
import type { ProductDoc } from './product.model';
import { touchCategoriesIn } from './save-category';
import { outcomeOfDuplicate } from './taken-codes';
import { variants } from './variant.model';

/**
 * Stores a plan in the transaction that made it, in at most seven commands for any number of products, and tells
 * `product.created` and `product.updated` of each. Throws ValidationError SKU_TAKEN, BARCODE_TAKEN or SLUG_TAKEN when
 * somebody took a code since the transaction began: run it again.
 */
export async function storeDraftsIn(tx: Tx, { created, changed }: DraftPlan): Promise<void> {
  const { session } = tx;
  const recategorized = changed.filter(({ before, after }) => !sameIds(before.product, after.product));
  const placed = [...created.map(({ product }) => product), ...recategorized.map(({ after }) => after.product)];
  const categoryIds = placed.flatMap((product) => product.categoryIds);
  const distinct = [...new Map(categoryIds.map((id) => [id.toHexString(), id])).values()];
  // Written and not only read: a category that is removed at the same time then conflicts, and no product keeps it.
  await touchCategoriesIn(tx, distinct);
  try {
    if (created.length > 0) {
      const documents = created.map(({ product }) => product);
      await products(tx.db).insertMany(documents, { session, lean: true });
      const rows = created.flatMap((one) => one.variants);
      await variants(tx.db).insertMany(rows, { session, lean: true });
    }
  } catch (error) {
    throw outcomeOfDuplicate(error, () => '') ?? error;
  }
  await storeChanges(
    tx,
    changed.map(({ after }) => after),
  );
  for (const { product } of created) {
    tx.record({ type: 'product.created', version: 1, payload: { productId: product._id.toHexString() } });
  }
  for (const { after } of changed) {
    tx.record({ type: 'product.updated', version: 1, payload: { productId: after.product._id.toHexString() } });
  }
}

function sameIds(a: ProductDoc, b: ProductDoc): boolean {
  return JSON.stringify(a.categoryIds) === JSON.stringify(b.categoryIds);
}
