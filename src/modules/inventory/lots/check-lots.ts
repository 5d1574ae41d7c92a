import type { Context } from '../../../kernel/context';
import type { Id } from '../../../kernel/ids';
import type { Tx } from '../../../platform/transaction';
import type { StockEntryDoc } from '../stock-entry.model';
import { serialTotals } from '../serials/check-serials';
import { stockLots } from './stock-lot.model';

/** What the lots, or the units with serial numbers, of one entry add up to. */
export interface LotTotals {
  readonly onHand: number;
  readonly expired: number;
  /** False when a lot's usable quantity is not its rest, or a quantity is below 0. */
  readonly isSound: boolean;
}

/** Sums of the lots or units of those entries that are tracked, by entry id in hex; no command when there are none. */
export async function lotTotals(ctx: Context | Tx, entries: readonly StockEntryDoc[]): Promise<Map<string, LotTotals>> {
  const totals = new Map<string, LotTotals>();
  for (const [entryId, units] of await serialTotals(ctx, entries)) {
    totals.set(entryId, { onHand: units, expired: 0, isSound: true });
  }
  const entryIds = entries.filter(({ tracking }) => tracking === 'LOT').map(({ _id }) => _id);
  if (entryIds.length === 0) return totals;
  const rows = await stockLots(ctx.db)
    .aggregate<{ _id: Id; onHand: number; expired: number; usable: number; least: number }>([
      { $match: { tenantId: ctx.tenantId, entryId: { $in: entryIds } } },
      {
        $group: {
          _id: '$entryId',
          onHand: { $sum: '$quantityOnHand' },
          expired: { $sum: '$quantityExpired' },
          usable: { $sum: '$quantityUsable' },
          least: { $min: { $min: ['$quantityUsable', '$quantityExpired'] } },
        },
      },
    ])
    .option({ batchSize: entryIds.length + 1, ...('session' in ctx && { session: ctx.session }) });
  for (const { _id, onHand, expired, usable, least } of rows) {
    totals.set(_id.toHexString(), { onHand, expired, isSound: usable === onHand - expired && least >= 0 });
  }
  return totals;
}

/** True when the lots or units of a tracked entry don't add up to it. */
export function lotsDiffer(entry: StockEntryDoc, totals: ReadonlyMap<string, LotTotals>): boolean {
  if (entry.tracking !== 'LOT' && entry.tracking !== 'SERIAL') return false;
  const { onHand, expired, isSound } = totals.get(entry._id.toHexString()) ?? { onHand: 0, expired: 0, isSound: true };
  if (!isSound || onHand !== entry.quantityOnHand) return true;
  // Units with serial numbers don't say which bucket they stand in.
  return entry.tracking === 'LOT' && expired !== (entry.unavailableBy?.EXPIRED ?? 0);
}
