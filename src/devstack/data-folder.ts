import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const RUNNING_FILE = 'running.json';
const LOCK_FILE = 'dev.lock';

/** Only these are ours to remove: `--data ~ --fresh` must not empty a home folder. */
const OURS = ['mongo', 'redis', 'secret', 'credentials.json', 'seeding', RUNNING_FILE];
const OWNER_ONLY = 0o600;

/** What signs in to the demonstration tenant; the shape of `credentials.json`. */
export interface Credentials {
  /** Base address of the server; GraphQL is at `/graphql` below it. */
  readonly url: string;
  /** The tenant's slug, as `signIn` wants it. */
  readonly tenant: string;
  readonly staff: readonly { readonly role: string; readonly email: string; readonly password: string }[];
  readonly registers: readonly {
    /** Global id. */
    readonly id: string;
    readonly branchCode: string;
    readonly terminalToken: string;
    readonly cashierPin: string;
  }[];
  readonly customers: readonly { readonly email: string; readonly password: string }[];
}

/** Where the parts of a running stack are, for other commands on the same machine. */
export interface Running {
  readonly port: number;
  /** Base address of the server. */
  readonly url: string;
  readonly mongoUri: string;
  readonly redisUrl: string;
}

/** The stack that runs on this data folder now; undefined when there is none. */
export function readRunning(path: string): Running | undefined {
  const holder = readLock(join(path, LOCK_FILE));
  const file = join(path, RUNNING_FILE);
  if (holder === undefined || !isRunning(holder) || !existsSync(file)) return undefined;
  return JSON.parse(readFileSync(file, 'utf8')) as Running;
}

/** The folder that keeps everything between two starts of `npm run dev`. One process at a time uses it. */
export class DataFolder {
  private constructor(readonly path: string) {}

  /** Makes the folder where it is missing and locks it. Throws when another process uses it. */
  static open(path: string): DataFolder {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    const folder = new DataFolder(path);
    folder.lock();
    return folder;
  }

  get mongo(): string {
    return join(this.path, 'mongo');
  }

  get redis(): string {
    return join(this.path, 'redis');
  }

  get credentialsFile(): string {
    return join(this.path, 'credentials.json');
  }

  /** Removes the data of earlier starts, and nothing else that may be in the folder. */
  clear(): void {
    for (const name of OURS) rmSync(join(this.path, name), { recursive: true, force: true });
  }

  /** The secret that signs this installation's tokens; made at the first call. */
  secret(): string {
    const file = join(this.path, 'secret');
    if (!existsSync(file)) writePrivately(file, randomBytes(32).toString('hex'));
    return readFileSync(file, 'utf8').trim();
  }

  /** The credentials of an earlier seeding; undefined when there was none. */
  readCredentials(): Credentials | undefined {
    if (!existsSync(this.credentialsFile)) return undefined;
    return JSON.parse(readFileSync(this.credentialsFile, 'utf8')) as Credentials;
  }

  writeCredentials(credentials: Credentials): void {
    writePrivately(this.credentialsFile, `${JSON.stringify(credentials, null, 2)}\n`);
  }

  /** Remembers that a seeding is under way, so that the next start knows of one that was cut off. */
  markSeeding(isUnderWay: boolean): void {
    if (isUnderWay) writePrivately(join(this.path, 'seeding'), 'A seeding was begun and has not ended.\n');
    else rmSync(join(this.path, 'seeding'), { force: true });
  }

  /** True when a seeding was cut off: what is in the database is incomplete. */
  get hasHalfSeed(): boolean {
    return existsSync(join(this.path, 'seeding'));
  }

  /** Tells other commands where this stack's parts are, until it stops. */
  writeRunning(running: Running): void {
    writePrivately(join(this.path, RUNNING_FILE), `${JSON.stringify(running)}\n`);
  }

  /** Lets the next process use the folder. */
  unlock(): void {
    rmSync(join(this.path, RUNNING_FILE), { force: true });
    if (readLock(this.lockFile)?.pid === process.pid) rmSync(this.lockFile, { force: true });
  }

  private get lockFile(): string {
    return join(this.path, LOCK_FILE);
  }

  private lock(): void {
    const mine = { pid: process.pid, startedAt: startOf(process.pid) };
    for (let attempt = 0; attempt < 2; attempt += 1) {
      try {
        writeFileSync(this.lockFile, JSON.stringify(mine), { flag: 'wx', mode: OWNER_ONLY });
        return;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
        const holder = readLock(this.lockFile);
        if (holder !== undefined && isRunning(holder)) {
          throw new Error(
            `Another "npm run dev" (process ${holder.pid}) uses ${this.path}. Stop it, or choose another folder with --data.`,
            { cause: error },
          );
        }
        rmSync(this.lockFile, { force: true });
      }
    }
    throw new Error(`Could not lock ${this.path}: another process starts on it at this moment. Try again.`);
  }
}

interface Lock {
  readonly pid: number;
  /** The process's start as the kernel counts it: a number that was used again is not taken for the old process. */
  readonly startedAt: string;
}

function readLock(file: string): Lock | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Lock;
  } catch {
    return undefined;
  }
}

function isRunning(lock: Lock): boolean {
  try {
    process.kill(lock.pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return startOf(lock.pid) === lock.startedAt;
}

/** Field 22 of /proc/PID/stat, after the name in brackets; empty where there is no /proc. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

/** Written beside and renamed, so that a file with secrets is never half there and never readable by others. */
function writePrivately(file: string, text: string): void {
  const beside = `${file}.new`;
  writeFileSync(beside, text, { mode: OWNER_ONLY });
  chmodSync(beside, OWNER_ONLY);
  renameSync(beside, file);
}
