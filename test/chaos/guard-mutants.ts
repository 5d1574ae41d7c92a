/**
 * Takes away one guard at a time and demands that its tests fail: `node dist/test/chaos/guard-mutants.js`.
 * Each mutant is applied to a copy of the sources in a temporary folder. First the named tests must pass there
 * unchanged, else a failure would prove nothing. Exits 1 when a mutant survives, or when a guard's text is not found
 * exactly once, which means that the list is out of date.
 */
import { spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { GUARDS } from './all-guards';
import type { Guard } from './guard';

const USAGE = `Usage: node dist/test/chaos/guard-mutants.js [--list] [--only N[,N...]] [--root FOLDER]
  --list   prints the guards with their numbers and ends
  --only   runs these numbers only
  --root   the repository to copy; the current folder when left out
`;
/** A mutant may make a test wait for something that never comes; the run that proves them sound has all files. */
const RUN_MAX_MS = 180_000;
const FILE_MAX_MS = 60_000;

interface JestRun {
  readonly failedTests: number;
  readonly passedTests: number;
  /** Test files that could not run at all: a mutant that does not compile is not killed by a test. */
  readonly brokenFiles: number;
  readonly timedOut: boolean;
}

interface JestReport {
  readonly numFailedTests: number;
  readonly numPassedTests: number;
  readonly numRuntimeErrorTestSuites: number;
}

/** Copies what the tests need; node_modules is linked. */
function copyOf(root: string): string {
  const copy = mkdtempSync(join(tmpdir(), 'holdfast-mutants-'));
  const files = readdirSync(root).filter((name) => /^(package|tsconfig.*|jest\.config)\.js(on)?$/.test(name));
  for (const name of ['src', 'test', 'jobs', 'schema', ...files]) {
    if (existsSync(join(root, name))) cpSync(join(root, name), join(copy, name), { recursive: true });
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  return copy;
}

/** Runs test files of the copy in one process. */
async function runTests(copy: string, tests: readonly string[]): Promise<JestRun> {
  const report = join(copy, 'report.json');
  rmSync(report, { force: true });
  const jest = join(copy, 'node_modules', 'jest', 'bin', 'jest.js');
  const options = ['--runInBand', '--forceExit', '--silent', '--json', '--outputFile', report, '--runTestsByPath'];
  const child = spawn(process.execPath, [jest, ...options, ...tests], { cwd: copy, stdio: 'ignore' });
  const timer = setTimeout(() => child.kill('SIGKILL'), RUN_MAX_MS + tests.length * FILE_MAX_MS);
  await new Promise((ended) => child.once('close', ended));
  clearTimeout(timer);
  if (!existsSync(report)) return { failedTests: 0, passedTests: 0, brokenFiles: 0, timedOut: true };
  const found = JSON.parse(readFileSync(report, 'utf8')) as JestReport;
  return {
    failedTests: found.numFailedTests,
    passedTests: found.numPassedTests,
    brokenFiles: found.numRuntimeErrorTestSuites,
    timedOut: false,
  };
}

/** What became of a mutant, in words; `killed` only when a test failed that had passed. */
async function tryMutant(copy: string, guard: Guard): Promise<string> {
  const path = join(copy, guard.file);
  const source = readFileSync(path, 'utf8');
  if (source.split(guard.text).length !== 2) return 'not found exactly once';
  writeFileSync(
    path,
    source.replace(guard.text, () => guard.replacement),
  );
  try {
    const run = await runTests(copy, guard.tests);
    if (run.timedOut) return 'ended without a report';
    if (run.brokenFiles > 0) return 'does not run';
    return run.failedTests > 0 ? `killed by ${run.failedTests} of ${run.failedTests + run.passedTests}` : 'survived';
  } finally {
    writeFileSync(path, source);
  }
}

function chosen(only: string | undefined): Guard[] {
  if (only === undefined) return [...GUARDS];
  return only.split(',').map((text) => {
    const guard = GUARDS[Number(text) - 1];
    if (guard === undefined) throw new Error(`Expected a number of 1 to ${GUARDS.length} in --only, got "${text}".`);
    return guard;
  });
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      list: { type: 'boolean' },
      only: { type: 'string' },
      root: { type: 'string', default: process.cwd() },
      help: { type: 'boolean' },
    },
  });
  const say = (line: string) => process.stdout.write(`${line}\n`);
  if (values.help === true) return (say(USAGE), 0);
  const numberOf = (guard: Guard) => String(GUARDS.indexOf(guard) + 1).padStart(2);
  if (values.list === true) {
    for (const guard of GUARDS) say(`${numberOf(guard)}  ${guard.name}  (${guard.file})`);
    return 0;
  }
  const guards = chosen(values.only);
  const copy = copyOf(resolve(values.root));
  const startedAt = performance.now();
  try {
    const tests = [...new Set(guards.flatMap((guard) => guard.tests))];
    const sound = await runTests(copy, tests);
    if (sound.timedOut || sound.failedTests + sound.brokenFiles > 0 || sound.passedTests === 0) {
      say(`Expected the tests to pass before any guard is taken away, got ${JSON.stringify(sound)}.`);
      return 1;
    }
    say(`${sound.passedTests} tests in ${tests.length} files pass with all guards in place`);
    let killed = 0;
    for (const guard of guards) {
      const outcome = await tryMutant(copy, guard);
      if (outcome.startsWith('killed')) killed += 1;
      say(`${numberOf(guard)}  ${outcome}: ${guard.name}`);
    }
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
    say(`${killed} of ${guards.length} mutants killed in ${seconds} s`);
    return killed === guards.length ? 0 : 1;
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

main().then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  },
);
