import { parsePrice, parseQuantity, splitToMinor } from './exact-price';
import type { ExactPrice, PricedUnits } from './exact-price';
import { parseLocalTime } from './local-time';
import type { RawRow } from './read-rows';

/** Why a row is not sold in the replay, in the order of judgement: a row counts under the first that fits. */
export const SET_ASIDE_REASONS = [
  'malformed row',
  'cancellation (C...)',
  'service code',
  'not a SKU',
  'negative quantity',
  'zero quantity',
  'negative price',
  'zero price',
  'value below the penny',
] as const;

export type SetAsideReason = (typeof SET_ASIDE_REASONS)[number];

/** A row that is sold: the API's lines of it have whole unit prices and sum to the row's exact value. */
export interface SaleRow {
  readonly kind: 'sale';
  readonly invoiceNo: string;
  /** Stock code in upper case: 85123a and 85123A are the same goods. */
  readonly sku: string;
  readonly codeAsWritten: string;
  readonly description: string;
  readonly quantity: number;
  readonly price: ExactPrice;
  readonly parts: readonly PricedUnits[];
  readonly customerId: string | null;
  readonly at: Date;
}

export interface SetAsideRow {
  readonly kind: 'aside';
  readonly reason: SetAsideReason;
  /** What is counted beside the reason, such as the service code; empty when the reason says all. */
  readonly detail: string;
  readonly line: number;
}

/** Postage, discounts, manual corrections, bank and marketplace fees, samples, test articles: nothing leaves a shelf. */
const SERVICE_CODES = new Set([
  'ADJUST',
  'ADJUST2',
  'AMAZONFEE',
  'B',
  'BANK CHARGES',
  'C2',
  'C3',
  'CRUK',
  'D',
  'DOT',
  'M',
  'POST',
  'S',
  'TEST001',
  'TEST002',
]);
const SKU = /^[A-Z0-9][A-Z0-9._-]{0,63}$/;
const INVOICE = /^[A-Z]?\d{1,12}$/i;

/** Decides what becomes of a row. Never throws: whatever a file holds is either sold or set aside by name. */
export function classifyRow(row: RawRow): SaleRow | SetAsideRow {
  const aside = (reason: SetAsideReason, detail = ''): SetAsideRow => ({
    kind: 'aside',
    reason,
    detail,
    line: row.line,
  });
  const quantity = parseQuantity(row.quantity);
  const price = parsePrice(row.unitPrice);
  const at = parseLocalTime(row.invoiceDate);
  if (!row.complete || quantity === null || price === null || at === null || !INVOICE.test(row.invoiceNo)) {
    return aside('malformed row');
  }
  if (/^C/i.test(row.invoiceNo)) return aside('cancellation (C...)');
  const sku = row.stockCode.normalize('NFKC').toUpperCase();
  if (SERVICE_CODES.has(sku)) return aside('service code', sku);
  if (!SKU.test(sku)) return aside('not a SKU', row.stockCode.slice(0, 20));
  if (quantity < 0) return aside('negative quantity');
  if (quantity === 0) return aside('zero quantity');
  if (price.mantissa < 0n) return aside('negative price');
  if (price.mantissa === 0n) return aside('zero price');
  const parts = splitToMinor(quantity, price);
  if (parts === null) return aside('value below the penny');
  return {
    kind: 'sale',
    invoiceNo: row.invoiceNo,
    sku,
    codeAsWritten: row.stockCode,
    description: row.description,
    quantity,
    price,
    parts,
    customerId: row.customerId === '' ? null : row.customerId,
    at,
  };
}
