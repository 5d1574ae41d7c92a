import { divideRounded } from '../../kernel/money';
import { decimalsOf } from '../../kernel/money-text';
import type { TenantDoc } from '../tenants';
import { barcodeKeyOf, gtinCheckDigit } from './barcode';
import { barcodeKeysOf } from './variant-codes';
import type { VariantDoc } from './variant.model';

type ScaleSettings = Pick<TenantDoc, 'currency' | 'scaleBarcodeRules'>;

/** What a label of a scale says about the bag: its price, or its weight, whose price the article's decides. */
export type LabelValue =
  /** In minor units; with or without tax as `Tenant.pricesIncludeTax` says. */
  { readonly priceMinor: number } | { readonly weightGrams: number };

/** A label, and the key of the article's barcode: the label with zeros for the value. */
export interface ScaleLabel {
  readonly itemKey: string;
  readonly value: LabelValue;
}

const GRAM_DECIMALS = 3;
const GRAMS_PER_KILOGRAM = 1_000n;

const SCALE_LABEL = /^(?:02|2\d)\d{11}$/;

/**
 * Reads a label by the tenant's rules; null for any other code, and for a label with a wrong check digit, which is a
 * misread one.
 */
export function readScaleLabel(tenant: ScaleSettings, barcode: string): ScaleLabel | null {
  const key = barcodeKeyOf(barcode);
  if (!SCALE_LABEL.test(key) || gtinCheckDigit(key.slice(0, -1)) !== key.at(-1)) return null;
  const rule = tenant.scaleBarcodeRules?.find(({ prefix }) => key.startsWith(prefix));
  if (rule === undefined) return null;
  const itemEnd = rule.prefix.length + rule.itemDigits;
  const value = key.slice(-1 - rule.valueDigits, -1);
  if (rule.hasValueCheckDigit && valueCheckDigit(value) !== key[itemEnd]) return null;
  const bare = key.slice(0, itemEnd).padEnd(key.length - 1, '0');
  const scaled = (decimals: number): number => Number(value) * 10 ** (decimals - rule.valueDecimals);
  return {
    itemKey: bare + gtinCheckDigit(bare),
    value:
      rule.valueKind === 'WEIGHT'
        ? { weightGrams: scaled(GRAM_DECIMALS) }
        : { priceMinor: scaled(decimalsOf(tenant.currency)) },
  };
}

/** The price of a bag: the label's own, or its weight at the article's price of one kilogram, rounded half up. */
export function priceOfLabel(label: LabelValue, kilogramPriceMinor: number): number {
  if ('priceMinor' in label) return label.priceMinor;
  return divideRounded(BigInt(kilogramPriceMinor) * BigInt(label.weightGrams), GRAMS_PER_KILOGRAM);
}

/** What the label says when it is one of this variant; null for its plain barcodes. */
export function labelOf(
  tenant: ScaleSettings,
  variant: Pick<VariantDoc, 'barcodes' | 'packBarcodes'>,
  barcode: string,
): LabelValue | null {
  const keys = barcodeKeysOf(variant);
  if (keys.includes(barcodeKeyOf(barcode))) return null;
  const label = readScaleLabel(tenant, barcode);
  return label !== null && keys.includes(label.itemKey) ? label.value : null;
}

// A digit times its weight, with the tens added (+) or subtracted (-): GS1 General Specifications §7.9.2.
const TWO_MINUS = [0, 2, 4, 6, 8, 9, 1, 3, 5, 7];
const THREE = [0, 3, 6, 9, 2, 5, 8, 1, 4, 7];
const FIVE_PLUS = [0, 5, 1, 6, 2, 7, 3, 8, 4, 9];
const FIVE_MINUS = [0, 5, 9, 4, 8, 3, 7, 2, 6, 1];
const FOUR_DIGITS = [TWO_MINUS, TWO_MINUS, THREE, FIVE_MINUS];
const FIVE_DIGITS = [FIVE_PLUS, TWO_MINUS, FIVE_MINUS, FIVE_PLUS, TWO_MINUS];

/** The check digit of a value of 4 or 5 digits. */
export function valueCheckDigit(value: string): string {
  const weights = value.length === 4 ? FOUR_DIGITS : FIVE_DIGITS;
  const sum = weights.reduce((total, products, place) => total + (products[Number(value[place])] ?? 0), 0);
  return String(value.length === 4 ? (sum * 3) % 10 : FIVE_MINUS.indexOf((10 - (sum % 10)) % 10));
}
