import type { Worker } from 'bullmq';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startWorkers } from '../../jobs/runner';
import type { JobDefinition, Processor } from '../../jobs/job';
import type { Config } from '../../src/config';
import { startRedis } from '../../src/devstack/redis-launcher';
import * as queues from '../../src/platform/queues';
import { openQueue, queuePrefix } from '../../src/platform/queues';
import { connectRedis } from '../../src/platform/redis';
import { createTestApp } from '../support/test-app';
import type { TestApp } from '../support/test-app';

let service: TestApp;
beforeEach(async () => {
  service = await createTestApp();
});
afterEach(() => service.close());

function definition(processor: Processor, changes: Partial<JobDefinition> = {}): JobDefinition {
  return {
    queue: 'prune',
    purpose: 'a test',
    processor,
    concurrency: 1,
    schedule: { everyMs: 50 },
    attempts: 1,
    backoffMs: 10,
    ...changes,
  };
}

/** Resolves when `condition` holds; fails with its name after 20 s. */
async function until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 20_000;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`Waited too long until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('the runner', () => {
  test('runs on schedule, and again after Redis lost everything', async () => {
    let runs = 0;
    const workers = await startWorkers(service.app, [definition(async () => ({ rows: (runs += 1) }))]);
    await until('it has run twice', () => runs >= 2);
    // What FLUSHALL does to us, without touching the keys of other tests on the same server.
    const keys = await service.app.redis.keys(`${queuePrefix(service.app.config.redisPrefix)}*`);
    expect(keys.length).toBeGreaterThan(0);
    await service.app.redis.del(...keys);
    const before = runs;
    await until('it runs again', () => runs >= before + 3);
    await workers.stop();
  });

  test('a failed run is repeated with back-off and then kept as a dead letter, while later runs go on', async () => {
    let runs = 0;
    const processor: Processor = async () => {
      runs += 1;
      if (runs <= 2) throw new Error('not yet');
      return {};
    };
    const workers = await startWorkers(service.app, [
      definition(processor, { attempts: 2, schedule: { everyMs: 1_000 } }),
    ]);
    await until('a later run has succeeded', () => runs >= 3);
    await workers.stop();
    const redis = connectRedis(service.app.config.redisUrl, 'worker');
    const queue = openQueue(
      'prune',
      { redis, redisPrefix: service.app.config.redisPrefix },
      { attempts: 2, backoffMs: 10 },
    );
    const failed = await queue.getFailed();
    await queue.close();
    redis.disconnect();
    expect(failed.map(({ failedReason, attemptsMade }) => ({ failedReason, attemptsMade }))).toEqual([
      { failedReason: 'not yet', attemptsMade: 2 },
    ]);
  });

  test('a graceful stop finishes the run that is under way and begins no other', async () => {
    let started = 0;
    let finished = 0;
    let finish: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const processor: Processor = async (deps) => {
      started += 1;
      await gate;
      finished += 1;
      return { stopping: deps.signal.aborted ? 1 : 0 };
    };
    const workers = await startWorkers(service.app, [definition(processor)]);
    await until('the first run has begun', () => started === 1);
    const stopped = workers.stop();
    finish();
    await stopped;
    expect({ started, finished }).toEqual({ started: 1, finished: 1 });
  });

  test('a run that stood still, because its process died, is told in the log', async () => {
    const opened = jest.spyOn(queues, 'openWorker');
    const warned = jest.spyOn(service.app.logger, 'warn').mockImplementation();
    const workers = await startWorkers(service.app, [definition(async () => ({}))]);
    const worker = opened.mock.results[0]?.value as Worker;
    worker.emit('stalled', 'run-17', 'active');
    await workers.stop();
    expect(warned.mock.calls).toContainEqual([{ job: 'prune', run: 'run-17' }, expect.stringContaining('stood still')]);
    jest.restoreAllMocks();
  });

  test('a run that reports its progress while Redis goes away does not stand still for it', async () => {
    await withRedis(async (config, stopRedis) => {
      let runs = 0;
      let open: () => void = () => undefined;
      const gate = new Promise<void>((resolve) => {
        open = resolve;
      });
      const processor: Processor = async (_deps, progress) => {
        runs += 1;
        await gate;
        await progress(runs);
        return {};
      };
      const workers = await startWorkers({ ...service.app, config }, [definition(processor)]);
      await until('it has begun', () => runs === 1);
      await stopRedis();
      open();
      await until('it runs without Redis', () => runs >= 3);
      await workers.stop();
    });
  }, 60_000);

  test('while Redis is away the frequent jobs run from MongoDB alone', async () => {
    await withRedis(async (config, stopRedis) => {
      let runs = 0;
      const workers = await startWorkers({ ...service.app, config }, [definition(async () => ({ rows: (runs += 1) }))]);
      await until('it has run', () => runs >= 1);
      await stopRedis();
      const before = runs;
      await until('it runs without Redis', () => runs >= before + 2);
      await workers.stop();
    });
  }, 60_000);

  /** Runs `work` with a Redis of its own that it may stop; not at all where there is no redis-server to start. */
  async function withRedis(work: (config: Config, stopRedis: () => Promise<void>) => Promise<void>): Promise<void> {
    const folder = mkdtempSync(join(tmpdir(), 'holdfast-redis-'));
    const say = () => undefined;
    const wish = { url: undefined, path: process.env['PATH'], folder, isDurable: false, mayInstall: false, say };
    const redis = await startRedis(wish);
    if (redis.isPrivate) await work({ ...service.app.config, redisUrl: redis.url }, () => redis.stop());
    else process.stderr.write('skipped: no redis-server on the PATH to start and stop\n');
    rmSync(folder, { recursive: true, force: true });
  }
});
