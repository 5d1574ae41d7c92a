import { pruneBulk } from '../src/modules/bulk';
import { pruneCatalog } from '../src/modules/catalog';
import { pruneRefreshTokens } from '../src/modules/tenants';
import { pruneIdempotency } from '../src/platform/idempotency-prune';
import { prunePublished } from '../src/platform/outbox-backlog';
import { forEveryTenant } from './every-tenant';
import type { Processor } from './job';

const BATCH_SIZE = 1_000;
const BATCHES_PER_RUN_MAX = 50;
/** Published events stay this long, so that a person can see what was told. */
const PUBLISHED_RETENTION_MS = 7 * 24 * 60 * 60 * 1000;

/**
 * Removes idempotency records after their retention, events published long ago, sessions that have ended, old imports
 * and exports, and what is left of removed categories and price lists.
 */
export const pruneJob: Processor = (deps, progress) => {
  let done = 0;
  return forEveryTenant(deps, 'prune', async (ctx) => {
    const before = new Date(ctx.clock.now().getTime() - PUBLISHED_RETENTION_MS);
    const inBatches = async (removeBatch: () => Promise<number>): Promise<number> => {
      let removed = 0;
      for (let batch = 0; batch < BATCHES_PER_RUN_MAX && !deps.signal.aborted; batch += 1) {
        const count = await removeBatch();
        removed += count;
        done += count;
        if (count > 0) await progress(done);
        if (count < BATCH_SIZE) break;
      }
      return removed;
    };
    const idempotencyRecords = await inBatches(() => pruneIdempotency(ctx, BATCH_SIZE));
    const events = await inBatches(() => prunePublished(ctx, before, BATCH_SIZE));
    const sessions = await inBatches(() => pruneRefreshTokens(ctx, BATCH_SIZE));
    const files = await inBatches(() => pruneBulk(ctx, BATCH_SIZE));
    const leftovers = await inBatches(() => pruneCatalog(ctx, BATCH_SIZE));
    return { idempotencyRecords, events, sessions, files, leftovers };
  });
};
