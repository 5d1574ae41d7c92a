import type { Context } from '../../kernel/context';
import { invariant } from '../../kernel/errors';
import type { Id } from '../../kernel/ids';
import { runInTransaction } from '../../platform/transaction';
import type { Tx } from '../../platform/transaction';
import { reservations } from './reservation.model';
import type { ReservationDoc } from './reservation.model';
import { EXPIRING_WITHIN_MS } from './reservations.policy';
import { reservationEvent } from './reserve-in';

/** What a warning is made of. */
type Expiring = Pick<ReservationDoc, '_id' | 'orderId' | 'ownerKey' | 'expiresAt'>;

/**
 * Records `reservation.expiring` for holds that end within EXPIRING_WITHIN_MS, soonest first, at most `limit` of them.
 * Each is told once: the mark and the event are written in one transaction, and only where there is no mark yet. An
 * extension takes the mark away. Returns how many were told; one command when there is nothing to tell.
 */
export async function warnExpiring(ctx: Context, limit: number): Promise<number> {
  // Most runs find nothing, and a transaction around nothing would cost a second command.
  if ((await findUnwarned(ctx, ctx.clock.now(), 1)).length === 0) return 0;
  return runInTransaction(ctx, async (tx) => {
    const due = await findUnwarned(tx, tx.now, limit);
    if (due.length === 0) return 0;
    const written = await reservations(tx.db).updateMany(
      { tenantId: tx.tenantId, _id: { $in: due.map(({ _id }) => _id) }, status: 'ACTIVE', warnedAt: null },
      { $set: { warnedAt: tx.now } },
      { session: tx.session },
    );
    // Whoever moved one of them since the read makes this transaction conflict and run again.
    invariant(written.matchedCount === due.length, 'holds that were read in this transaction still match');
    for (const hold of due) tx.record(expiringEvent(hold));
    return due.length;
  });
}

async function findUnwarned(ctx: Context | Tx, now: Date, limit: number): Promise<Expiring[]> {
  const until = new Date(now.getTime() + EXPIRING_WITHIN_MS);
  return reservations(ctx.db)
    .find(
      { tenantId: ctx.tenantId, status: 'ACTIVE', warnedAt: null, expiresAt: { $gt: now, $lte: until } },
      { orderId: 1, ownerKey: 1, expiresAt: 1 },
      { session: 'session' in ctx ? ctx.session : null },
    )
    .sort({ expiresAt: 1 })
    .limit(limit)
    .lean<(Expiring & { _id: Id })[]>();
}

/** Names the owner, so that hundreds of shoppers who listen need not each read every hold to know whose it is. */
function expiringEvent(hold: Expiring): ReturnType<typeof reservationEvent> {
  const event = reservationEvent('expiring', hold);
  return {
    ...event,
    payload: { ...event.payload, ownerKey: hold.ownerKey, expiresAt: hold.expiresAt.toISOString() },
  };
}
