import { badInput } from '../../kernel/errors';
import { newId } from '../../kernel/ids';
import type { TenantDoc } from '../tenants';
import { OPTIONS_PER_PRODUCT_MAX, TITLE_LENGTH_MAX, VARIANTS_PER_PRODUCT_MAX } from './catalog.policy';
import { mediaOf } from './media';
import type { GivenMedia } from './media';
import { assertSelections } from './options';
import type { ProductDoc, ProductOption, ProductStatus } from './product.model';
import { projectionsOf } from './product-projections';
import { normalizeSku, skuKeyOf } from './sku';
import { assertSlug, slugOf } from './slug';
import { assertCodesOnce } from './taken-codes';
import { defaultTax, givenTax } from './tax-rate';
import { barcodeKeysOf } from './variant-codes';
import { assertBarcodes, assertCount, assertPackBarcodes, assertPrices } from './variant-rules';
import type { PackBarcode, SelectedOption, VariantDoc } from './variant.model';

export interface NewVariant {
  readonly sku: string;
  /** Codes of a single unit. */
  readonly barcodes?: readonly string[] | null;
  /** Codes of packs of several units. */
  readonly packBarcodes?: readonly PackBarcode[] | null;
  /** With or without tax as `Tenant.pricesIncludeTax` says. */
  readonly priceMinor: number;
  /** Above the price when given. */
  readonly compareAtPriceMinor?: number | null;
  readonly costPriceMinor?: number | null;
  /** Checked against the tenant's when given; a tenant has one currency. */
  readonly currency?: string;
  readonly compareAtCurrency?: string;
  readonly costCurrency?: string;
  /** A rate of its own, or the code of a class; the tenant's default when both are left out. */
  readonly taxRateBasisPoints?: number | null;
  readonly taxClassCode?: string | null;
  /** Sold without stock, such as postage. False when left out; it never changes, or its stock would hang in the air. */
  readonly isService?: boolean | null;
  readonly selectedOptions?: readonly SelectedOption[] | null;
  readonly media?: readonly GivenMedia[] | null;
}

export interface NewProduct {
  readonly title: string;
  /** Made from the title when left out. */
  readonly slug?: string | null;
  readonly description?: string | null;
  /** ACTIVE when left out. */
  readonly status?: ProductStatus | null;
  readonly options?: readonly ProductOption[] | null;
  readonly media?: readonly GivenMedia[] | null;
  readonly variants: readonly NewVariant[];
}

/** A product with its variants, as stored. */
export interface StoredProduct {
  readonly product: ProductDoc;
  readonly variants: VariantDoc[];
}

/**
 * Checks a new product and makes its documents; pure but for their ids.
 * Refuses what is malformed (BAD_USER_INPUT); ValidationError with the field's path for what breaks a rule:
 * SKU_TAKEN and BARCODE_TAKEN (twice within the input), BARCODE_CHECK_DIGIT, CURRENCY_MISMATCH, PRICE_OUT_OF_RANGE,
 * OPTIONS_INVALID.
 */
export function makeProductDocuments(tenant: TenantDoc, input: NewProduct, now: Date): StoredProduct {
  const title = titleOf(input.title);
  if (typeof input.slug === 'string') assertSlug(input.slug);
  const options = (input.options ?? []).map(({ name, values }) => ({ name, values: [...values] }));
  assertCount('options', options.length, 0, OPTIONS_PER_PRODUCT_MAX);
  assertCount('variants', input.variants.length, 1, VARIANTS_PER_PRODUCT_MAX);
  assertSelections(
    options,
    input.variants.map((variant) => variant.selectedOptions ?? []),
  );
  const product: ProductDoc = {
    _id: newId(),
    tenantId: tenant._id,
    title,
    slug: input.slug ?? slugOf(title),
    description: input.description ?? null,
    status: input.status ?? 'ACTIVE',
    options,
    media: mediaOf(input.media ?? [], 'media'),
    categoryIds: [],
    quantity: 0,
    searchWords: [],
    optionKeys: [],
    pricesMinor: [],
    priceOrder: '',
    titleOrder: '',
    inStockBranchIds: [],
    revision: 0,
    createdAt: now,
    updatedAt: now,
    deletedAt: null,
  };
  const variants = input.variants.map((variant, index) => makeVariant(tenant, product, variant, index, now));
  assertCodesOnce(variants, ({ position }) => `variants.${position}.`);
  Object.assign(product, projectionsOf(product, variants));
  return { product, variants };
}

/** The title as it is stored; refuses an empty or too long one (BAD_USER_INPUT). */
export function titleOf(text: string): string {
  const title = text.trim();
  if (title !== '' && title.length <= TITLE_LENGTH_MAX) return title;
  throw badInput(`Expected "title" to be 1 to ${TITLE_LENGTH_MAX} characters.`, 'title');
}

/** The title of a variant: its option values, or the product's title when there are no options. */
export function variantTitleOf(product: Pick<ProductDoc, 'title'>, selected: readonly SelectedOption[]): string {
  return selected.length === 0 ? product.title : selected.map(({ value }) => value).join(' / ');
}

/** Checks one new variant and makes its document; refuses like `makeProductDocuments`, with paths below `path`. */
export function makeVariant(
  tenant: TenantDoc,
  product: ProductDoc,
  input: NewVariant,
  position: number,
  now: Date,
  path = `variants.${position}`,
): VariantDoc {
  const sku = normalizeSku(input.sku, `${path}.sku`);
  const barcodes = [...(input.barcodes ?? [])];
  assertBarcodes(barcodes, `${path}.barcodes`);
  const packBarcodes = (input.packBarcodes ?? []).map(({ code, packQuantity }) => ({ code, packQuantity }));
  assertPackBarcodes(packBarcodes, `${path}.packBarcodes`);
  assertPrices(tenant, input, path);
  const tax = givenTax(tenant, input, path) ?? defaultTax(tenant);
  // In the order of the product's options, whatever the order in the input.
  const selectedOptions = product.options.map(({ name }) => ({
    name,
    value: input.selectedOptions?.find((selected) => selected.name === name)?.value ?? '',
  }));
  return {
    _id: newId(),
    tenantId: tenant._id,
    productId: product._id,
    productStatus: product.status,
    sku,
    skuKey: skuKeyOf(sku),
    barcodes,
    packBarcodes,
    barcodeKeys: barcodeKeysOf({ barcodes, packBarcodes }),
    title: variantTitleOf(product, selectedOptions),
    selectedOptions,
    priceMinor: input.priceMinor,
    compareAtPriceMinor: input.compareAtPriceMinor ?? null,
    costPriceMinor: input.costPriceMinor ?? null,
    currency: tenant.currency,
    isService: input.isService ?? false,
    ...tax,
    media: mediaOf(input.media ?? [], `${path}.media`),
    position,
    deletedAt: null,
    createdAt: now,
    updatedAt: now,
  };
}
