import type { Context } from '../../kernel/context';
import { InvalidStateError } from '../../kernel/errors';
import type { Id } from '../../kernel/ids';
import { runIdempotent } from '../../platform/idempotency';
import type { IdempotentRequest } from '../../platform/idempotency';
import type { Tx } from '../../platform/transaction';
import { stockKeyOf, waitingOfHold } from '../inventory';
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
 * Throws NotFoundError (order, line), InvalidStateError when the order is not paid, nothing is open, or units that were
 * ordered before they were there have not come yet (ORDER_WAITS_FOR_STOCK), ValidationError
 * when more than what is open is asked for.
 */
export async function fulfillOrder(ctx: Context, request: FulfillOrderRequest): Promise<OrderDoc> {
  return runIdempotent(ctx, { operation: 'fulfillOrder', input: request.input }, async (tx) => {
    const order = await getOrderIn(tx, request.orderId);
    assertStatus(order, 'fulfilled', ['CONFIRMED', 'PARTIALLY_FULFILLED']);
    const chosen = chooseLines(order, request.lines, openQuantity, 'OVER_FULFILMENT');
    await assertThere(tx, order, chosen);
    const lines = order.lines.map((line) => ({
      ...line,
      fulfilledQuantity: line.fulfilledQuantity + (chosen.get(line._id.toHexString()) ?? 0),
    }));
    const after = await saveOrderIn(tx, order, { lines, status: statusOfLines(lines) });
    recordOrderEvent(tx, 'order.fulfilled', order._id);
    return after;
  });
}

/** Units that the order still waits for stay open: of each place, only what is there can be handed over. */
async function assertThere(tx: Tx, order: OrderDoc, chosen: ReadonlyMap<string, number>): Promise<void> {
  if (order.reservationId === null) return;
  const there = new Map<string, number>();
  for (const [key, waiting] of await waitingOfHold(tx, order.reservationId)) there.set(key, -waiting);
  if (there.size === 0) return;
  for (const line of order.lines) {
    const left = there.get(stockKeyOf(line));
    if (left !== undefined) there.set(stockKeyOf(line), left + openQuantity(line));
  }
  for (const line of order.lines) {
    const key = stockKeyOf(line);
    const left = there.get(key);
    if (left === undefined) continue;
    const handed = chosen.get(line._id.toHexString()) ?? 0;
    there.set(key, left - handed);
    if (left >= handed) continue;
    throw new InvalidStateError(
      order.status,
      `Expected units that are there, got more of ${line.sku} than have come so far. Hand over what is there, line by line.`,
      'ORDER_WAITS_FOR_STOCK',
    );
  }
}
