import { principalKey } from '../../kernel/context';
import type { Context } from '../../kernel/context';
import {
  InsufficientStockError,
  InvalidStateError,
  PaymentDeclinedError,
  RefusalError,
  ValidationError,
} from '../../kernel/errors';
import { newId } from '../../kernel/ids';
import type { Id } from '../../kernel/ids';
import type { Money } from '../../kernel/money';
import { can } from '../../kernel/permissions';
import { assertSameInput, findStored, hashFields, runIdempotent } from '../../platform/idempotency';
import type { IdempotentRequest } from '../../platform/idempotency';
import { isDuplicateKey } from '../../platform/mongo';
import { runInTransaction } from '../../platform/transaction';
import { ATTEMPT_INDEX, chargeWithin, findAttempt, settleRefunds } from '../payments';
import type { PaymentDoc, PaymentMethod, PaymentServices } from '../payments';
import { beginPaymentIn } from './begin-payment';
import type { PaymentAttempt } from './begin-payment';
import { findOrder } from './find-order';
import type { OrderDoc } from './order.model';
import { captureIn, declineIn, refundLostIn, resellSource, reviewIn } from './settle-payment';

const OPERATION = 'payOrder';
/** Money that staff see arrive; no provider is asked. */
const BY_HAND: readonly PaymentMethod[] = ['CASH', 'BANK_TRANSFER'];

export interface PayOrderRequest {
  readonly input: IdempotentRequest['input'];
  readonly orderId: Id;
  readonly method: PaymentMethod;
  /** Left out, all that is due; less is a part payment. */
  readonly amount?: Money | null;
  /** The provider's token; needed for every method that a provider charges. */
  readonly token?: string | null;
}

/**
 * Pays an order, wholly or in part. One attempt (principal and key) is one charge, however often it is sent, also after
 * a crash: the payment is recorded first, charged outside of any transaction, and settled then. Without an answer from
 * the provider the order is in PAYMENT_REVIEW and the same request asks again.
 * Throws NotFoundError, InvalidStateError, PaymentDeclinedError, ValidationError, IdempotencyKeyReusedError.
 */
export async function payOrder(ctx: Context, services: PaymentServices, request: PayOrderRequest): Promise<OrderDoc> {
  const token = checkMethod(ctx, request);
  const attempt: PaymentAttempt = {
    paymentId: newId(),
    orderId: request.orderId,
    method: request.method,
    amount: request.amount,
    token,
    attemptKey: `${principalKey(ctx.actor)}|${request.input.idempotencyKey}`,
    inputHashes: hashFields(request.input),
  };
  const begun = await findAttempt(ctx, attempt.attemptKey);
  if (begun !== null) return resume(ctx, services, request, begun);
  if (token === null) return payByHand(ctx, services, request, attempt);
  const payment = await begin(ctx, attempt);
  assertSameInput(payment.inputHashes, attempt.inputHashes);
  return charge(ctx, services, request, payment);
}

/** The token that the provider charges; null for money that staff take. */
function checkMethod(ctx: Context, { method, token }: PayOrderRequest): string | null {
  if (BY_HAND.includes(method)) {
    if (can(ctx.actor, 'orders:all')) return null;
    throw new RefusalError('FORBIDDEN', `A payment by ${method} is recorded by staff. Pay by card instead.`);
  }
  if (token === null || token === undefined || token === '') {
    throw new ValidationError('token', `Expected the payment provider's token for a payment by ${method}, got none.`);
  }
  return token;
}

async function payByHand(
  ctx: Context,
  services: PaymentServices,
  request: PayOrderRequest,
  attempt: PaymentAttempt,
): Promise<OrderDoc> {
  try {
    return await runIdempotent(ctx, { operation: OPERATION, input: request.input }, async (tx) => {
      const { payment } = await beginPaymentIn(tx, attempt);
      return captureIn(tx, payment, null, 'HOLD');
    });
  } catch (error) {
    // The same request was served by another process between our look and our write.
    const begun = isDuplicateKey(error, ATTEMPT_INDEX) ? await findAttempt(ctx, attempt.attemptKey) : null;
    if (begun === null) throw error;
    return resume(ctx, services, request, begun);
  }
}

async function begin(ctx: Context, attempt: PaymentAttempt): Promise<PaymentDoc> {
  try {
    return await runInTransaction(ctx, async (tx) => (await beginPaymentIn(tx, attempt)).payment);
  } catch (error) {
    // The same request, sent twice at once: the other one has begun, this one goes on with its payment. It may also
    // have been refused because of it (a payment is under way), so look on outcomes too.
    if (!(error instanceof InvalidStateError) && !isDuplicateKey(error, ATTEMPT_INDEX)) throw error;
    const begun = await findAttempt(ctx, attempt.attemptKey);
    if (begun === null) throw error;
    return begun;
  }
}

/** Goes on with an attempt that was begun before: replays its outcome, or asks the provider again. */
async function resume(
  ctx: Context,
  services: PaymentServices,
  request: PayOrderRequest,
  payment: PaymentDoc,
): Promise<OrderDoc> {
  assertSameInput(payment.inputHashes, hashFields(request.input));
  if (payment.status === 'PENDING') return charge(ctx, services, request, payment);
  if (payment.status === 'FAILED') throw new PaymentDeclinedError(payment.failureReason ?? 'declined');
  const stored = await findStored(ctx, OPERATION, request.input.idempotencyKey);
  if (stored !== null) return stored.result as OrderDoc;
  // Either the money went back because the hold was lost, which stores no result, or the result was pruned long ago.
  const order = await findOrder(ctx, { id: payment.orderId });
  if (order === null || order.status === 'EXPIRED') throw holdLost();
  return order;
}

async function charge(
  ctx: Context,
  services: PaymentServices,
  request: PayOrderRequest,
  payment: PaymentDoc,
): Promise<OrderDoc> {
  if (payment.status !== 'PENDING') return resume(ctx, services, request, payment);
  const answer =
    payment.amountMinor === 0
      ? ({ status: 'CAPTURED', providerReference: null } as const)
      : await chargeWithin(
          services.provider,
          {
            paymentId: payment._id.toHexString(),
            amountMinor: payment.amountMinor,
            currency: payment.currency,
            token: payment.token ?? '',
            timeoutMs: services.timeoutMs,
          },
          ctx.logger,
        );
  switch (answer.status) {
    case 'CAPTURED':
      return capture(ctx, services, request, payment, answer.providerReference);
    case 'DECLINED':
      await runInTransaction(ctx, (tx) => declineIn(tx, payment, answer.reason));
      throw new PaymentDeclinedError(answer.reason);
    case 'NO_ANSWER':
      return runInTransaction(ctx, (tx) => reviewIn(tx, payment));
  }
}

async function capture(
  ctx: Context,
  services: PaymentServices,
  request: PayOrderRequest,
  payment: PaymentDoc,
  providerReference: string | null,
): Promise<OrderDoc> {
  const idempotent = { operation: OPERATION, input: request.input };
  try {
    return await runIdempotent(ctx, idempotent, (tx) => captureIn(tx, payment, providerReference, 'HOLD'));
  } catch (error) {
    if (!(error instanceof InvalidStateError)) throw error;
  }
  // The hold was lost while the provider answered: sell from what is there, or give the money back.
  const source = resellSource();
  try {
    return await runIdempotent(ctx, idempotent, (tx) => captureIn(tx, payment, providerReference, source));
  } catch (error) {
    if (!(error instanceof InvalidStateError) && !(error instanceof InsufficientStockError)) throw error;
  }
  await runInTransaction(ctx, (tx) => refundLostIn(tx, payment, providerReference ?? ''));
  await settleRefunds(ctx, services, payment.orderId);
  throw holdLost();
}

function holdLost(): InvalidStateError {
  return new InvalidStateError(
    'EXPIRED',
    'The order expired while it was being paid and its stock is sold. The payment is being refunded.',
    'ORDER_HOLD_LOST',
  );
}
