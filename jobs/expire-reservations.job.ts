import { expireReservations, warnExpiring } from '../src/modules/reservations';
import { forEveryTenant } from './every-tenant';
import type { Processor } from './job';

/**
 * One claim: large enough that a hold costs a fraction of a command, small enough that shoppers who want the same entries
 * wait for some 50 ms at most. With 200 a hold of a backlog costs a tenth more.
 */
const BATCH_SIZE = 400;
/** A worker that died gives its claim back after this. Longer than any batch takes. */
const LEASE_MS = 30_000;
/** One tenant's backlog must not keep the others waiting; the next run goes on. */
const BATCHES_PER_RUN_MAX = 25;

/** Ends holds whose time is over and gives their stock back; then tells of those whose end is near. */
export const expireReservationsJob: Processor = (deps, progress) => {
  let done = 0;
  return forEveryTenant(deps, 'expire-reservations', async (ctx) => {
    let expired = 0;
    for (let batch = 0; batch < BATCHES_PER_RUN_MAX && !deps.signal.aborted; batch += 1) {
      const result = await expireReservations(ctx, {
        workerId: deps.workerId,
        batchSize: BATCH_SIZE,
        leaseMs: LEASE_MS,
      });
      expired += result.expired;
      done += result.expired;
      if (result.expired > 0) await progress(done);
      if (!result.more) break;
    }
    let warned = 0;
    for (let batch = 0; batch < BATCHES_PER_RUN_MAX && !deps.signal.aborted; batch += 1) {
      const told = await warnExpiring(ctx, BATCH_SIZE);
      warned += told;
      if (told < BATCH_SIZE) break;
    }
    return { expired, warned };
  });
};
