import type { Timestamp } from 'bson';
import { failure } from '../errors';
import type { Engine, EngineTransaction } from '../storage';

/** minSnapshotHistoryWindowInSeconds of a 7.0 server. */
const HISTORY_MS = 300_000;
const MAX_HELD = 64;

interface Held {
  readonly tx: EngineTransaction;
  readonly sinceMs: number;
  users: number;
  isDropped: boolean;
}

/**
 * Snapshots that a session may ask for again by their time (`readConcern: snapshot` with `atClusterTime`). The storage
 * keeps no history, so a snapshot is held open from the first read that named it.
 */
export class Snapshots {
  private readonly held = new Map<bigint, Held>();

  constructor(private readonly engine: Engine) {}

  /** @throws 239 SnapshotTooOld when the snapshot of that time is not held (any more) */
  open(time: Timestamp, isLatest: boolean): { tx: EngineTransaction; release: () => void } {
    const key = time.toBigInt();
    let held = this.held.get(key);
    if (held === undefined) {
      if (!isLatest) throw failure(239, `Read timestamp ${key} is older than the oldest available timestamp.`);
      const tx = this.engine.begin({ multiDocument: false });
      // A read fixes the snapshot to this moment.
      tx.readMeta('snapshot');
      held = { tx, sinceMs: Date.now(), users: 0, isDropped: false };
      this.held.set(key, held);
      this.sweep();
    }
    held.users += 1;
    const entry = held;
    return { tx: entry.tx, release: () => this.leave(entry) };
  }

  sweep(nowMs = Date.now()): void {
    for (const [key, held] of this.held) {
      if (this.held.size <= MAX_HELD && nowMs - held.sinceMs <= HISTORY_MS) break;
      this.held.delete(key);
      held.isDropped = true;
      if (held.users === 0) held.tx.abort();
    }
  }

  close(): void {
    for (const held of this.held.values()) if (held.tx.state === 'open') held.tx.abort();
    this.held.clear();
  }

  private leave(held: Held): void {
    held.users -= 1;
    if (held.isDropped && held.users === 0 && held.tx.state === 'open') held.tx.abort();
  }
}
