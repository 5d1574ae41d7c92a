import { ValidationError } from '../../../kernel/errors';
import type { Tx } from '../../../platform/transaction';
import type { EntryDemand, StockChange } from '../stock-change';
import type { StockEntryDoc } from '../stock-entry.model';
import type { StockMovementDoc } from '../stock-movement.model';
import { moveLots } from './move-lots';
import type { TrackedDemand } from './move-lots';

/** What a movement of tracked stock names besides its quantity. */
export type TrackedParts = Pick<StockMovementDoc, 'lots'>;

/**
 * Moves the lots of the demands whose entry is tracked. For ordinary stock it sends no command: whether an entry is
 * tracked stands in the entry, which was read anyway. Call it after the entries were written (see `moveLots`).
 * Throws ValidationError VARIANT_NOT_TRACKED when a change names lots of an entry that has none.
 */
export async function moveTracked(
  tx: Tx,
  demands: readonly EntryDemand[],
  entries: ReadonlyMap<string, StockEntryDoc>,
): Promise<ReadonlyMap<StockChange, TrackedParts>> {
  const parts = new Map<StockChange, TrackedParts>();
  const byLot: TrackedDemand[] = [];
  for (const demand of demands) {
    const entry = entries.get(demand.key);
    if (entry?.tracking === 'LOT') byLot.push({ demand, entry });
    else if (demand.changes.some(({ lots }) => lots !== undefined)) throw notTracked();
  }
  if (byLot.length > 0) for (const [change, lots] of await moveLots(tx, byLot)) parts.set(change, { lots: [...lots] });
  return parts;
}

function notTracked(): ValidationError {
  return new ValidationError(
    'lots',
    'Expected no lot: this variant is not tracked by lot. Leave it out, or see setVariantTracking.',
    'VARIANT_NOT_TRACKED',
  );
}
