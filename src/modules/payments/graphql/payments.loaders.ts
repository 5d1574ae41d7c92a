import DataLoader from 'dataloader';
import type { Context } from '../../../kernel/context';
import type { PaymentDoc } from '../payment.model';
import { findPaymentsByOrders } from '../find-payments';
import { idFromHex } from '../../../kernel/ids';

/** Payments of an order, oldest first, by the order's id in hex; one command for all orders of a request. */
export function paymentsByOrder(ctx: Context): DataLoader<string, PaymentDoc[]> {
  return new DataLoader(async (orderIds: readonly string[]) => {
    const byOrder = await findPaymentsByOrders(ctx, orderIds.map(idFromHex));
    return orderIds.map((orderId) => byOrder.get(orderId) ?? []);
  });
}
