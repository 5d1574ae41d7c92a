import { staleRead } from '../../platform/transaction';
import type { Tx } from '../../platform/transaction';
import { orders } from './order.model';
import type { OrderDoc } from './order.model';

/** What may change of an order after it is placed. */
export type OrderChanges = Partial<
  Pick<
    OrderDoc,
    | 'status'
    | 'lines'
    | 'paidMinor'
    | 'pendingMinor'
    | 'refundedMinor'
    | 'reservationId'
    | 'holdExpiresAt'
    | 'cancelReason'
  >
>;

/**
 * Writes changes that were computed from `order` as this transaction read it, guarded by its version: a writer that
 * came in between makes this one run again from its read (the transaction maker retries). Returns the order after it.
 */
export async function saveOrderIn(tx: Tx, order: OrderDoc, changes: OrderChanges): Promise<OrderDoc> {
  const after: OrderDoc = { ...order, ...changes, version: order.version + 1, updatedAt: tx.now };
  const result = await orders(tx.db).updateOne(
    { tenantId: tx.tenantId, _id: order._id, version: order.version },
    { $set: { ...changes, version: after.version, updatedAt: tx.now } },
    { session: tx.session },
  );
  if (result.matchedCount !== 1) throw staleRead('order');
  return after;
}
