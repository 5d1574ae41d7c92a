/** One charge. `paymentId` is the provider's idempotency key: the same id charges at most once, however often it is sent. */
export interface ChargeRequest {
  readonly paymentId: string;
  readonly amountMinor: number;
  readonly currency: string;
  /** What the storefront got from the provider for this shopper's means of payment. */
  readonly token: string;
  readonly timeoutMs: number;
}

/** `NO_ANSWER` means that nobody knows yet whether money moved: never treat it as a decline. */
export type ChargeResult =
  | { readonly status: 'CAPTURED'; readonly providerReference: string }
  | { readonly status: 'DECLINED'; readonly reason: string }
  | { readonly status: 'NO_ANSWER' };

/** One refund of a captured charge. `refundId` is the provider's idempotency key. */
export interface RefundRequest {
  readonly refundId: string;
  readonly providerReference: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly timeoutMs: number;
}

export type RefundResult =
  | { readonly status: 'REFUNDED' }
  | { readonly status: 'REFUSED'; readonly reason: string }
  | { readonly status: 'NO_ANSWER' };

/**
 * The door to a payment company. A real one plugs in here. Both calls must be idempotent by their id, and are made
 * outside of any transaction. A provider may throw or hang: the callers below turn both into NO_ANSWER.
 */
export interface PaymentProvider {
  charge(request: ChargeRequest): Promise<ChargeResult>;
  refund(request: RefundRequest): Promise<RefundResult>;
}

/** Where a provider's failures are told; the domain's logger fits. */
export interface ProviderLog {
  warn(fields: object, message: string): void;
}

/** Charges and waits at most `request.timeoutMs`; a late answer is asked for again with the same payment id. */
export async function chargeWithin(
  provider: PaymentProvider,
  request: ChargeRequest,
  log: ProviderLog,
): Promise<ChargeResult> {
  return within(() => provider.charge(request), request.timeoutMs, log, { paymentId: request.paymentId });
}

/** Refunds and waits at most `request.timeoutMs`. */
export async function refundWithin(
  provider: PaymentProvider,
  request: RefundRequest,
  log: ProviderLog,
): Promise<RefundResult> {
  return within(() => provider.refund(request), request.timeoutMs, log, { refundId: request.refundId });
}

function within<T>(
  call: () => Promise<T>,
  timeoutMs: number,
  log: ProviderLog,
  about: object,
): Promise<T | { readonly status: 'NO_ANSWER' }> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve({ status: 'NO_ANSWER' }), timeoutMs);
    const answer = (given: T | { readonly status: 'NO_ANSWER' }): void => {
      clearTimeout(timer);
      resolve(given);
    };
    // A broken connection says nothing about the money: only an answer is an answer.
    const failed = (error: unknown): void => {
      log.warn({ ...about, error: String(error) }, 'the payment provider failed to answer');
      answer({ status: 'NO_ANSWER' });
    };
    // Through `then`, so that a provider that throws at once is caught like one that throws later.
    Promise.resolve().then(call).then(answer, failed);
  });
}
