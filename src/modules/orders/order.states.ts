import { InvalidStateError } from '../../kernel/errors';
import type { TransitionTable } from '../../kernel/transition';
import type { OrderDoc, OrderLineDoc, OrderStatus } from './order.model';

/** PAYMENT_REVIEW means that money may have moved and nobody knows yet; a person or a retry finds out. */
export const ORDER_TRANSITIONS: TransitionTable<OrderStatus> = {
  PENDING_PAYMENT: ['PAYMENT_REVIEW', 'CONFIRMED', 'CANCELLED', 'EXPIRED'],
  PAYMENT_REVIEW: ['PENDING_PAYMENT', 'CONFIRMED', 'CANCELLED', 'EXPIRED'],
  CONFIRMED: ['PARTIALLY_FULFILLED', 'FULFILLED', 'CANCELLED'],
  PARTIALLY_FULFILLED: ['PARTIALLY_FULFILLED', 'FULFILLED'],
  FULFILLED: [],
  CANCELLED: [],
  EXPIRED: [],
};

/** True while the order waits for money and its stock is only held. */
export function isUnpaid(status: OrderStatus): boolean {
  return status === 'PENDING_PAYMENT' || status === 'PAYMENT_REVIEW';
}

/** Units of a line that are neither delivered nor cancelled. */
export function openQuantity(line: OrderLineDoc): number {
  return line.quantity - line.fulfilledQuantity - line.cancelledQuantity;
}

/** The status that a paid order's lines tell. */
export function statusOfLines(lines: readonly OrderLineDoc[]): OrderStatus {
  const fulfilled = lines.some((line) => line.fulfilledQuantity > 0);
  if (lines.some((line) => openQuantity(line) > 0)) return fulfilled ? 'PARTIALLY_FULFILLED' : 'CONFIRMED';
  return fulfilled ? 'FULFILLED' : 'CANCELLED';
}

interface Refusal {
  readonly code: string;
  readonly because: string;
  /** What to do, where that does not follow from the states. */
  readonly advice?: string;
}

const REFUSALS: Readonly<Record<OrderStatus, Refusal>> = {
  PENDING_PAYMENT: { code: 'ORDER_NOT_PAID', because: 'it is not paid yet' },
  PAYMENT_REVIEW: {
    code: 'ORDER_PAYMENT_IN_REVIEW',
    because: 'the outcome of a payment is not known yet',
    advice: " Send that payment's request again to learn its outcome.",
  },
  CONFIRMED: { code: 'ORDER_ALREADY_PAID', because: 'it is already paid' },
  PARTIALLY_FULFILLED: { code: 'ORDER_PARTIALLY_FULFILLED', because: 'part of it was already handed over' },
  FULFILLED: { code: 'ORDER_ALREADY_FULFILLED', because: 'it was already handed over' },
  CANCELLED: { code: 'ORDER_ALREADY_CANCELLED', because: 'it is cancelled' },
  EXPIRED: { code: 'ORDER_EXPIRED', because: 'it expired before it was paid' },
};

/** Throws InvalidStateError with the exact code of the order's status unless that is one of `allowed`. */
export function assertStatus(order: Pick<OrderDoc, 'status'>, verb: string, allowed: readonly OrderStatus[]): void {
  if (allowed.includes(order.status)) return;
  const { code, because, advice = '' } = REFUSALS[order.status];
  throw new InvalidStateError(
    order.status,
    `This order can't be ${verb} because ${because}. Expected status ${allowed.join(' or ')}, got ${order.status}.${advice}`,
    code,
  );
}
