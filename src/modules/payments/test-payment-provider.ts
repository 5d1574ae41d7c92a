import type { ChargeRequest, ChargeResult, PaymentProvider, RefundRequest, RefundResult } from './payment-provider';

/** Answers are kept for repeats; the oldest go first, so that a long replay doesn't grow without bound. */
const ANSWERS_MAX = 10_000;

/**
 * The built-in provider for development and tests; no money moves. Tokens: `tok_ok` captures, `tok_decline` declines
 * with reason `card_declined`, `tok_timeout` never answers; any other is declined with `invalid_token`.
 */
export function testPaymentProvider(): PaymentProvider {
  const answers = new Map<string, ChargeResult>();
  return {
    charge(request: ChargeRequest): Promise<ChargeResult> {
      const known = answers.get(request.paymentId);
      if (known !== undefined) return Promise.resolve(known);
      const answer = answerFor(request);
      if (answer === null) return new Promise<ChargeResult>(() => undefined);
      answers.set(request.paymentId, answer);
      const oldest = answers.size > ANSWERS_MAX ? answers.keys().next().value : undefined;
      if (oldest !== undefined) answers.delete(oldest);
      return Promise.resolve(answer);
    },
    refund: (_request: RefundRequest): Promise<RefundResult> => Promise.resolve({ status: 'REFUNDED' }),
  };
}

function answerFor({ token, paymentId }: ChargeRequest): ChargeResult | null {
  switch (token) {
    case 'tok_ok':
      return { status: 'CAPTURED', providerReference: `test_${paymentId}` };
    case 'tok_decline':
      return { status: 'DECLINED', reason: 'card_declined' };
    case 'tok_timeout':
      return null;
    default:
      return { status: 'DECLINED', reason: 'invalid_token' };
  }
}
