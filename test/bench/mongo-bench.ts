import { writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { costKinds, makeMaps, measureCost, measureFloor } from './mongo-cost';
import type { CostSample } from './mongo-cost';
import { measurePauses } from './mongo-pauses';
import type { PauseSample } from './mongo-pauses';
import { anonymousMiB, BenchServer, fill } from './mongo-server';
import { coresAreSplit, moveGenerator, withCleanUp } from './processes';
import type { CleanUp } from './processes';

const SMALL = 1_000;
const LIMITS = { ratio: 1.3, openMs: 2_000, memoryMiB: 600, pauseMs: 50 };

/** What `npm run bench -- --help` says of this part. */
export const MONGO_HELP = `
--only mongo measures the embedded MongoDB server by itself: CPU per operation at 1,000 and 1,000,000 documents beside
plain maps, opening a large folder, anonymous memory, and the longest ping beside long commands. Its options:
  --rounds N       rounds of the costs, 1 to 20 (default 5)
  --pause-rounds N rounds of the long commands, 0 to 9 (default 3)
  --documents N    the large size, 10000 to 1000000 (default 1000000)
  --json FILE      also write every figure of every round to FILE
`;

/** True when the arguments ask for the embedded server's figures. */
export function isMongoBench(args: readonly string[]): boolean {
  const at = args.indexOf('--only');
  return args.includes('--only=mongo') || (at >= 0 && args[at + 1] === 'mongo');
}

interface Settings {
  readonly rounds: number;
  readonly pauseRounds: number;
  readonly documents: number;
  readonly json: string | undefined;
}

function readSettings(args: readonly string[]): Settings {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...args],
    options: { only: text, rounds: text, 'pause-rounds': text, documents: text, json: text },
  });
  const whole = (name: 'rounds' | 'pause-rounds' | 'documents', fallback: number, min: number, max: number): number => {
    const value = Number(values[name] ?? fallback);
    if (!Number.isInteger(value) || value < min || value > max)
      throw new Error(`Expected --${name} ${min} to ${max}, got ${values[name]}.`);
    return value;
  };
  return {
    rounds: whole('rounds', 5, 1, 20),
    pauseRounds: whole('pause-rounds', 3, 0, 9),
    documents: whole('documents', 1_000_000, 10_000, 1_000_000),
    json: values.json,
  };
}

interface CostRound {
  readonly small: CostSample;
  readonly large: CostSample;
  readonly mapsSmallUs: number;
  readonly mapsLargeUs: number;
}

interface Figures {
  readonly costs: { name: string; rounds: CostRound[] }[];
  readonly openMs: number[];
  readonly memoryMiB: Record<string, number>;
  readonly pauses: PauseSample[][];
}

function progress(text: string): void {
  process.stderr.write(`${text}\n`);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >>> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

function spread(values: readonly number[], digits: number): string {
  return `${Math.min(...values).toFixed(digits)}-${Math.max(...values).toFixed(digits)}`;
}

async function measureCosts(small: BenchServer, large: BenchServer, settings: Settings): Promise<Figures['costs']> {
  const { documents, rounds } = settings;
  const maps = [makeMaps(SMALL), makeMaps(documents)] as const;
  const costs = costKinds.map((kind) => ({ kind, name: kind.name, rounds: [] as CostRound[] }));
  // Round 0 only warms up: V8 has compiled everything by its end.
  for (let round = 0; round <= rounds; round += 1) {
    for (const cost of costs) {
      const { kind } = cost;
      const atSmall = (): Promise<CostSample> => measureCost(small, SMALL, kind, round);
      const atLarge = (): Promise<CostSample> => measureCost(large, documents, kind, round);
      const isSmallFirst = round % 2 === 0;
      const first = await (isSmallFirst ? atSmall() : atLarge());
      const second = await (isSmallFirst ? atLarge() : atSmall());
      const made = isSmallFirst ? { small: first, large: second } : { small: second, large: first };
      const mapsSmallUs = measureFloor(maps[0], SMALL, kind, round);
      const mapsLargeUs = measureFloor(maps[1], documents, kind, round);
      if (round > 0) cost.rounds.push({ ...made, mapsSmallUs, mapsLargeUs });
    }
    progress(round === 0 ? 'costs: warmed up' : `costs: round ${round} of ${rounds}`);
  }
  return costs.map(({ name, rounds: made }) => ({ name, rounds: made }));
}

async function measureAll(settings: Settings, cleanUp: CleanUp): Promise<Figures> {
  const open = async (folder?: string): Promise<BenchServer> => {
    const server = await BenchServer.open(folder);
    cleanUp.push(() => server.remove());
    cleanUp.push(() => server.stop());
    return server;
  };
  const { documents } = settings;
  const small = await open();
  await fill(small, SMALL, progress);
  const filling = await open();
  await fill(filling, documents, progress);
  await filling.items.createIndex({ group: 1, rank: 1 });
  await small.items.createIndex({ group: 1, rank: 1 });
  const memoryMiB: Record<string, number> = { 'after the load': anonymousMiB(filling.pid) };
  await filling.stop();
  const openMs: number[] = [];
  for (let time = 0; time < 3; time += 1) {
    const again = await BenchServer.open(filling.folder);
    openMs.push(again.openMs);
    await again.stop();
  }
  const large = await open(filling.folder);
  memoryMiB['just opened'] = anonymousMiB(large.pid);
  const costs = await measureCosts(small, large, settings);
  memoryMiB['after the costs'] = anonymousMiB(large.pid);
  const pauses: PauseSample[][] = [];
  for (let round = 1; round <= settings.pauseRounds; round += 1) {
    progress(`long commands: round ${round} of ${settings.pauseRounds}`);
    pauses.push(await measurePauses(large, progress));
    memoryMiB[`after the long commands, round ${round}`] = anonymousMiB(large.pid);
  }
  return { costs, openMs, memoryMiB, pauses };
}

function verdict(value: number, limit: number): string {
  return value <= limit ? 'held' : 'NOT HELD';
}

function lines(figures: Figures, settings: Settings): string[] {
  const out: string[] = [];
  out.push(
    `Server CPU per operation in us, medians of ${settings.rounds} rounds (limit of the ratio ${LIMITS.ratio}):`,
  );
  for (const { name, rounds } of figures.costs) {
    const ratios = rounds.map(({ small, large }) => large.serverUs / small.serverUs);
    const of = (pick: (round: CostRound) => number): string => median(rounds.map(pick)).toFixed(0);
    out.push(
      `  ${name.padEnd(30)} ${SMALL}: ${of((r) => r.small.serverUs)}  ${settings.documents}: ${of((r) => r.large.serverUs)}` +
        `  ratio ${median(ratios).toFixed(2)} (${spread(ratios, 2)}) ${verdict(median(ratios), LIMITS.ratio)}` +
        `; client ${of((r) => r.large.clientUs)}; maps ${median(rounds.map((r) => r.mapsSmallUs)).toFixed(2)}` +
        ` / ${median(rounds.map((r) => r.mapsLargeUs)).toFixed(2)}`,
    );
  }
  const openMs = median(figures.openMs);
  out.push(
    `Opening ${settings.documents} documents: ${openMs.toFixed(0)} ms (${spread(figures.openMs, 0)}) ${verdict(openMs, LIMITS.openMs)}`,
  );
  for (const [when, value] of Object.entries(figures.memoryMiB))
    out.push(`Anonymous memory ${when}: ${value.toFixed(0)} MiB ${verdict(value, LIMITS.memoryMiB)}`);
  if (figures.pauses.length > 0) out.push('Longest ping of another connection, ms, median of rounds:');
  figures.pauses[0]?.forEach(({ name }, at) => {
    const samples = figures.pauses.map((round) => round[at]).filter((sample) => sample !== undefined);
    const longest = samples.map(({ longestMs }) => longestMs);
    const own = samples.map(({ longestOwnMs }) => longestOwnMs);
    const of = (pick: (sample: PauseSample) => number, digits: number): string =>
      median(samples.map(pick)).toFixed(digits);
    out.push(
      `  ${name.padEnd(38)} ${median(longest).toFixed(0)} (${spread(longest, 0)}) ${verdict(median(longest), LIMITS.pauseMs)}; less waiting for a core ${median(own).toFixed(0)} (${spread(own, 0)})` +
        `; p99 ${of((s) => s.p99Ms, 0)}; takes ${of((s) => s.seconds, 1)} s, ${of((s) => s.coreWaitMs, 0)} ms of it without a core`,
    );
  });
  return out;
}

/** Measures the embedded server alone and prints its figures beside their limits. */
export async function mongoBench(args: readonly string[]): Promise<void> {
  const settings = readSettings(args);
  const load = loadavg()[0] ?? 0;
  await withCleanUp(async (cleanUp) => {
    await moveGenerator();
    const figures = await measureAll(settings, cleanUp);
    process.stdout.write(`${lines(figures, settings).join('\n')}\n`);
    const cores = coresAreSplit ? 'servers on core 0, driver on core 1' : 'one core for all';
    process.stdout.write(`Node ${process.version}, ${cores}, load average at the start ${load.toFixed(1)}\n`);
    if (settings.json !== undefined)
      writeFileSync(settings.json, JSON.stringify({ node: process.version, load, settings, ...figures }, null, 2));
  });
}
