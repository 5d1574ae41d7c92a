import type { Context } from '../../kernel/context';
import type { Id } from '../../kernel/ids';
import type { Tx } from '../../platform/transaction';
import { backorders } from './backorder.model';
import type { BackorderDoc } from './backorder.model';
import { stockKeyOf } from './stock-change';

/** Units that a hold still waits for, by place (`stockKeyOf`); one command. */
export async function waitingOfHold(tx: Tx, reservationId: Id): Promise<Map<string, number>> {
  const rows = await backorders(tx.db)
    .find({ tenantId: tx.tenantId, reservationId, waitingQuantity: { $gt: 0 } }, null, { session: tx.session })
    .lean<BackorderDoc[]>();
  return sumByPlace(rows);
}

/** Units that all holds still wait for, by place; streams, so memory is bounded by the number of places. */
export async function waitingByPlace(ctx: Context | Tx): Promise<Map<string, number>> {
  const session = 'session' in ctx ? ctx.session : null;
  const cursor = backorders(ctx.db)
    .find({ tenantId: ctx.tenantId, waitingQuantity: { $gt: 0 } }, null, { session })
    .lean<BackorderDoc[]>()
    .cursor({ batchSize: 500 });
  const rows: BackorderDoc[] = [];
  for await (const row of cursor as AsyncIterable<BackorderDoc>) rows.push(row);
  return sumByPlace(rows);
}

function sumByPlace(rows: readonly BackorderDoc[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const row of rows) sums.set(stockKeyOf(row), (sums.get(stockKeyOf(row)) ?? 0) + row.waitingQuantity);
  return sums;
}
