import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, extname, join } from 'node:path';

/** How long a child may take to end after SIGTERM before it is killed. */
const STOP_DEADLINE_MS = 10_000;
const OUTPUT_KEPT_CHARS = 4_000;

/** A running child process of the development stack. */
export interface Child {
  readonly pid: number;
  /** Resolves when the process has ended, for whatever reason. */
  readonly ended: Promise<void>;
  /** The last of what it wrote, for error messages. */
  output(): string;
  /** Asks it to end, waits, kills it after a deadline. Safe to repeat. */
  stop(): Promise<void>;
}

/** What to start. `onLine` gets every full line of stdout; `onErrorLine` of stderr. */
export interface ChildSpec {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly onLine?: (line: string) => void;
  readonly onErrorLine?: (line: string) => void;
}

/**
 * Starts a child in its own process group: a Ctrl-C in the terminal then reaches only the parent, which stops its
 * children in the right order. Its stdin is a pipe of ours, so that it can see us die; and where util-linux is at hand,
 * the kernel ends it with us even when we are killed and can't do it ourselves.
 */
export function startChild(spec: ChildSpec): Child {
  const setpriv = findProgram(['setpriv'], process.env['PATH']);
  const [command, args] =
    setpriv === undefined
      ? [spec.command, spec.args]
      : [setpriv, ['--pdeathsig', 'TERM', '--', spec.command, ...spec.args]];
  const child = spawn(command, args, {
    env: spec.env,
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let kept = '';
  const keep = (line: string) => {
    kept = `${kept}${line}\n`.slice(-OUTPUT_KEPT_CHARS);
  };
  forEachLine(child.stdout, (line) => {
    keep(line);
    spec.onLine?.(line);
  });
  forEachLine(child.stderr, (line) => {
    keep(line);
    spec.onErrorLine?.(line);
  });
  child.stdin.on('error', (error) => keep(String(error)));
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', (error) => {
      keep(String(error));
      resolve();
    });
  });
  return { pid: child.pid ?? 0, ended, output: () => kept.trim(), stop: () => stopChild(child, ended) };
}

/** Runs a module of ours (path without extension) in a process of its own, the way that this process itself runs. */
export function startOwnModule(
  path: string,
  args: readonly string[],
  spec: Omit<ChildSpec, 'command' | 'args'>,
): Child {
  const file = `${path}${extname(__filename)}`;
  return startChild({ ...spec, command: process.execPath, args: [...process.execArgv, file, ...args] });
}

async function stopChild(child: ChildProcess, ended: Promise<void>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_DEADLINE_MS);
  await ended;
  clearTimeout(timer);
}

function forEachLine(stream: NodeJS.ReadableStream, onLine: (line: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    lines.forEach(onLine);
  });
  stream.on('end', () => {
    if (rest !== '') onLine(rest);
  });
}

/**
 * The first of these programs that the PATH has, as a full path; undefined when there is none.
 * @param path the PATH variable.
 */
export function findProgram(names: readonly string[], path: string | undefined): string | undefined {
  for (const name of names) {
    for (const folder of (path ?? '').split(delimiter)) {
      if (folder === '') continue;
      const candidate = join(folder, name);
      if (isExecutable(candidate)) return candidate;
    }
  }
  return undefined;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
