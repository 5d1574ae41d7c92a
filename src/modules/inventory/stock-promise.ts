import type { Actor } from '../../kernel/context';
import { unitsNeeded } from './stock-change';
import type { EntryDemand, StockChange } from './stock-change';
import type { StockEntryDoc } from './stock-entry.model';

/** What decides how much of an entry may be taken. */
export type TakeableStock = Pick<StockEntryDoc, 'quantityAvailable' | 'quantityPromisable'>;

/** What a caller who takes stock needs: shoppers what is promised to the web, staff and tills what is there. */
export function takesAs(actor: Actor): 'AVAILABLE' | 'PROMISABLE' {
  return actor.kind === 'guest' || actor.kind === 'customer' ? 'PROMISABLE' : 'AVAILABLE';
}

/**
 * Units of an entry that such a change may take. The guarded update asks the same of the stored entry: whoever decides
 * on numbers that were read uses this, and no other rule.
 */
export function unitsFree(entry: TakeableStock, requires: StockChange['requires']): number {
  return requires === 'PROMISABLE' ? entry.quantityPromisable : entry.quantityAvailable;
}

/**
 * Units that shoppers may not take although they are available: the safety stock. Below 0 where they may take more than
 * there is; then no safety stock is kept, because what is missing is on order anyway.
 */
export function withheldBy({ safetyStock, backorder }: Pick<StockEntryDoc, 'safetyStock' | 'backorder'>): number {
  return backorder ? -backorder.limitQuantity : (safetyStock ?? 0);
}

/**
 * Units that people find on the shelf. A sale of what had not come yet took on hand down without taking anything off the
 * shelf; what tills sold below 0 did, which is a wrong count that the next one corrects.
 */
export function unitsOnShelf(entry: Pick<StockEntryDoc, 'quantityOnHand' | 'quantityOwed'> | undefined): number {
  return entry === undefined ? 0 : entry.quantityOnHand + (entry.quantityOwed ?? 0);
}

type UnitGuard = { quantityAvailable?: { $gte: number }; quantityPromisable?: { $gte: number }; $or?: UnitGuard[] };

/**
 * The filter of a demand that takes units: one comparison with a constant. Only a group commit joins shoppers and staff
 * in one demand: then each must find theirs, and all together what the more generous of the two numbers covers.
 */
export function unitGuard(demand: EntryDemand): UnitGuard {
  const needed = unitsNeeded(demand);
  if (needed === 0) return {};
  const { promisableTaken, availableTaken, overdrawQuantity } = demand;
  if (promisableTaken === 0) return { quantityAvailable: { $gte: needed - overdrawQuantity } };
  if (availableTaken === 0) return { quantityPromisable: { $gte: needed } };
  return {
    quantityPromisable: { $gte: promisableTaken },
    quantityAvailable: { $gte: availableTaken },
    $or: [{ quantityAvailable: { $gte: needed } }, { quantityPromisable: { $gte: needed } }],
  };
}

/** Units of the entry that the demand could have had. */
export function unitsFreeFor(demand: EntryDemand, entry: TakeableStock | undefined): number {
  if (entry === undefined) return demand.overdrawQuantity;
  const requires = demand.promisableTaken > 0 ? 'PROMISABLE' : 'AVAILABLE';
  return Math.max(0, unitsFree(entry, requires) + demand.overdrawQuantity);
}
