import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { createApp } from '../app';
import type { App } from '../app';
import { loadConfig } from '../config';
import type { PlaygroundOptions } from '../playground';
import { buildServer } from '../server';
import { startOwnModule } from './child-process';
import type { DataFolder } from './data-folder';
import { startMongo } from './mongo-launcher';
import { namesDatabase, withDatabase } from './mongo-uri';
import { startRedis } from './redis-launcher';
import type { Shutdown } from './shutdown';

const DATABASE = 'holdfast';
const WORKER_READY = /^workers ready/;
const WORKER_DEADLINE_MS = 30_000;

/** What the parts of the stack share. */
export interface StackSettings {
  readonly folder: DataFolder;
  readonly port: number;
  readonly environment: NodeJS.ProcessEnv;
  readonly shutdown: Shutdown;
  /** Whether a missing Redis may be installed. */
  readonly mayInstall: boolean;
  readonly say: (line: string) => void;
  /** Called when a part ends that should not: the stack can't go on without it. */
  readonly onLost: (part: string, output: string) => void;
}

/** Starts MongoDB and Redis and answers the environment that the API and the workers run in. */
export async function startServices(settings: StackSettings): Promise<NodeJS.ProcessEnv> {
  const { folder, environment, shutdown, say, onLost } = settings;
  const given = (name: string) => (environment[name] === '' ? undefined : environment[name]);
  const mongo = await startMongo({
    uri: given('MONGODB_URI'),
    mode: given('MONGO_MODE'),
    storage: { folder: folder.mongo },
    env: environment,
  });
  shutdown.add('MongoDB', () => mongo.stop());
  void mongo.ended.then(() => onLost('MongoDB', ''));
  say(`MongoDB   ${mongo.origin}`);
  const redis = await startRedis({
    url: given('REDIS_URL'),
    path: environment['PATH'],
    folder: folder.redis,
    isDurable: true,
    mayInstall: settings.mayInstall,
    say,
  });
  shutdown.add('Redis', () => redis.stop());
  void redis.ended.then(() => onLost('Redis', ''));
  say(`Redis     ${redis.origin}`);
  const secret = given('TOKEN_SECRET') ?? folder.secret();
  // A Redis that others use too is never flushed; keys of a folder that was cleared are left behind under its prefix.
  const prefix = `holdfast-${createHash('sha256').update(secret).digest('hex').slice(0, 12)}`;
  return {
    ...environment,
    NODE_ENV: 'development',
    PORT: String(settings.port),
    MONGODB_URI: namesDatabase(mongo.uri) ? mongo.uri : withDatabase(mongo.uri, DATABASE),
    REDIS_URL: redis.url,
    REDIS_PREFIX: given('REDIS_PREFIX') ?? prefix,
    TOKEN_SECRET: secret,
    LOG_LEVEL: given('LOG_LEVEL') ?? 'warn',
  };
}

/** Connects the domain. */
export async function startApp(environment: NodeJS.ProcessEnv, shutdown: Shutdown): Promise<App> {
  const app = await createApp(loadConfig(environment));
  shutdown.add('the database connection', () => app.close());
  return app;
}

/** Serves HTTP in this process; resolves when `/health/ready` answers 200. */
export async function startApi(app: App, playground: PlaygroundOptions, shutdown: Shutdown): Promise<void> {
  const server = await buildServer(app, { playground });
  shutdown.add('the API', async () => {
    await server.close();
  });
  await server.listen({ host: app.config.host, port: app.config.port });
  const ready = await server.inject({ url: '/health/ready' });
  if (ready.statusCode !== 200) throw new Error(`Expected /health/ready to answer 200, got ${ready.statusCode}.`);
}

/** Runs the workers as a child process, because `src` never imports `jobs`; resolves when they take work. */
export async function startWorker(settings: StackSettings, environment: NodeJS.ProcessEnv): Promise<void> {
  let isReady: () => void = () => undefined;
  const ready = new Promise<boolean>((resolve) => {
    isReady = () => resolve(true);
  });
  const child = startOwnModule(join(__dirname, '..', '..', 'jobs', 'main'), [], {
    env: environment,
    onLine: (line) => {
      if (WORKER_READY.test(line)) isReady();
    },
    onErrorLine: (line) => process.stderr.write(`${line}\n`),
  });
  settings.shutdown.add('the workers', () => child.stop());
  void child.ended.then(() => settings.onLost('the worker process', child.output()));
  const tooLate = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), WORKER_DEADLINE_MS).unref());
  if (!(await Promise.race([ready, tooLate, child.ended.then(() => false)]))) {
    throw new Error(`Expected the worker process to start, got:\n${child.output()}`);
  }
  settings.say(`Workers   process ${child.pid}`);
}
