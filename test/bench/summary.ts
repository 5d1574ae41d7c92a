import type { Sample } from './measure';

/** Samples of one workload, round by round, every side in each round by its name. Ours is `holdfast`. */
export interface WorkloadRounds {
  readonly name: string;
  readonly says: string;
  readonly rounds: readonly Readonly<Record<string, Sample>>[];
}

/** The middle value; the mean of the two middle ones of an even number. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** Ratios of CPU per operation, ours to the peer's, round by round: median, smallest, largest. */
export function cpuRatio(
  { rounds }: WorkloadRounds,
  peer: string,
  pick: (sample: Sample) => number,
): { median: number; min: number; max: number } {
  const ratios = rounds.flatMap(({ [OURS]: ours, [peer]: theirs }) =>
    ours === undefined || theirs === undefined ? [] : [pick(ours) / pick(theirs)],
  );
  return { median: median(ratios), min: Math.min(...ratios), max: Math.max(...ratios) };
}

/** The name of our own side. */
export const OURS = 'holdfast';
const HEADER = [
  '',
  'ops',
  'ops/s',
  'CPU ms/op',
  'server',
  'db cmds',
  'p50 ms',
  'p99 ms',
  'ours / CPU',
  'ours / server',
];
const WIDTHS = [12, 9, 9, 11, 9, 9, 9, 9, 19, 19];
/** Rounds that differ by more say more about the machine than about the servers. */
const SPREAD_MAX = 0.25;

/** The table of a run, as lines. */
export function summaryLines(results: readonly WorkloadRounds[]): string[] {
  const lines = [cells(HEADER)];
  for (const result of results) {
    lines.push('', `${result.name}  ${result.says}  (${result.rounds.length} rounds)`);
    const spread: number[] = [];
    for (const side of Object.keys(result.rounds[0] ?? {})) {
      const samples = result.rounds.flatMap(({ [side]: sample }) => (sample === undefined ? [] : [sample]));
      const of = (pick: (sample: Sample) => number): number => median(samples.map(pick));
      const all = cpuRatio(result, side, (sample) => sample.cpuMs);
      const server = cpuRatio(result, side, (sample) => sample.serverCpuMs);
      spread.push((all.max - all.min) / all.median);
      lines.push(
        cells([
          `  ${side}`,
          String(samples.reduce((sum, sample) => sum + sample.operations, 0)),
          of((sample) => sample.perSecond).toFixed(0),
          of((sample) => sample.cpuMs).toFixed(3),
          of((sample) => sample.serverCpuMs).toFixed(3),
          of((sample) => sample.commands).toFixed(2),
          of((sample) => sample.p50Ms).toFixed(1),
          of((sample) => sample.p99Ms).toFixed(1),
          ...(side === OURS ? ['1', '1'] : [ratioText(all), ratioText(server)]),
        ]),
      );
    }
    if (Math.max(...spread) > SPREAD_MAX) {
      lines.push('  the rounds differ by more than 25 %: measure again on a quieter machine');
    }
  }
  return lines;
}

function ratioText({ median: middle, min, max }: { median: number; min: number; max: number }): string {
  return `${middle.toFixed(2)} (${min.toFixed(2)}-${max.toFixed(2)})`;
}

function cells(values: readonly string[]): string {
  return values
    .map((value, index) => (index === 0 ? value.padEnd(WIDTHS[0] ?? 0) : value.padStart(WIDTHS[index] ?? 0)))
    .join('');
}
