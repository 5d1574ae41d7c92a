import { randomBytes } from 'node:crypto';
import mongoose from 'mongoose';
import type { Context } from '../../kernel/context';
import { ValidationError, invariant } from '../../kernel/errors';
import type { DomainError } from '../../kernel/errors';
import { runIdempotent } from '../../platform/idempotency';
import type { IdempotentRequest } from '../../platform/idempotency';
import { isDuplicateKey } from '../../platform/mongo';
import type { Tx } from '../../platform/transaction';
import { tenantDirectory } from '../tenants';
import { SLUG_ATTEMPTS_MAX } from './catalog.policy';
import { barcodeTaken, makeProductDocuments, skuTaken } from './new-product';
import type { NewProduct, StoredProduct } from './new-product';
import { PRODUCT_SLUG_INDEX, products } from './product.model';
import { VARIANT_BARCODE_INDEX, VARIANT_SKU_INDEX, variants } from './variant.model';

/** What the client sent (for the idempotency key) and what it means (checked here). */
export interface CreateProductRequest {
  readonly input: IdempotentRequest['input'];
  readonly product: NewProduct;
}

/**
 * Creates a product with its variants, once per idempotency key, and tells `product.created`.
 * Refuses as `makeProductDocuments` does, and with ValidationError SKU_TAKEN, BARCODE_TAKEN or SLUG_TAKEN when another
 * product has one of them. A slug made from the title never is refused: it gets a suffix when it is taken.
 */
export async function createProduct(ctx: Context, request: CreateProductRequest): Promise<StoredProduct> {
  const facts = await tenantDirectory(ctx.db).byId(ctx.tenantId);
  invariant(facts !== null, 'a context names a tenant that does not exist');
  const made = makeProductDocuments(facts.tenant, request.product, ctx.clock.now());
  const bareSlug = made.product.slug;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await runIdempotent(ctx, { operation: 'createProduct', input: request.input }, (tx) => store(tx, made));
    } catch (error) {
      const mayRename = (request.product.slug ?? null) === null && attempt < SLUG_ATTEMPTS_MAX;
      if (!mayRename || !(error instanceof ValidationError) || error.code !== 'SLUG_TAKEN') throw error;
      // Counting up (-2, -3, ...) would need one try for each product of the same name.
      made.product.slug = `${bareSlug}-${randomBytes(3).toString('hex')}`;
    }
  }
}

async function store(tx: Tx, { product, variants: rows }: StoredProduct): Promise<StoredProduct> {
  try {
    await products(tx.db).insertMany([product], { session: tx.session, lean: true });
    await variants(tx.db).insertMany(rows, { session: tx.session, lean: true });
  } catch (error) {
    throw outcomeOfDuplicate(error) ?? error;
  }
  tx.record({ type: 'product.created', version: 1, payload: { productId: product._id.toHexString() } });
  return { product, variants: rows };
}

/** The database says which insert failed and on which index; the values may be secret to others and are not repeated. */
function outcomeOfDuplicate(error: unknown): DomainError | null {
  if (isDuplicateKey(error, PRODUCT_SLUG_INDEX)) {
    return new ValidationError('slug', 'Another product has this slug. Choose another one.', 'SLUG_TAKEN');
  }
  if (isDuplicateKey(error, VARIANT_SKU_INDEX)) return skuTaken(failedIndex(error));
  if (isDuplicateKey(error, VARIANT_BARCODE_INDEX)) {
    return barcodeTaken(`variants.${failedIndex(error)}.barcodes`);
  }
  return null;
}

function failedIndex(error: unknown): number {
  if (!(error instanceof mongoose.mongo.MongoBulkWriteError)) return 0;
  const [first] = [error.writeErrors].flat();
  return first?.index ?? 0;
}
