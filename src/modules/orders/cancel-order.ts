import type { Context } from '../../kernel/context';
import type { Id } from '../../kernel/ids';
import { runIdempotent } from '../../platform/idempotency';
import type { IdempotentRequest } from '../../platform/idempotency';
import type { Tx } from '../../platform/transaction';
import { returnSoldIn, stockKeyOf } from '../inventory';
import type { ReturnedLine } from '../inventory';
import { promiseRefundIn, settleRefunds } from '../payments';
import type { PaymentServices } from '../payments';
import { releaseIn } from '../reservations';
import { paymentUnderWay } from './begin-payment';
import { chooseLines } from './choose-lines';
import type { LineQuantity } from './choose-lines';
import { recordOrderEvent } from './create-order';
import { getOrderIn } from './find-order';
import { currentTotal } from './order-amounts';
import type { OrderDoc, OrderLineDoc } from './order.model';
import { assertStatus, isUnpaid, openQuantity, statusOfLines } from './order.states';
import { saveOrderIn } from './save-order';
import type { OrderChanges } from './save-order';
import { giveBackIn, sellHeldIn } from './settle-payment';

export interface CancelOrderRequest {
  readonly input: IdempotentRequest['input'];
  readonly orderId: Id;
  /** Left out, all that is neither handed over nor cancelled. */
  readonly lines?: readonly LineQuantity[];
  readonly reason?: string | null;
}

/**
 * Cancels an order, wholly or by line. Before payment the hold is released; after it stock comes back with RETURN
 * movements and what was paid too much is refunded: promised in the transaction, sent to the provider afterwards.
 * Throws NotFoundError (order, line), InvalidStateError when nothing is open or a payment is under way, ValidationError
 * when more than what is open is asked for.
 */
export async function cancelOrder(
  ctx: Context,
  services: PaymentServices,
  request: CancelOrderRequest,
): Promise<OrderDoc> {
  const order = await runIdempotent(ctx, { operation: 'cancelOrder', input: request.input }, (tx) =>
    cancelIn(tx, request),
  );
  // A refund that gets no answer stays promised and is sent again, by a repeat of this request or by a job.
  if (order.refundedMinor > 0) await settleRefunds(ctx, services, order._id);
  return order;
}

async function cancelIn(tx: Tx, request: CancelOrderRequest): Promise<OrderDoc> {
  const order = await getOrderIn(tx, request.orderId);
  assertStatus(order, 'cancelled', ['PENDING_PAYMENT', 'PAYMENT_REVIEW', 'CONFIRMED', 'PARTIALLY_FULFILLED']);
  if (order.pendingMinor > 0) throw paymentUnderWay(order);
  const chosen = chooseLines(order, request.lines, openQuantity, 'OVER_CANCELLATION');
  const lines = order.lines.map((line) => ({
    ...line,
    cancelledQuantity: line.cancelledQuantity + (chosen.get(line._id.toHexString()) ?? 0),
  }));
  const changes: OrderChanges = {
    lines,
    ...(typeof request.reason === 'string' ? { cancelReason: request.reason } : {}),
  };
  const totalMinor = currentTotal({ ...order, lines }).grossMinor;
  const refundedMinor = await promiseRefundIn(tx, order._id, order.paidMinor - order.refundedMinor - totalMinor);
  if (refundedMinor > 0) changes.refundedMinor = order.refundedMinor + refundedMinor;
  const cancelled = order.lines
    .map((line) => ({ line, quantity: chosen.get(line._id.toHexString()) ?? 0 }))
    .filter(({ line, quantity }) => quantity > 0 && !line.isService);
  const isOver = lines.every((line) => openQuantity(line) === 0);
  if (isUnpaid(order.status)) return cancelUnpaidIn(tx, order, changes, cancelled, isOver);
  const after = await saveOrderIn(tx, order, { ...changes, status: statusOfLines(lines) });
  recordOrderEvent(tx, isOver ? 'order.cancelled' : 'order.updated', order._id);
  await takeBackIn(tx, order, cancelled);
  return after;
}

/** Units of a line that takes stock, to be given back; services have none. */
interface Cancelled {
  readonly line: OrderLineDoc;
  readonly quantity: number;
}

async function cancelUnpaidIn(
  tx: Tx,
  order: OrderDoc,
  changes: OrderChanges,
  cancelled: readonly Cancelled[],
  isOver: boolean,
): Promise<OrderDoc> {
  if (isOver) {
    const after = await saveOrderIn(tx, order, { ...changes, status: 'CANCELLED', holdExpiresAt: null });
    recordOrderEvent(tx, 'order.cancelled', order._id);
    if (order.reservationId !== null) await giveBackIn(tx, order.reservationId);
    return after;
  }
  const lines = changes.lines ?? order.lines;
  // Part payments may cover what is left: then it is sold now.
  const paidMinor = order.paidMinor - (changes.refundedMinor ?? order.refundedMinor);
  const isPaid = paidMinor > 0 && paidMinor >= currentTotal({ ...order, lines }).grossMinor;
  const after = await saveOrderIn(tx, order, {
    ...changes,
    ...(isPaid ? { status: 'CONFIRMED' as const, holdExpiresAt: null } : {}),
  });
  recordOrderEvent(tx, isPaid ? 'order.paid' : 'order.updated', order._id);
  if (order.reservationId !== null && cancelled.length > 0) {
    await releaseIn(tx, order.reservationId, {
      lines: cancelled.map(({ line, quantity }) => ({ branchId: line.branchId, variantId: line.variantId, quantity })),
    });
  }
  if (isPaid) await sellHeldIn(tx, order);
  return after;
}

/** Puts sold units back on the shelf, at the value that left with them. */
async function takeBackIn(tx: Tx, order: OrderDoc, cancelled: readonly Cancelled[]): Promise<void> {
  const out = new Map<string, number>();
  for (const line of order.lines) {
    const units = line.quantity - line.cancelledQuantity - line.returnedQuantity;
    out.set(stockKeyOf(line), (out.get(stockKeyOf(line)) ?? 0) + units);
  }
  const places = new Map<string, ReturnedLine>();
  for (const { line, quantity } of cancelled) {
    const key = stockKeyOf(line);
    const { branchId, variantId, productId, unitCostMinor } = line;
    const sum = (places.get(key)?.quantity ?? 0) + quantity;
    const outQuantity = out.get(key) ?? 0;
    places.set(key, { branchId, variantId, productId, unitCostMinor, outQuantity, quantity: sum });
  }
  await returnSoldIn(tx, { orderId: order._id, holdId: order.reservationId, lines: [...places.values()] });
}
