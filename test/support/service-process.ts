import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { TestApp } from './test-app';

const ROOT = join(__dirname, '..', '..');

/** What starts a process: its script, its arguments, and what it says when it is ready. */
export interface ProcessWish {
  readonly script: 'src/main.ts' | 'src/migrate.ts' | 'jobs/main.ts';
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly ready: RegExp;
}

/** A real process of the service on the test's database and Redis. */
export interface ServiceProcess {
  readonly child: ChildProcess;
  /** What `ready` matched. */
  readonly said: RegExpMatchArray;
}

/** Starts sources as they are, without a build; resolves when the process has said that it is ready. */
export async function startServiceProcess(service: TestApp, wish: ProcessWish): Promise<ServiceProcess> {
  const { config } = service.app;
  const child = spawn(
    process.execPath,
    ['-r', join(ROOT, 'test/support/typescript-hook.cjs'), join(ROOT, wish.script), ...(wish.args ?? [])],
    {
      env: {
        PATH: process.env['PATH'],
        NODE_ENV: 'test',
        MONGODB_URI: config.mongoUri,
        REDIS_URL: config.redisUrl,
        REDIS_PREFIX: config.redisPrefix,
        TOKEN_SECRET: config.tokenSecret,
        LOG_LEVEL: 'error',
        ...wish.env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let text = '';
  const said = await new Promise<RegExpMatchArray>((resolve, reject) => {
    const hear = (chunk: Buffer) => {
      text += chunk.toString('utf8');
      const match = wish.ready.exec(text);
      if (match !== null) resolve(match);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('exit', (code) => reject(new Error(`${wish.script} ended with ${code} before it was ready: ${text}`)));
  });
  return { child, said };
}

/** The exit code once the process is gone; null when a signal ended it. */
export function ended(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((resolve) => child.once('exit', resolve));
}
