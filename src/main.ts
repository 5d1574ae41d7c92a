import 'reflect-metadata';
import { createApp } from './app';
import { loadConfig } from './config';
import { buildServer } from './server';

const HELP = `Usage: npm start
Runs one API process. Settings come from the environment (README, section "Settings"); MONGODB_URI, REDIS_URL and
TOKEN_SECRET are required. SIGTERM and Ctrl-C finish what is under way and stop.`;

/** Longer than any request may take; what is not finished then is cut off. */
const SHUTDOWN_LIMIT_MS = 30_000;

async function main(): Promise<void> {
  if (process.argv.includes('--help')) {
    process.stdout.write(`${HELP}\n`);
    return;
  }
  const config = loadConfig();
  const app = await createApp(config);
  const server = await buildServer(app);
  const url = await server.listen({ host: config.host, port: config.port });
  app.logger.info({ url }, 'ready');
  const stop = (): void => {
    setTimeout(() => process.exit(1), SHUTDOWN_LIMIT_MS).unref();
    void server
      .close()
      .then(() => app.close())
      .then(() => process.exit(0));
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
