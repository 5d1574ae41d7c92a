import { randomBytes } from 'node:crypto';
import { failure } from '../errors';
import type { Batch } from './batch';
import type { Pace } from './pace';

/** Idle cursors die after this (cursorTimeoutMillis). */
const CURSOR_TIMEOUT_MS = 600_000;
const MAX_CURSORS = 20_000;

/** Where a cursor's documents come from. */
export interface CursorSource {
  /** Adds documents until the batch is full; true when there are no more. */
  fill(batch: Batch, pace: Pace): Promise<boolean>;
  /** Lets go of snapshots. Called exactly once. */
  close(): void;
}

export interface CursorOrigin {
  readonly db: string;
  readonly collection: string;
  readonly sessionKey: string | undefined;
  readonly txnNumber: bigint | undefined;
  readonly isTimeoutFree: boolean;
  readonly deadlineMsLeft: number | undefined;
}

export interface ServerCursor {
  readonly id: bigint;
  readonly origin: CursorOrigin;
  readonly source: CursorSource;
  lastUseMs: number;
  isPinned: boolean;
  isKilled: boolean;
}

/** Open cursors by their number. */
export class CursorStore {
  private readonly cursors = new Map<bigint, ServerCursor>();
  totalOpened = 0;
  timedOut = 0;

  get size(): number {
    return this.cursors.size;
  }

  all(): Iterable<ServerCursor> {
    return this.cursors.values();
  }

  add(source: CursorSource, origin: CursorOrigin): ServerCursor {
    if (this.cursors.size >= MAX_CURSORS) {
      source.close();
      throw failure(264, `too many open cursors: ${MAX_CURSORS}`);
    }
    let id = 0n;
    while (id === 0n || this.cursors.has(id)) id = randomBytes(8).readBigInt64LE() & 0x7fffffffffffffffn;
    const cursor: ServerCursor = { id, origin, source, lastUseMs: Date.now(), isPinned: false, isKilled: false };
    this.cursors.set(id, cursor);
    this.totalOpened += 1;
    return cursor;
  }

  get(id: bigint): ServerCursor | undefined {
    return this.cursors.get(id);
  }

  /** Removes the cursor; one in use is closed when its command ends. */
  kill(cursor: ServerCursor): void {
    if (!this.cursors.delete(cursor.id)) return;
    cursor.isKilled = true;
    if (!cursor.isPinned) cursor.source.close();
  }

  killWhere(isHit: (cursor: ServerCursor) => boolean): number {
    let killed = 0;
    for (const cursor of this.cursors.values()) {
      if (!isHit(cursor)) continue;
      this.kill(cursor);
      killed += 1;
    }
    return killed;
  }

  sweep(nowMs = Date.now()): void {
    this.timedOut += this.killWhere(
      (cursor) => !cursor.isPinned && !cursor.origin.isTimeoutFree && nowMs - cursor.lastUseMs > CURSOR_TIMEOUT_MS,
    );
  }

  close(): void {
    this.killWhere(() => true);
  }
}
