import { createRequire } from 'node:module';
import { DEV_HELP, parseDevOptions } from './dev-options';
import type { DevOptions } from './dev-options';
import type * as RunDev from './run-dev';
import { freePort, isPortFree } from './free-port';
import { Shutdown } from './shutdown';

/** The host that `npm run dev` serves on: this machine only. */
const HOST = '127.0.0.1';

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function complain(line: string): void {
  process.stderr.write(`${line}\n`);
}

async function main(): Promise<void> {
  const options = parseDevOptions(process.argv.slice(2), process.cwd());
  if (options.wantsHelp) {
    process.stdout.write(DEV_HELP);
    return;
  }
  assertUsable(options);
  const port = options.port === 0 ? await freePort() : options.port;
  if (!(await isPortFree(port, HOST))) {
    throw new Error(`Port ${port} is taken by another program. Choose another one: npm run dev -- --port ${port + 1}`);
  }
  const shutdown = new Shutdown(complain);
  stopOnSignals(shutdown);
  // Loaded only now: a wrong option is answered at once, without the whole service in memory.
  const { runDev } = createRequire(__filename)('./run-dev') as typeof RunDev;
  try {
    await runDev({ ...options, port }, HOST, shutdown);
  } catch (error) {
    // A stop in the middle of the start makes the start fail; that is no news.
    if (!shutdown.hasBegun) complain(messageOf(error));
    const exitCode = shutdown.hasBegun ? 0 : 1;
    await shutdown.run();
    process.exit(exitCode);
  }
}

function assertUsable(options: DevOptions): void {
  if (process.env['NODE_ENV'] === 'production') {
    throw new Error(
      'npm run dev is for development and demonstration. Unset NODE_ENV, or use npm start and npm run worker.',
    );
  }
  if (options.isFresh && (process.env['MONGODB_URI'] ?? '') !== '') {
    throw new Error(
      'Expected --fresh without MONGODB_URI: a database that is not ours is never removed. Drop it yourself.',
    );
  }
}

function stopOnSignals(shutdown: Shutdown): void {
  const stop = (): void => {
    // npm passes the terminal's Ctrl-C on, so it may come twice.
    if (shutdown.hasBegun) return;
    say('\nStopping ...');
    void shutdown.run().then(() => {
      say('Stopped.');
      process.exit(0);
    });
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  process.on('SIGHUP', stop);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

main().catch((error: unknown) => {
  complain(messageOf(error));
  process.exit(1);
});
