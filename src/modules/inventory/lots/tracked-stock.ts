import { ValidationError } from '../../../kernel/errors';
import { toGlobalId } from '../../../kernel/ids';
import type { Tx } from '../../../platform/transaction';
import type { EntryDemand, StockChange } from '../stock-change';
import type { StockEntryDoc } from '../stock-entry.model';
import type { StockMovementDoc } from '../stock-movement.model';
import { moveSerials } from '../serials/move-serials';
import type { SerialDemand } from '../serials/read-serials';
import { moveLots } from './move-lots';
import type { TrackedDemand } from './move-lots';

/** What a movement of tracked stock names besides its quantity. */
export type TrackedParts = Pick<StockMovementDoc, 'lots' | 'serials'>;

/**
 * Moves the lots of the demands whose entry is tracked. For ordinary stock it sends no command: whether an entry is
 * tracked stands in the entry, which was read anyway. Call it after the entries were written (see `moveLots`).
 * Throws ValidationError VARIANT_NOT_TRACKED when a change names lots or serial numbers of an entry that has none.
 */
export async function moveTracked(
  tx: Tx,
  demands: readonly EntryDemand[],
  entries: ReadonlyMap<string, StockEntryDoc>,
): Promise<ReadonlyMap<StockChange, TrackedParts>> {
  const parts = new Map<StockChange, TrackedParts>();
  const byLot: TrackedDemand[] = [];
  const bySerial: SerialDemand[] = [];
  for (const demand of demands) {
    const entry = entries.get(demand.key);
    const tracking = entry?.tracking ?? 'NONE';
    if (tracking !== 'LOT' && demand.changes.some(({ lots }) => lots !== undefined)) throw notTracked('lot', demand);
    if (tracking !== 'SERIAL' && demand.changes.some(({ serials }) => serials !== undefined)) {
      throw notTracked('serial number', demand);
    }
    if (entry === undefined || tracking === 'NONE') continue;
    (tracking === 'LOT' ? byLot : bySerial).push({ demand, entry });
  }
  if (byLot.length > 0) for (const [change, lots] of await moveLots(tx, byLot)) parts.set(change, { lots: [...lots] });
  if (bySerial.length > 0)
    for (const [change, serials] of await moveSerials(tx, bySerial)) parts.set(change, { serials });
  return parts;
}

function notTracked(what: 'lot' | 'serial number', { variantId }: Pick<EntryDemand, 'variantId'>): ValidationError {
  return new ValidationError(
    what === 'lot' ? 'lots' : 'serials',
    `Expected no ${what}: variant ${toGlobalId('Variant', variantId)} is not tracked by ${what}. Leave it out, or see ` +
      'setVariantTracking.',
    'VARIANT_NOT_TRACKED',
  );
}
