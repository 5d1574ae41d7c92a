import type { FastifyInstance } from 'fastify';
import { relayOutboxJob } from '../../../jobs/relay-outbox.job';
import { createApp } from '../../../src/app';
import type { App } from '../../../src/app';
import type { LiveLimits } from '../../../src/graphql/live';
import { adjustStock } from '../../../src/modules/inventory';
import type { Id } from '../../../src/kernel/ids';
import { buildServer } from '../../../src/server';
import { depsOf, unseen } from '../../jobs/deps';
import { connectLive, listen, until } from '../../support/live-client';
import type { LiveClient } from '../../support/live-client';
import { createTestApp } from '../../support/test-app';
import type { TestApp } from '../../support/test-app';
import { nextKey } from '../inventory/stock-scenario';

export const STOCK = `subscription ($branchId: ID, $variantIds: [ID!], $since: DateTime) {
  stockChanged(branchId: $branchId, variantIds: $variantIds, since: $since) {
    id quantityOnHand quantityAvailable updatedAt branch { code } variant { sku }
  } }`;

/** One API process: an app of its own over the same database and Redis, listening. */
export interface Process {
  readonly app: App;
  readonly server: FastifyInstance;
  readonly address: string;
  close(): Promise<void>;
}

/** Two API processes over one database and one Redis. */
export interface LiveTest extends TestApp {
  readonly processes: readonly [Process, Process];
  /** Another process with other limits. */
  startProcess(limits?: Partial<LiveLimits>): Promise<Process>;
  /** Publishes what was committed, as a worker does every second. */
  relay(): Promise<void>;
  /** A signed-in socket. */
  connect(process: Process, token?: string): Promise<LiveClient>;
  /** Subscribes and waits until the process has taken it. */
  follow(process: Process, client: LiveClient, query: string, variables?: Record<string, unknown>): Promise<string>;
  change(variant: { readonly _id: Id }, delta: number, branch?: { readonly _id: Id }): Promise<void>;
}

export async function createLiveTest(): Promise<LiveTest> {
  const test = await createTestApp();
  const started: Process[] = [];
  const clients: LiveClient[] = [];
  const startProcess = async (limits: Partial<LiveLimits> = {}): Promise<Process> => {
    const app = await createApp(test.app.config, { clock: test.clock, logger: test.app.logger });
    const server = await buildServer(app, { liveLimits: limits });
    const address = await listen(server);
    const process: Process = {
      app,
      server,
      address,
      async close() {
        await server.close();
        await app.close();
      },
    };
    started.push(process);
    return process;
  };
  return {
    ...test,
    processes: [await startProcess(), await startProcess()],
    startProcess,
    async relay() {
      await relayOutboxJob(depsOf(test), unseen);
    },
    async connect(process, token) {
      const client = await connectLive(process.address, token);
      clients.push(client);
      return client;
    },
    async follow(process, client, query, variables) {
      const before = await subscriptionsOf(process);
      const id = client.subscribe(query, variables);
      await until('the subscription runs', async () => (await subscriptionsOf(process)) > before);
      return id;
    },
    async change(variant, delta, branch = test.branches.north) {
      const lines = [{ branchId: branch._id, variantId: variant._id, delta }];
      const reason = delta > 0 ? 'RECEIVED' : 'DAMAGED';
      await adjustStock(test.ctx, { input: { idempotencyKey: nextKey() }, reason, lines });
    },
    async close() {
      for (const client of clients) client.socket.terminate();
      for (const process of started) await process.close();
      await test.close();
    },
  };
}

/** Running subscriptions of a process, by its own gauge. */
export async function subscriptionsOf({ app }: Process): Promise<number> {
  return (await app.metrics.liveSubscriptions.get()).values[0]?.value ?? 0;
}

/** What the process counted under this reason as dropped. */
export async function droppedBy({ app }: Process, reason: string): Promise<number> {
  const { values } = await app.metrics.liveDropped.get();
  return values.find(({ labels }) => labels.reason === reason)?.value ?? 0;
}
