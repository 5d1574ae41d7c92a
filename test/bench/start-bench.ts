import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { createApp } from '../../src/app';
import type { App } from '../../src/app';
import { loadConfig } from '../../src/config';
import { findProgram } from '../../src/devstack/child-process';
import { freePort } from '../../src/devstack/free-port';
import { withDatabase } from '../../src/devstack/mongo-uri';
import type { Side } from './measure';
import { startProcess } from './processes';
import type { BenchProcess, CleanUp } from './processes';
import { seedBench } from './seed';
import type { BenchData } from './seed';
import type { Settings } from './settings';
import { startVendure } from './vendure';

/** Everything that runs for a measurement, and how to end it again, last first. */
export interface Bench {
  readonly app: App;
  readonly client: MongoClient;
  readonly data: BenchData;
  /** Ours, the hard peer, and Vendure where it was asked for. */
  readonly sides: readonly [Side, Side, ...Side[]];
  readonly env: NodeJS.ProcessEnv;
  /** Processes of the database, when it is the embedded one. */
  readonly databasePids: readonly number[];
}

export async function startBench(settings: Settings, cleanUp: CleanUp): Promise<Bench> {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-bench-'));
  cleanUp.push(() => rmSync(folder, { recursive: true, force: true }));
  const keep = <T extends BenchProcess>(started: T): T => {
    cleanUp.push(() => started.stop());
    return started;
  };
  const script = (...parts: string[]): string => join(__dirname, '..', '..', ...parts);
  const { PATH, MONGODB_URI } = process.env;
  const mongo =
    MONGODB_URI === undefined
      ? keep(
          await startProcess(process.execPath, [script('src/devstack/mongo/main.js'), '--memory'], { PATH }, (line) =>
            line.startsWith('listening '),
          ),
        )
      : null;
  const server = mongo === null ? (MONGODB_URI ?? '') : mongo.line.slice('listening '.length).trim();
  const mongoUri = withDatabase(server, `bench-${randomBytes(4).toString('hex')}`);
  const redisProgram = findProgram(['redis-server', 'valkey-server'], PATH);
  if (redisProgram === undefined) throw new Error('Expected redis-server or valkey-server on the PATH, found none.');
  const redisPort = await freePort();
  const redisArgs = [
    '--port',
    String(redisPort),
    '--bind',
    '127.0.0.1',
    '--save',
    '',
    '--appendonly',
    'no',
    '--dir',
    folder,
  ];
  const redis = keep(await startProcess(redisProgram, redisArgs, { PATH }, (line) => line.includes('Ready to accept')));
  const port = await freePort();
  const env = {
    PATH,
    NODE_ENV: 'production',
    PAYMENT_PROVIDER: 'test',
    PORT: String(port),
    MONGODB_URI: mongoUri,
    REDIS_URL: `redis://127.0.0.1:${redisPort}`,
    TOKEN_SECRET: randomBytes(32).toString('hex'),
    LOG_LEVEL: 'info',
  };
  const app = await createApp(loadConfig({ ...env, LOG_LEVEL: 'warn' }));
  cleanUp.push(() => app.close());
  process.stderr.write(`Seeding ${settings.products} products in 4 branches ...\n`);
  const data = await seedBench(app, settings.products);
  const api = keep(
    await startProcess(process.execPath, [script('src/main.js')], env, (line) => line.includes('"ready"')),
  );
  const peerArgs = [script('test/bench/peer.js'), mongoUri, data.tenantHex];
  const peer = keep(
    await startProcess(process.execPath, peerArgs, { PATH, NODE_ENV: 'production' }, (line) =>
      line.startsWith('listening '),
    ),
  );
  const client = await new MongoClient(mongoUri).connect();
  cleanUp.push(() => client.close());
  const databasePids = mongo === null ? [] : [mongo.pid];
  const holdfast: Side = {
    name: 'holdfast',
    url: `http://127.0.0.1:${port}/graphql`,
    headers: { authorization: `Bearer ${data.token}` },
    serverPid: api.pid,
    pids: [api.pid, redis.pid, ...databasePids],
  };
  const mercurius: Side = {
    name: 'mercurius',
    url: `${peer.line.slice('listening '.length).trim()}/graphql`,
    headers: {},
    serverPid: peer.pid,
    pids: [peer.pid, ...databasePids],
  };
  const vendure = settings.vendure === undefined ? [] : [await startVendure(settings.vendure, settings.products, keep)];
  return { app, client, data, sides: [holdfast, mercurius, ...vendure], env, databasePids };
}
