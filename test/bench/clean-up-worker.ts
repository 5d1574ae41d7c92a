import { createApp } from '../../src/app';
import { loadConfig } from '../../src/config';
import { idFromHex } from '../../src/kernel/ids';
import { expireReservations } from '../../src/modules/reservations';

/** What one worker is asked to do. */
export interface CleanUpOrder {
  readonly tenantHex: string;
  readonly workerId: string;
  readonly batchSize: number;
}
/** What it did: holds that this worker released itself. */
export interface CleanUpDone {
  readonly expired: number;
}

const LEASE_MS = 30_000;

/**
 * One worker process of W6: says that it is ready; for each order it expires until nothing is due and tells how many. It
 * lives for several orders, as the worker of a shop does, so that the first can warm it up.
 */
async function main(): Promise<void> {
  const app = await createApp(loadConfig(process.env));
  const run = async ({ tenantHex, workerId, batchSize }: CleanUpOrder): Promise<CleanUpDone> => {
    const ctx = app.newContext(idFromHex(tenantHex), { kind: 'system', job: 'bench' });
    for (let expired = 0; ;) {
      const result = await expireReservations(ctx, { workerId, batchSize, leaseMs: LEASE_MS });
      expired += result.expired;
      if (!result.more) return { expired };
    }
  };
  process.on('message', (order: CleanUpOrder) => {
    run(order).then(
      (done) => process.send?.(done),
      (error: unknown) => fail(error),
    );
  });
  process.once('disconnect', () => void app.close().then(() => process.exit(0)));
  process.send?.('ready');
}

function fail(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
}

main().catch(fail);
