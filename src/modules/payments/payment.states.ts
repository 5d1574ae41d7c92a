import type { TransitionTable } from '../../kernel/transition';
import type { PaymentDoc, PaymentStatus } from './payment.model';

/** AUTHORIZED and VOIDED are for providers that authorise first; the built-in one captures at once. */
export const PAYMENT_TRANSITIONS: TransitionTable<PaymentStatus> = {
  PENDING: ['AUTHORIZED', 'CAPTURED', 'FAILED'],
  AUTHORIZED: ['CAPTURED', 'VOIDED', 'FAILED'],
  CAPTURED: ['PARTIALLY_REFUNDED', 'REFUNDED'],
  PARTIALLY_REFUNDED: ['PARTIALLY_REFUNDED', 'REFUNDED'],
  REFUNDED: [],
  FAILED: [],
  VOIDED: [],
};

/** True when the payment's money has reached the tenant, whatever part of it went back. */
export function isPaid(payment: Pick<PaymentDoc, 'status'>): boolean {
  return payment.status === 'CAPTURED' || payment.status === 'PARTIALLY_REFUNDED' || payment.status === 'REFUNDED';
}

/** One part of a refund, out of one payment. */
export interface RefundShare<T> {
  readonly payment: T;
  readonly amountMinor: number;
}

/**
 * Shares a refund over an order's payments, the newest first, never more from one than is left of it.
 * Pure. The shares sum to `amountMinor` when the payments cover it, and to what they hold otherwise.
 */
export function shareRefund<T extends Pick<PaymentDoc, '_id' | 'status' | 'amountMinor' | 'refundedMinor'>>(
  paid: readonly T[],
  amountMinor: number,
): RefundShare<T>[] {
  const shares: RefundShare<T>[] = [];
  let openMinor = amountMinor;
  // Ids of one process rise with time, so they tell payments of the same instant apart in a stable way.
  const newestFirst = [...paid].sort((a, b) => (a._id.toHexString() < b._id.toHexString() ? 1 : -1));
  for (const payment of newestFirst) {
    const takenMinor = isPaid(payment) ? Math.min(openMinor, payment.amountMinor - payment.refundedMinor) : 0;
    if (takenMinor <= 0) continue;
    shares.push({ payment, amountMinor: takenMinor });
    openMinor -= takenMinor;
  }
  return shares;
}
