import type { Context } from '../../../kernel/context';
import type { Id } from '../../../kernel/ids';
import type { Tx } from '../../../platform/transaction';
import type { StockEntryDoc } from '../stock-entry.model';
import { stockSerials } from './stock-serial.model';

/** Units in stock of those entries that are tracked by serial number, by entry id in hex; no command without any. */
export async function serialTotals(ctx: Context | Tx, entries: readonly StockEntryDoc[]): Promise<Map<string, number>> {
  const entryIds = entries.filter(({ tracking }) => tracking === 'SERIAL').map(({ _id }) => _id);
  if (entryIds.length === 0) return new Map();
  const rows = await stockSerials(ctx.db)
    .aggregate<{ _id: Id; units: number }>([
      { $match: { tenantId: ctx.tenantId, entryId: { $in: entryIds }, status: 'IN_STOCK' } },
      { $group: { _id: '$entryId', units: { $sum: 1 } } },
    ])
    .option({ batchSize: entryIds.length + 1, ...('session' in ctx && { session: ctx.session }) });
  return new Map(rows.map(({ _id, units }) => [_id.toHexString(), units]));
}
