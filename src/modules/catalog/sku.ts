import { badInput } from '../../kernel/errors';

const SKU = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/**
 * The SKU as it is stored: compatibility forms (full-width digits from a spreadsheet) become the plain ones.
 * Refuses with BAD_USER_INPUT naming `field`; the value is not repeated, it may be of any length.
 */
export function normalizeSku(sku: string, field: string): string {
  // Cut before normalising: a text of megabytes must not cost anything.
  const normalized = sku.slice(0, 100).normalize('NFKC');
  if (sku.length <= 100 && SKU.test(normalized)) return normalized;
  throw badInput(
    `Expected "${field}" to be 1 to 64 letters, digits, dots, hyphens or underscores, beginning with a letter or digit.`,
    field,
  );
}

/** The form in which SKUs are compared. */
export function skuKeyOf(sku: string): string {
  return sku.normalize('NFKC').toUpperCase();
}

const PART_LENGTH_MAX = 12;

/** An option value as a part of a SKU: "Navy blue" gives `NAVYBLUE`; the value's place in its option when nothing is left. */
export function skuPartOf(value: string, index: number): string {
  const part = value
    .normalize('NFKD')
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '')
    .slice(0, PART_LENGTH_MAX);
  return part === '' ? `V${index + 1}` : part;
}
