import { multiplyMinor, sumTaxed, taxedFromGross, taxedFromNet } from '../../kernel/money';
import type { TaxedAmount } from '../../kernel/money';
import type { OrderDoc, OrderLineDoc } from './order.model';

/**
 * Amount of `quantity` units. The unit price is multiplied first and taxed then, so that a line is rounded once and
 * net + tax = gross holds exactly on each line and on every sum of lines (DESIGN I8).
 */
export function amountOf(
  priceMinor: number,
  quantity: number,
  taxRateBasisPoints: number,
  pricesIncludeTax: boolean,
): TaxedAmount {
  const priced = multiplyMinor(priceMinor, quantity);
  return pricesIncludeTax ? taxedFromGross(priced, taxRateBasisPoints) : taxedFromNet(priced, taxRateBasisPoints);
}

/** What a line still costs: without its cancelled units. */
export function currentTotalOf(order: Pick<OrderDoc, 'pricesIncludeTax'>, line: OrderLineDoc): TaxedAmount {
  if (line.cancelledQuantity === 0) return line.total;
  const quantity = line.quantity - line.cancelledQuantity;
  return amountOf(line.priceMinor, quantity, line.taxRateBasisPoints, order.pricesIncludeTax);
}

/** What an order still costs: without its cancelled units; nothing once it expired. */
export function currentTotal(order: Pick<OrderDoc, 'pricesIncludeTax' | 'lines' | 'status'>): TaxedAmount {
  if (order.status === 'EXPIRED') return { netMinor: 0, taxMinor: 0, grossMinor: 0 };
  return sumTaxed(order.lines.map((line) => currentTotalOf(order, line)));
}

/** What is still to be paid, payments under way not subtracted; never below 0. */
export function amountDueMinor(order: OrderDoc): number {
  return Math.max(0, currentTotal(order).grossMinor - order.paidMinor + order.refundedMinor);
}

/** Net and tax of all lines of one rate. */
export interface TaxGroup {
  readonly taxRateBasisPoints: number;
  readonly netMinor: number;
  readonly taxMinor: number;
}

/** Sums per tax rate, lowest rate first; they add up to the sum of the lines. */
export function taxSummaryOf(lines: readonly Pick<OrderLineDoc, 'taxRateBasisPoints' | 'total'>[]): TaxGroup[] {
  const byRate = new Map<number, TaxedAmount[]>();
  for (const line of lines) {
    const group = byRate.get(line.taxRateBasisPoints);
    if (group === undefined) byRate.set(line.taxRateBasisPoints, [line.total]);
    else group.push(line.total);
  }
  return [...byRate]
    .sort(([a], [b]) => a - b)
    .map(([taxRateBasisPoints, amounts]) => {
      const { netMinor, taxMinor } = sumTaxed(amounts);
      return { taxRateBasisPoints, netMinor, taxMinor };
    });
}
