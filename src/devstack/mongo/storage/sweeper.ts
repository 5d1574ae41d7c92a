import type { ByteString } from './byte-writer';
import { uint32Text } from './byte-writer';
import type { Store, Table } from './store';

const KEYS_PER_SLICE = 400;

/**
 * Removes the documents and entries of dropped collections and indexes, a slice per turn of the event loop: dropping a
 * million documents in one go would stop everyone else for seconds. What is to be swept is noted in the catalog by
 * the commit that drops, so a crash in between loses nothing of it; ids are never given out again.
 */
export class Sweeper {
  private timer: NodeJS.Immediate | undefined;

  constructor(
    private readonly store: Store,
    private readonly onCommit: (sequence: number) => void,
  ) {}

  /** Looks for work in the next turn. */
  wake(): void {
    this.timer ??= setImmediate(() => {
      this.timer = undefined;
      this.sweep();
    });
  }

  stop(): void {
    if (this.timer !== undefined) clearImmediate(this.timer);
    this.timer = undefined;
  }

  private sweep(): void {
    const note = [...this.store.catalog.getKeys({ start: 'x', end: 'y', limit: 1 })][0];
    if (note === undefined) return;
    const table: Table = note[1] === 'd' ? this.store.documents : this.store.entries;
    const start = note.slice(2);
    const keys = [...table.getKeys({ start, end: after(start), limit: KEYS_PER_SLICE })];
    try {
      const sequence = this.store.write(() => {
        for (const key of keys) void table.remove(key);
        if (keys.length < KEYS_PER_SLICE) void this.store.catalog.remove(note);
      });
      this.onCommit(sequence);
    } catch {
      // A full disk: nothing is lost, the note stays and the next drop or start goes on.
      return;
    }
    this.wake();
  }
}

function after(prefix: ByteString): ByteString {
  const number = [0, 1, 2, 3].reduce((sum, at) => sum * 256 + prefix.charCodeAt(at), 0);
  return uint32Text(number + 1);
}
