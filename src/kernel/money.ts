import { ValidationError } from './errors';

/**
 * Money is an integer of the currency's minor unit, always. Rates are basis points (1/100 of a per cent).
 * Rounding is half away from zero, line by line, the common commercial rule (HMRC VAT guide 700 §17.5 allows it per line).
 */
export interface Money {
  readonly amountMinor: number;
  readonly currency: string;
}

/** A taxed amount: `netMinor + taxMinor = grossMinor` always holds. */
export interface TaxedAmount {
  readonly netMinor: number;
  readonly taxMinor: number;
  readonly grossMinor: number;
}

/** `numerator / denominator` rounded half away from zero, in exact integer arithmetic. */
export function divideRounded(numerator: bigint, denominator: bigint): number {
  const negative = numerator < 0n;
  const absolute = negative ? -numerator : numerator;
  const rounded = (2n * absolute + denominator) / (2n * denominator);
  return toSafe(negative ? -rounded : rounded);
}

/** `amountMinor x quantity`, refused when it would leave the safe integer range. */
export function multiplyMinor(amountMinor: number, quantity: number): number {
  return toSafe(BigInt(amountMinor) * BigInt(quantity));
}

/** Splits an amount that includes tax. */
export function taxedFromGross(grossMinor: number, taxRateBasisPoints: number): TaxedAmount {
  const rate = BigInt(taxRateBasisPoints);
  const taxMinor = divideRounded(BigInt(grossMinor) * rate, 10_000n + rate);
  return { netMinor: grossMinor - taxMinor, taxMinor, grossMinor };
}

/** Adds tax to an amount that excludes it. */
export function taxedFromNet(netMinor: number, taxRateBasisPoints: number): TaxedAmount {
  const taxMinor = divideRounded(BigInt(netMinor) * BigInt(taxRateBasisPoints), 10_000n);
  return { netMinor, taxMinor, grossMinor: netMinor + taxMinor };
}

/** Sum of taxed amounts; each part stays exact because the lines were rounded before. */
export function sumTaxed(amounts: readonly TaxedAmount[]): TaxedAmount {
  let netMinor = 0;
  let taxMinor = 0;
  for (const amount of amounts) {
    netMinor += amount.netMinor;
    taxMinor += amount.taxMinor;
  }
  return { netMinor: toSafe(BigInt(netMinor)), taxMinor, grossMinor: toSafe(BigInt(netMinor + taxMinor)) };
}

/** The sum of two amounts, refused when it would leave the safe integer range. */
export function addMinor(a: number, b: number): number {
  return toSafe(BigInt(a) + BigInt(b));
}

function toSafe(value: bigint): number {
  const result = Number(value);
  // The factors are clients' numbers, each good by itself, so that this is an outcome and not a fault of ours.
  if (!Number.isSafeInteger(result)) {
    throw new ValidationError(
      null,
      'An amount would leave the safe integer range. Use smaller numbers.',
      'AMOUNT_OUT_OF_RANGE',
    );
  }
  return result;
}
