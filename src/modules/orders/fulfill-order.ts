import type { Context } from '../../kernel/context';
import type { Id } from '../../kernel/ids';
import { runIdempotent } from '../../platform/idempotency';
import type { IdempotentRequest } from '../../platform/idempotency';
import { recordOrderEvent } from './create-order';
import { getOrderIn } from './find-order';
import type { OrderDoc } from './order.model';
import { assertStatus, openQuantity, statusOfLines } from './order.states';
import { chooseLines } from './choose-lines';
import type { LineQuantity } from './choose-lines';
import { saveOrderIn } from './save-order';

export interface FulfillOrderRequest {
  readonly input: IdempotentRequest['input'];
  readonly orderId: Id;
  /** Left out, all that is open is handed over. */
  readonly lines?: readonly LineQuantity[];
}

/**
 * Hands over a paid order, wholly or by line. Stock left the shelf's balance when it was paid, so none moves here.
 * Throws NotFoundError (order, line), InvalidStateError when the order is not paid or nothing is open, ValidationError
 * when more than what is open is asked for.
 */
export async function fulfillOrder(ctx: Context, request: FulfillOrderRequest): Promise<OrderDoc> {
  return runIdempotent(ctx, { operation: 'fulfillOrder', input: request.input }, async (tx) => {
    const order = await getOrderIn(tx, request.orderId);
    assertStatus(order, 'fulfilled', ['CONFIRMED', 'PARTIALLY_FULFILLED']);
    const chosen = chooseLines(order, request.lines, openQuantity, 'OVER_FULFILMENT');
    const lines = order.lines.map((line) => ({
      ...line,
      fulfilledQuantity: line.fulfilledQuantity + (chosen.get(line._id.toHexString()) ?? 0),
    }));
    const after = await saveOrderIn(tx, order, { lines, status: statusOfLines(lines) });
    recordOrderEvent(tx, 'order.fulfilled', order._id);
    return after;
  });
}
