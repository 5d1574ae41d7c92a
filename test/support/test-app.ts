import 'reflect-metadata';
import { randomBytes } from 'node:crypto';
import { createApp } from '../../src/app';
import type { App, AppOverrides } from '../../src/app';
import { loadConfig } from '../../src/config';
import { withDatabase } from '../../src/devstack/mongo-uri';
import { FakeClock } from '../../src/kernel/clock';
import type { Actor, Context } from '../../src/kernel/context';
import type { Id } from '../../src/kernel/ids';
import { reconcileStock } from '../../src/modules/reservations';
import type { BranchDoc, TenantDoc } from '../../src/modules/tenants';
import { createLogger } from '../../src/platform/logger';
import { buildServer } from '../../src/server';
import { makeProduct, makeStock } from '../factories';
import type { MadeProduct, ProductWish, StockWish } from '../factories';
import { countCommandsOf } from './count-commands';
import type { CountedCommands } from './count-commands';
import { comparable, isQuery, isSubscription, send } from './executors';
import type { GraphqlAnswer } from './executors';
import { subscriptionsOf } from './live-executor';
import type { TrySubscription } from './live-executor';
import { makePeople } from './people';
import type { Tokens } from './people';
import { FAILURE_VARIABLE, MONGO_VARIABLE, REDIS_VARIABLE } from './stack';

export type { GraphqlAnswer } from './executors';
export type { Tokens } from './people';

/** The whole service with a tenant of its own, on a database and a Redis prefix of its own. */
export interface TestApp {
  readonly app: App;
  readonly clock: FakeClock;
  readonly tenant: TenantDoc;
  readonly branches: { readonly north: BranchDoc; readonly south: BranchDoc; readonly warehouse: BranchDoc };
  /** Context of a system job with every right, for arranging. */
  readonly ctx: Context;
  readonly tokens: Tokens;
  /** Ids of the people behind the tokens. */
  readonly ids: { readonly register: Id; readonly cashier: Id; readonly customer: Id };
  /** What the till and the cashier sign in with. */
  readonly till: { readonly terminalToken: string; readonly cashierPin: string };
  readonly password: string;
  /**
   * Sends one operation through the HTTP server. Every query runs on graphql-jit and on graphql-js, and the answers
   * must be equal; a mutation runs once, on the same path as in production; a subscription is started and ended.
   */
  gql(document: string, variables?: Record<string, unknown>, token?: string): Promise<GraphqlAnswer>;
  /** A context of this tenant for any actor. */
  as(actor: Actor): Context;
  makeProduct(wish?: ProductWish): Promise<MadeProduct>;
  makeStock(...wishes: StockWish[]): Promise<void>;
  /** Runs `work` and tells the MongoDB commands it sent; a query then runs on one executor only. */
  countCommands<T>(work: () => Promise<T>): Promise<CountedCommands<T>>;
  /** Proves the stock invariants I1 to I3 over the whole tenant (DESIGN §3). */
  expectStockConsistent(): Promise<void>;
  close(): Promise<void>;
}

/** Starts the service for one test file. Call in `beforeAll`, and `close()` in `afterAll`. */
export async function createTestApp(overrides: AppOverrides = {}): Promise<TestApp> {
  const { app, clock } = await startApp(overrides);
  const jit = await buildServer(app, { executor: 'jit' });
  const reference = await buildServer(app, { executor: 'graphql-js' });
  const people = await makePeople(app);
  const { tenant } = people;
  const ctx = app.newContext(tenant._id, { kind: 'system', job: 'test' });
  let isCounting = false;
  let trySubscription: Promise<TrySubscription> | undefined;
  const subscriptions = () => (trySubscription ??= subscriptionsOf(app));

  async function gql(document: string, variables?: Record<string, unknown>, token?: string): Promise<GraphqlAnswer> {
    if (isSubscription(document)) return (await subscriptions())({ query: document, variables }, token);
    const answer = await send(jit, document, variables, token);
    if (isCounting || !isQuery(document)) return answer;
    const expected = await send(reference, document, variables, token);
    expect({ executor: 'both', ...(comparable(answer) as object) }).toEqual({
      executor: 'both',
      ...(comparable(expected) as object),
    });
    return answer;
  }

  return {
    app,
    clock,
    ctx,
    ...people,
    gql,
    as: (actor) => app.newContext(tenant._id, actor),
    makeProduct: (wish) => makeProduct(ctx, wish),
    makeStock: (...wishes) => makeStock(ctx, wishes),
    async countCommands(work) {
      isCounting = true;
      try {
        return await countCommandsOf(app.db, work);
      } finally {
        isCounting = false;
      }
    },
    async expectStockConsistent() {
      const { drifts } = await reconcileStock(ctx, { dryRun: true });
      expect(drifts).toEqual([]);
    },
    async close() {
      await jit.close();
      await reference.close();
      await app.db.dropDatabase();
      await app.close();
    },
  };
}

async function startApp(overrides: AppOverrides): Promise<{ app: App; clock: FakeClock }> {
  const mongoUri = process.env[MONGO_VARIABLE];
  if (mongoUri === undefined) {
    throw new Error(`The tests' MongoDB and Redis are not running. ${process.env[FAILURE_VARIABLE] ?? ''}`);
  }
  const name = `test-${process.env['JEST_WORKER_ID'] ?? '1'}-${randomBytes(5).toString('hex')}`;
  const config = loadConfig({
    NODE_ENV: 'test',
    MONGODB_URI: withDatabase(mongoUri, name),
    REDIS_URL: process.env[REDIS_VARIABLE],
    REDIS_PREFIX: name,
    TOKEN_SECRET: randomBytes(32).toString('hex'),
    LOG_LEVEL: process.env['HOLDFAST_TEST_LOG'] ?? 'silent',
    PAYMENT_TIMEOUT_MS: '300',
    MONGO_POOL_SIZE_MAX: '30',
  });
  const clock = overrides.clock instanceof FakeClock ? overrides.clock : new FakeClock();
  return { app: await createApp(config, { logger: createLogger(config.logLevel), ...overrides, clock }), clock };
}
