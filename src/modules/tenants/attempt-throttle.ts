import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { RefusalError } from '../../kernel/errors';
import type { AuthPlatform } from './auth-platform';
import { SIGN_IN_FAILURES_MAX, SIGN_IN_FAILURE_WINDOW_SECONDS, SIGN_IN_QUEUE_MAX } from './tenants.policy';

const limiters = new WeakMap<Redis, RateLimiterRedis>();
const queues = new Map<string, { last: Promise<unknown>; waiting: number }>();

/**
 * Runs a check of a secret at most SIGN_IN_FAILURES_MAX times with a false answer per window and subject; refuses with
 * RATE_LIMITED after that, right or wrong. Successes don't count. Attempts for one subject wait for each other in this
 * process: otherwise a thousand guesses sent at once would all pass before the first failure was counted.
 * @param subject whose secret is guessed, such as `signIn|shop|name@example.com`; only its hash is stored.
 */
export async function throttled<T>(
  platform: AuthPlatform,
  subject: string,
  check: () => Promise<T | null>,
): Promise<T | null> {
  const key = createHash('sha256').update(subject).digest('base64url');
  return oneByOne(`${platform.config.redisPrefix}|${key}`, async () => {
    const limiter = limiterOf(platform);
    const failures = await limiter.get(key);
    if (failures !== null && failures.consumedPoints >= SIGN_IN_FAILURES_MAX) throw tooMany(failures.msBeforeNext);
    const result = await check();
    if (result === null) await countFailure(limiter, key);
    return result;
  });
}

/** Counting beyond the limit rejects with a RateLimiterRes; the next attempt is the one to be refused. */
async function countFailure(limiter: RateLimiterRedis, key: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error;
  }
}

function limiterOf({ redis, config }: AuthPlatform): RateLimiterRedis {
  const known = limiters.get(redis);
  if (known !== undefined) return known;
  const window = { points: SIGN_IN_FAILURES_MAX, duration: SIGN_IN_FAILURE_WINDOW_SECONDS };
  const made = new RateLimiterRedis({
    ...window,
    storeClient: redis,
    keyPrefix: `${config.redisPrefix}:attempts`,
    // Without Redis nobody is locked out and nobody guesses freely: this process counts by itself meanwhile.
    insuranceLimiter: new RateLimiterMemory(window),
    rejectIfRedisNotReady: true,
  });
  limiters.set(redis, made);
  return made;
}

async function oneByOne<T>(key: string, work: () => Promise<T>): Promise<T> {
  const queue = queues.get(key) ?? { last: Promise.resolve(), waiting: 0 };
  if (queue.waiting >= SIGN_IN_QUEUE_MAX) throw tooMany(1_000);
  queues.set(key, queue);
  queue.waiting += 1;
  const turn = queue.last.then(work);
  queue.last = turn.then(
    () => undefined,
    () => undefined,
  );
  try {
    return await turn;
  } finally {
    queue.waiting -= 1;
    if (queue.waiting === 0) queues.delete(key);
  }
}

function tooMany(retryAfterMs: number): RefusalError {
  return new RefusalError('RATE_LIMITED', 'Too many failed attempts. Wait and try again.', { retryAfterMs });
}
