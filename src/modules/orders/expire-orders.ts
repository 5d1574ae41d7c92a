import type { Context } from '../../kernel/context';
import type { Id } from '../../kernel/ids';
import { runInTransaction } from '../../platform/transaction';
import { reservationsByIds } from '../reservations';
import { recordOrderEvent } from './create-order';
import { orders } from './order.model';
import type { OrderDoc } from './order.model';

/** What the decision needs; a full order may have hundreds of lines. */
type Candidate = Pick<OrderDoc, '_id' | 'reservationId' | 'pendingMinor' | 'paidMinor' | 'version'>;

/**
 * Marks up to `limit` unpaid orders whose hold ended (EXPIRED or RELEASED) as EXPIRED, oldest first; one with money in it
 * becomes PAYMENT_REVIEW instead, for staff to cancel and refund. Two reads and one transaction, whatever the number.
 * An order whose hold was extended meanwhile gets its new end and is left alone. Safe to run by many workers at once.
 * @returns how many orders it moved.
 */
export async function expireOrders(ctx: Context, limit: number): Promise<number> {
  const candidates = await orders(ctx.db)
    .find(
      { tenantId: ctx.tenantId, status: 'PENDING_PAYMENT', holdExpiresAt: { $lte: ctx.clock.now() } },
      { reservationId: 1, pendingMinor: 1, paidMinor: 1, version: 1 },
    )
    .sort({ holdExpiresAt: 1 })
    .limit(limit)
    .lean<Candidate[]>();
  if (candidates.length === 0) return 0;
  const holds = await reservationsByIds(
    ctx,
    candidates.flatMap(({ reservationId }) => (reservationId === null ? [] : [reservationId])),
  );
  const holdOf = (order: Candidate) => holds.get(order.reservationId?.toHexString() ?? '');
  const ended = candidates.filter((order) => {
    const status = holdOf(order)?.status;
    return status === undefined || status === 'EXPIRED' || status === 'RELEASED';
  });
  if (ended.length === 0) return 0;
  return runInTransaction(ctx, async (tx) => {
    const result = await orders(tx.db).bulkWrite(
      ended.map((order) => ({
        updateOne: {
          filter: { tenantId: tx.tenantId, _id: order._id, status: 'PENDING_PAYMENT', version: order.version },
          update: {
            $set: {
              status:
                order.pendingMinor > 0 || order.paidMinor > 0 ? ('PAYMENT_REVIEW' as const) : ('EXPIRED' as const),
              holdExpiresAt: null,
              updatedAt: tx.now,
            },
            $inc: { version: 1 },
          },
        },
      })),
      { session: tx.session },
    );
    for (const order of await movedIn(tx, ended)) recordOrderEvent(tx, order.event, order.id);
    return result.modifiedCount;
  });
}

/** Which of them this transaction moved: another worker may have been first with some. */
async function movedIn(
  tx: Parameters<Parameters<typeof runInTransaction>[1]>[0],
  ended: readonly Candidate[],
): Promise<{ id: Id; event: 'order.expired' | 'order.updated' }[]> {
  const versions = new Map(ended.map((order) => [order._id.toHexString(), order.version + 1]));
  const now = await orders(tx.db)
    .find(
      { tenantId: tx.tenantId, _id: { $in: ended.map((order) => order._id) }, updatedAt: tx.now },
      { status: 1, version: 1 },
      { session: tx.session },
    )
    .limit(ended.length)
    .lean<Pick<OrderDoc, '_id' | 'status' | 'version'>[]>();
  return now
    .filter((order) => versions.get(order._id.toHexString()) === order.version)
    .map((order) => ({ id: order._id, event: order.status === 'EXPIRED' ? 'order.expired' : 'order.updated' }));
}
