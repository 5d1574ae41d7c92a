import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { parseArgs } from 'node:util';
import { startMongoServer } from '../../src/devstack/mongo/server';
import { findSpecFiles } from './spec-files';
import { SuiteRunner } from './suite';
import type { CaseResult } from './suite';

const HELP = `Usage: mongo-spec -- DIR... [--uri URI] [--json FILE] [--only TEXT] [--quiet]
  DIR          folders (or files) of MongoDB's unified test format, read in place
  --uri URI    run against this server (default: the embedded one, in memory)
  --only TEXT  only cases whose file name or description contains TEXT
  --json FILE  write every result to FILE
  --quiet      print failures and the totals only`;

function printCase(result: CaseResult, base: string, isQuiet: boolean): void {
  if (isQuiet && result.outcome !== 'failed') return;
  const name = `${relative(base, result.file)}: ${result.description}`;
  const reason =
    result.reason === undefined ? '' : `\n        ${result.reason.split('\n').slice(0, 6).join('\n        ')}`;
  process.stdout.write(`${result.outcome.padEnd(7)} ${name}${reason}\n`);
}

function printTotals(results: readonly CaseResult[]): void {
  const count = (outcome: CaseResult['outcome']): number =>
    results.filter((result) => result.outcome === outcome).length;
  const reasons = new Map<string, number>();
  for (const { outcome, reason } of results) {
    if (outcome === 'skipped') reasons.set(reason ?? '', (reasons.get(reason ?? '') ?? 0) + 1);
  }
  for (const [reason, n] of [...reasons].sort((a, b) => b[1] - a[1]))
    process.stdout.write(`skipped ${String(n).padStart(4)}: ${reason}\n`);
  process.stdout.write(`${count('passed')} passed, ${count('failed')} failed, ${count('skipped')} skipped\n`);
}

async function runAll(
  uri: string,
  paths: readonly string[],
  only: string | undefined,
  isQuiet: boolean,
): Promise<CaseResult[]> {
  const runner = await SuiteRunner.connect(uri);
  const results: CaseResult[] = [];
  try {
    for (const path of paths) {
      for (const file of findSpecFiles(path)) {
        for (const result of await runner.runFile(file, only)) {
          printCase(result, process.cwd(), isQuiet);
          results.push(result);
        }
      }
    }
  } finally {
    await runner.close();
  }
  return results;
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      uri: { type: 'string' },
      json: { type: 'string' },
      only: { type: 'string' },
      quiet: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help || positionals.length === 0) {
    process.stdout.write(`${HELP}\n`);
    return values.help ? 0 : 2;
  }
  const own =
    values.uri === undefined
      ? await startMongoServer({ memory: true, log: (line) => process.stderr.write(`mongo: ${line}\n`) })
      : undefined;
  try {
    const results = await runAll(values.uri ?? (own?.uri as string), positionals, values.only, values.quiet);
    printTotals(results);
    if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(results, null, 2)}\n`);
    return results.some(({ outcome }) => outcome === 'failed') ? 1 : 0;
  } finally {
    await own?.close();
  }
}

if (require.main === module) {
  main().then(
    (code) => {
      process.exitCode = code;
    },
    (error: unknown) => {
      process.stderr.write(`mongo-spec: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
      process.exitCode = 2;
    },
  );
}
