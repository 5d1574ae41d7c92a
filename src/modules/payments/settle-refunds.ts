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

/**
 * Sends promised refunds to the provider and marks those that it confirmed. Opens no transaction: each is one guarded
 * update after one call that is idempotent by the refund's id, so running it twice refunds once.
 * @param scope the order whose refunds to send, or null for the tenant's oldest `limit` payments.
 * @returns how many were confirmed and how many are still open.
 */
export async function settleRefunds(
  ctx: Context,
  services: PaymentServices,
  scope: Id | null,
  limit = 100,
): Promise<{ confirmed: number; open: number }> {
  const unsettled = { tenantId: ctx.tenantId, refunds: { $elemMatch: { status: 'PENDING' as const } } };
  const waiting = await payments(ctx.db)
    .find(scope === null ? unsettled : { ...unsettled, orderId: scope })
    .limit(limit)
    .lean<PaymentDoc[]>();
  let confirmed = 0;
  let open = 0;
  for (const payment of waiting) {
    for (const refund of payment.refunds) {
      if (refund.status !== 'PENDING' || payment.providerReference === null) continue;
      const answer = await refundWithin(
        services.provider,
        {
          refundId: refund._id.toHexString(),
          providerReference: payment.providerReference,
          amountMinor: refund.amountMinor,
          currency: payment.currency,
          timeoutMs: services.timeoutMs,
        },
        ctx.logger,
      );
      if (answer.status !== 'REFUNDED') {
        ctx.logger.warn({ paymentId: payment._id.toHexString(), answer: answer.status }, 'a refund is still open');
        open += 1;
        continue;
      }
      await payments(ctx.db).updateOne(
        { tenantId: ctx.tenantId, _id: payment._id, refunds: { $elemMatch: { _id: refund._id, status: 'PENDING' } } },
        { $set: { 'refunds.$.status': 'DONE', updatedAt: ctx.clock.now() } },
      );
      confirmed += 1;
    }
  }
  return { confirmed, open };
}
