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

const BATCH = 200;
/** One after the other they take long; the loop's cost for one hold does not depend on how many there are. */
const LOOP_HOLDS = 200;
/**
 * What each process expires, in the way that is measured, before it is timed: a worker runs for weeks, so its start and
 * its first slow seconds before V8 has compiled it belong to no figure. The loop's process gets the same.
 */
const WARM_UP_HOLDS = 3_000;

/** One clean-up of so many due holds. */
export interface CleanUpFigures {
  readonly says: string;
  readonly holds: number;
  readonly workers: number;
  readonly expired: number;
  readonly seconds: number;
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
 * W6: clean-up of 200 and of 20,000 due holds by 1 and by 3 worker processes, and one hold at a time beside them. The
 * short ones come last, so that both meet a database that is as warm as it gets.
 */
export async function cleanUpDue(bench: CleanUpBench): Promise<CleanUpFigures[]> {
  const figures: CleanUpFigures[] = [];
  for (const [holds, workers] of [
    [20_000, 1],
    [20_000, 3],
    [BATCH, 1],
  ] as const) {
    figures.push(await cleanUpOnce(bench, `${holds} due, batches of ${BATCH}`, holds, workers, BATCH));
  }
  figures.push(await cleanUpOnce(bench, `${LOOP_HOLDS} due, one by one`, LOOP_HOLDS, 1, 1));
  return figures;
}

async function cleanUpOnce(
  bench: CleanUpBench,
  says: string,
  holds: number,
  workers: number,
  batchSize: number,
): Promise<CleanUpFigures> {
  process.stderr.write(`W6: ${says}, ${workers} worker${workers === 1 ? '' : 's'}\n`);
  const children: ChildProcess[] = [];
  for (let index = 0; index < workers; index += 1) {
    const child = forkOnSystemCore(join(__dirname, 'clean-up-worker.js'), bench.env);
    bench.cleanUp.push(() => child.kill());
    await once(child, 'message');
    await makeDueHolds(bench.app, bench.data, WARM_UP_HOLDS);
    await give(child, bench, index, batchSize);
    children.push(child);
  }
  await makeDueHolds(bench.app, bench.data, holds);
  const pids = [...bench.databasePids, ...children.map(({ pid }) => pid ?? 0)];
  const [cpuBefore, commandsBefore] = [cpuSeconds(pids), await commandsRun(bench.client)];
  const startedAt = performance.now();
  const orders = children.map((child, index) => give(child, bench, index, batchSize));
  const done = await Promise.all(orders);
  const seconds = (performance.now() - startedAt) / 1000;
  const cpuAfter = cpuSeconds(pids);
  const commands = (await commandsRun(bench.client)) - commandsBefore;
  const expired = done.reduce((sum, row) => sum + row.expired, 0);
  if (expired !== holds) throw new Error(`W6: expected ${holds} holds to be expired once each, got ${expired}.`);
  for (const child of children) {
    const ended = once(child, 'exit');
    child.disconnect();
    await ended;
  }
  return { says, holds, workers, expired, seconds, cpuMs: ((cpuAfter - cpuBefore) * 1000) / holds, commands };
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

/** The figures as lines; the last ones compare batches with the loop, and 20,000 with 200. */
export function cleanUpLines(figures: readonly CleanUpFigures[]): string[] {
  const perHoldMs = ({ seconds, holds }: CleanUpFigures): number => (seconds * 1000) / holds;
  const lines = figures.map(
    (row) =>
      `  ${row.says.padEnd(30)}${row.workers} worker${row.workers === 1 ? ' ' : 's'}  ${perHoldMs(row).toFixed(3)} ms a hold, ` +
      `CPU ${row.cpuMs.toFixed(3)} ms, ${(row.commands / row.holds).toFixed(3)} commands, ${row.seconds.toFixed(2)} s in all`,
  );
  const [many, shared, few, loop] = figures;
  if (few === undefined || many === undefined || shared === undefined || loop === undefined) return lines;
  const times = (row: CleanUpFigures): string => (perHoldMs(loop) / perHoldMs(row)).toFixed(1);
  return [
    '',
    `W6  clean-up of due holds, one line each; every hold expired exactly once; each process warmed up with ${WARM_UP_HOLDS} holds`,
    ...lines,
    `  faster than one by one: ${times(many)}x, ${times(shared)}x, ${times(few)}x; 20,000 / 200 a hold: ${(perHoldMs(many) / perHoldMs(few)).toFixed(2)}`,
  ];
}
