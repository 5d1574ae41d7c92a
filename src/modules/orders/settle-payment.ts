import { InvalidStateError } from '../../kernel/errors';
import { newId } from '../../kernel/ids';
import type { Id } from '../../kernel/ids';
import type { Tx } from '../../platform/transaction';
import { endPaymentIn, promiseRefundIn } from '../payments';
import type { PaymentDoc } from '../payments';
import { commitIn, releaseIn, reserveIn } from '../reservations';
import { assertBranchesOpen } from '../tenants';
import { recordOrderEvent } from './create-order';
import { getOrderIn } from './find-order';
import { currentTotal } from './order-amounts';
import { stockedLines } from './order.model';
import type { OrderDoc } from './order.model';
import { isUnpaid } from './order.states';
import { ORDER_HOLD_MS } from './orders.policy';
import { saveOrderIn } from './save-order';

/** Where the stock of a paid order comes from: its hold, or, when that was lost meanwhile, what is available now. */
export type StockSource = 'HOLD' | { readonly resellAs: Id };

/**
 * Counts a captured payment. When the order is then paid in full, its stock is sold (SALE movements) and it becomes
 * CONFIRMED. Throws InvalidStateError when the hold was lost (HOLD), InsufficientStockError when it can't be had again.
 * @param providerReference null for money that staff took.
 */
export async function captureIn(
  tx: Tx,
  payment: PaymentDoc,
  providerReference: string | null,
  source: StockSource,
): Promise<OrderDoc> {
  const order = await getOrderIn(tx, payment.orderId);
  const isNews = await endPaymentIn(tx, payment, { status: 'CAPTURED', providerReference });
  if (!isNews) return order;
  if (!isUnpaid(order.status)) {
    throw new InvalidStateError(order.status, 'The order ended while it was being paid.', 'ORDER_HOLD_LOST');
  }
  const paidMinor = order.paidMinor + payment.amountMinor;
  const pendingMinor = order.pendingMinor - payment.amountMinor;
  if (paidMinor - order.refundedMinor < currentTotal(order).grossMinor) {
    return saveOrderIn(tx, order, { paidMinor, pendingMinor, status: statusWhile(pendingMinor, order) });
  }
  const after = await saveOrderIn(tx, order, {
    paidMinor,
    pendingMinor,
    status: 'CONFIRMED',
    holdExpiresAt: null,
    ...(source === 'HOLD' ? {} : { reservationId: source.resellAs }),
  });
  recordOrderEvent(tx, 'order.paid', order._id);
  if (source === 'HOLD') await sellHeldIn(tx, order);
  else await sellAgainIn(tx, order, source.resellAs);
  return after;
}

/** Sells what the order's hold still holds. */
export async function sellHeldIn(tx: Tx, order: OrderDoc): Promise<void> {
  if (order.reservationId === null) return;
  await commitIn(tx, order.reservationId, {
    movementType: 'SALE',
    referenceType: 'Order',
    referenceId: order._id,
  });
}

/** Holds and sells anew what the order needs, out of what is available now in branches that are open. */
async function sellAgainIn(tx: Tx, order: OrderDoc, reservationId: Id): Promise<void> {
  await assertBranchesOpen(
    tx,
    stockedLines(order.lines).map(({ branchId }) => branchId),
  );
  if (order.reservationId !== null) await giveBackIn(tx, order.reservationId);
  const lines = stockedLines(order.lines)
    .map((line) => ({ ...line, quantity: line.quantity - line.cancelledQuantity }))
    .filter((line) => line.quantity > 0)
    .map(({ branchId, variantId, quantity }) => ({ branchId, variantId, quantity }));
  if (lines.length === 0) return;
  await reserveIn(tx, {
    reservationId,
    lines,
    expiresAt: new Date(tx.now.getTime() + ORDER_HOLD_MS),
    ownerKey: order.ownerKey,
    orderId: order._id,
  });
  await sellHeldIn(tx, { ...order, reservationId });
}

/**
 * Releases a hold, or finds that it already ended, which is as good. A hold that is past its time but not swept yet
 * still keeps its units from this very order (DESIGN §4, own hold).
 */
export async function giveBackIn(tx: Tx, reservationId: Id): Promise<void> {
  try {
    await releaseIn(tx, reservationId);
  } catch (error) {
    if (!(error instanceof InvalidStateError)) throw error;
    tx.logger.debug({ reservationId: reservationId.toHexString(), code: error.code }, 'the hold had ended');
  }
}

/** Takes the money and promises all of it back: the hold was lost and the stock is sold. The order ends EXPIRED. */
export async function refundLostIn(tx: Tx, payment: PaymentDoc, providerReference: string): Promise<OrderDoc> {
  const order = await getOrderIn(tx, payment.orderId);
  const isNews = await endPaymentIn(tx, payment, { status: 'CAPTURED', providerReference });
  if (!isNews) return order;
  const paidMinor = order.paidMinor + payment.amountMinor;
  const refundedMinor = await promiseRefundIn(tx, order._id, paidMinor - order.refundedMinor);
  const ended = isUnpaid(order.status);
  if (ended) recordOrderEvent(tx, 'order.expired', order._id);
  return saveOrderIn(tx, order, {
    paidMinor,
    pendingMinor: order.pendingMinor - payment.amountMinor,
    refundedMinor: order.refundedMinor + refundedMinor,
    holdExpiresAt: null,
    ...(ended ? { status: 'EXPIRED' as const } : {}),
  });
}

/** Marks the payment FAILED; the order waits for another one. */
export async function declineIn(tx: Tx, payment: PaymentDoc, reason: string): Promise<void> {
  const order = await getOrderIn(tx, payment.orderId);
  const isNews = await endPaymentIn(tx, payment, { status: 'FAILED', reason });
  if (!isNews) return;
  const pendingMinor = order.pendingMinor - payment.amountMinor;
  await saveOrderIn(tx, order, { pendingMinor, status: statusWhile(pendingMinor, order) });
}

/** Nobody knows whether money moved: the order waits in PAYMENT_REVIEW until the same attempt is sent again. */
export async function reviewIn(tx: Tx, payment: PaymentDoc): Promise<OrderDoc> {
  const order = await getOrderIn(tx, payment.orderId);
  if (order.status !== 'PENDING_PAYMENT' || order.pendingMinor === 0) return order;
  recordOrderEvent(tx, 'order.updated', order._id);
  return saveOrderIn(tx, order, { status: 'PAYMENT_REVIEW' });
}

/** A fresh id for a hold that is made again; made outside of transactions. */
export function resellSource(): StockSource {
  return { resellAs: newId() };
}

function statusWhile(pendingMinor: number, order: OrderDoc): OrderDoc['status'] {
  return order.status === 'PAYMENT_REVIEW' && pendingMinor === 0 ? 'PENDING_PAYMENT' : order.status;
}
