import type { Redis } from 'ioredis';
import type { App } from '../src/app';
import type { JobSummary, QueueName, RetryPolicy } from '../src/platform/queues';

/** What a job works with. A processor gets everything from here, so that a test calls it without BullMQ. */
export interface JobDeps {
  readonly app: Pick<App, 'db' | 'clock' | 'logger' | 'metrics' | 'newContext' | 'config' | 'paymentProvider'>;
  /** Publishes; the profile that fails fast, so that a run ends when Redis is away instead of hanging. */
  readonly redis: Redis;
  /** Names this worker process in claims and leases. */
  readonly workerId: string;
  /** Aborted when the process is asked to stop: long runs end after the batch that is under way. */
  readonly signal: AbortSignal;
}

/** Tells how many rows are done so far. */
export type ReportProgress = (rowsDone: number) => Promise<void>;

/**
 * One run of a job. Idempotent, and safe beside other workers that run it at the same time: MongoDB decides, a run that
 * comes twice, late or half-way after a crash ends in the same state.
 */
export type Processor = (deps: JobDeps, progress: ReportProgress) => Promise<JobSummary>;

/** When a job runs: every so many milliseconds, or by a cron pattern in UTC. */
export type Schedule = { readonly everyMs: number } | { readonly cron: string };

/** One row of the registry. */
export interface JobDefinition extends RetryPolicy {
  readonly queue: QueueName;
  /** One line for --help. */
  readonly purpose: string;
  readonly processor: Processor;
  /** Runs at the same time in one process. */
  readonly concurrency: number;
  readonly schedule: Schedule;
}
