import { writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { isDeepStrictEqual } from 'node:util';
import { idFromHex } from '../../src/kernel/ids';
import { reconcileStock } from '../../src/modules/reservations';
import { cataloguePages, pageLines } from './catalogue-pages';
import { cleanUpDue, cleanUpLines } from './clean-up';
import { flashLines, flashSale } from './flash-sale';
import { askOnce, canAnswer, measure } from './measure';
import type { Extent, Sample, Side } from './measure';
import { isMongoBench, mongoBench, MONGO_HELP } from './mongo-bench';
import { coresAreSplit, moveGenerator, residentMiB, withCleanUp } from './processes';
import type { CleanUp } from './processes';
import { HELP, readSettings } from './settings';
import type { Settings } from './settings';
import { startBench } from './start-bench';
import type { Bench } from './start-bench';
import { summaryLines } from './summary';
import type { WorkloadRounds } from './summary';
import type { Workload } from './workloads';

/** V8, graphql-jit and document caches settle in this time. */
const WARM_UP_SECONDS = 5;
/** Enough for a p99 that is not just the slowest start. */
const MIN_REQUESTS_PER_CONNECTION = 4;

async function runWorkload(bench: Bench, workload: Workload, settings: Settings): Promise<WorkloadRounds> {
  const sides = bench.sides.filter((side) => canAnswer(side, workload));
  await checkAnswers(bench, sides, workload);
  const once = (side: Side, extent: Extent): Promise<Sample> =>
    measure(side, workload, bench.data, bench.client, extent);
  const requests = new Map<Side, number>();
  for (const side of sides) {
    const { perSecond } = await once(side, { seconds: Math.max(WARM_UP_SECONDS, settings.seconds) });
    const wanted = Math.round(perSecond * settings.seconds);
    requests.set(side, Math.max(MIN_REQUESTS_PER_CONNECTION * workload.connections, wanted));
  }
  const rounds: Record<string, Sample>[] = [];
  for (let round = 0; round < settings.rounds; round += 1) {
    process.stderr.write(`${workload.name}: round ${round + 1} of ${settings.rounds}\n`);
    const samples = new Map<string, Sample>();
    // Turn about, so that no side always runs on the warmer machine.
    const inTurn = sides.map((_, index) => sides[(index + round) % sides.length] ?? bench.sides[0]);
    for (const side of inTurn) samples.set(side.name, await once(side, { requests: requests.get(side) ?? 1 }));
    rounds.push(Object.fromEntries(sides.flatMap(({ name }) => [[name, samples.get(name)] as [string, Sample]])));
  }
  return { name: workload.name, says: workload.says, rounds };
}

/** Asks each side once; where the schemas are the same, ours and the peer's answers must be the same too. */
async function checkAnswers(bench: Bench, sides: readonly Side[], workload: Workload): Promise<void> {
  const answers: Record<string, unknown>[] = [];
  for (const side of sides) answers.push(await askOnce(side, workload, bench.data, 1));
  const [ours, theirs] = answers;
  if (!workload.answersMustBeEqual || isDeepStrictEqual(ours, theirs)) return;
  const [a, b] = [ours, theirs].map((answer) => JSON.stringify(answer).slice(0, 400));
  throw new Error(`${workload.name}: the two sides answer differently:\n${a}\n${b}`);
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
  const [ours, peer] = bench.sides;
  const due = settings.chosen.cleanUp ? await cleanUpDue({ ...bench, cleanUp }, settings.rounds) : [];
  const pages = settings.chosen.cataloguePages ? await cataloguePages(bench.app, ours, settings.large) : [];
  const flash = settings.chosen.flashSale ? await flashSale(bench.app, [ours, peer], bench.data) : [];
  const ctx = bench.app.newContext(idFromHex(bench.data.tenantHex), { kind: 'system', job: 'bench' });
  const { drifts, checkedEntries } = await reconcileStock(ctx, { dryRun: true });
  const database = process.env['MONGODB_URI'] === undefined ? 'embedded development server, in memory' : 'MONGODB_URI';
  const [api] = ours.pids;
  const tables = [
    ...(results.length > 0 ? summaryLines(results) : []),
    ...cleanUpLines(due),
    ...pageLines(pages),
    ...(flash.length > 0 ? flashLines(flash) : []),
  ];
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
        {
          node: process.version,
          database,
          load,
          settings: { ...settings, chosen: undefined },
          results,
          due,
          pages,
          flash,
        },
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
