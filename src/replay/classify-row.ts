import { parsePrice, parseQuantity, splitToMinor } from './exact-price';
import type { ExactPrice, PricedUnits } from './exact-price';
import { parseLocalTime } from './local-time';
import type { RawRow } from './read-rows';

/** Why a row is not sold in the replay, in the order of judgement: a row counts under the first that fits. */
export const SET_ASIDE_REASONS = [
  'malformed row',
  'cancellation (C...)',
  'not a SKU',
  'service without a price',
  'zero quantity',
  'negative price',
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
  /** Postage, fees, manual corrections of the bill: a line without stock. */
  readonly isService: boolean;
}

/** Goods that left the shelf without being sold: lost or damaged ones, and those given away. */
export interface AdjustmentRow {
  readonly kind: 'adjustment';
  readonly invoiceNo: string;
  readonly sku: string;
  readonly description: string;
  /** Negative: so many units leave. */
  readonly delta: number;
  readonly reason: 'PROMOTION' | 'DAMAGED' | 'SHRINKAGE' | 'CORRECTION' | 'OTHER';
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

/** What the shop's people wrote beside units that they took off, in the file's free text; the first that fits counts. */
const LOSSES: readonly (readonly [RegExp, AdjustmentRow['reason']])[] = [
  [/damag|broken|crush|crack|faulty|wet|smash/i, 'DAMAGED'],
  [/lost|missing|short|stolen/i, 'SHRINKAGE'],
  [/check|wrong|incorrect|adjust|counted|mix/i, 'CORRECTION'],
];

/**
 * Decides what becomes of a row: sold, taken off the shelf, or set aside by name. Never throws, whatever a file holds.
 * Units below zero outside of cancellations are losses, units at no price are given away.
 */
export function classifyRow(row: RawRow): SaleRow | AdjustmentRow | SetAsideRow {
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
  const code = row.stockCode.normalize('NFKC').toUpperCase();
  const isService = SERVICE_CODES.has(code);
  // A SKU has no blanks, but one of the services has.
  const sku = isService ? code.replaceAll(' ', '-') : code;
  if (!SKU.test(sku)) return aside('not a SKU', row.stockCode.slice(0, 20));
  if (quantity === 0) return aside('zero quantity');
  if (price.mantissa < 0n) return aside('negative price');
  if (isService && (quantity < 0 || price.mantissa === 0n)) return aside('service without a price', code);
  if (quantity < 0 || price.mantissa === 0n) {
    const loss = LOSSES.find(([pattern]) => pattern.test(row.description))?.[1] ?? 'OTHER';
    return {
      kind: 'adjustment',
      invoiceNo: row.invoiceNo,
      sku,
      description: row.description,
      delta: -Math.abs(quantity),
      reason: quantity < 0 ? loss : 'PROMOTION',
    };
  }
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
    isService,
  };
}
