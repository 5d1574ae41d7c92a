import type { Context } from '../src/kernel/context';
import { faultText } from '../src/kernel/errors';
import { activeTenants } from '../src/modules/tenants';
import type { JobSummary, QueueName } from '../src/platform/queues';
import type { JobDeps } from './job';

/** Some tenants failed; the others were served. Thrown at the end of a run, so that it is retried with back-off. */
export class TenantsFailedError extends Error {
  constructor(
    readonly failed: number,
    readonly summary: JobSummary,
  ) {
    super(`${failed} tenants failed, see the log; the others were served: ${JSON.stringify(summary)}`);
  }
}

/**
 * Runs `work` for every active tenant, one after the other, and sums what it counts. A tenant that fails is logged and
 * never stops the rest; the run then ends with TenantsFailedError. Stops between tenants when asked to.
 */
export async function forEveryTenant(
  deps: JobDeps,
  job: QueueName,
  work: (ctx: Context) => Promise<JobSummary>,
): Promise<JobSummary> {
  const sums: Record<string, number> = { tenants: 0 };
  let failed = 0;
  for await (const tenant of activeTenants(deps.app.db)) {
    if (deps.signal.aborted) break;
    sums['tenants'] = (sums['tenants'] ?? 0) + 1;
    try {
      const counts = await work(deps.app.newContext(tenant._id, { kind: 'system', job }));
      for (const [name, count] of Object.entries(counts)) sums[name] = (sums[name] ?? 0) + count;
    } catch (error) {
      failed += 1;
      const fields = { job, tenantId: tenant._id.toHexString(), error: faultText(error) };
      deps.app.logger.error(fields, 'job failed for a tenant');
    }
  }
  if (failed > 0) throw new TenantsFailedError(failed, sums);
  return sums;
}
