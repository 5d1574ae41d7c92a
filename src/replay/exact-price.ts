import { multiplyMinor } from '../kernel/money';
import { QUANTITY_MAX } from '../kernel/quantity';

const MINOR_DIGITS = 2;
const PRICE = /^(-?)(\d{1,12})(?:[.,](\d{0,9}))?$/;
const QUANTITY = /^[+-]?\d{1,10}$/;

/** A price as the file writes it, exact: `mantissa / 10^scale` in major units. */
export interface ExactPrice {
  readonly mantissa: bigint;
  readonly scale: number;
}

/** Some units at one whole unit price. */
export interface PricedUnits {
  readonly quantity: number;
  readonly unitPriceMinor: number;
}

/** Price with decimal point or decimal comma; null when it is not a plain decimal number. */
export function parsePrice(text: string): ExactPrice | null {
  const match = PRICE.exec(text.trim());
  if (match === null) return null;
  const decimals = (match[3] ?? '').replace(/0+$/, '');
  const mantissa = BigInt(`${match[2] ?? ''}${decimals}`);
  return { mantissa: match[1] === '-' ? -mantissa : mantissa, scale: decimals.length };
}

/** Whole quantity that fits the API's Int; null otherwise. */
export function parseQuantity(text: string): number | null {
  const trimmed = text.trim();
  if (!QUANTITY.test(trimmed)) return null;
  const quantity = Number(trimmed);
  return Math.abs(quantity) <= QUANTITY_MAX ? quantity : null;
}

/** `quantity x price` in minor units; null when it is not a whole number of them. */
export function valueMinor(quantity: number, price: ExactPrice): number | null {
  const numerator = BigInt(quantity) * price.mantissa * 10n ** BigInt(MINOR_DIGITS);
  const denominator = 10n ** BigInt(price.scale);
  if (numerator % denominator !== 0n) return null;
  const value = Number(numerator / denominator);
  return Number.isSafeInteger(value) ? value : null;
}

/**
 * Units at whole unit prices whose value is exactly `quantity x price`. A price below the minor unit, which the API
 * can't hold, becomes two lines: 12 at 0.085 are 6 at 0.08 and 6 at 0.09. Null when the value itself is not whole.
 */
export function splitToMinor(quantity: number, price: ExactPrice): PricedUnits[] | null {
  const value = valueMinor(quantity, price);
  if (value === null || quantity <= 0 || value < 0) return null;
  const lower = Math.floor(value / quantity);
  const higherQuantity = value - multiplyMinor(lower, quantity);
  const lines = [
    { quantity: quantity - higherQuantity, unitPriceMinor: lower },
    { quantity: higherQuantity, unitPriceMinor: lower + 1 },
  ];
  return lines.filter((line) => line.quantity > 0);
}
