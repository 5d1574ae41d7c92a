import type { Context } from '../../kernel/context';
import { badInput } from '../../kernel/errors';
import type { Id } from '../../kernel/ids';
import { runIdempotent } from '../../platform/idempotency';
import type { IdempotentRequest } from '../../platform/idempotency';
import { DESCRIPTION_LENGTH_MAX } from './catalog.policy';
import { changeProductIn } from './change-product';
import { mediaOf } from './media';
import type { GivenMedia } from './media';
import { titleOf, variantTitleOf } from './new-product';
import type { StoredProduct } from './new-product';
import type { ProductStatus } from './product.model';
import { assertSlug } from './slug';

export interface UpdateProductRequest {
  /** As sent, for the idempotency key. */
  readonly input: IdempotentRequest['input'];
  readonly productId: Id;
  /** Fields that are left out stay as they are. */
  readonly changes: {
    readonly title?: string;
    readonly slug?: string;
    /** Null removes it. */
    readonly description?: string | null;
    readonly status?: ProductStatus;
    /** The whole new list. */
    readonly media?: readonly GivenMedia[];
  };
}

/**
 * Changes what a product says of itself; its slug stays when the title changes, because links point to it.
 * Refuses malformed texts (BAD_USER_INPUT); throws NotFoundError, and ValidationError SLUG_TAKEN.
 */
export async function updateProduct(ctx: Context, request: UpdateProductRequest): Promise<StoredProduct> {
  const { input, productId, changes } = request;
  const title = changes.title === undefined ? undefined : titleOf(changes.title);
  if (changes.slug !== undefined) assertSlug(changes.slug);
  if ((changes.description?.length ?? 0) > DESCRIPTION_LENGTH_MAX) {
    throw badInput(`Expected "description" to be at most ${DESCRIPTION_LENGTH_MAX} characters.`, 'description');
  }
  const media = changes.media === undefined ? undefined : mediaOf(changes.media, 'media');
  return runIdempotent(ctx, { operation: 'updateProduct', input }, (tx) =>
    changeProductIn(tx, {
      productId,
      apply(product, variants) {
        product.title = title ?? product.title;
        product.slug = changes.slug ?? product.slug;
        if (media !== undefined) product.media = media;
        product.status = changes.status ?? product.status;
        if (changes.description !== undefined) product.description = changes.description;
        for (const variant of variants) variant.title = variantTitleOf(product, variant.selectedOptions);
      },
    }),
  );
}
