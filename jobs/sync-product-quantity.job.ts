import { setProductQuantities } from '../src/modules/catalog';
import { availableByProduct } from '../src/modules/inventory';
import { clearDue, markDue, readDue } from '../src/platform/due-work';
import { forEveryTenant } from './every-tenant';
import type { Processor } from './job';

const JOB = 'sync-product-quantity';
const BATCH_SIZE = 200;
const BATCHES_PER_RUN_MAX = 20;

/**
 * Brings Product.quantity, and in which branches a product is in stock, in step with the stock entries of the products that changed. Reads the balances of the
 * moment and never adds deltas, so events that come twice, late or out of order can't make it wrong.
 */
export const syncProductQuantityJob: Processor = async (deps, progress) => {
  let done = 0;
  let oldestMs: number | null = null;
  const summary = await forEveryTenant(deps, JOB, async (ctx) => {
    let products = 0;
    for (let batch = 0; batch < BATCHES_PER_RUN_MAX && !deps.signal.aborted; batch += 1) {
      const marks = await readDue(ctx, JOB, BATCH_SIZE);
      const first = marks[0];
      if (first === undefined) break;
      oldestMs = Math.min(oldestMs ?? first.since.getTime(), first.since.getTime());
      const ids = marks.map((mark) => mark.subjectId);
      const available = await availableByProduct(ctx, ids);
      await setProductQuantities(
        ctx,
        ids.map((productId) => {
          const { quantity = 0, inStockBranchIds = [] } = available.get(productId.toHexString()) ?? {};
          return { productId, quantity, inStockBranchIds };
        }),
      );
      const cleared = await clearDue(ctx, marks);
      // A mark that did not go was renewed, or another worker served it meanwhile with a newer balance, which our write
      // may just have overwritten: look again at what is true then.
      if (cleared < marks.length) {
        await markDue(
          ctx,
          JOB,
          marks.map((mark) => ({ id: mark.subjectId, since: mark.since })),
        );
        break;
      }
      products += marks.length;
      done += marks.length;
      await progress(done);
      if (marks.length < BATCH_SIZE) break;
    }
    return { products };
  });
  deps.app.metrics.projectionLagSeconds.set(
    oldestMs === null ? 0 : Math.max(0, deps.app.clock.now().getTime() - oldestMs) / 1000,
  );
  return summary;
};
