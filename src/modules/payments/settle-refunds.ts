import type { Context } from '../../kernel/context';
import type { Id } from '../../kernel/ids';
import { payments } from './payment.model';
import type { PaymentDoc } from './payment.model';
import { refundWithin } from './payment-provider';
import type { PaymentProvider } from './payment-provider';

/** What charging and refunding need besides the context. */
export interface PaymentServices {
  readonly provider: PaymentProvider;
  readonly timeoutMs: number;
}

/** A refund that the provider does not confirm is sent again after half of its age, within these bounds. */
const WAIT_MIN_MS = 30_000;
const WAIT_MAX_MS = 60 * 60 * 1000;

/** How many refunds were confirmed and how many are still open. */
export interface SettledRefunds {
  readonly confirmed: number;
  readonly open: number;
}

/**
 * Sends promised refunds to the provider and marks those that it confirmed. Opens no transaction: each is one guarded
 * update after one call that is idempotent by the refund's id, so running it twice refunds once. What stays open waits
 * longer each time and lets the others pass: a provider that never confirms some of them must not hold up the rest.
 * @param scope the order whose refunds to send, due or not, or null for up to `limit` due payments of the tenant.
 */
export async function settleRefunds(
  ctx: Context,
  services: PaymentServices,
  scope: Id | null,
  limit = 100,
): Promise<SettledRefunds> {
  const unsettled = { tenantId: ctx.tenantId, refunds: { $elemMatch: { status: 'PENDING' as const } } };
  const waiting = await payments(ctx.db)
    .find(scope === null ? unsettled : { ...unsettled, orderId: scope })
    .sort({ refundDueAt: 1 })
    .limit(limit)
    .lean<PaymentDoc[]>();
  const now = ctx.clock.now();
  const due = waiting.filter(({ refundDueAt }) => scope !== null || refundDueAt === undefined || refundDueAt <= now);
  let confirmed = 0;
  let open = 0;
  for (const payment of due) {
    const settled = await settlePayment(ctx, services, payment);
    confirmed += settled.confirmed;
    open += settled.open;
  }
  return { confirmed, open };
}

async function settlePayment(ctx: Context, services: PaymentServices, payment: PaymentDoc): Promise<SettledRefunds> {
  const { tenantId } = ctx;
  const { _id, currency, providerReference } = payment;
  let confirmed = 0;
  const pending = payment.refunds.filter(({ status }) => status === 'PENDING');
  for (const { _id: refundId, amountMinor } of pending) {
    if (providerReference === null) continue;
    const { timeoutMs, provider } = services;
    const request = { refundId: refundId.toHexString(), providerReference, amountMinor, currency, timeoutMs };
    const answer = await refundWithin(provider, request, ctx.logger);
    if (answer.status !== 'REFUNDED') {
      ctx.logger.warn({ paymentId: _id.toHexString(), answer: answer.status }, 'a refund is still open');
      continue;
    }
    await payments(ctx.db).updateOne(
      { tenantId, _id, refunds: { $elemMatch: { _id: refundId, status: 'PENDING' } } },
      { $set: { 'refunds.$.status': 'DONE', updatedAt: ctx.clock.now() } },
    );
    confirmed += 1;
  }
  if (confirmed < pending.length) {
    const refundDueAt = nextTryAt(ctx.clock.now(), pending);
    await payments(ctx.db).updateOne({ tenantId, _id }, { $set: { refundDueAt } });
  }
  return { confirmed, open: pending.length - confirmed };
}

function nextTryAt(now: Date, pending: PaymentDoc['refunds']): Date {
  const youngestMs = Math.max(...pending.map(({ requestedAt }) => requestedAt.getTime()));
  const waitMs = Math.min(WAIT_MAX_MS, Math.max(WAIT_MIN_MS, (now.getTime() - youngestMs) / 2));
  return new Date(now.getTime() + waitMs);
}
