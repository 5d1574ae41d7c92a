import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { damageOf } from './data-file';

const MARKER = 'holdfast-mongo.json';
const LOCK = 'holdfast-mongo.lock';
const FORMAT = { format: 'holdfast-embedded-mongo', version: 1 };

/** Raised when a data folder can't be used; the message is meant for the person who started the server. */
export class FolderError extends Error {
  constructor(path: string, reason: string) {
    super(`The data folder ${path} can't be used: ${reason}`);
    this.name = 'FolderError';
  }
}

/**
 * Claims a data folder for this process, making it when missing.
 *
 * @returns gives the folder up again
 * @throws FolderError when another server runs on it, or when it is foreign or damaged
 */
export function claimFolder(path: string): () => void {
  mkdirSync(path, { recursive: true });
  const entries = readdirSync(path).filter((name) => name !== LOCK);
  if (entries.includes(MARKER)) checkMarker(path);
  else if (entries.length > 0)
    throw new FolderError(path, `it holds something else (${entries.slice(0, 3).join(', ')}). Choose an empty folder.`);
  takeLock(path, 3);
  try {
    const damage = damageOf(join(path, 'data.mdb'));
    if (damage !== undefined)
      throw new FolderError(path, `data.mdb is damaged: ${damage}. Restore a copy, or start with an empty folder.`);
    if (!entries.includes(MARKER)) writeFileSync(join(path, MARKER), `${JSON.stringify(FORMAT)}\n`);
  } catch (error) {
    unlinkSync(join(path, LOCK));
    throw error;
  }
  return () => unlinkSync(join(path, LOCK));
}

function checkMarker(path: string): void {
  let marker: unknown;
  try {
    marker = JSON.parse(readFileSync(join(path, MARKER), 'utf8'));
  } catch {
    throw new FolderError(path, `${MARKER} can't be read.`);
  }
  const { format, version } = (marker ?? {}) as { format?: unknown; version?: unknown };
  if (format !== FORMAT.format || version !== FORMAT.version)
    throw new FolderError(path, `it was written in another format (${String(format)}, version ${String(version)}).`);
}

/**
 * A lock file with the process that holds it. After a kill -9 the file stays, so a lock counts only while its process
 * lives; the start time of the process tells a living holder from another process that got its number later.
 */
function takeLock(path: string, attempts: number): void {
  const file = join(path, LOCK);
  try {
    const handle = openSync(file, 'wx');
    writeSync(handle, JSON.stringify({ pid: process.pid, started: startOf(process.pid) }));
    closeSync(handle);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const holder = holderOf(file);
    if (holder !== undefined)
      throw new FolderError(path, `another server (process ${holder}) runs on it. Stop it, or choose another folder.`);
    if (attempts === 0) throw new FolderError(path, `${LOCK} can't be taken.`);
    if (existsSync(file)) unlinkSync(file);
    takeLock(path, attempts - 1);
  }
}

function holderOf(file: string): number | undefined {
  let held: { pid?: unknown; started?: unknown };
  try {
    held = JSON.parse(readFileSync(file, 'utf8')) as typeof held;
  } catch {
    // Half written by a process that was killed in between, or gone meanwhile.
    return undefined;
  }
  if (typeof held.pid !== 'number' || !isAlive(held.pid)) return undefined;
  return held.started === startOf(held.pid) ? held.pid : undefined;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Linux: boot and clock tick at which the process started; elsewhere the same empty text for all. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
    return `${boot}/${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''}`;
  } catch {
    return '';
  }
}
