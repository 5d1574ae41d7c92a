import type { Context } from '../../kernel/context';
import { NotFoundError, ValidationError, invariant } from '../../kernel/errors';
import { toGlobalId } from '../../kernel/ids';
import type { Id } from '../../kernel/ids';
import { runIdempotent } from '../../platform/idempotency';
import type { IdempotentRequest } from '../../platform/idempotency';
import type { Tx } from '../../platform/transaction';
import { tenantDirectory } from '../tenants';
import type { TenantDoc } from '../tenants';
import { changeProductIn } from './change-product';
import { mediaOf } from './media';
import type { GivenMedia } from './media';
import { changedTax } from './tax-rate';
import { variants as variantModel } from './variant.model';
import type { PackBarcode, VariantDoc } from './variant.model';
import { assertBarcodes, assertPackBarcodes, assertPrices } from './variant-rules';

/** Fields that are left out stay as they are; null removes. */
export interface VariantChanges {
  readonly priceMinor?: number;
  readonly compareAtPriceMinor?: number | null;
  readonly costPriceMinor?: number | null;
  readonly currency?: string;
  readonly compareAtCurrency?: string;
  readonly costCurrency?: string;
  /** The whole new list of the codes of a single unit. */
  readonly barcodes?: readonly string[];
  /** The whole new list of the codes of packs. */
  readonly packBarcodes?: readonly PackBarcode[];
  /** The whole new list. */
  readonly media?: readonly GivenMedia[];
  /** A rate of its own; the variant then has no class. */
  readonly taxRateBasisPoints?: number;
  /** Null leaves the class, and its present rate becomes the variant's own. */
  readonly taxClassCode?: string | null;
}

export interface UpdateVariantRequest {
  /** As sent, for the idempotency key. */
  readonly input: IdempotentRequest['input'];
  readonly variantId: Id;
  readonly changes: VariantChanges;
  /** The price that the client saw; the change is refused when it is another by now. */
  readonly expectedPriceMinor?: number;
}

/**
 * Changes prices, tax rate or barcodes of a variant; orders that were placed keep what they froze.
 * Throws NotFoundError for a variant that the tenant lacks or that was removed; ValidationError STALE_PRICE,
 * TAX_CLASS_UNKNOWN, BARCODE_TAKEN, BARCODE_CHECK_DIGIT, PRICE_OUT_OF_RANGE, COMPARE_AT_PRICE_TOO_LOW or CURRENCY_MISMATCH.
 */
export async function updateVariant(ctx: Context, request: UpdateVariantRequest): Promise<VariantDoc> {
  const { input, variantId, changes } = request;
  const facts = await tenantDirectory(ctx.db).byId(ctx.tenantId);
  invariant(facts !== null, 'a context names a tenant that does not exist');
  if (changes.barcodes !== undefined) assertBarcodes(changes.barcodes, 'barcodes');
  if (changes.packBarcodes !== undefined) assertPackBarcodes(changes.packBarcodes, 'packBarcodes');
  return runIdempotent(ctx, { operation: 'updateVariant', input }, async (tx) => {
    const { productId } = await variantIn(tx, variantId);
    const { variants } = await changeProductIn(tx, {
      productId,
      apply(_product, all) {
        applyTo(facts.tenant, request, all);
      },
    });
    const changed = variants.find((variant) => variant._id.equals(variantId));
    invariant(changed !== undefined, 'a variant left its product while it was changed');
    return changed;
  });
}

/** The variant, not removed, as the transaction sees it. */
export async function variantIn(tx: Tx, variantId: Id): Promise<VariantDoc> {
  const { tenantId, session } = tx;
  const variant = await variantModel(tx.db)
    .findOne({ tenantId, _id: variantId, deletedAt: null }, null, { session })
    .lean<VariantDoc>();
  if (variant === null) throw new NotFoundError('Variant', toGlobalId('Variant', variantId));
  return variant;
}

function applyTo(tenant: TenantDoc, request: UpdateVariantRequest, all: readonly VariantDoc[]): void {
  const variant = all.find(({ _id }) => _id.equals(request.variantId));
  invariant(variant !== undefined, 'a variant names a product that does not have it');
  const { changes, expectedPriceMinor = variant.priceMinor } = request;
  if (expectedPriceMinor !== variant.priceMinor) {
    throw new ValidationError(
      'expectedPrice',
      `Expected the price to be ${expectedPriceMinor}, got ${variant.priceMinor}. Read it again and decide anew.`,
      'STALE_PRICE',
    );
  }
  variant.priceMinor = changes.priceMinor ?? variant.priceMinor;
  if (changes.compareAtPriceMinor !== undefined) variant.compareAtPriceMinor = changes.compareAtPriceMinor;
  if (changes.costPriceMinor !== undefined) variant.costPriceMinor = changes.costPriceMinor;
  const { currency, compareAtCurrency, costCurrency } = changes;
  assertPrices(tenant, { ...variant, currency, compareAtCurrency, costCurrency }, '');
  Object.assign(variant, changedTax(tenant, variant, changes));
  if (changes.barcodes !== undefined) variant.barcodes = [...changes.barcodes];
  if (changes.media !== undefined) variant.media = mediaOf(changes.media, 'media');
  if (changes.packBarcodes !== undefined) {
    variant.packBarcodes = changes.packBarcodes.map(({ code, packQuantity }) => ({ code, packQuantity }));
  }
}
