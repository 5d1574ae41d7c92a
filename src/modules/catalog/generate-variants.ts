import type { Context } from '../../kernel/context';
import { LimitExceededError, ValidationError, invariant } from '../../kernel/errors';
import type { Id } from '../../kernel/ids';
import { runIdempotent } from '../../platform/idempotency';
import type { IdempotentRequest } from '../../platform/idempotency';
import { tenantDirectory } from '../tenants';
import type { TenantDoc } from '../tenants';
import { SKU_PREFIX_LENGTH_MAX, VARIANTS_PER_PRODUCT_MAX } from './catalog.policy';
import { changeProductIn } from './change-product';
import { choiceKey, missingCombinations } from './combinations';
import { makeVariant, variantTitleOf } from './new-product';
import type { NewVariant, StoredProduct } from './new-product';
import { assertSelections } from './options';
import type { ProductDoc } from './product.model';
import { normalizeSku, skuKeyOf, skuPartOf } from './sku';
import type { SelectedOption, VariantDoc } from './variant.model';

export interface GenerateVariantsRequest {
  /** As sent, for the idempotency key. */
  readonly input: IdempotentRequest['input'];
  readonly productId: Id;
  /** The chosen combinations; all that are missing when left out. */
  readonly combinations?: readonly (readonly SelectedOption[])[] | null;
  /** SKUs become `<prefix>-<value>-<value>`; the beginning of the first variant's SKU when left out. */
  readonly skuPrefix?: string | null;
  /** Prices and tax of the new variants; what is left out is as in the product's first variant. */
  readonly template?: Partial<Omit<NewVariant, 'sku' | 'barcodes' | 'selectedOptions'>>;
}

/**
 * Makes the variants of combinations that have none yet. A combination whose variant was removed gets that one back, with
 * its SKU and its stock history, rather than a twin. Chosen combinations that exist already are passed over.
 * Throws NotFoundError, LimitExceededError beyond 100 variants, ValidationError SKU_TAKEN, OPTIONS_INVALID or, when the
 * product has no options, NO_OPTIONS; prices as `assertPrices`.
 */
export async function generateVariants(ctx: Context, request: GenerateVariantsRequest): Promise<StoredProduct> {
  const facts = await tenantDirectory(ctx.db).byId(ctx.tenantId);
  invariant(facts !== null, 'a context names a tenant that does not exist');
  const paths = new Map<string, string>();
  return runIdempotent(ctx, { operation: 'generateVariants', input: request.input }, (tx) =>
    changeProductIn(tx, {
      productId: request.productId,
      pathOf: (variant) => paths.get(variant._id.toHexString()) ?? '',
      apply(product, variants, now) {
        const made = addCombinations(facts.tenant, request, product, variants, now);
        made.forEach((variant, index) => paths.set(variant._id.toHexString(), `combinations.${index}.`));
      },
    }),
  );
}

function addCombinations(
  tenant: TenantDoc,
  request: GenerateVariantsRequest,
  product: ProductDoc,
  variants: VariantDoc[],
  now: Date,
): VariantDoc[] {
  const { options } = product;
  if (options.length === 0) {
    throw new ValidationError('productId', 'Expected a product with options. Give it options first.', 'NO_OPTIONS');
  }
  const live = variants.filter((variant) => variant.deletedAt === null);
  const taken = new Set(live.map((variant) => choiceKey(options, variant.selectedOptions)));
  const chosen = request.combinations ?? null;
  if (chosen !== null) assertSelections(options, chosen, (position) => `combinations.${position}`);
  const existing = live.map((variant) => variant.selectedOptions);
  const wanted = chosen?.filter((one) => !taken.has(choiceKey(options, one))) ?? missingCombinations(options, existing);
  if (live.length + wanted.length > VARIANTS_PER_PRODUCT_MAX) {
    throw new LimitExceededError(
      VARIANTS_PER_PRODUCT_MAX,
      `A product has at most ${VARIANTS_PER_PRODUCT_MAX} variants. Choose fewer combinations.`,
    );
  }
  const skuKeys = new Set(variants.map((variant) => variant.skuKey));
  const [pattern] = live;
  const template = { ...templateOf(pattern), ...request.template };
  const given = request.skuPrefix ?? null;
  const prefix = given === null ? firstPartOf(pattern?.sku ?? '') : normalizeSku(given, 'skuPrefix');
  let position = Math.max(-1, ...variants.map((variant) => variant.position));
  return wanted.map((selectedOptions, index) => {
    const key = choiceKey(options, selectedOptions);
    const removed = variants.find((one) => one.deletedAt !== null && choiceKey(options, one.selectedOptions) === key);
    if (removed?.selectedOptions.length === options.length) {
      removed.deletedAt = null;
      removed.title = variantTitleOf(product, removed.selectedOptions);
      return removed;
    }
    position += 1;
    const sku = freeSku(prefix, product, selectedOptions, skuKeys, `combinations.${index}.sku`);
    const variant = makeVariant(tenant, product, { ...template, sku, selectedOptions }, position, now, '');
    variants.push(variant);
    return variant;
  });
}

function templateOf(pattern: VariantDoc | undefined): Omit<NewVariant, 'sku'> {
  invariant(pattern !== undefined, 'a product that is not removed has a variant');
  const { priceMinor, compareAtPriceMinor = null, costPriceMinor, taxRateBasisPoints } = pattern;
  // Variants stored before there were classes have none.
  const { taxClassCode = null }: Partial<VariantDoc> = pattern;
  const tax = taxClassCode === null ? { taxRateBasisPoints } : { taxClassCode };
  return { priceMinor, compareAtPriceMinor, costPriceMinor, ...tax };
}

/** The beginning of a SKU, short enough that the parts of three options fit behind it. */
function firstPartOf(sku: string): string {
  return (sku.split('-')[0] ?? '').slice(0, SKU_PREFIX_LENGTH_MAX);
}

/** Values such as "S/M" and "SM" make the same part of a SKU: within the product a number tells them apart. */
function freeSku(
  prefix: string,
  product: ProductDoc,
  selected: readonly SelectedOption[],
  skuKeys: Set<string>,
  field: string,
): string {
  const parts = product.options.map(({ name, values }) => {
    const value = selected.find((one) => one.name === name)?.value ?? '';
    return skuPartOf(value, values.indexOf(value));
  });
  const bare = [prefix, ...parts].filter((part) => part !== '').join('-');
  for (let count = 1; ; count += 1) {
    const sku = normalizeSku(count === 1 ? bare : `${bare}-${count}`, field);
    const key = skuKeyOf(sku);
    if (skuKeys.has(key)) continue;
    skuKeys.add(key);
    return sku;
  }
}
