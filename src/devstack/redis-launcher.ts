import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { findProgram, startChild } from './child-process';
import type { Child } from './child-process';
import { freePort } from './free-port';
import { installRedis } from './install-redis';

const LOCAL_REDIS_URL = 'redis://127.0.0.1:6379';
const START_DEADLINE_MS = 10_000;
const PROBE_EVERY_MS = 25;

/** A Redis that the development stack may use. */
export interface StackRedis {
  readonly url: string;
  /** Where it came from, in words for the terminal. */
  readonly origin: string;
  /** True when nobody else uses it: tests may flush it. */
  readonly isPrivate: boolean;
  /** Resolves when a Redis that we started has ended; never for one that we found. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

/** How to find a Redis. */
export interface RedisChoice {
  /** REDIS_URL, if set: first choice. */
  readonly url: string | undefined;
  /** The PATH to look for `redis-server` and `valkey-server` in. */
  readonly path: string | undefined;
  /** Folder for a private server's files. */
  readonly folder: string;
  /** Keep an append-only file, so that queued jobs survive a restart. */
  readonly isDurable: boolean;
  /** Whether Debian's package may be installed when there is no other way. */
  readonly mayInstall: boolean;
  /** Tells the user what is going on. */
  readonly say: (line: string) => void;
}

/**
 * Finds or starts a Redis, first match wins: REDIS_URL; a server program on the PATH, started privately; one that
 * answers on 127.0.0.1:6379; as root with apt-get, Debian's package, installed now. Throws with the ways to get one.
 */
export async function startRedis(choice: RedisChoice): Promise<StackRedis> {
  if (choice.url !== undefined) return foreignRedis(choice.url, 'REDIS_URL');
  const program = findRedisProgram(choice.path);
  if (program !== undefined) return startPrivate(program, choice);
  if (await answers(LOCAL_REDIS_URL)) return foreignRedis(LOCAL_REDIS_URL, 'found on 127.0.0.1:6379');
  if (choice.mayInstall && (await installRedis(choice.path, choice.say))) {
    const installed = findRedisProgram(choice.path);
    if (installed !== undefined) return startPrivate(installed, choice);
  }
  throw new Error(NO_REDIS);
}

/** Said when there is no Redis and no way to get one without the user. */
export const NO_REDIS = [
  'Expected a Redis, found none. Any one of these helps; then run the same command again:',
  '  - install one:        sudo apt-get install redis-server      (or valkey-server)',
  '  - run one yourself:   on 127.0.0.1:6379',
  '  - name one:           REDIS_URL=redis://host:6379 npm run dev',
].join('\n');

function findRedisProgram(path: string | undefined): string | undefined {
  return findProgram(['redis-server', 'valkey-server'], path);
}

function foreignRedis(url: string, origin: string): StackRedis {
  return { url, origin, isPrivate: false, ended: new Promise(() => undefined), stop: () => Promise.resolve() };
}

async function startPrivate(program: string, choice: RedisChoice): Promise<StackRedis> {
  mkdirSync(choice.folder, { recursive: true });
  stopLeftOver(choice.folder);
  const port = await freePort();
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--maxmemory-policy', 'noeviction'];
  args.push('--appendonly', choice.isDurable ? 'yes' : 'no', '--dir', choice.folder);
  const child = startChild({ command: program, args });
  const url = `redis://127.0.0.1:${port}`;
  const record = leftOverFile(choice.folder);
  writeFileSync(record, String(child.pid));
  await waitUntilAnswers(url, child, program);
  const stop = async () => {
    await child.stop();
    rmSync(record, { force: true });
  };
  return { url, origin: `${program} started on port ${port}`, isPrivate: true, ended: child.ended, stop };
}

function leftOverFile(folder: string): string {
  return join(folder, 'holdfast-redis.pid');
}

/** Two servers on one append-only file would spoil it, so one that a killed stack left behind is ended first. */
function stopLeftOver(folder: string): void {
  try {
    const pid = Number(readFileSync(leftOverFile(folder), 'utf8'));
    const commandLine = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    // Redis rewrites its title to "<program> 127.0.0.1:<port>", so its working folder says whose it is.
    if (/(redis|valkey)-server/.test(commandLine)) process.kill(pid, 'SIGTERM');
  } catch {
    return;
  }
}

async function waitUntilAnswers(url: string, child: Child, program: string): Promise<void> {
  const deadline = performance.now() + START_DEADLINE_MS;
  let hasEnded = false;
  void child.ended.then(() => {
    hasEnded = true;
  });
  while (!(await answers(url))) {
    if (hasEnded || performance.now() > deadline) {
      await child.stop();
      throw new Error(`Expected ${program} to start, got:\n${child.output()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, PROBE_EVERY_MS));
  }
}

/** True when a Redis at this address answers a PING within a second. */
export async function answers(url: string): Promise<boolean> {
  const redis = new Redis(url, {
    lazyConnect: true,
    retryStrategy: () => null,
    connectTimeout: 1_000,
    // ioredis waits this long on a socket that has already failed, and keeps the process alive meanwhile.
    disconnectTimeout: 10,
  });
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    return (await redis.ping()) === 'PONG';
  } catch {
    return false;
  } finally {
    redis.disconnect();
  }
}
