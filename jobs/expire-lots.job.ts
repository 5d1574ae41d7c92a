import { expireLots } from '../src/modules/inventory';
import type { LotPlace } from '../src/modules/inventory';
import { forEveryTenant } from './every-tenant';
import type { Processor } from './job';

const BATCH_SIZE = 200;
const BATCHES_PER_RUN_MAX = 25;

/** Takes the units of lots that are past their date, or are about to be, out of sale. */
export const expireLotsJob: Processor = (deps, progress) => {
  let done = 0;
  return forEveryTenant(deps, 'expire-lots', async (ctx) => {
    const summary = { movedUnits: 0, failedLots: 0 };
    let after: LotPlace | null = null;
    for (let batch = 0; batch < BATCHES_PER_RUN_MAX && !deps.signal.aborted; batch += 1) {
      const { movedUnits, failedLots, next }: Awaited<ReturnType<typeof expireLots>> = await expireLots(ctx, {
        after,
        batchSize: BATCH_SIZE,
      });
      summary.movedUnits += movedUnits;
      summary.failedLots += failedLots;
      done += movedUnits;
      if (movedUnits > 0) await progress(done);
      if (next === null) break;
      after = next;
    }
    return summary;
  });
};
