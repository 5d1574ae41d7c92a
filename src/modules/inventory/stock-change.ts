import { badInput } from '../../kernel/errors';
import type { Id } from '../../kernel/ids';
import { addMinor, multiplyMinor } from '../../kernel/money';
import { QUANTITY_MAX } from '../../kernel/quantity';
import { LINES_PER_REQUEST_MAX } from './inventory.policy';
import type { AdjustmentReason, StockMovementType } from './stock-movement.model';

/** A place in stock. */
export interface StockKey {
  readonly branchId: Id;
  readonly variantId: Id;
}

/** Units of one variant in one branch; `quantity` is 1 or more. */
export interface StockLine extends StockKey {
  readonly quantity: number;
}

/** One change of one entry; it becomes exactly one movement. */
export interface StockChange extends StockKey {
  /** Needed only when the entry may not exist yet and the caller knows it; looked up otherwise. */
  readonly productId?: Id;
  readonly type: StockMovementType;
  readonly onHandDelta: number;
  readonly reservedDelta: number;
  /**
   * What the guard demands: AVAILABLE that enough is available for what leaves; RESERVED that so much is reserved
   * (anything else is a fault of ours); NOTHING makes a missing entry.
   */
  readonly requires: 'AVAILABLE' | 'RESERVED' | 'NOTHING';
  readonly reason?: AdjustmentReason | null;
  readonly note?: string | null;
  readonly referenceType?: string;
  readonly referenceId?: Id;
  readonly unitCostMinor?: number | null;
  readonly occurredAt?: Date;
  /** Who did it, when it is not the transaction's own actor: a group commit serves several. */
  readonly actorId?: Id | null;
}

/** All changes of one entry, judged together (medusajs/medusa#16502: lines judged alone oversell). */
export interface EntryDemand extends StockKey {
  readonly key: string;
  readonly changes: StockChange[];
  onHandDelta: number;
  reservedDelta: number;
  /** Value that comes in at a stated cost. */
  statedValueMinor: number;
}

/** Text key of a place in stock: sorting by it gives the one order in which all writers take entries. */
export function stockKeyOf({ branchId, variantId }: StockKey): string {
  return branchId.toHexString() + variantId.toHexString();
}

/** Sums changes per entry, in key order. */
export function demandPerEntry(changes: readonly StockChange[]): EntryDemand[] {
  const demands = new Map<string, EntryDemand>();
  for (const change of changes) {
    const key = stockKeyOf(change);
    let demand = demands.get(key);
    if (demand === undefined) {
      const { branchId, variantId } = change;
      demand = { key, branchId, variantId, changes: [], onHandDelta: 0, reservedDelta: 0, statedValueMinor: 0 };
      demands.set(key, demand);
    }
    demand.changes.push(change);
    demand.onHandDelta += change.onHandDelta;
    demand.reservedDelta += change.reservedDelta;
    if (change.onHandDelta > 0) {
      const statedMinor = multiplyMinor(change.unitCostMinor ?? 0, change.onHandDelta);
      demand.statedValueMinor = addMinor(demand.statedValueMinor, statedMinor);
    }
  }
  return [...demands.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** Units that must be available for the demand: 0 when it brings more than it takes. */
export function unitsNeeded(demand: EntryDemand): number {
  if (demand.changes.every((change) => change.requires !== 'AVAILABLE')) return 0;
  return Math.max(0, demand.reservedDelta - demand.onHandDelta);
}

/** Units that must be reserved for the demand. */
export function reservedNeeded(demand: EntryDemand): number {
  let needed = 0;
  for (const change of demand.changes) {
    if (change.requires === 'RESERVED') needed -= Math.min(0, change.reservedDelta);
  }
  return needed;
}

/** Sums lines of one place, in the order in which places first appear. Refuses empty, endless and overflowing lists. */
export function mergeLines<T extends StockLine>(lines: readonly T[]): StockLine[] {
  if (lines.length < 1 || lines.length > LINES_PER_REQUEST_MAX) {
    throw badInput(`Expected 1 to ${LINES_PER_REQUEST_MAX} lines, got ${lines.length}.`, 'lines');
  }
  const merged = new Map<string, { branchId: Id; variantId: Id; quantity: number }>();
  for (const [index, { branchId, variantId, quantity }] of lines.entries()) {
    if (!Number.isInteger(quantity) || quantity < 1) {
      throw badInput(`Expected a quantity of 1 or more, got ${quantity}.`, `lines.${index}.quantity`);
    }
    const key = stockKeyOf({ branchId, variantId });
    const line = merged.get(key) ?? { branchId, variantId, quantity: 0 };
    line.quantity += quantity;
    if (line.quantity > QUANTITY_MAX) {
      throw badInput(`Expected at most ${QUANTITY_MAX} units of one variant in one branch.`, `lines.${index}.quantity`);
    }
    merged.set(key, line);
  }
  return [...merged.values()];
}
