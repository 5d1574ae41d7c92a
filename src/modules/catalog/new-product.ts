import { ValidationError, badInput } from '../../kernel/errors';
import { newId } from '../../kernel/ids';
import type { TenantDoc } from '../tenants';
import { assertBarcode } from './barcode';
import {
  BARCODES_PER_VARIANT_MAX,
  OPTIONS_PER_PRODUCT_MAX,
  PRICE_MINOR_MAX,
  TAX_RATE_BASIS_POINTS_MAX,
  TITLE_LENGTH_MAX,
  VARIANTS_PER_PRODUCT_MAX,
} from './catalog.policy';
import { assertSelections } from './options';
import type { ProductDoc, ProductOption, ProductStatus } from './product.model';
import { searchWordsOf } from './search-words';
import { normalizeSku, skuKeyOf } from './sku';
import { assertSlug, slugOf } from './slug';
import type { SelectedOption, VariantDoc } from './variant.model';

export interface NewVariant {
  readonly sku: string;
  readonly barcodes?: readonly string[] | null;
  /** With or without tax as `Tenant.pricesIncludeTax` says. */
  readonly priceMinor: number;
  readonly costPriceMinor?: number | null;
  /** Checked against the tenant's when given; a tenant has one currency. */
  readonly currency?: string;
  readonly costCurrency?: string;
  /** The tenant's default when left out. */
  readonly taxRateBasisPoints?: number | null;
  readonly selectedOptions?: readonly SelectedOption[] | null;
}

export interface NewProduct {
  readonly title: string;
  /** Made from the title when left out. */
  readonly slug?: string | null;
  readonly description?: string | null;
  /** ACTIVE when left out. */
  readonly status?: ProductStatus | null;
  readonly options?: readonly ProductOption[] | null;
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
  const title = input.title.trim();
  if (title === '' || title.length > TITLE_LENGTH_MAX) {
    throw badInput(`Expected "title" to be 1 to ${TITLE_LENGTH_MAX} characters.`, 'title');
  }
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
    quantity: 0,
    searchWords: [],
    createdAt: now,
    updatedAt: now,
    deletedAt: null,
  };
  const variants = input.variants.map((variant, index) => makeVariant(tenant, product, variant, index, now));
  assertCodesOnce(variants);
  product.searchWords = searchWordsOf([
    title,
    ...variants.flatMap((variant) => [
      variant.sku,
      ...variant.barcodes,
      ...variant.selectedOptions.map((selected) => selected.value),
    ]),
  ]);
  return { product, variants };
}

function makeVariant(
  tenant: TenantDoc,
  product: ProductDoc,
  input: NewVariant,
  position: number,
  now: Date,
): VariantDoc {
  const path = `variants.${position}`;
  const sku = normalizeSku(input.sku, `${path}.sku`);
  const barcodes = [...(input.barcodes ?? [])];
  assertCount(`${path}.barcodes`, barcodes.length, 0, BARCODES_PER_VARIANT_MAX);
  barcodes.forEach((barcode, index) => assertBarcode(barcode, `${path}.barcodes.${index}`));
  assertAmount(input.priceMinor, `${path}.price`);
  if (typeof input.costPriceMinor === 'number') assertAmount(input.costPriceMinor, `${path}.costPrice`);
  assertCurrency(tenant, input.currency, `${path}.price.currency`);
  assertCurrency(tenant, input.costCurrency, `${path}.costPrice.currency`);
  const taxRateBasisPoints = input.taxRateBasisPoints ?? tenant.defaultTaxRateBasisPoints;
  assertCount(`${path}.taxRateBasisPoints`, taxRateBasisPoints, 0, TAX_RATE_BASIS_POINTS_MAX);
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
    title: selectedOptions.length === 0 ? product.title : selectedOptions.map(({ value }) => value).join(' / '),
    selectedOptions,
    priceMinor: input.priceMinor,
    costPriceMinor: input.costPriceMinor ?? null,
    currency: tenant.currency,
    taxRateBasisPoints,
    position,
    deletedAt: null,
    createdAt: now,
    updatedAt: now,
  };
}

/** The unique indexes can't see this: two variants of one insert, and two equal values within one array. */
function assertCodesOnce(variants: readonly VariantDoc[]): void {
  const skuKeys = new Set<string>();
  const barcodes = new Set<string>();
  for (const variant of variants) {
    if (skuKeys.has(variant.skuKey)) throw skuTaken(variant.position);
    skuKeys.add(variant.skuKey);
    variant.barcodes.forEach((barcode, index) => {
      if (barcodes.has(barcode)) throw barcodeTaken(`variants.${variant.position}.barcodes.${index}`);
      barcodes.add(barcode);
    });
  }
}

/** The outcome for a SKU that another variant has, in this case or another. */
export function skuTaken(position: number): ValidationError {
  return new ValidationError(
    `variants.${position}.sku`,
    'Another variant has this SKU (upper and lower case count as the same). Choose another one.',
    'SKU_TAKEN',
  );
}

/** The outcome for a barcode that another variant has. */
export function barcodeTaken(field: string): ValidationError {
  return new ValidationError(field, 'Another variant has this barcode. Check both.', 'BARCODE_TAKEN');
}

function assertAmount(amountMinor: number, field: string): void {
  if (Number.isSafeInteger(amountMinor) && amountMinor >= 0 && amountMinor <= PRICE_MINOR_MAX) return;
  throw new ValidationError(
    field,
    `Expected an amount of 0 to ${PRICE_MINOR_MAX} minor units, got ${amountMinor}.`,
    'PRICE_OUT_OF_RANGE',
  );
}

function assertCurrency(tenant: TenantDoc, currency: string | undefined, field: string): void {
  if (currency === undefined || currency === tenant.currency) return;
  throw new ValidationError(
    field,
    `Expected ${tenant.currency}, the currency of the tenant, got ${currency}.`,
    'CURRENCY_MISMATCH',
  );
}

function assertCount(field: string, count: number, min: number, max: number): void {
  if (Number.isInteger(count) && count >= min && count <= max) return;
  throw badInput(`Expected "${field}" to be ${min} to ${max}, got ${count}.`, field);
}
