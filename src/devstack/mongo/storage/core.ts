import type { MongoError } from '../errors';
import type { Catalog } from './catalog';
import type { DocumentCache } from './document-cache';
import type { Snapshot } from './snapshot';
import type { Store } from './store';
import type { Transaction } from './transaction';

/** What transactions share: the engine as they see it. */
export interface EngineCore {
  readonly store: Store;
  readonly cache: DocumentCache;
  /** The latest committed catalog. */
  catalog: Catalog;
  /** Number of the last commit. */
  readonly sequence: number;
  /** The snapshot of the latest commit; the caller must `release` it. */
  acquireSnapshot(): Snapshot;
  /** Queues a transaction for the next group of commits. */
  enqueue(tx: Transaction): Promise<void>;
  /** A number for a new collection or index, never used before on this folder. */
  allocateId(): number;
  /** Ids given out so far, stored with each change of the catalog. */
  readonly lastId: number;
  ended(tx: Transaction): void;
  closedError(): MongoError | undefined;
}
