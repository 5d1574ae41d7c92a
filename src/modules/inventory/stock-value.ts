import { divideRounded, multiplyMinor } from '../../kernel/money';
import type { StockChange } from './stock-change';

/** What a movement of units does to an entry's total value. */
export interface ValuedMove {
  readonly onHandBefore: number;
  readonly totalValueMinor: number;
  readonly onHandDelta: number;
  /** Stated cost of one incoming unit; null moves at the entry's average. */
  readonly unitCostMinor: number | null;
}

/**
 * Signed change of the total value in minor units. Units leave at the average of that moment, and the last unit takes
 * the residue with it, so that an empty entry is worth exactly nothing.
 */
export function valueDelta({ onHandBefore, totalValueMinor, onHandDelta, unitCostMinor }: ValuedMove): number {
  if (onHandDelta === 0) return 0;
  // What was sold below 0 left at no value: of what comes in, only the units above 0 are worth something here.
  if (onHandDelta > 0 && unitCostMinor !== null) {
    return multiplyMinor(unitCostMinor, Math.max(0, Math.min(onHandDelta, onHandBefore + onHandDelta)));
  }
  if (onHandBefore <= 0 || totalValueMinor === 0) return 0;
  if (-onHandDelta >= onHandBefore) return -totalValueMinor;
  return divideRounded(BigInt(totalValueMinor) * BigInt(onHandDelta), BigInt(onHandBefore));
}

/**
 * Changes that bring `quantity` units worth exactly `valueMinor` into an entry. A change states the cost of one unit in
 * whole minor units, so that a value which does not divide evenly comes in two parts: some units cost one more.
 */
export function incomingChanges(
  change: Omit<StockChange, 'onHandDelta' | 'reservedDelta' | 'requires' | 'unitCostMinor'>,
  quantity: number,
  valueMinor: number,
): StockChange[] {
  const unitCostMinor = Math.floor(valueMinor / quantity);
  const dearer = valueMinor - unitCostMinor * quantity;
  const part = (onHandDelta: number, cost: number): StockChange => ({
    ...change,
    onHandDelta,
    reservedDelta: 0,
    requires: 'NOTHING',
    unitCostMinor: cost,
  });
  if (dearer === 0) return [part(quantity, unitCostMinor)];
  return [part(dearer, unitCostMinor + 1), part(quantity - dearer, unitCostMinor)];
}
