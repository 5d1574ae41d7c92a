import { InvalidStateError } from '../../kernel/errors';
import type { Id } from '../../kernel/ids';
import { newId } from '../../kernel/ids';
import { statesBefore } from '../../kernel/transition';
import type { Tx } from '../../platform/transaction';
import { payments } from './payment.model';
import type { PaymentDoc, PaymentMethod, PaymentStatus } from './payment.model';
import { PAYMENT_TRANSITIONS, shareRefund } from './payment.states';

/** What a payment is made of; everything else has its first value. */
export interface NewPayment {
  readonly paymentId: Id;
  readonly orderId: Id;
  readonly method: PaymentMethod;
  readonly status: 'PENDING' | 'CAPTURED';
  readonly amountMinor: number;
  readonly currency: string;
  readonly tenderedMinor?: number | null;
  readonly changeMinor?: number | null;
  readonly reference?: string | null;
  readonly token?: string | null;
  /** Left out, the payment is its own attempt. */
  readonly attemptKey?: string;
  readonly inputHashes?: Record<string, string>;
}

/** Inserts payments in one command and tells of those that are captured at once. Returns them in the order given. */
export async function recordPaymentsIn(tx: Tx, made: readonly NewPayment[]): Promise<PaymentDoc[]> {
  const rows = made.map((payment): PaymentDoc => ({
    _id: payment.paymentId,
    tenantId: tx.tenantId,
    orderId: payment.orderId,
    method: payment.method,
    status: payment.status,
    amountMinor: payment.amountMinor,
    currency: payment.currency,
    tenderedMinor: payment.tenderedMinor ?? null,
    changeMinor: payment.changeMinor ?? null,
    reference: payment.reference ?? null,
    token: payment.token ?? null,
    providerReference: null,
    failureReason: null,
    refundedMinor: 0,
    refunds: [],
    attemptKey: payment.attemptKey ?? `payment:${payment.paymentId.toHexString()}`,
    inputHashes: payment.inputHashes ?? {},
    createdAt: tx.now,
    updatedAt: tx.now,
  }));
  if (rows.length === 0) return rows;
  await payments(tx.db).insertMany(rows, { session: tx.session, lean: true });
  for (const row of rows) if (row.status === 'CAPTURED') recordEvent(tx, 'payment.captured', row._id, row.orderId);
  return rows;
}

/** How an attempt ended. */
export type PaymentEnd =
  | { readonly status: 'CAPTURED'; readonly providerReference: string | null }
  | { readonly status: 'FAILED'; readonly reason: string };

/**
 * Ends a pending payment, once. Returns false when it had ended the same way before, so that a resumed attempt does
 * not count twice; throws InvalidStateError when it had ended otherwise.
 */
export async function endPaymentIn(tx: Tx, payment: PaymentDoc, end: PaymentEnd): Promise<boolean> {
  const changes =
    end.status === 'CAPTURED' ? { providerReference: end.providerReference } : { failureReason: end.reason };
  const result = await payments(tx.db).updateOne(
    {
      tenantId: tx.tenantId,
      _id: payment._id,
      status: { $in: statesBefore<PaymentStatus>(PAYMENT_TRANSITIONS, end.status) },
    },
    { $set: { status: end.status, token: null, updatedAt: tx.now, ...changes } },
    { session: tx.session },
  );
  if (result.modifiedCount === 1) {
    recordEvent(tx, end.status === 'CAPTURED' ? 'payment.captured' : 'payment.failed', payment._id, payment.orderId);
    return true;
  }
  const now = await payments(tx.db)
    .findOne({ tenantId: tx.tenantId, _id: payment._id }, null, { session: tx.session })
    .lean<PaymentDoc>();
  if (now?.status === end.status) return false;
  throw new InvalidStateError(now?.status ?? 'MISSING', `Expected a pending payment, got one that is ${now?.status}.`);
}

/**
 * Promises a refund of `amountMinor` out of an order's payments, newest first, in the caller's transaction. Cash and
 * bank transfers are done by hand and count as done; the rest is sent to the provider by `settleRefunds` afterwards.
 * Returns how much could be promised.
 */
export async function promiseRefundIn(tx: Tx, orderId: Id, amountMinor: number): Promise<number> {
  if (amountMinor <= 0) return 0;
  const paid = await payments(tx.db)
    .find({ tenantId: tx.tenantId, orderId }, null, { session: tx.session })
    .lean<PaymentDoc[]>();
  let promisedMinor = 0;
  for (const share of shareRefund(paid, amountMinor)) {
    const { payment } = share;
    const refundedMinor = payment.refundedMinor + share.amountMinor;
    const result = await payments(tx.db).updateOne(
      { tenantId: tx.tenantId, _id: payment._id, refundedMinor: payment.refundedMinor },
      {
        $set: {
          refundedMinor,
          status: refundedMinor === payment.amountMinor ? 'REFUNDED' : 'PARTIALLY_REFUNDED',
          updatedAt: tx.now,
        },
        $push: {
          refunds: {
            _id: newId(),
            amountMinor: share.amountMinor,
            status: payment.providerReference === null ? 'DONE' : 'PENDING',
            requestedAt: tx.now,
          },
        },
      },
      { session: tx.session },
    );
    if (result.modifiedCount !== 1) throw new InvalidStateError(payment.status, 'The payment was just refunded.');
    recordEvent(tx, 'payment.refunded', payment._id, orderId);
    promisedMinor += share.amountMinor;
  }
  return promisedMinor;
}

function recordEvent(tx: Tx, type: string, paymentId: Id, orderId: Id): void {
  tx.record({
    type,
    version: 1,
    payload: { paymentId: paymentId.toHexString(), orderId: orderId.toHexString() },
  });
}
