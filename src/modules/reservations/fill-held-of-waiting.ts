import type { Context } from '../../kernel/context';
import { runInTransaction } from '../../platform/transaction';
import { stateHeldIn, stockKeyOf, waitingWithoutHeld } from '../inventory';
import { heldUnits } from './held-lines';
import { reservations } from './reservation.model';
import type { ReservationDoc } from './reservation.model';

const BATCH_SIZE = 200;

/**
 * Tells units that wait, and were stored before it was known, what their hold still holds: what was sold of them is then
 * owed. Until then a count of the shelf takes those for a loss. Safe to repeat; returns how many it changed.
 */
export async function fillHeldOfWaiting(ctx: Context): Promise<number> {
  for (let filled = 0; ;) {
    const changed = await runInTransaction(ctx, async (tx) => {
      const rows = await waitingWithoutHeld(tx, BATCH_SIZE);
      if (rows.length === 0) return 0;
      const holds = await reservations(tx.db)
        .find({ tenantId: tx.tenantId, _id: { $in: rows.map(({ reservationId }) => reservationId) } }, null, {
          session: tx.session,
        })
        .lean<ReservationDoc[]>();
      const held = new Map(
        holds.flatMap(({ _id, lines }) =>
          lines.map((line) => [_id.toHexString() + stockKeyOf(line), heldUnits(line)] as const),
        ),
      );
      await stateHeldIn(
        tx,
        rows.map((row) => {
          const heldQuantity = held.get(row.reservationId.toHexString() + stockKeyOf(row)) ?? 0;
          return { ...row, heldQuantity };
        }),
      );
      return rows.length;
    });
    if (changed === 0) return filled;
    filled += changed;
  }
}
