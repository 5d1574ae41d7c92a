import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { MongoClient } from 'mongodb';
import type { App } from '../../src/app';
import { fromGlobalId, idFromHex, newId } from '../../src/kernel/ids';
import { reserveBatch } from '../../src/modules/reservations/reserve-batch';
import type { CleanUpDone, CleanUpOrder } from './clean-up-worker';
import { commandsRun } from './database-commands';
import { cpuSeconds, forkOnSystemCore } from './processes';
import type { CleanUp } from './processes';
import type { BenchData } from './seed';
import { median } from './summary';

/** As the job takes them. */
const BATCH = 400;
const SMALL_HOLDS = 200;
/** One after the other they take long; the loop's cost for one hold does not depend on how many there are. */
const LOOP_HOLDS = 400;
/** A clean-up of so few is over in the blink of an eye: so many in a row are timed, each made anew. */
const SMALL_REPEATS = 10;
/**
 * A worker runs for weeks, so its start and its slow first runs, before V8 has compiled what they do, belong to no
 * figure. What counts is how often each path was taken: one by one that is once a hold, in batches once a batch, and
 * workers who come second to a batch take a path of their own.
 */
const WARM_UP_HOLDS_ONE_BY_ONE = 3_000;
const WARM_UP_RUNS_TOGETHER = 100;

/** One way to clean up so many due holds, `repeats` times in a row. */
interface Way {
  readonly says: string;
  readonly holds: number;
  readonly workers: number;
  readonly batchSize: number;
  readonly repeats: number;
}

const LOOP: Way = { says: `${LOOP_HOLDS} due, one by one`, holds: LOOP_HOLDS, workers: 1, batchSize: 1, repeats: 1 };
const WAYS: readonly Way[] = [
  ...[1, 3].map((workers) => wayOf(20_000, workers, 1)),
  ...[1, 3].map((workers) => wayOf(SMALL_HOLDS, workers, SMALL_REPEATS)),
  LOOP,
];

function wayOf(holds: number, workers: number, repeats: number): Way {
  return { says: `${holds} due, batches of ${BATCH}`, holds, workers, batchSize: BATCH, repeats };
}

/** What one way cost in one round, a hold. */
export interface CleanUpFigures extends Way {
  readonly timeMs: number;
  readonly cpuMs: number;
  readonly commands: number;
}

/** What W6 needs of the running bench. */
export interface CleanUpBench {
  readonly app: App;
  readonly client: MongoClient;
  readonly data: BenchData;
  readonly env: NodeJS.ProcessEnv;
  readonly databasePids: readonly number[];
  readonly cleanUp: CleanUp;
}

/**
 * W6: clean-up of 200 and of 20,000 due holds by 1 and by 3 worker processes, and one hold at a time beside them, in
 * turn round by round: nobody always meets the colder database. The workers live through all rounds.
 */
export async function cleanUpDue(bench: CleanUpBench, rounds: number): Promise<CleanUpFigures[][]> {
  process.stderr.write('W6: warm-up\n');
  const [batchWorkers, loopWorkers] = [await startWorkers(bench, 3), await startWorkers(bench, 1)];
  await cleanUpOnce(bench, { ...LOOP, holds: WARM_UP_HOLDS_ONE_BY_ONE }, loopWorkers);
  await cleanUpOnce(bench, wayOf(SMALL_HOLDS, 3, WARM_UP_RUNS_TOGETHER), batchWorkers);
  const figures: CleanUpFigures[][] = [];
  for (let round = 0; round < rounds; round += 1) {
    process.stderr.write(`W6: round ${round + 1} of ${rounds}\n`);
    const row: CleanUpFigures[] = [];
    for (const way of WAYS) {
      const workers = way === LOOP ? loopWorkers : batchWorkers.slice(0, way.workers);
      row.push(await cleanUpOnce(bench, way, workers));
    }
    figures.push(row);
  }
  for (const worker of [...batchWorkers, ...loopWorkers]) {
    const ended = once(worker, 'exit');
    worker.disconnect();
    await ended;
  }
  return figures;
}

async function startWorkers(bench: CleanUpBench, count: number): Promise<ChildProcess[]> {
  const workers = [];
  for (let index = 0; index < count; index += 1) {
    const child = forkOnSystemCore(join(__dirname, 'clean-up-worker.js'), bench.env);
    bench.cleanUp.push(() => child.kill());
    await once(child, 'message');
    workers.push(child);
  }
  return workers;
}

async function cleanUpOnce(bench: CleanUpBench, way: Way, workers: readonly ChildProcess[]): Promise<CleanUpFigures> {
  const { holds, batchSize, repeats } = way;
  const pids = [...bench.databasePids, ...workers.map(({ pid }) => pid ?? 0)];
  let [timeMs, cpuMs, commands] = [0, 0, 0];
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    await makeDueHolds(bench.app, bench.data, holds);
    const commandsBefore = await commandsRun(bench.client);
    const cpuBefore = cpuSeconds(pids);
    const startedAt = performance.now();
    const done = await Promise.all(workers.map((worker, index) => give(worker, bench, index, batchSize)));
    timeMs += performance.now() - startedAt;
    cpuMs += (cpuSeconds(pids) - cpuBefore) * 1000;
    commands += (await commandsRun(bench.client)) - commandsBefore;
    const expired = done.reduce((sum, row) => sum + row.expired, 0);
    if (expired !== holds) throw new Error(`W6: expected ${holds} holds to be expired once each, got ${expired}.`);
  }
  const all = holds * repeats;
  return { ...way, timeMs: timeMs / all, cpuMs: cpuMs / all, commands: commands / all };
}

/** Has a worker process expire all that is due, and waits for its answer. */
async function give(child: ChildProcess, bench: CleanUpBench, index: number, batchSize: number): Promise<CleanUpDone> {
  const answer = once(child, 'message') as Promise<[CleanUpDone]>;
  const order: CleanUpOrder = { tenantHex: bench.data.tenantHex, workerId: `bench-${index}`, batchSize };
  child.send(order);
  const [done] = await answer;
  return done;
}

/** Holds of one line each, over all variants and branches, that are due as soon as they are made. */
async function makeDueHolds(app: App, data: BenchData, holds: number): Promise<void> {
  const ctx = app.newContext(idFromHex(data.tenantHex), { kind: 'system', job: 'bench' });
  const branches = data.branchIds.map((id) => fromGlobalId('Branch', id));
  const variants = data.variantIds.map((id) => fromGlobalId('Variant', id));
  const pick = <T>(from: readonly T[], n: number): T => {
    const value = from[n % from.length];
    if (value === undefined) throw new Error('The bench has no data.');
    return value;
  };
  for (let from = 0; from < holds; from += BATCH) {
    const requests = Array.from({ length: Math.min(BATCH, holds - from) }, (_, offset) => {
      const n = from + offset;
      const reservationId = newId();
      return {
        ctx,
        request: { operation: 'reserveStock', input: { idempotencyKey: reservationId.toHexString() } },
        hashes: {},
        reservationId,
        lines: [{ branchId: pick(branches, n), variantId: pick(variants, n * 7), quantity: 1 }],
        ttlMs: 1,
        replacesId: null,
        limits: null,
      };
    });
    const outcomes = await reserveBatch(requests);
    const refused = outcomes.find((outcome) => 'error' in outcome);
    if (refused !== undefined) throw new Error('W6: a hold was refused while seeding.', { cause: refused });
  }
}

/** The figures as lines: medians of the rounds, and how many times cheaper than one by one within the same round. */
export function cleanUpLines(rounds: readonly CleanUpFigures[][]): string[] {
  const [first] = rounds;
  if (first === undefined) return [];
  const lines = first.map((way, at) => {
    const of = (pick: (row: CleanUpFigures) => number): number[] =>
      rounds.flatMap((row) => (row[at] === undefined ? [] : [pick(row[at])]));
    const against = (pick: (row: CleanUpFigures) => number): string => {
      const ratios = rounds.flatMap((row) => {
        const [mine, loop] = [row[at], row.at(-1)];
        return mine === undefined || loop === undefined ? [] : [pick(loop) / pick(mine)];
      });
      return `${median(ratios).toFixed(1)}x (${Math.min(...ratios).toFixed(1)}-${Math.max(...ratios).toFixed(1)})`;
    };
    const [cpu, time] = [(row: CleanUpFigures) => row.cpuMs, (row: CleanUpFigures) => row.timeMs];
    return (
      `  ${way.says.padEnd(30)}${way.workers} worker${way.workers === 1 ? ' ' : 's'}  CPU ${median(of(cpu)).toFixed(3)} ms a hold: ${against(cpu)}; ` +
      `${median(of(time)).toFixed(3)} ms a hold: ${against(time)}; ${median(of((row) => row.commands)).toFixed(3)} commands`
    );
  });
  return [
    '',
    `W6  clean-up of due holds, one line each, beside one by one in the same round, medians of ${rounds.length} rounds (smallest-largest)`,
    `    every hold expired exactly once; warmed up with ${WARM_UP_HOLDS_ONE_BY_ONE} holds one by one and ${WARM_UP_RUNS_TOGETHER} times ${SMALL_HOLDS} by 3 workers; ${SMALL_HOLDS} due: ${SMALL_REPEATS} times in a row`,
    ...lines,
  ];
}
