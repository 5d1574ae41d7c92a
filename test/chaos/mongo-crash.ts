/**
 * kill -9 at random moments under a mixed load, again and again on one data folder:
 * `node dist/test/chaos/mongo-crash.js [--rounds 500] [--seed 1]`. After each kill the folder is opened again and
 * checked: everything acknowledged is there, no transaction is there in part, every index agrees with its documents.
 * Exits 1 at the first violation.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runRounds } from './mongo-crash-check';
import { runLoad } from './mongo-crash-load';

function option(name: string, fallback: number): number {
  const at = process.argv.indexOf(name);
  return at < 0 ? fallback : Number(process.argv[at + 1]);
}

async function main(): Promise<void> {
  const child = process.argv.indexOf('--child');
  if (child >= 0) return runLoad(process.argv[child + 1] as string, option('--seed', 1));
  const dataDir = mkdtempSync(join(tmpdir(), 'holdfast-crash-'));
  const started = Date.now();
  try {
    const totals = await runRounds({
      dataDir,
      rounds: option('--rounds', 500),
      seed: option('--seed', 1),
      child: [__filename],
      onRound: (round, line) => {
        if (round % 25 === 0) process.stdout.write(`round ${round}: ${line}\n`);
      },
    });
    const seconds = ((Date.now() - started) / 1000).toFixed(0);
    process.stdout.write(
      `${totals.rounds} kills in ${seconds} s: ${totals.acknowledged} acknowledged commits, none lost; ` +
        `${totals.unacknowledged} more were stored before their answer; ${totals.checkedEntries} index entries checked\n`,
    );
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
  return undefined;
}

if (require.main === module) {
  main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = 1;
  });
}
