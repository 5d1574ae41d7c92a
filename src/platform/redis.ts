import { Redis } from 'ioredis';

/**
 * Two profiles, because they fail differently: a *producer* (API) must fail fast when Redis is away, so that a request
 * does not hang; a *worker* must wait for it, so that no job is lost (BullMQ's guide "Going to production").
 */
export function connectRedis(url: string, profile: 'producer' | 'worker' | 'subscriber'): Redis {
  switch (profile) {
    case 'producer':
      return new Redis(url, { maxRetriesPerRequest: 1, enableOfflineQueue: true, connectTimeout: 5_000 });
    case 'worker':
      return new Redis(url, { maxRetriesPerRequest: null, connectTimeout: 5_000 });
    case 'subscriber':
      // ioredis 5 sends its ready check on a connection that already subscribes, fails it and reconnects for ever.
      // Channels are subscribed again by whoever still wants them, who then also reads what was missed. It only ever
      // listens, so only keep-alive probes tell it that the other side has gone without a word.
      return new Redis(url, {
        maxRetriesPerRequest: null,
        enableReadyCheck: false,
        autoResubscribe: false,
        keepAlive: 10_000,
        connectTimeout: 5_000,
      });
  }
}

/**
 * BullMQ loses jobs when Redis evicts keys: refuse to start then.
 * Throws an Error with what was expected, what was got and what to do.
 */
export async function assertRedisSettings(redis: Redis): Promise<void> {
  const answer = (await redis.config('GET', 'maxmemory-policy')) as string[];
  const policy = answer[1];
  if (policy !== undefined && policy !== 'noeviction') {
    throw new Error(
      `Expected Redis setting maxmemory-policy to be noeviction, got ${policy}: jobs could be evicted and lost. ` +
        'Run: redis-cli CONFIG SET maxmemory-policy noeviction',
    );
  }
}
