import type { Id } from '../../kernel/ids';
import type { ListPrice } from './price-list.model';

/** For whom, where and when a price is asked. */
export interface PriceQuestion {
  /** Null asks without a branch: then lists of certain branches don't count. */
  readonly branchId: Id | null;
  readonly customerGroups: readonly string[];
  readonly at: Date;
}

/** Why a price of a list was chosen or not. */
export const PRICE_VERDICTS = [
  'CHOSEN',
  'LOWER_PRECEDENCE',
  'INACTIVE',
  'NOT_STARTED',
  'ENDED',
  'OTHER_BRANCH',
  'OTHER_GROUP',
  'QUANTITY_TOO_SMALL',
] as const;
export type PriceVerdict = (typeof PRICE_VERDICTS)[number];

/** A price of a list with what became of it. */
export interface JudgedPrice {
  readonly row: ListPrice;
  readonly verdict: PriceVerdict;
}

/**
 * Judges all list prices of one variant; at most one is CHOSEN, and without one the variant's own price counts. The order
 * of precedence, which the API documents: 1. the higher priority of the list; 2. a list for certain customer groups
 * before one for all; 3. a list for certain branches before one for all; 4. the tier of the larger minimum quantity;
 * 5. the lower price; 6. the older list. A list may well raise a price: it replaces, it doesn't only reduce.
 */
export function judgePrices(rows: readonly ListPrice[], question: PriceQuestion, quantity: number): JudgedPrice[] {
  const sorted = [...rows].sort(byPrecedence);
  let isFound = false;
  return sorted.map((row) => {
    const obstacle = obstacleOf(row, question, quantity);
    if (obstacle !== null) return { row, verdict: obstacle };
    const verdict = isFound ? 'LOWER_PRECEDENCE' : 'CHOSEN';
    isFound = true;
    return { row, verdict };
  });
}

function obstacleOf(
  row: ListPrice,
  { branchId, customerGroups, at }: PriceQuestion,
  quantity: number,
): PriceVerdict | null {
  if (!row.active) return 'INACTIVE';
  if (row.startsAt !== null && at < row.startsAt) return 'NOT_STARTED';
  if (row.endsAt !== null && at >= row.endsAt) return 'ENDED';
  const isHere = branchId !== null && row.branchIds.some((id) => id.equals(branchId));
  if (row.branchIds.length > 0 && !isHere) return 'OTHER_BRANCH';
  const isTheirs = row.customerGroups.some((group) => customerGroups.includes(group));
  if (row.customerGroups.length > 0 && !isTheirs) return 'OTHER_GROUP';
  return quantity < row.minQuantity ? 'QUANTITY_TOO_SMALL' : null;
}

function byPrecedence(a: ListPrice, b: ListPrice): number {
  const isNarrower = (one: readonly unknown[], other: readonly unknown[]) =>
    Number(other.length > 0) - Number(one.length > 0);
  return (
    b.priority - a.priority ||
    isNarrower(a.customerGroups, b.customerGroups) ||
    isNarrower(a.branchIds, b.branchIds) ||
    b.minQuantity - a.minQuantity ||
    a.priceMinor - b.priceMinor ||
    (a.priceListId.toHexString() < b.priceListId.toHexString() ? -1 : 1)
  );
}
