import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { createApp } from '../../src/app';
import type { App } from '../../src/app';
import { loadConfig } from '../../src/config';
import { findProgram } from '../../src/devstack/child-process';
import { freePort } from '../../src/devstack/free-port';
import { withDatabase } from '../../src/devstack/mongo-uri';
import { reconcileStock } from '../../src/modules/reservations';
import { idFromHex } from '../../src/kernel/ids';
import { flashLines, flashSale } from './flash-sale';
import { isMongoBench, mongoBench, MONGO_HELP } from './mongo-bench';
import { askOnce, measure } from './measure';
import type { Extent, Sample, Side } from './measure';
import { coresAreSplit, moveGenerator, residentMiB, startProcess, withCleanUp } from './processes';
import type { BenchProcess, CleanUp } from './processes';
import { seedBench } from './seed';
import type { BenchData } from './seed';
import { summaryLines } from './summary';
import type { WorkloadRounds } from './summary';
import { WORKLOAD_NAMES, chooseWorkloads } from './workloads';
import type { Workload } from './workloads';

const HELP = `Usage: npm run bench -- [--only W1,W2,W10] [options]
Measures CPU per operation (all processes), database commands per operation and latency of the workloads, beside bare
Fastify + Mercurius + graphql-jit over the same database in the same run, in interleaved rounds. Loopback only.

Options:
  --only NAMES     of ${WORKLOAD_NAMES.join(', ')}; W3 means all its sizes (default: all)
  --rounds N       rounds per workload, 1 to 20 (default 5)
  --seconds N      seconds per side and round, 1 to 30 (default 3)
  --products N     products with stock in 4 branches, 100 to 20000 (default 1000)
  --json FILE      also write every figure of every round to FILE
  --help           this text

MONGODB_URI names a real MongoDB to measure on; without it the embedded development server is started (in memory).
`;

/** V8, graphql-jit and document caches settle in this time. */
const WARM_UP_SECONDS = 5;
/** Enough for a p99 that is not just the slowest start. */
const MIN_REQUESTS_PER_CONNECTION = 4;

interface Settings {
  readonly chosen: ReturnType<typeof chooseWorkloads>;
  readonly rounds: number;
  readonly seconds: number;
  readonly products: number;
  readonly json: string | undefined;
}

function readSettings(args: readonly string[]): Settings | 'help' {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: text,
      rounds: text,
      seconds: text,
      products: text,
      json: text,
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help === true) return 'help';
  const whole = (name: 'rounds' | 'seconds' | 'products', fallback: number, min: number, max: number): number => {
    const value = Number(values[name] ?? fallback);
    if (!Number.isInteger(value) || value < min || value > max)
      throw new Error(`Expected --${name} ${min} to ${max}, got ${values[name]}.`);
    return value;
  };
  return {
    chosen: chooseWorkloads(values.only),
    rounds: whole('rounds', 5, 1, 20),
    seconds: whole('seconds', 3, 1, 30),
    products: whole('products', 1_000, 100, 20_000),
    json: values.json,
  };
}

/** Everything that runs for a measurement, and how to end it again, last first. */
interface Bench {
  readonly app: App;
  readonly client: MongoClient;
  readonly data: BenchData;
  readonly sides: readonly [Side, Side];
}

async function startBench(settings: Settings, cleanUp: CleanUp): Promise<Bench> {
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
  return { app, client, data, sides: [holdfast, mercurius] };
}

async function runWorkload(bench: Bench, workload: Workload, settings: Settings): Promise<WorkloadRounds> {
  const [holdfast, mercurius] = bench.sides;
  const [ours, theirs] = [
    await askOnce(holdfast, workload, bench.data, 1),
    await askOnce(mercurius, workload, bench.data, 1),
  ];
  if (workload.answersMustBeEqual && !isDeepStrictEqual(ours, theirs)) {
    throw new Error(
      `${workload.name}: the two sides answer differently:\n${JSON.stringify(ours).slice(0, 400)}\n${JSON.stringify(theirs).slice(0, 400)}`,
    );
  }
  const once = (side: Side, extent: Extent): Promise<Sample> =>
    measure(side, workload, bench.data, bench.client, extent);
  const requests = new Map<Side, number>();
  for (const side of bench.sides) {
    const { perSecond } = await once(side, { seconds: Math.max(WARM_UP_SECONDS, settings.seconds) });
    requests.set(
      side,
      Math.max(MIN_REQUESTS_PER_CONNECTION * workload.connections, Math.round(perSecond * settings.seconds)),
    );
  }
  const figures = (side: Side): Promise<Sample> => once(side, { requests: requests.get(side) ?? 1 });
  const rounds: { holdfast: Sample; mercurius: Sample }[] = [];
  for (let round = 0; round < settings.rounds; round += 1) {
    process.stderr.write(`${workload.name}: round ${round + 1} of ${settings.rounds}\n`);
    // Turn about, so that neither side always runs on the warmer machine.
    const oursFirst = round % 2 === 0;
    const first = await figures(oursFirst ? holdfast : mercurius);
    const second = await figures(oursFirst ? mercurius : holdfast);
    rounds.push(oursFirst ? { holdfast: first, mercurius: second } : { holdfast: second, mercurius: first });
  }
  return { name: workload.name, says: workload.says, rounds };
}

async function main(): Promise<void> {
  const args = process.argv.slice(2);
  if (isMongoBench(args) && !args.includes('--help')) return mongoBench(args);
  const settings = readSettings(args);
  if (settings === 'help') {
    process.stdout.write(HELP + MONGO_HELP);
    return;
  }
  await withCleanUp((cleanUp) => compare(settings, cleanUp));
}

/** Measures both sides in turn, checks the stock afterwards and prints the tables. */
async function compare(settings: Settings, cleanUp: CleanUp): Promise<void> {
  const load = loadavg()[0] ?? 0;
  const bench = await startBench(settings, cleanUp);
  await moveGenerator();
  const results: WorkloadRounds[] = [];
  for (const workload of settings.chosen.repeated) results.push(await runWorkload(bench, workload, settings));
  const flash = settings.chosen.flashSale ? await flashSale(bench.app, bench.sides[0], bench.data) : [];
  const ctx = bench.app.newContext(idFromHex(bench.data.tenantHex), { kind: 'system', job: 'bench' });
  const { drifts, checkedEntries } = await reconcileStock(ctx, { dryRun: true });
  const database = process.env['MONGODB_URI'] === undefined ? 'embedded development server, in memory' : 'MONGODB_URI';
  const [api] = bench.sides[0].pids;
  const tables = [...(results.length > 0 ? summaryLines(results) : []), ...(flash.length > 0 ? flashLines(flash) : [])];
  const notes = [
    '',
    `Node ${process.version}, database: ${database}, ${settings.products} products x 4 branches, ${settings.seconds} s per side and round`,
    `CPU ms/op: all processes of a side (server, database${process.env['MONGODB_URI'] === undefined ? '' : ' left out'}, Redis); ${coresAreSplit ? 'system on core 0, generator on core 1' : 'one core for all'}`,
    `Memory of the API process: ${residentMiB(api ?? 0)} MiB; stock check: ${drifts.length} of ${checkedEntries} entries drifted`,
    ...(load > 1
      ? [`Load average was ${load.toFixed(1)} at the start: others use this machine, take the figures with care.`]
      : []),
  ];
  process.stdout.write(`${[...tables, ...notes].join('\n')}\n`);
  if (settings.json !== undefined) {
    writeFileSync(
      settings.json,
      JSON.stringify(
        { node: process.version, database, load, settings: { ...settings, chosen: undefined }, results, flash },
        null,
        2,
      ),
    );
  }
  const failed = flash.reduce((sum, row) => sum + row.failed, 0);
  if (drifts.length > 0 || failed > 0) process.exitCode = 1;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
