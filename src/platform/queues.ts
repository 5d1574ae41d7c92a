import { Queue, Worker } from 'bullmq';
import type { Job, JobProgress } from 'bullmq';
import type { Redis } from 'ioredis';

/** Names of the queues: the contract between `src`, which only names them, and `jobs`, which serves them. */
export const QUEUE_NAMES = [
  'expire-reservations',
  'relay-outbox',
  'sync-product-quantity',
  'reconcile-stock',
  'expire-orders',
  'expire-lots',
  'settle-refunds',
  'import-export',
  'prune',
] as const;

export type QueueName = (typeof QUEUE_NAMES)[number];

/** Counts that one run of a job reports, such as `{ tenants: 3, expired: 200 }`. */
export type JobSummary = Readonly<Record<string, number>>;

/**
 * Dead letters and finished runs that are kept for a person to look at. Bounded, because Redis runs with noeviction:
 * an endless list of failures would stop every queue.
 */
const FAILED_KEPT_MAX = 1_000;
const COMPLETED_KEPT_MAX = 100;
/** A job whose lock is not renewed for this long is taken over by another worker (BullMQ's own default). */
const LOCK_MS = 30_000;

/** After Redis was away a worker tries again this soon; BullMQ's 15 s would be 15 s without expiry. */
const REDIS_RETRY_MS = 1_000;

/** Where the queues of one installation live. */
export interface QueueSettings {
  readonly redis: Redis;
  /** Of all keys of this installation, without a colon. */
  readonly redisPrefix: string;
}

/** How often and how patiently a failed run is repeated. */
export interface RetryPolicy {
  readonly attempts: number;
  readonly backoffMs: number;
}

/** The keys of the queues begin with this. ioredis' own keyPrefix does not work with BullMQ's scripts. */
export function queuePrefix(redisPrefix: string): string {
  return `${redisPrefix}:queue`;
}

/** Opens a queue for adding and inspecting; close it in the end. */
export function openQueue(name: QueueName, settings: QueueSettings, retry: RetryPolicy): Queue {
  return new Queue(name, {
    connection: settings.redis,
    prefix: queuePrefix(settings.redisPrefix),
    defaultJobOptions: {
      attempts: retry.attempts,
      backoff: { type: 'exponential', delay: retry.backoffMs, jitter: 0.5 },
      removeOnComplete: { count: COMPLETED_KEPT_MAX },
      removeOnFail: { count: FAILED_KEPT_MAX },
    },
  });
}

/**
 * Serves a queue. The connection must be of the profile `worker`: BullMQ refuses one that gives up retrying.
 * A run that dies with its process is taken over after LOCK_MS, at most twice; then it is a dead letter.
 */
export function openWorker(
  name: QueueName,
  settings: QueueSettings,
  concurrency: number,
  process: (report: (progress: JobProgress) => Promise<void>) => Promise<JobSummary>,
): Worker {
  return new Worker(name, (job: Job) => process((progress) => job.updateProgress(progress)), {
    connection: settings.redis,
    prefix: queuePrefix(settings.redisPrefix),
    concurrency,
    lockDuration: LOCK_MS,
    stalledInterval: LOCK_MS / 2,
    maxStalledCount: 2,
    runRetryDelay: REDIS_RETRY_MS,
    removeOnComplete: { count: COMPLETED_KEPT_MAX },
    removeOnFail: { count: FAILED_KEPT_MAX },
  });
}
