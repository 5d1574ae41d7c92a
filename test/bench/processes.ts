import { fork, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';

const TICKS_PER_SECOND = 100;
const START_LIMIT_MS = 240_000;
const SYSTEM_CORE = '0';
const GENERATOR_CORE = '1';
const TASKSET = '/usr/bin/taskset';

/** True when the system under test and the load generator can each have a core of their own. */
export const coresAreSplit = cpus().length >= 2 && existsSync(TASKSET);

/** A process of the system under test. */
export interface BenchProcess {
  readonly pid: number;
  /** Ends it and waits. */
  stop(): Promise<void>;
}

/** Starts a program on the system's core and waits for a line of its stdout that `isReady` accepts; returns that line. */
export async function startProcess(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  isReady: (line: string) => boolean,
): Promise<BenchProcess & { readonly line: string }> {
  const [program, programArgs] = coresAreSplit
    ? [TASKSET, ['-c', SYSTEM_CORE, command, ...args]]
    : [command, [...args]];
  const child = spawn(program, programArgs, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const line = await readyLine(child, isReady);
  return { pid: child.pid ?? 0, line, stop: () => stopProcess(child) };
}

/** Starts a script of ours on the system's core, with a channel for messages. */
export function forkOnSystemCore(script: string, env: NodeJS.ProcessEnv): ChildProcess {
  const onCore = { execPath: TASKSET, execArgv: ['-c', SYSTEM_CORE, process.execPath] };
  return fork(script, [], { env, ...(coresAreSplit && onCore) });
}

function readyLine(child: ChildProcess, isReady: (line: string) => boolean): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = '';
    const timer = setTimeout(() => reject(new Error(`A process did not get ready:\n${output}`)), START_LIMIT_MS);
    const look = (chunk: Buffer): void => {
      output = `${output}${chunk.toString('utf8')}`.slice(-8_000);
      const found = output.split('\n').find(isReady);
      if (found === undefined) return;
      clearTimeout(timer);
      resolve(found);
    };
    child.stdout?.on('data', look);
    child.stderr?.on('data', look);
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`A process ended with ${code}:\n${output}`));
    });
  });
}

async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await ended;
  clearTimeout(timer);
}

/** How to end what was started, in the order of starting. */
export type CleanUp = (() => unknown)[];

/** Runs `work` and then ends everything it put into `cleanUp`, last first: also when it fails, and on Ctrl-C. */
export async function withCleanUp(work: (cleanUp: CleanUp) => Promise<void>): Promise<void> {
  const cleanUp: CleanUp = [];
  let ending: Promise<void> | undefined;
  const end = (): Promise<void> => (ending ??= endAll(cleanUp));
  const interrupt = (): void => {
    void end().finally(() => process.exit(130));
  };
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  try {
    await work(cleanUp);
  } finally {
    await end();
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  }
}

async function endAll(cleanUp: CleanUp): Promise<void> {
  for (const end of cleanUp.reverse()) await end();
}

/** Puts this process, the load generator, on a core of its own. */
export async function moveGenerator(): Promise<void> {
  if (!coresAreSplit) return;
  const child = spawn(TASKSET, ['-a', '-cp', GENERATOR_CORE, String(process.pid)], { stdio: 'ignore' });
  await new Promise((resolve) => child.once('exit', resolve));
}

/** CPU seconds (user and system, all threads) that these processes have used since they started. */
export function cpuSeconds(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + cpuSecondsOf(pid), 0);
}

function cpuSecondsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  // The second field, the name in brackets, may hold blanks; the rest after it is fixed. utime and stime are 14 and 15.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** Resident memory of a process in MiB. */
export function residentMiB(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'latin1');
  return Math.round(Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) / 1024);
}
