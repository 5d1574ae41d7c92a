import { testPaymentProvider } from '../../../src/modules/payments';
import type { ChargeRequest, ChargeResult, PaymentProvider } from '../../../src/modules/payments';

/** The built-in provider, watched; `answer` replaces what it says to charges. */
export class WatchedProvider implements PaymentProvider {
  private readonly inner = testPaymentProvider();
  /** Payment ids in the order in which they were asked for, repeats included. */
  readonly charged: string[] = [];
  /** Amounts that were sent back. */
  readonly refunded: number[] = [];
  answer: ((request: ChargeRequest) => Promise<ChargeResult>) | null = null;
  /** False: refunds get no answer. */
  isRefunding = true;

  charge(request: ChargeRequest): Promise<ChargeResult> {
    this.charged.push(request.paymentId);
    return this.answer === null ? this.inner.charge(request) : this.answer(request);
  }

  refund(request: Parameters<PaymentProvider['refund']>[0]): ReturnType<PaymentProvider['refund']> {
    if (!this.isRefunding) return Promise.reject(new Error('socket hang up'));
    this.refunded.push(request.amountMinor);
    return this.inner.refund(request);
  }
}
