import type { Context } from '../../kernel/context';
import { InvalidStateError, LimitExceededError, NotFoundError, ValidationError } from '../../kernel/errors';
import { toGlobalId } from '../../kernel/ids';
import type { Id } from '../../kernel/ids';
import { runIdempotent } from '../../platform/idempotency';
import type { IdempotentRequest } from '../../platform/idempotency';
import type { Tx } from '../../platform/transaction';
import { VARIANTS_PER_PRODUCT_MAX } from './catalog.policy';
import { changeProductIn } from './change-product';
import type { RemovalGuard } from './change-product';
import { variantTitleOf } from './new-product';
import type { StoredProduct } from './new-product';
import { assertSelections } from './options';
import { variants as variantModel } from './variant.model';
import type { VariantDoc } from './variant.model';

interface RestoreProductRequest {
  /** As sent, for the idempotency key. */
  readonly input: IdempotentRequest['input'];
  readonly productId: Id;
}
interface RestoreVariantRequest {
  /** As sent, for the idempotency key. */
  readonly input: IdempotentRequest['input'];
  readonly variantId: Id;
}
/** What removing needs besides: who decides what becomes of the stock. */
interface Removal {
  readonly onRemove: RemovalGuard;
}

/**
 * Takes a product with all its variants from sale. Nothing is erased: ledger and orders still name them, and their SKUs,
 * barcodes and slug stay theirs. Throws NotFoundError (also when it was removed before) and what `onRemove` throws.
 */
export async function deleteProduct(ctx: Context, request: RestoreProductRequest & Removal): Promise<StoredProduct> {
  const { input, productId, onRemove } = request;
  return runIdempotent(ctx, { operation: 'deleteProduct', input }, (tx) =>
    changeProductIn(tx, {
      productId,
      onRemove,
      event: 'product.deleted',
      apply(product, variants, now) {
        product.deletedAt = now;
        // One instant for all: restoring the product brings back those, and not the ones removed before.
        for (const variant of variants) variant.deletedAt ??= now;
      },
    }),
  );
}

/** Brings back a product with the variants that went with it. Throws NotFoundError; InvalidStateError NOT_REMOVED. */
export async function restoreProduct(ctx: Context, request: RestoreProductRequest): Promise<StoredProduct> {
  const { input, productId } = request;
  return runIdempotent(ctx, { operation: 'restoreProduct', input }, (tx) =>
    changeProductIn(tx, {
      productId,
      mayBeRemoved: true,
      event: 'product.restored',
      apply(product, variants) {
        const removedAt = product.deletedAt?.getTime();
        if (removedAt === undefined) throw notRemoved();
        product.deletedAt = null;
        for (const variant of variants) if (variant.deletedAt?.getTime() === removedAt) variant.deletedAt = null;
      },
    }),
  );
}

/**
 * Takes one variant from sale; like `deleteProduct`. Throws NotFoundError, ValidationError VARIANT_LAST for the last one
 * of its product, and what `onRemove` throws.
 */
export async function deleteVariant(ctx: Context, request: RestoreVariantRequest & Removal): Promise<VariantDoc> {
  const { input, variantId, onRemove } = request;
  return runIdempotent(ctx, { operation: 'deleteVariant', input }, async (tx) => {
    const variant = await variantOf(tx, variantId);
    if (variant.deletedAt !== null) throw new NotFoundError('Variant', toGlobalId('Variant', variantId));
    await changeProductIn(tx, {
      productId: variant.productId,
      onRemove,
      apply(_product, variants, now) {
        const live = variants.filter((one) => one.deletedAt === null);
        if (live.length === 1) {
          const message = 'A product needs a variant, and this is its last one. Delete the product instead.';
          throw new ValidationError('variantId', message, 'VARIANT_LAST');
        }
        for (const one of live) if (one._id.equals(variantId)) one.deletedAt = now;
      },
    });
    return { ...variant, deletedAt: tx.now };
  });
}

/**
 * Brings back a removed variant. Throws NotFoundError, also when its product is removed; InvalidStateError NOT_REMOVED;
 * ValidationError OPTIONS_INVALID when its option values are no longer the product's, or another variant has them by now.
 */
export async function restoreVariant(ctx: Context, request: RestoreVariantRequest): Promise<VariantDoc> {
  const { input, variantId } = request;
  return runIdempotent(ctx, { operation: 'restoreVariant', input }, async (tx) => {
    const variant = await variantOf(tx, variantId);
    if (variant.deletedAt === null) throw notRemoved();
    const { variants } = await changeProductIn(tx, {
      productId: variant.productId,
      apply(product, all) {
        for (const one of all) {
          if (!one._id.equals(variantId)) continue;
          one.deletedAt = null;
          one.title = variantTitleOf(product, one.selectedOptions);
        }
        const selections = all.filter((one) => one.deletedAt === null).map((one) => one.selectedOptions);
        if (selections.length > VARIANTS_PER_PRODUCT_MAX) {
          const message = `A product has at most ${VARIANTS_PER_PRODUCT_MAX} variants. Remove another one first.`;
          throw new LimitExceededError(VARIANTS_PER_PRODUCT_MAX, message);
        }
        assertSelections(product.options, selections, () => 'variantId');
      },
    });
    return variants.find((one) => one._id.equals(variantId)) ?? { ...variant, deletedAt: null };
  });
}

/** The variant, removed or not, as the transaction sees it. */
async function variantOf(tx: Tx, variantId: Id): Promise<VariantDoc> {
  const { tenantId, session } = tx;
  const variant = await variantModel(tx.db).findOne({ tenantId, _id: variantId }, null, { session }).lean<VariantDoc>();
  if (variant === null) throw new NotFoundError('Variant', toGlobalId('Variant', variantId));
  return variant;
}

function notRemoved(): InvalidStateError {
  return new InvalidStateError('NOT_REMOVED', 'Expected a removed one; this one is there.', 'NOT_REMOVED');
}
