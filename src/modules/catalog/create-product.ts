import { randomBytes } from 'node:crypto';
import type { Context } from '../../kernel/context';
import { ValidationError, invariant } from '../../kernel/errors';
import { runIdempotent } from '../../platform/idempotency';
import type { IdempotentRequest } from '../../platform/idempotency';
import type { Tx } from '../../platform/transaction';
import { tenantDirectory } from '../tenants';
import { SLUG_ATTEMPTS_MAX } from './catalog.policy';
import { makeProductDocuments } from './new-product';
import type { NewProduct, StoredProduct } from './new-product';
import { products } from './product.model';
import { outcomeOfDuplicate } from './taken-codes';
import { variants } from './variant.model';

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
    throw outcomeOfDuplicate(error, (index) => `variants.${index}.`) ?? error;
  }
  tx.record({ type: 'product.created', version: 1, payload: { productId: product._id.toHexString() } });
  return { product, variants: rows };
}
