import type { Sample } from './measure';

/** Samples of one workload, round by round, both sides in each round. */
export interface WorkloadRounds {
  readonly name: string;
  readonly says: string;
  readonly rounds: readonly { readonly holdfast: Sample; readonly mercurius: Sample }[];
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
  pick: (sample: Sample) => number,
): { median: number; min: number; max: number } {
  const ratios = rounds.map((round) => pick(round.holdfast) / pick(round.mercurius));
  return { median: median(ratios), min: Math.min(...ratios), max: Math.max(...ratios) };
}

const HEADER = ['', 'ops', 'ops/s', 'CPU ms/op', 'server', 'db cmds', 'p50 ms', 'p99 ms', 'CPU ratio', 'server ratio'];
const WIDTHS = [12, 9, 9, 11, 9, 9, 9, 9, 19, 19];
/** Rounds that differ by more say more about the machine than about the servers. */
const SPREAD_MAX = 0.25;

/** The table of a run, as lines. */
export function summaryLines(results: readonly WorkloadRounds[]): string[] {
  const lines = [cells(HEADER)];
  for (const result of results) {
    lines.push('', `${result.name}  ${result.says}  (${result.rounds.length} rounds)`);
    const all = cpuRatio(result, (sample) => sample.cpuMs);
    const server = cpuRatio(result, (sample) => sample.serverCpuMs);
    for (const side of ['holdfast', 'mercurius'] as const) {
      const of = (pick: (sample: Sample) => number): number => median(result.rounds.map((round) => pick(round[side])));
      const figures = [
        String(result.rounds.reduce((sum, round) => sum + round[side].operations, 0)),
        of((sample) => sample.perSecond).toFixed(0),
        of((sample) => sample.cpuMs).toFixed(3),
        of((sample) => sample.serverCpuMs).toFixed(3),
        of((sample) => sample.commands).toFixed(2),
        of((sample) => sample.p50Ms).toFixed(1),
        of((sample) => sample.p99Ms).toFixed(1),
        ...(side === 'holdfast' ? [ratioText(all), ratioText(server)] : ['1', '1']),
      ];
      lines.push(cells([`  ${side}`, ...figures]));
    }
    if ((all.max - all.min) / all.median > SPREAD_MAX) {
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
