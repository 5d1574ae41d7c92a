import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { Connection } from 'mongoose';
import type { Logger as PinoLogger } from 'pino';
import type { Config } from './config';
import { SystemClock } from './kernel/clock';
import type { Clock } from './kernel/clock';
import type { Actor, Context } from './kernel/context';
import type { Id } from './kernel/ids';
import { testPaymentProvider } from './modules/payments';
import type { PaymentProvider } from './modules/payments';
import { followDatabaseClock } from './platform/database-clock';
import { EventStream } from './platform/event-stream';
import { createLogger } from './platform/logger';
import { createMetrics } from './platform/metrics';
import type { Metrics } from './platform/metrics';
import { connectMongo, syncIndexes } from './platform/mongo';
import { assertRedisSettings, connectRedis } from './platform/redis';
import { warnSeldom } from './platform/warn-seldom';

/** Domain and infrastructure without GraphQL: the API process, the workers and the tests stand on the same one. */
export interface App {
  readonly config: Config;
  readonly db: Connection;
  readonly redis: Redis;
  readonly clock: Clock;
  readonly logger: PinoLogger;
  readonly metrics: Metrics;
  readonly paymentProvider: PaymentProvider;
  /** What was committed, as it is published; opens its connection with the first listener. */
  readonly events: EventStream;
  /** A context for work on behalf of a tenant; the correlation id is made when none is given. */
  newContext(tenantId: Id, actor: Actor, correlationId?: string): Context;
  /** Gives back every connection and timer. Safe to call twice. */
  close(): Promise<void>;
}

/** What tests replace. */
export interface AppOverrides {
  readonly clock?: Clock;
  readonly logger?: PinoLogger;
  readonly paymentProvider?: PaymentProvider;
}

/**
 * Connects to MongoDB and Redis, checks their settings, makes missing collections and indexes, and starts the clock.
 * Throws an Error that says what was expected, what was got and what to do; nothing stays open then.
 */
export async function createApp(config: Config, overrides: AppOverrides = {}): Promise<App> {
  const logger = overrides.logger ?? createLogger(config.logLevel);
  const redis = connectRedis(config.redisUrl, 'producer');
  redis.on('error', warnSeldom(logger, 'Redis'));
  const db = await connectMongo({
    uri: config.mongoUri,
    poolSizeMax: config.mongoPoolSizeMax,
    emitsCommands: config.nodeEnv === 'test',
  }).catch((error: unknown) => {
    redis.disconnect();
    throw error;
  });
  const stopClock: { current: () => void } = { current: () => undefined };
  let closing: Promise<void> | undefined;
  const { redisUrl, redisPrefix } = config;
  const events = new EventStream({ redisUrl, redisPrefix, logger });
  const close = (): Promise<void> => (closing ??= closeAll(db, redis, events, stopClock.current));
  try {
    await assertRedisSettings(redis);
    await syncIndexes(db);
    const clock = overrides.clock ?? (await systemClock(db, logger, stopClock));
    return {
      config,
      db,
      redis,
      clock,
      logger,
      metrics: createMetrics(),
      paymentProvider: overrides.paymentProvider ?? testPaymentProvider(),
      events,
      newContext: (tenantId, actor, correlationId = randomUUID()) => ({
        tenantId,
        actor,
        correlationId,
        db,
        clock,
        logger,
      }),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function systemClock(db: Connection, logger: PinoLogger, stop: { current: () => void }): Promise<Clock> {
  const clock = new SystemClock();
  stop.current = await followDatabaseClock(clock, db, (error) =>
    logger.warn({ error: String(error) }, "could not read the database's clock; the last offset stays"),
  );
  return clock;
}

async function closeAll(db: Connection, redis: Redis, events: EventStream, stopClock: () => void): Promise<void> {
  stopClock();
  events.close();
  redis.disconnect();
  await db.close();
}
