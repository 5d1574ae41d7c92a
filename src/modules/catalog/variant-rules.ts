import { ValidationError, badInput } from '../../kernel/errors';
import type { TenantDoc } from '../tenants';
import { assertBarcode } from './barcode';
import {
  BARCODES_PER_VARIANT_MAX,
  PACK_BARCODES_PER_VARIANT_MAX,
  PACK_QUANTITY_MAX,
  PRICE_MINOR_MAX,
  TAX_RATE_BASIS_POINTS_MAX,
} from './catalog.policy';
import type { PackBarcode } from './variant.model';

/** Prices of one variant as a client gives them; currencies are only there to be checked. */
export interface GivenPrices {
  readonly priceMinor: number;
  readonly compareAtPriceMinor?: number | null;
  readonly costPriceMinor?: number | null;
  readonly currency?: string;
  readonly compareAtCurrency?: string;
  readonly costCurrency?: string;
}

/**
 * Refuses amounts out of range (ValidationError PRICE_OUT_OF_RANGE), another currency than the tenant's
 * (CURRENCY_MISMATCH) and a compare-at price that is not above the price (COMPARE_AT_PRICE_TOO_LOW).
 * @param path of the variant in the input, such as `variants.0`; empty when the input is the variant itself.
 */
export function assertPrices(tenant: Pick<TenantDoc, 'currency'>, given: GivenPrices, path: string): void {
  const at = (field: string) => (path === '' ? field : `${path}.${field}`);
  assertAmount(given.priceMinor, at('price'));
  const { compareAtPriceMinor, costPriceMinor } = given;
  if (typeof compareAtPriceMinor === 'number') assertAmount(compareAtPriceMinor, at('compareAtPrice'));
  if (typeof costPriceMinor === 'number') assertAmount(costPriceMinor, at('costPrice'));
  assertCurrency(tenant, given.currency, at('price.currency'));
  assertCurrency(tenant, given.compareAtCurrency, at('compareAtPrice.currency'));
  assertCurrency(tenant, given.costCurrency, at('costPrice.currency'));
  // A struck-through price that is not higher misleads shoppers; in the EU it is unlawful (Directive 98/6/EC, Art. 6a).
  if (typeof compareAtPriceMinor === 'number' && compareAtPriceMinor <= given.priceMinor) {
    throw new ValidationError(
      at('compareAtPrice'),
      `Expected a compare-at price above the price, ${given.priceMinor}, got ${compareAtPriceMinor}.`,
      'COMPARE_AT_PRICE_TOO_LOW',
    );
  }
}

/** Refuses an amount below 0 or too large to be multiplied safely (ValidationError PRICE_OUT_OF_RANGE). */
export function assertAmount(amountMinor: number, field: string): void {
  if (Number.isSafeInteger(amountMinor) && amountMinor >= 0 && amountMinor <= PRICE_MINOR_MAX) return;
  throw new ValidationError(
    field,
    `Expected an amount of 0 to ${PRICE_MINOR_MAX} minor units, got ${amountMinor}.`,
    'PRICE_OUT_OF_RANGE',
  );
}

/** Refuses another currency than the tenant's (ValidationError CURRENCY_MISMATCH). */
export function assertCurrency(tenant: Pick<TenantDoc, 'currency'>, currency: string | undefined, field: string): void {
  if (currency === undefined || currency === tenant.currency) return;
  throw new ValidationError(
    field,
    `Expected ${tenant.currency}, the currency of the tenant, got ${currency}.`,
    'CURRENCY_MISMATCH',
  );
}

/** Refuses a rate outside 0 to 100 % (BAD_USER_INPUT). */
export function assertTaxRate(taxRateBasisPoints: number, field: string): void {
  assertCount(field, taxRateBasisPoints, 0, TAX_RATE_BASIS_POINTS_MAX);
}

/** Refuses too many barcodes (BAD_USER_INPUT), and each as `assertBarcode` does. */
export function assertBarcodes(barcodes: readonly string[], field: string): void {
  assertCount(field, barcodes.length, 0, BARCODES_PER_VARIANT_MAX);
  barcodes.forEach((barcode, index) => assertBarcode(barcode, `${field}.${index}`));
}

/**
 * Refuses too many pack barcodes and a quantity out of range (BAD_USER_INPUT), and each code as `assertBarcode` does. A
 * pack of one is the unit: its code belongs to the variant's `barcodes`.
 */
export function assertPackBarcodes(packs: readonly PackBarcode[], field: string): void {
  assertCount(field, packs.length, 0, PACK_BARCODES_PER_VARIANT_MAX);
  packs.forEach(({ code, packQuantity }, index) => {
    assertBarcode(code, `${field}.${index}.code`);
    assertCount(`${field}.${index}.packQuantity`, packQuantity, 2, PACK_QUANTITY_MAX);
  });
}

/** Refuses a number outside its range (BAD_USER_INPUT). */
export function assertCount(field: string, count: number, min: number, max: number): void {
  if (Number.isInteger(count) && count >= min && count <= max) return;
  throw badInput(`Expected "${field}" to be ${min} to ${max}, got ${count}.`, field);
}
