import { ValidationError, badInput } from '../../kernel/errors';

const BARCODE = /^[\x21-\x7e]{1,48}$/;
/** GTIN-8, GTIN-12 (UPC-A), GTIN-13 (EAN-13) and GTIN-14. */
const GTIN = /^(?:\d{8}|\d{12,14})$/;

/**
 * Refuses what can't be a barcode (BAD_USER_INPUT), and a number of a GTIN's length whose check digit is wrong
 * (ValidationError BARCODE_CHECK_DIGIT): it is nearly always a slip of the keyboard.
 */
export function assertBarcode(barcode: string, field: string): void {
  if (!BARCODE.test(barcode)) {
    throw badInput(`Expected "${field}" to be 1 to 48 visible ASCII characters without spaces.`, field);
  }
  if (!GTIN.test(barcode)) return;
  const expected = gtinCheckDigit(barcode.slice(0, -1));
  const got = barcode.at(-1);
  if (got === expected) return;
  throw new ValidationError(
    field,
    `Expected check digit ${expected} at the end of a GTIN, got ${got}. Scan or type the barcode again.`,
    'BARCODE_CHECK_DIGIT',
  );
}

/** What kind of code a barcode is, by its digits alone: any other text is OTHER. */
export const BARCODE_KINDS = ['GTIN_8', 'GTIN_12', 'GTIN_13', 'GTIN_14', 'OTHER'] as const;
export type BarcodeKind = (typeof BARCODE_KINDS)[number];

export function barcodeKindOf(barcode: string): BarcodeKind {
  return GTIN.test(barcode) ? (`GTIN_${barcode.length}` as BarcodeKind) : 'OTHER';
}

/**
 * The form in which two spellings of one number are equal: a UPC-A is the EAN-13 with a 0 in front, a GTIN-14 that begins
 * with 0 is the number of the unit itself (GS1 General Specifications §2.1). Scanners differ in which one they send.
 */
export function barcodeKeyOf(barcode: string): string {
  const kind = barcodeKindOf(barcode);
  if (kind === 'GTIN_12') return `0${barcode}`;
  return kind === 'GTIN_14' && barcode.startsWith('0') ? barcode.slice(1) : barcode;
}

/** The check digit that follows these digits: weights 3 and 1 from the right (GS1 General Specifications §7.9.1). */
export function gtinCheckDigit(digits: string): string {
  let sum = 0;
  for (let fromRight = 1; fromRight <= digits.length; fromRight += 1) {
    sum += Number(digits.at(-fromRight)) * (fromRight % 2 === 1 ? 3 : 1);
  }
  return String((10 - (sum % 10)) % 10);
}
