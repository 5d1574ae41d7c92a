import 'reflect-metadata';
import { existsSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createLogger } from '../platform/logger';
import { connectMongo } from '../platform/mongo';
import { connectRedis } from '../platform/redis';
import { DataFolder, readRunning } from './data-folder';
import type { Running } from './data-folder';
import {
  checkChromium,
  checkDataFolder,
  checkDev,
  checkMongo,
  checkNativePackages,
  checkNode,
  checkPort,
  checkRedis,
  checkSettings,
  checkStock,
} from './doctor-checks';
import type { Finding } from './doctor-checks';
import { Shutdown } from './shutdown';
import { startServices } from './stack';

const HELP = `Usage: npm run doctor -- [--data DIR] [--port N]
Checks this machine and the data: Node, packages, settings, ports, data folder, MongoDB, Redis, and the stock of every
tenant against its ledger. Uses the running "npm run dev" on DIR, or starts its database and Redis for the check.
Changes nothing. Exit code 1 when something needs repair.
`;

const MARKS: Readonly<Record<Finding['verdict'], string>> = { ok: 'ok      ', note: 'note    ', trouble: 'TROUBLE ' };

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      data: { type: 'string', default: '.holdfast' },
      port: { type: 'string', default: '4000' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  let troubles = 0;
  const tell = (...findings: readonly Finding[]): void => {
    for (const { verdict, text } of findings) {
      if (verdict === 'trouble') troubles += 1;
      process.stdout.write(`${MARKS[verdict]}${text}\n`);
    }
  };
  const folder = resolve(values.data);
  const running = readRunning(folder);
  tell(checkNode(process.versions.node), ...checkNativePackages(), checkSettings(process.env));
  tell(...checkDataFolder(folder), await checkPort(Number(values.port), running?.port === Number(values.port)));
  tell(checkChromium(process.env['PATH']));
  const shutdown = new Shutdown((line) => process.stderr.write(`${line}\n`));
  try {
    tell(await checkDev(running?.url), ...(await checkServices(folder, running, shutdown)));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    tell({ verdict: 'trouble', text: `MongoDB, Redis or the stock could not be checked: ${reason}` });
  } finally {
    await shutdown.run();
  }
  process.stdout.write(troubles === 0 ? 'All well.\n' : `${troubles} to repair.\n`);
  return troubles === 0 ? 0 : 1;
}

async function checkServices(folder: string, running: Running | undefined, shutdown: Shutdown): Promise<Finding[]> {
  const hasOwnData = existsSync(folder);
  const isGiven = (process.env['MONGODB_URI'] ?? '') !== '';
  if (running === undefined && !hasOwnData && !isGiven) {
    return [{ verdict: 'note', text: 'no data yet: npm run dev makes it' }];
  }
  const { mongoUri, redisUrl } = running ?? (await startForCheck(folder, shutdown));
  const logger = createLogger('silent');
  const redis = connectRedis(redisUrl, 'producer');
  redis.on('error', () => undefined);
  shutdown.add('the Redis connection', async () => redis.disconnect());
  const db = await connectMongo({ uri: mongoUri, poolSizeMax: 4 });
  shutdown.add('the database connection', () => db.close());
  return [...(await checkMongo(db)), await checkRedis(redis), ...(await checkStock(db, logger))];
}

async function startForCheck(path: string, shutdown: Shutdown): Promise<{ mongoUri: string; redisUrl: string }> {
  const isNew = !existsSync(path);
  const folder = DataFolder.open(path);
  shutdown.add('the data folder', async () => {
    folder.unlock();
    if (isNew) rmSync(path, { recursive: true, force: true });
  });
  const environment = await startServices({
    folder,
    port: 0,
    environment: process.env,
    shutdown,
    mayInstall: false,
    say: () => undefined,
    onLost: () => undefined,
  });
  return { mongoUri: environment['MONGODB_URI'] ?? '', redisUrl: environment['REDIS_URL'] ?? '' };
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)} See --help.\n`);
    process.exit(1);
  },
);
