import { expireLotsJob } from './expire-lots.job';
import { expireOrdersJob } from './expire-orders.job';
import { expireReservationsJob } from './expire-reservations.job';
import { importExportJob } from './import-export.job';
import type { JobDefinition } from './job';
import { pruneJob } from './prune.job';
import { reconcileStockJob } from './reconcile-stock.job';
import { relayOutboxJob } from './relay-outbox.job';
import { settleRefundsJob } from './settle-refunds.job';
import { syncProductQuantityJob } from './sync-product-quantity.job';

/** Every job of the worker process, in one table. Concurrency 1 per process: more workers are more processes. */
export const registry: readonly JobDefinition[] = [
  {
    queue: 'expire-reservations',
    purpose: 'ends holds whose time is over and gives their stock back',
    processor: expireReservationsJob,
    concurrency: 1,
    schedule: { everyMs: 1_000 },
    attempts: 3,
    backoffMs: 1_000,
  },
  {
    queue: 'relay-outbox',
    purpose: 'publishes committed events, in order per tenant, at least once',
    processor: relayOutboxJob,
    concurrency: 1,
    schedule: { everyMs: 1_000 },
    attempts: 3,
    backoffMs: 1_000,
  },
  {
    queue: 'sync-product-quantity',
    purpose: "brings what lists show of stock in step with the products' stock entries",
    processor: syncProductQuantityJob,
    concurrency: 1,
    schedule: { everyMs: 2_000 },
    attempts: 3,
    backoffMs: 2_000,
  },
  {
    queue: 'expire-orders',
    purpose: 'marks unpaid orders whose hold has ended as expired',
    processor: expireOrdersJob,
    concurrency: 1,
    schedule: { everyMs: 5_000 },
    attempts: 3,
    backoffMs: 2_000,
  },
  {
    queue: 'expire-lots',
    purpose: 'takes the units of lots that are past their date out of sale',
    processor: expireLotsJob,
    concurrency: 1,
    schedule: { everyMs: 30_000 },
    attempts: 3,
    backoffMs: 5_000,
  },
  {
    queue: 'settle-refunds',
    purpose: 'sends promised refunds that the payment provider has not confirmed yet',
    processor: settleRefundsJob,
    concurrency: 1,
    schedule: { everyMs: 30_000 },
    attempts: 3,
    backoffMs: 10_000,
  },
  {
    queue: 'reconcile-stock',
    purpose: 'compares every balance with the ledger and the live holds, repairs nothing',
    processor: reconcileStockJob,
    concurrency: 1,
    schedule: { cron: '15 3 * * *' },
    attempts: 3,
    backoffMs: 60_000,
  },
  {
    queue: 'import-export',
    purpose: 'brings files in and writes files, a batch of rows in a transaction',
    processor: importExportJob,
    concurrency: 1,
    schedule: { everyMs: 2_000 },
    attempts: 3,
    backoffMs: 2_000,
  },
  {
    queue: 'prune',
    purpose: 'removes what has had its time: idempotency records, events, sessions, files, leftovers of the catalogue',
    processor: pruneJob,
    concurrency: 1,
    schedule: { cron: '45 * * * *' },
    attempts: 3,
    backoffMs: 30_000,
  },
];
