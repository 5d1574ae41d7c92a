import { settleRefunds } from '../src/modules/payments';
import { forEveryTenant } from './every-tenant';
import type { Processor } from './job';

/** Each is one call to the provider, so a run stays short; the next goes on where this one stopped. */
const REFUNDS_PER_RUN_MAX = 100;

/** Sends promised refunds that the provider has not confirmed yet; idempotent by the refund's id. */
export const settleRefundsJob: Processor = (deps, progress) => {
  const services = { provider: deps.app.paymentProvider, timeoutMs: deps.app.config.paymentTimeoutMs };
  let done = 0;
  return forEveryTenant(deps, 'settle-refunds', async (ctx) => {
    const { confirmed, open } = await settleRefunds(ctx, services, null, REFUNDS_PER_RUN_MAX);
    done += confirmed;
    if (confirmed > 0) await progress(done);
    return { confirmed, open };
  });
};
