import type { Context } from '../../kernel/context';
import { invariant } from '../../kernel/errors';
import { runInTransaction } from '../../platform/transaction';
import type { Tx } from '../../platform/transaction';
import { reservationsByIds } from '../reservations';
import type { ReservationDoc } from '../reservations';
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
  await followHolds(ctx, candidates, holdOf);
  const ended = candidates.filter((order) => {
    const status = holdOf(order)?.status;
    return status === undefined || status === 'EXPIRED' || status === 'RELEASED';
  });
  if (ended.length === 0) return 0;
  return runInTransaction(ctx, async (tx) => {
    const unpaid = await stillUnpaidIn(tx, ended);
    if (unpaid.length === 0) return 0;
    const moves = unpaid.map((order) => ({
      id: order._id,
      version: order.version,
      status: order.pendingMinor > 0 || order.paidMinor > 0 ? ('PAYMENT_REVIEW' as const) : ('EXPIRED' as const),
    }));
    const written = await orders(tx.db).bulkWrite(
      moves.map(({ id, version, status }) => ({
        updateOne: {
          filter: { tenantId: tx.tenantId, _id: id, status: 'PENDING_PAYMENT', version },
          update: { $set: { status, holdExpiresAt: null, updatedAt: tx.now }, $inc: { version: 1 } },
        },
      })),
      { session: tx.session },
    );
    invariant(written.matchedCount === moves.length, 'orders that were read in this transaction still match');
    for (const { id, status } of moves)
      recordOrderEvent(tx, status === 'EXPIRED' ? 'order.expired' : 'order.updated', id);
    return moves.length;
  });
}

/**
 * Gives orders the new end of a hold that was extended since: with the old one they would stand before all others in each
 * run until it comes.
 */
async function followHolds(
  ctx: Context,
  candidates: readonly Candidate[],
  holdOf: (order: Candidate) => Pick<ReservationDoc, 'status' | 'expiresAt'> | undefined,
): Promise<void> {
  const { tenantId } = ctx;
  const now = ctx.clock.now();
  const statements = candidates.flatMap((order) => {
    const hold = holdOf(order);
    if (hold?.status !== 'ACTIVE' || hold.expiresAt <= now) return [];
    const filter = { tenantId, _id: order._id, status: 'PENDING_PAYMENT' as const, version: order.version };
    return [{ updateOne: { filter, update: { $set: { holdExpiresAt: hold.expiresAt } } } }];
  });
  if (statements.length > 0) await orders(ctx.db).bulkWrite(statements, { ordered: false });
}

/**
 * Those that nobody moved since they were chosen, read in the transaction's own snapshot: whoever moves one after this
 * conflicts with the transaction, so that each order has exactly one mover and one event.
 */
async function stillUnpaidIn(tx: Tx, ended: readonly Candidate[]): Promise<Candidate[]> {
  const rows = await orders(tx.db)
    .find(
      { tenantId: tx.tenantId, _id: { $in: ended.map((order) => order._id) }, status: 'PENDING_PAYMENT' },
      { version: 1 },
      { session: tx.session },
    )
    .lean<Pick<OrderDoc, '_id' | 'version'>[]>();
  const versions = new Map(rows.map((order) => [order._id.toHexString(), order.version]));
  return ended.filter((order) => versions.get(order._id.toHexString()) === order.version);
}
