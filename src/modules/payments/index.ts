/**
 * Payments: money towards orders, and the door to the payment company.
 * Owns the collection `payments`. States: `payment.states.ts`. Invariants: one attempt (principal and idempotency key)
 * is one payment (I5); never more refunded than captured; the provider is only called outside of transactions.
 */
export { ATTEMPT_INDEX, PAYMENT_METHODS, PAYMENT_STATUSES } from './payment.model';
export type { PaymentDoc, PaymentMethod, PaymentRefund, PaymentStatus } from './payment.model';
export { chargeWithin } from './payment-provider';
export type { ChargeRequest, ChargeResult, PaymentProvider, RefundRequest, RefundResult } from './payment-provider';
export { testPaymentProvider } from './test-payment-provider';
export { endPaymentIn, promiseRefundIn, recordPaymentsIn } from './record-payment';
export type { NewPayment, PaymentEnd } from './record-payment';
export { findAttempt, findPayment, findPaymentsByOrders } from './find-payments';
export { settleRefunds } from './settle-refunds';
export type { PaymentServices } from './settle-refunds';
export { isPaid, shareRefund } from './payment.states';
