import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Queue, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import type { App } from '../src/app';
import { faultText } from '../src/kernel/errors';
import { openQueue, openWorker } from '../src/platform/queues';
import type { JobSummary } from '../src/platform/queues';
import { connectRedis } from '../src/platform/redis';
import { warnSeldom } from '../src/platform/warn-seldom';
import type { JobDefinition, JobDeps, ReportProgress } from './job';

/** Schedules live in Redis only. They are looked after this often, so that FLUSHALL stops the jobs no longer. */
const SCHEDULE_CHECK_EVERY_MS = 5_000;
/** A schedule that is this late has lost its next run (killed between taking one run and planning the next). */
const SCHEDULE_OVERDUE_MS = 60_000;
/** While Redis is away, due work is looked for in MongoDB this often. */
const SWEEP_EVERY_MS = 1_000;
/** A graceful stop ends by then, finished or not: what is cut off is taken over by its lease. */
const STOP_LIMIT_MS = 9_000;

/** Running workers of one process. */
export interface Workers {
  readonly workerId: string;
  /** Takes no new run, finishes what is under way, closes every connection. Safe to call twice. */
  stop(): Promise<void>;
}

interface Served {
  readonly definition: JobDefinition;
  readonly queue: Queue;
  readonly worker: Worker;
  /** Runs that are under way in this process, by queue or by sweep. */
  readonly runs: Set<Promise<JobSummary>>;
}

/** Starts serving the jobs of the table with this app; schedules are (re)made and looked after. */
export async function startWorkers(app: App, definitions: readonly JobDefinition[]): Promise<Workers> {
  const workerId = `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`;
  const redis = connectRedis(app.config.redisUrl, 'worker');
  redis.on('error', warnSeldom(app.logger, 'Redis, for jobs'));
  const abort = new AbortController();
  const deps: JobDeps = { app, redis: app.redis, workerId, signal: abort.signal };
  const served = definitions.map((definition) => serve(deps, redis, definition));
  const keepSchedules = (force: boolean) => ensureSchedules(app, served, force);
  await keepSchedules(true);
  const scheduleTimer = setInterval(() => void keepSchedules(false), SCHEDULE_CHECK_EVERY_MS);
  const sweepTimer = setInterval(() => {
    if (redis.status !== 'ready') void sweep(deps, served);
  }, SWEEP_EVERY_MS);
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    clearInterval(scheduleTimer);
    clearInterval(sweepTimer);
    abort.abort();
    return (stopping ??= closeAll(app, served, redis));
  };
  app.logger.info({ workerId, jobs: served.map((row) => row.definition.queue) }, 'workers ready');
  return { workerId, stop };
}

function serve(deps: JobDeps, redis: Redis, definition: JobDefinition): Served {
  const settings = { redis, redisPrefix: deps.app.config.redisPrefix };
  const queue = openQueue(definition.queue, settings, definition);
  const runs = new Set<Promise<JobSummary>>();
  const worker = openWorker(definition.queue, settings, definition.concurrency, (report) =>
    tracked(runs, runOnce(deps, definition, unhurried(report))),
  );
  const { logger } = deps.app;
  const warn = warnSeldom(logger, 'a queue reports an error', { job: definition.queue });
  worker.on('error', warn);
  queue.on('error', warn);
  // A run whose process dies or stands still never comes to the end of `runOnce`, so nobody else would tell of it.
  worker.on('stalled', (run) =>
    logger.warn(
      { job: definition.queue, run },
      'a run stood still; it is taken over, or given up when it does so again',
    ),
  );
  return { definition, queue, worker, runs };
}

/** Progress is for people to look at: while Redis is away no run stands still for it, and the sweeps go on. */
function unhurried(report: ReportProgress): ReportProgress {
  let isUnderWay = false;
  return async (rowsDone) => {
    if (isUnderWay) return;
    isUnderWay = true;
    const end = (): void => void (isUnderWay = false);
    report(rowsDone).then(end, end);
  };
}

async function tracked(runs: Set<Promise<JobSummary>>, run: Promise<JobSummary>): Promise<JobSummary> {
  runs.add(run);
  try {
    return await run;
  } finally {
    runs.delete(run);
  }
}

/** One run of one job, measured and logged. Throws what the processor threw, so that BullMQ retries it. */
export async function runOnce(
  deps: JobDeps,
  definition: Pick<JobDefinition, 'queue' | 'processor'>,
  progress: ReportProgress,
): Promise<JobSummary> {
  const startedAt = performance.now();
  let outcome = 'error';
  try {
    const summary = await definition.processor(deps, progress);
    outcome = 'ok';
    const effects = Object.entries(summary).some(([name, count]) => name !== 'tenants' && count > 0);
    const fields = { job: definition.queue, ...summary };
    if (effects) deps.app.logger.info(fields, 'job done');
    else deps.app.logger.debug(fields, 'job had nothing to do');
    return summary;
  } catch (error) {
    deps.app.logger.error({ job: definition.queue, error: faultText(error) }, 'job failed');
    throw error;
  } finally {
    const seconds = (performance.now() - startedAt) / 1000;
    deps.app.metrics.jobSeconds.observe({ job: definition.queue, outcome }, seconds);
  }
}

/** Makes every schedule that is missing or stuck; with `force` all of them, because their settings may have changed. */
async function ensureSchedules(app: App, served: readonly Served[], force: boolean): Promise<void> {
  for (const { definition, queue } of served) {
    try {
      const known = force ? undefined : await queue.getJobScheduler(definition.queue);
      if (known?.next !== undefined && known.next > app.clock.now().getTime() - SCHEDULE_OVERDUE_MS) continue;
      const { schedule } = definition;
      const repeat = 'everyMs' in schedule ? { every: schedule.everyMs } : { pattern: schedule.cron, tz: 'UTC' };
      await queue.upsertJobScheduler(definition.queue, repeat, { name: definition.queue });
    } catch (error) {
      app.logger.warn({ job: definition.queue, error: String(error) }, 'could not look after a schedule');
    }
  }
}

/**
 * Runs the frequent jobs without a queue while Redis is away: MongoDB knows what is due, and the jobs are safe beside
 * others. A job that needs Redis itself, such as the relay, fails then and is repeated by the next sweep.
 */
async function sweep(deps: JobDeps, served: readonly Served[]): Promise<void> {
  for (const { definition, runs } of served) {
    if (runs.size > 0 || !('everyMs' in definition.schedule) || deps.signal.aborted) continue;
    try {
      await tracked(
        runs,
        runOnce(deps, definition, async () => undefined),
      );
    } catch (error) {
      deps.app.logger.warn({ job: definition.queue, error: String(error) }, 'a run without Redis failed');
    }
  }
}

/**
 * Waits for what is under way, up to a limit, then lets go of Redis. While Redis is away BullMQ's own graceful close
 * would wait for it for ever, so it is asked to close by force then; our runs are waited for all the same.
 */
async function closeAll(app: App, served: readonly Served[], redis: Redis): Promise<void> {
  const isAway = redis.status !== 'ready';
  const graceful = Promise.allSettled([
    ...served.map(({ worker }) => worker.close(isAway)),
    ...served.flatMap(({ runs }) => [...runs]),
  ]).then(() => Promise.allSettled(served.map(({ queue }) => queue.close())));
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), STOP_LIMIT_MS);
  });
  if ((await Promise.race([graceful, limit])) === 'late') {
    app.logger.warn({}, 'a job did not end in time; another worker takes it over');
  }
  clearTimeout(timer);
  redis.disconnect();
}
