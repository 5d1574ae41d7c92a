const decimals = new Map<string, number>();

/** How many decimals a currency has: 2 for GBP, 0 for JPY, 3 for KWD. */
export function decimalsOf(currency: string): number {
  const known = decimals.get(currency);
  if (known !== undefined) return known;
  const options = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions();
  const found = options.maximumFractionDigits ?? 2;
  decimals.set(currency, found);
  return found;
}

/** Minor units as people write them: 1250 GBP is `12.50`. Works on digits, so no amount is ever rounded. */
export function formatAmount(amountMinor: number, currency: string): string {
  return formatScaled(amountMinor, decimalsOf(currency));
}

/** An integer with its last digits behind the point: 1250 with 2 is `12.50`. */
export function formatScaled(scaled: number, places: number): string {
  const digits = String(Math.abs(scaled)).padStart(places + 1, '0');
  const sign = scaled < 0 ? '-' : '';
  if (places === 0) return sign + digits;
  return `${sign}${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

const DECIMAL = /^(\d{1,15})(?:([.,])(\d{1,6}))?$/;

/**
 * A decimal text as an integer with `places` decimals, exactly: `12,5` with 2 is 1250. Null for anything but digits with
 * one decimal mark, for another mark than the given one, for more decimals than `places`, and beyond the safe integers.
 * Thousands separators are never read: `1.234` means 1234 to some and 1.234 to others, and guessing would be off by 1,000.
 */
export function parseScaled(text: string, places: number, decimalMark: '.' | ','): number | null {
  const match = DECIMAL.exec(text);
  if (match === null) return null;
  const [, whole = '', mark, fraction = ''] = match;
  if ((mark !== undefined && mark !== decimalMark) || fraction.length > places) return null;
  const scaled = Number(whole + fraction.padEnd(places, '0'));
  return Number.isSafeInteger(scaled) ? scaled : null;
}
