import type { Context } from '../../kernel/context';
import type { Id } from '../../kernel/ids';
import { payments } from './payment.model';
import type { PaymentDoc } from './payment.model';

/** An order has a handful of payments; this only bounds a read that is broken elsewhere. */
const PAYMENTS_PER_ORDER_MAX = 100;

/** All payments of these orders in one command, oldest first, failed ones included; keyed by the order's id in hex. */
export async function findPaymentsByOrders(ctx: Context, orderIds: readonly Id[]): Promise<Map<string, PaymentDoc[]>> {
  const found = await payments(ctx.db)
    .find({ tenantId: ctx.tenantId, orderId: { $in: [...orderIds] } })
    .sort({ _id: 1 })
    .limit(orderIds.length * PAYMENTS_PER_ORDER_MAX)
    .lean<PaymentDoc[]>();
  const byOrder = new Map<string, PaymentDoc[]>(orderIds.map((id) => [id.toHexString(), []]));
  for (const payment of found) byOrder.get(payment.orderId.toHexString())?.push(payment);
  return byOrder;
}

/** The payment that an attempt made, or null. */
export async function findAttempt(ctx: Context, attemptKey: string): Promise<PaymentDoc | null> {
  return payments(ctx.db).findOne({ tenantId: ctx.tenantId, attemptKey }).lean<PaymentDoc>();
}

/** A payment by its id, or null. */
export async function findPayment(ctx: Context, paymentId: Id): Promise<PaymentDoc | null> {
  return payments(ctx.db).findOne({ tenantId: ctx.tenantId, _id: paymentId }).lean<PaymentDoc>();
}
