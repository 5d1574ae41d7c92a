import { Redis } from 'ioredis';
import type { Connection } from 'mongoose';
import { FakeClock } from '../../../src/kernel/clock';
import { throttled } from '../../../src/modules/tenants/attempt-throttle';
import type { AuthPlatform } from '../../../src/modules/tenants';

/** A Redis that was never reached: commands fail at once, as when it is away. */
const redis = new Redis({ lazyConnect: true, enableOfflineQueue: false, retryStrategy: () => null });
const silent = { debug: jest.fn(), info: jest.fn(), warn: jest.fn(), error: jest.fn() };
const platform: AuthPlatform = {
  db: {} as Connection,
  clock: new FakeClock(),
  logger: silent,
  redis,
  config: { tokenSecret: 'x', redisPrefix: 'test' },
};
afterAll(() => redis.disconnect());

const fail = async () => null;
const succeed = async () => 'in';

describe('throttled, without Redis,', () => {
  it('counts in this process: ten failures, then a refusal, and other subjects go on', async () => {
    for (let attempt = 0; attempt < 10; attempt += 1) expect(await throttled(platform, 'a', fail)).toBeNull();

    await expect(throttled(platform, 'a', succeed)).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    expect(await throttled(platform, 'b', succeed)).toBe('in');
  });

  it('runs the checks of one subject one after another, and a failing one blocks nothing', async () => {
    const log: string[] = [];
    const check = (name: string) => async () => {
      log.push(`${name} begins`);
      await Promise.resolve();
      log.push(`${name} ends`);
      if (name === 'second') throw new Error('the database is away');
      return name;
    };

    const runs = ['first', 'second', 'third'].map((name) => throttled(platform, 'c', check(name)));

    expect(await Promise.allSettled(runs)).toEqual([
      { status: 'fulfilled', value: 'first' },
      { status: 'rejected', reason: new Error('the database is away') },
      { status: 'fulfilled', value: 'third' },
    ]);
    expect(log).toEqual(['first begins', 'first ends', 'second begins', 'second ends', 'third begins', 'third ends']);
  });

  it('lets at most fifty wait for one subject', async () => {
    const runs = Array.from({ length: 60 }, () => throttled(platform, 'd', succeed));

    const outcomes = await Promise.allSettled(runs);

    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(50);
    expect(outcomes.filter((outcome) => outcome.status === 'rejected')).toHaveLength(10);
    expect(await throttled(platform, 'd', succeed)).toBe('in');
  });
});
