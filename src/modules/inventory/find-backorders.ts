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
  const sums = new Map<string, number>();
  for (const row of rows) sums.set(stockKeyOf(row), (sums.get(stockKeyOf(row)) ?? 0) + row.waitingQuantity);
  return sums;
}

/** Units that wait, and those of them that are sold already. */
export interface QueuedUnits {
  waiting: number;
  owed: number;
}

/** Units of one row that were sold before they came: those of a hold that were there are sold first. */
export function owedUnits({ waitingQuantity, heldQuantity }: BackorderDoc): number {
  return heldQuantity === undefined ? 0 : Math.max(0, waitingQuantity - heldQuantity);
}

/** Units of all queues, by place; streams, so memory is bounded by the number of places. */
export async function queuedByPlace(ctx: Context | Tx): Promise<Map<string, QueuedUnits>> {
  const session = 'session' in ctx ? ctx.session : null;
  const cursor = backorders(ctx.db)
    .find({ tenantId: ctx.tenantId, waitingQuantity: { $gt: 0 } }, null, { session })
    .lean<BackorderDoc[]>()
    .cursor({ batchSize: 500 });
  const sums = new Map<string, QueuedUnits>();
  for await (const row of cursor as AsyncIterable<BackorderDoc>) {
    const sum = sums.get(stockKeyOf(row)) ?? { waiting: 0, owed: 0 };
    sum.waiting += row.waitingQuantity;
    sum.owed += owedUnits(row);
    sums.set(stockKeyOf(row), sum);
  }
  return sums;
}
