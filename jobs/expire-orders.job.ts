import { expireOrders } from '../src/modules/orders';
import { forEveryTenant } from './every-tenant';
import type { Processor } from './job';

const BATCH_SIZE = 200;
const BATCHES_PER_RUN_MAX = 25;

/** Marks unpaid orders whose hold has ended as EXPIRED. */
export const expireOrdersJob: Processor = (deps, progress) => {
  let done = 0;
  return forEveryTenant(deps, 'expire-orders', async (ctx) => {
    let expired = 0;
    for (let batch = 0; batch < BATCHES_PER_RUN_MAX && !deps.signal.aborted; batch += 1) {
      const count = await expireOrders(ctx, BATCH_SIZE);
      expired += count;
      done += count;
      if (count > 0) await progress(done);
      if (count < BATCH_SIZE) break;
    }
    return { expired };
  });
};
