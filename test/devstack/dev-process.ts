import { spawn } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');

/** A running `npm run dev`, without the build before it. */
export interface DevProcess {
  /** Everything it has printed so far. */
  output(): string;
  /** Resolves when the text was printed; rejects when the process ends before. */
  printed(text: string): Promise<void>;
  readonly ended: Promise<{ readonly code: number | null }>;
  readonly pid: number;
}

/** Starts it from the sources; settings of this test run's own stack are not passed on. */
export function startDev(args: readonly string[], environment: NodeJS.ProcessEnv = {}): DevProcess {
  const hook = join(ROOT, 'test', 'support', 'typescript-hook.cjs');
  const child = spawn(process.execPath, ['-r', hook, join(ROOT, 'src', 'devstack', 'dev.ts'), ...args], {
    env: { ...process.env, MONGODB_URI: '', NODE_ENV: 'development', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const listeners = new Set<() => void>();
  const keep = (chunk: Buffer) => {
    output += chunk.toString();
    listeners.forEach((listener) => listener());
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const ended = new Promise<{ code: number | null }>((resolve) => child.once('close', (code) => resolve({ code })));
  return {
    output: () => output,
    printed: (text) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (!output.includes(text)) return;
          listeners.delete(look);
          resolve();
        };
        listeners.add(look);
        look();
        void ended.then(() => reject(new Error(`Expected "${text}", the process ended after:\n${output}`)));
      }),
    ended,
    pid: child.pid ?? 0,
  };
}

/** Ids of all processes below this one. */
export function descendantsOf(pid: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    const stat = readStat(name);
    if (stat !== undefined) parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
  }
  const found: number[] = [];
  const below = (parent: number) => {
    for (const [child, itsParent] of parents) {
      if (itsParent !== parent) continue;
      found.push(child);
      below(child);
    }
  };
  below(pid);
  return found;
}

/** True while the process exists and is not merely waiting to be collected. */
export function isAlive(pid: number): boolean {
  const stat = readStat(String(pid));
  return stat !== undefined && stat.slice(stat.lastIndexOf(')') + 2)[0] !== 'Z';
}

function readStat(pid: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined;
  }
}
