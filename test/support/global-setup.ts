import { FAILURE_VARIABLE, MONGO_VARIABLE, REDIS_VARIABLE, startTestStack } from './stack';
import type { TestStack } from './stack';

declare global {
  var holdfastTestStack: TestStack | undefined;
}

/** Before all tests: one database server and one Redis for the run; each test file makes its own database there. */
export default async function globalSetup(): Promise<void> {
  try {
    const stack = await startTestStack();
    globalThis.holdfastTestStack = stack;
    process.env[MONGO_VARIABLE] = stack.mongoUri;
    process.env[REDIS_VARIABLE] = stack.redisUrl;
  } catch (error) {
    process.env[FAILURE_VARIABLE] = error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
}
