import { ValidationError } from '../../kernel/errors';
import type { DomainError, RefusalError } from '../../kernel/errors';
import type { Id } from '../../kernel/ids';
import type { TenantDoc } from '../tenants';
import { CATEGORIES_PER_PRODUCT_MAX, DESCRIPTION_LENGTH_MAX, VARIANTS_PER_PRODUCT_MAX } from './catalog.policy';
import { makeProductDocuments, makeVariant, titleOf, variantTitleOf } from './new-product';
import type { NewVariant, StoredProduct } from './new-product';
import { assertSelections, foldOption } from './options';
import type { ProductDoc, ProductOption, ProductStatus } from './product.model';
import { skuKeyOf } from './sku';
import { changedTax } from './tax-rate';
import type { PackBarcode, SelectedOption, VariantDoc } from './variant.model';
import { assertBarcodes, assertCount, assertPackBarcodes, assertPrices } from './variant-rules';

/**
 * One row of a bulk upsert: a variant by its SKU, and what it says of its product. What is left out stays as it is; null
 * removes.
 */
export interface VariantDraft {
  readonly sku: string;
  /** Names the product that a new variant belongs to; never changes the slug of one. */
  readonly slug?: string;
  readonly title?: string;
  readonly description?: string | null;
  readonly status?: ProductStatus;
  readonly categoryIds?: readonly Id[];
  readonly selectedOptions?: readonly SelectedOption[];
  /** The whole new list. */
  readonly barcodes?: readonly string[];
  /** The whole new list. */
  readonly packBarcodes?: readonly PackBarcode[];
  readonly priceMinor?: number;
  readonly compareAtPriceMinor?: number | null;
  readonly costPriceMinor?: number | null;
  readonly taxRateBasisPoints?: number;
  /** Instead of a rate; null leaves the class, whose present rate becomes the variant's own. */
  readonly taxClassCode?: string | null;
}

/** What becomes of a draft, or why it can't be. */
export type DraftVerdict =
  { readonly verdict: 'CREATED' | 'UPDATED' | 'UNCHANGED' } | { readonly error: DomainError | RefusalError };

/** Rows of one product may each repeat what they say of it; two that differ leave no way to tell which is meant. */
function assertAgreed(drafts: readonly VariantDraft[]): void {
  for (const field of ['title', 'description', 'status', 'categoryIds'] as const) {
    const said = drafts.map((draft) => draft[field]).filter((value) => value !== undefined);
    if (new Set(said.map((value) => JSON.stringify(value))).size <= 1) continue;
    const message = `Expected the rows of one product to agree on its ${field}. Give it once, or the same each time.`;
    throw new ValidationError(field, message, 'PRODUCT_FIELDS_DIFFER');
  }
}

/** What the drafts of one product say of it: the first that says something. */
function saidOf<F extends 'title' | 'description' | 'status' | 'categoryIds'>(
  drafts: readonly VariantDraft[],
  field: F,
): VariantDraft[F] {
  return drafts.find((draft) => draft[field] !== undefined)?.[field];
}

function assertTexts(drafts: readonly VariantDraft[]): void {
  assertAgreed(drafts);
  assertCount('description', saidOf(drafts, 'description')?.length ?? 0, 0, DESCRIPTION_LENGTH_MAX);
  assertCount('categories', saidOf(drafts, 'categoryIds')?.length ?? 0, 0, CATEGORIES_PER_PRODUCT_MAX);
}

/** A new product with the variants of the drafts; throws as `makeProductDocuments`, TITLE_REQUIRED, PRICE_REQUIRED. */
export function productOfDrafts(
  tenant: TenantDoc,
  slug: string,
  drafts: readonly VariantDraft[],
  now: Date,
): StoredProduct {
  assertTexts(drafts);
  const title = saidOf(drafts, 'title');
  if (title === undefined) {
    const message = 'Expected a title: there is neither a variant of this SKU nor a product of this slug yet.';
    throw new ValidationError('title', message, 'TITLE_REQUIRED');
  }
  const [first] = drafts;
  let options: ProductOption[] = (first?.selectedOptions ?? []).map(({ name }) => ({ name, values: [] }));
  const selections = drafts.map((draft) => {
    const selected = knownSelection(options, draft.selectedOptions ?? []);
    options = withValues(options, selected);
    return selected;
  });
  const made = makeProductDocuments(
    tenant,
    {
      title,
      slug,
      description: saidOf(drafts, 'description') ?? null,
      status: saidOf(drafts, 'status') ?? null,
      options,
      variants: drafts.map((draft, index) => newVariantOf(draft, selections[index] ?? [])),
    },
    now,
  );
  made.product.categoryIds = [...(saidOf(drafts, 'categoryIds') ?? [])];
  return made;
}

/**
 * Writes drafts into a product and its variants: known SKUs change, new ones are appended. Throws what the single
 * mutations throw, and VARIANT_REMOVED for the SKU of a removed variant.
 */
export function applyDrafts(
  tenant: TenantDoc,
  product: ProductDoc,
  variants: VariantDoc[],
  drafts: readonly VariantDraft[],
  now: Date,
): void {
  assertTexts(drafts);
  const title = saidOf(drafts, 'title');
  product.title = title === undefined ? product.title : titleOf(title);
  const description = saidOf(drafts, 'description');
  product.description = description === undefined ? product.description : description;
  product.status = saidOf(drafts, 'status') ?? product.status;
  product.categoryIds = [...(saidOf(drafts, 'categoryIds') ?? product.categoryIds)];
  for (const draft of drafts) applyDraft(tenant, product, variants, draft, now);
  const live = variants.filter((variant) => variant.deletedAt === null);
  assertCount('variants', live.length, 1, VARIANTS_PER_PRODUCT_MAX);
  assertSelections(
    product.options,
    live.map((variant) => variant.selectedOptions),
    () => 'options',
  );
  for (const variant of live) variant.title = variantTitleOf(product, variant.selectedOptions);
}

function applyDraft(
  tenant: TenantDoc,
  product: ProductDoc,
  variants: VariantDoc[],
  draft: VariantDraft,
  now: Date,
): void {
  const selected =
    draft.selectedOptions === undefined ? undefined : knownSelection(product.options, draft.selectedOptions);
  if (selected !== undefined) product.options = withValues(product.options, selected);
  const skuKey = skuKeyOf(draft.sku);
  const known = variants.find((variant) => variant.skuKey === skuKey);
  if (known === undefined) {
    const position = Math.max(-1, ...variants.map((variant) => variant.position)) + 1;
    variants.push(makeVariant(tenant, product, newVariantOf(draft, selected ?? []), position, now, ''));
    return;
  }
  if (known.deletedAt !== null) {
    throw new ValidationError('sku', 'The variant of this SKU was removed. Restore it first.', 'VARIANT_REMOVED');
  }
  known.priceMinor = draft.priceMinor ?? known.priceMinor;
  if (draft.compareAtPriceMinor !== undefined) known.compareAtPriceMinor = draft.compareAtPriceMinor;
  if (draft.costPriceMinor !== undefined) known.costPriceMinor = draft.costPriceMinor;
  assertPrices(tenant, { ...known, currency: undefined }, '');
  Object.assign(known, changedTax(tenant, known, draft));
  if (draft.barcodes !== undefined) {
    assertBarcodes(draft.barcodes, 'barcodes');
    known.barcodes = [...draft.barcodes];
  }
  if (draft.packBarcodes !== undefined) {
    assertPackBarcodes(draft.packBarcodes, 'packBarcodes');
    known.packBarcodes = [...draft.packBarcodes];
  }
  if (selected !== undefined) known.selectedOptions = [...selected];
}

function newVariantOf(draft: VariantDraft, selectedOptions: readonly SelectedOption[]): NewVariant {
  const { sku, barcodes, packBarcodes, priceMinor, compareAtPriceMinor, costPriceMinor } = draft;
  if (priceMinor === undefined) {
    throw new ValidationError('price', 'Expected a price: no variant has this SKU yet.', 'PRICE_REQUIRED');
  }
  const { taxRateBasisPoints, taxClassCode } = draft;
  const prices = { priceMinor, compareAtPriceMinor, costPriceMinor };
  return { sku, barcodes, packBarcodes, ...prices, taxRateBasisPoints, taxClassCode, selectedOptions };
}

/** The selection in the spelling and order of the product's options: `red` is `Red` when that is there already. */
function knownSelection(options: readonly ProductOption[], given: readonly SelectedOption[]): SelectedOption[] {
  if (given.length !== options.length) {
    const names = options.map(({ name }) => name).join(', ');
    const message = `Expected values of ${names === '' ? 'no option' : names}, got ${given.length}.`;
    throw new ValidationError('options', message, 'OPTIONS_INVALID');
  }
  return options.map((option) => {
    const match = given.find(({ name }) => foldOption(name) === foldOption(option.name));
    if (match === undefined) {
      const message = `Expected a value of option ${JSON.stringify(option.name)}. Options change by updateProductOptions.`;
      throw new ValidationError('options', message, 'OPTIONS_INVALID');
    }
    const value = option.values.find((one) => foldOption(one) === foldOption(match.value)) ?? match.value;
    return { name: option.name, value };
  });
}

function withValues(options: readonly ProductOption[], selected: readonly SelectedOption[]): ProductOption[] {
  return options.map((option, index) => {
    const value = selected[index]?.value ?? '';
    return option.values.includes(value) ? option : { ...option, values: [...option.values, value] };
  });
}
