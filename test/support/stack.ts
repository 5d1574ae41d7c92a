import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startMongo } from '../../src/devstack/mongo-launcher';
import { startRedis } from '../../src/devstack/redis-launcher';

/** Where the tests' database server and Redis are; jest hands it to its workers in the environment. */
export const MONGO_VARIABLE = 'HOLDFAST_TEST_MONGODB_URI';
export const REDIS_VARIABLE = 'HOLDFAST_TEST_REDIS_URL';
/** Why the stack did not start; tests that need it say so, unit tests run all the same. */
export const FAILURE_VARIABLE = 'HOLDFAST_TEST_STACK_FAILURE';

export interface TestStack {
  readonly mongoUri: string;
  readonly redisUrl: string;
  stop(): Promise<void>;
}

/** Starts what the tests need by the same rules as `npm run dev`, but in memory and in a temporary folder. */
export async function startTestStack(): Promise<TestStack> {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-test-'));
  const { PATH, REDIS_URL, MONGODB_URI, MONGO_MODE } = process.env;
  const say = (line: string) => process.stderr.write(`${line}\n`);
  const removeFolder = () => rmSync(folder, { recursive: true, force: true });
  try {
    const redisFolder = join(folder, 'redis');
    const redis = await startRedis({
      url: REDIS_URL,
      path: PATH,
      folder: redisFolder,
      isDurable: false,
      mayInstall: true,
      say,
    });
    try {
      const mongo = await startMongo({ uri: MONGODB_URI, mode: MONGO_MODE, storage: 'in-process memory' });
      const stop = async () => {
        await mongo.stop();
        await redis.stop();
        removeFolder();
      };
      return { mongoUri: mongo.uri, redisUrl: redis.url, stop };
    } catch (error) {
      await redis.stop();
      throw error;
    }
  } catch (error) {
    removeFolder();
    throw error;
  }
}
