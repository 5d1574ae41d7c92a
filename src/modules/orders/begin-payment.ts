import { InvalidStateError, ValidationError } from '../../kernel/errors';
import type { Id } from '../../kernel/ids';
import type { Money } from '../../kernel/money';
import type { Tx } from '../../platform/transaction';
import { recordPaymentsIn } from '../payments';
import type { PaymentDoc, PaymentMethod } from '../payments';
import { extendIn } from '../reservations';
import { getOrderIn } from './find-order';
import { amountDueMinor } from './order-amounts';
import type { OrderDoc } from './order.model';
import { assertStatus, isUnpaid } from './order.states';
import { HOLD_LIFE_MAX_MS, PAYMENT_HOLD_MS } from './orders.policy';
import { saveOrderIn } from './save-order';

/** One attempt to pay; ids and keys were made before the transaction. */
export interface PaymentAttempt {
  readonly paymentId: Id;
  readonly orderId: Id;
  readonly method: PaymentMethod;
  /** Left out, all that is due. */
  readonly amount?: Money | null;
  readonly token: string | null;
  readonly attemptKey: string;
  readonly inputHashes: Record<string, string>;
}

/**
 * Records a PENDING payment and keeps the order's hold for as long as paying may take, so that the charge that follows
 * outside of this transaction meets stock that is still held. Throws NotFoundError, InvalidStateError (not payable,
 * expired, another payment under way), ValidationError (currency, amount).
 */
export async function beginPaymentIn(
  tx: Tx,
  attempt: PaymentAttempt,
): Promise<{ payment: PaymentDoc; order: OrderDoc }> {
  const order = await getOrderIn(tx, attempt.orderId);
  const amountMinor = payableMinor(order, attempt.amount ?? null);
  const holdExpiresAt = await keepHoldIn(tx, order);
  const [payment] = await recordPaymentsIn(tx, [
    {
      paymentId: attempt.paymentId,
      orderId: order._id,
      method: attempt.method,
      status: 'PENDING',
      amountMinor,
      currency: order.currency,
      token: attempt.token,
      attemptKey: attempt.attemptKey,
      inputHashes: attempt.inputHashes,
    },
  ]);
  const after = await saveOrderIn(tx, order, { pendingMinor: order.pendingMinor + amountMinor, holdExpiresAt });
  return { payment: payment as PaymentDoc, order: after };
}

/**
 * What this attempt will charge. Pure. Checks in this order: status, another payment under way, currency, amount.
 * A free order is paid by an amount of 0, any other by 1 or more.
 */
export function payableMinor(order: OrderDoc, amount: Money | null): number {
  if (!isUnpaid(order.status) && order.status !== 'CANCELLED' && order.status !== 'EXPIRED') {
    throw new InvalidStateError(order.status, 'This order is already paid.', 'ORDER_ALREADY_PAID');
  }
  assertStatus(order, 'paid', ['PENDING_PAYMENT']);
  const openMinor = amountDueMinor(order) - order.pendingMinor;
  if (openMinor <= 0 && order.pendingMinor > 0) throw paymentUnderWay(order);
  if (amount === null) return openMinor;
  if (amount.currency !== order.currency) {
    throw new ValidationError(
      'amount.currency',
      `Expected currency ${order.currency}, got ${amount.currency}.`,
      'CURRENCY_MISMATCH',
    );
  }
  if (amount.amountMinor > openMinor) {
    throw new ValidationError(
      'amount.amountMinor',
      `Expected at most the ${openMinor} that is still to be paid, got ${amount.amountMinor}.`,
      'AMOUNT_TOO_HIGH',
    );
  }
  if (amount.amountMinor < Math.min(1, openMinor)) {
    throw new ValidationError('amount.amountMinor', 'Expected an amount of 1 or more.', 'AMOUNT_TOO_LOW');
  }
  return amount.amountMinor;
}

/** The refusal of anything that must wait until a charge is answered. */
export function paymentUnderWay(order: Pick<OrderDoc, 'status'>): InvalidStateError {
  return new InvalidStateError(
    order.status,
    "A payment of this order is under way. Send that payment's request again to learn its outcome.",
    'PAYMENT_UNDER_WAY',
  );
}

/** Extends the order's hold up to the cap; says that the order expired when the hold did. */
async function keepHoldIn(tx: Tx, order: OrderDoc): Promise<Date | null> {
  if (order.reservationId === null) return order.holdExpiresAt;
  const until = Math.min(tx.now.getTime() + PAYMENT_HOLD_MS, order.createdAt.getTime() + HOLD_LIFE_MAX_MS);
  try {
    const reservation = await extendIn(tx, order.reservationId, new Date(until));
    return reservation.expiresAt;
  } catch (error) {
    // The sweep that marks the order may come later than the buyer: for them it expired when its hold did.
    if (!(error instanceof InvalidStateError)) throw error;
    throw new InvalidStateError('EXPIRED', 'This order expired before it was paid. Order again.', 'ORDER_EXPIRED');
  }
}
