import { randomUUID } from 'node:crypto';
import type { JobDeps, ReportProgress } from '../../jobs/job';
import type { TestApp } from '../support/test-app';

/** What a processor gets in a test: the app's own Redis, a fresh worker id, never asked to stop. */
export function depsOf(test: TestApp, changes: Partial<JobDeps> = {}): JobDeps {
  return {
    app: test.app,
    redis: test.app.redis,
    workerId: `test-${randomUUID().slice(0, 8)}`,
    signal: new AbortController().signal,
    ...changes,
  };
}

/** Progress that nobody looks at. */
export const unseen: ReportProgress = async () => undefined;
