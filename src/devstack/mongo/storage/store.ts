import type { Database, RootDatabase, Transaction } from 'lmdb';
import { open } from 'lmdb';
import type { ByteString } from './byte-writer';

/** One of the ordered tables; keys and values are raw bytes. */
export interface Table extends Database<Buffer, ByteString> {
  /** A copy of the value. The library takes the read transaction too, its type leaves it out. */
  getBinary(key: ByteString, at?: { readonly transaction: Transaction }): Buffer | undefined;
  /** Not a copy: valid until the next read. */
  getBinaryFast(key: ByteString, at?: { readonly transaction: Transaction }): Buffer | undefined;
}

/** Keys go to LMDB as text of one byte a character, because such text is cheap to join, compare and keep in a Map. */
const keyEncoder = {
  writeKey: (key: ByteString, target: Buffer, position: number): number =>
    position + target.write(key, position, 'latin1'),
  readKey: (buffer: Buffer, start: number, end: number): ByteString => buffer.toString('latin1', start, end),
};

/** A key that sorts above every key of the table. */
export const LAST_KEY = '\u00ff'.repeat(16);

/**
 * The LMDB environment and its tables.
 *
 * Commits are `transactionSync` without overlapping sync: LMDB then flushes the pages before it writes the meta page,
 * so what is visible is durable and what fails leaves no trace. (Rejected: `overlappingSync` and waiting for
 * `flushed`. In lmdb 3.5.6 that promise does not cover `transactionSync` at all, and a failing flush is reported
 * after the writes have become visible.)
 */
export class Store {
  readonly documents: Table;
  readonly entries: Table;
  readonly catalog: Table;
  readonly stats: Table;
  readonly meta: Table;
  private readonly root: RootDatabase<Buffer, ByteString>;

  constructor(path: string, isFlushed: boolean) {
    this.root = open<Buffer, ByteString>({
      path,
      encoding: 'binary',
      // Address space only; the file grows as needed. LMDB can't enlarge the map under a running read transaction.
      mapSize: 2 ** 37,
      maxDbs: 12,
      maxReaders: 4096,
      overlappingSync: false,
      noSync: !isFlushed,
      noMemInit: true,
    });
    this.documents = this.table('documents');
    this.entries = this.table('entries');
    this.catalog = this.table('catalog');
    this.stats = this.table('stats');
    this.meta = this.table('meta');
  }

  private table(name: string): Table {
    const options = { name, encoding: 'binary' as const, keyEncoder };
    return this.root.openDB<Buffer, ByteString>(options);
  }

  /** Runs the writes as one atomic commit; returns its number. Throws, leaving nothing behind, when it fails. */
  write(change: (sequence: number) => void): number {
    return this.root.transactionSync(() => {
      const sequence = this.root.getWriteTxnId();
      change(sequence);
      return sequence;
    });
  }

  /** A read snapshot of what is committed now; give it back with `done()`. */
  snapshot(): Transaction {
    return this.root.useReadTransaction();
  }

  close(): Promise<void> {
    return this.root.close();
  }
}
