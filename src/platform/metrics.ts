import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** The figures of one app, for Prometheus. Labels are bounded: never a tenant, an id or a text from a client. */
export interface Metrics {
  readonly registry: Registry;
  /** Requests that failed by our fault. */
  readonly faults: Counter;
  /** GraphQL operations by kind (query, mutation, subscription) and outcome (ok, error). */
  readonly operations: Counter<'kind' | 'outcome'>;
  /** Seconds that a job run took, by job and outcome. */
  readonly jobSeconds: Histogram<'job' | 'outcome'>;
  /** Seconds between a stock change and its projection on Product.quantity. */
  readonly projectionLagSeconds: Gauge;
  /** Stock entries whose balance differed from the ledger at the last reconciliation. */
  readonly driftedEntries: Gauge;
  /** Open sockets (ws) and streams (sse) of this process. */
  readonly liveConnections: Gauge<'transport'>;
  readonly liveSubscriptions: Gauge;
  /** Live connections and subscriptions that the server ended or refused, by reason. */
  readonly liveDropped: Counter<'reason'>;
}

/** Makes a registry of its own, so that several apps in one process don't share figures. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    registry,
    faults: new Counter({ name: 'holdfast_faults_total', help: 'Requests that failed by our fault', registers }),
    operations: new Counter({
      name: 'holdfast_operations_total',
      help: 'GraphQL operations',
      labelNames: ['kind', 'outcome'],
      registers,
    }),
    jobSeconds: new Histogram({
      name: 'holdfast_job_seconds',
      help: 'Duration of a job run',
      labelNames: ['job', 'outcome'],
      registers,
    }),
    projectionLagSeconds: measuredLater(
      new Gauge({
        name: 'holdfast_projection_lag_seconds',
        help: 'Age of the oldest stock change not yet shown in Product.quantity',
        registers,
      }),
    ),
    driftedEntries: measuredLater(
      new Gauge({
        name: 'holdfast_drifted_entries',
        help: 'Stock entries that differed from the ledger at the last reconciliation',
        registers,
      }),
    ),
    liveConnections: new Gauge({
      name: 'holdfast_live_connections',
      help: 'Open WebSockets and event streams',
      labelNames: ['transport'],
      registers,
    }),
    liveSubscriptions: new Gauge({ name: 'holdfast_live_subscriptions', help: 'Running subscriptions', registers }),
    liveDropped: new Counter({
      name: 'holdfast_live_dropped_total',
      help: 'Live connections and subscriptions that the server ended or refused',
      labelNames: ['reason'],
      registers,
    }),
  };
}

/** Takes away the 0 that a gauge begins with: a process that never measures it, such as the API, would tell it for ever. */
function measuredLater(gauge: Gauge): Gauge {
  gauge.remove();
  return gauge;
}
