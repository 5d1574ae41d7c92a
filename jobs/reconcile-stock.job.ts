import { reconcileStock } from '../src/modules/reservations';
import { forEveryTenant } from './every-tenant';
import type { Processor } from './job';

/** Compares every balance with the ledger and the live holds. Repairs nothing: a difference is for a person to see. */
export const reconcileStockJob: Processor = async (deps, progress) => {
  let drifted = 0;
  let checked = 0;
  const summary = await forEveryTenant(deps, 'reconcile-stock', async (ctx) => {
    const { checkedEntries, drifts } = await reconcileStock(ctx, { dryRun: true });
    for (const drift of drifts) {
      deps.app.logger.error({ tenantId: ctx.tenantId.toHexString(), drift }, 'stock differs from its ledger');
    }
    drifted += drifts.length;
    checked += checkedEntries;
    await progress(checked);
    return { checkedEntries, drifts: drifts.length };
  });
  deps.app.metrics.driftedEntries.set(drifted);
  return summary;
};
