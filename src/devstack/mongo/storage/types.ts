import type { CollectionInfo, Document, IndexSpec, RecordId, StoredRecord, Value } from '../bson-types';

/** How a server opens its storage; without `dataDir` (or with `memory`) a temporary folder, removed at close. */
export interface EngineOptions {
  dataDir?: string;
  /** Same code on a temporary folder without flushing; nothing survives `close`. */
  memory?: boolean;
  /** Bound of the cache of decoded documents, in bytes of their BSON. Default 64 MiB. */
  cacheBytes?: number;
  /** Documents per commit of an index build. Default 1,024; each commit costs a flush of some 5 ms. */
  buildSliceLength?: number;
  /** Runs inside every storage commit, before anything is visible: a test throws here to stand for a full disk. */
  beforeCommit?: () => void;
}

/** `read-only`: the last write could not be stored (14031 OutOfDiskSpace); a later write that fits makes it `ok`. */
export type EngineHealth = 'ok' | 'read-only';

export type ScanDirection = 1 | -1;

/** One interval of values of one field of an index; `low` <= `high` in `compareValues` order whatever the direction. */
export interface ValueInterval {
  readonly low: Value;
  readonly high: Value;
  readonly isLowIncluded: boolean;
  readonly isHighIncluded: boolean;
}

/** Per field of the index, in the order of its key, ascending disjoint intervals. Fields left out are unbounded. */
export interface IndexBounds {
  readonly fields: readonly (readonly ValueInterval[])[];
}

/** An entry of an index. `key` is the engine's order-preserving encoding, without collection or record. */
export interface IndexEntry {
  readonly recordId: RecordId;
  readonly key: string;
}

/** What the planner must know of an index beside its spec, as this transaction sees it. */
export interface IndexFacts {
  readonly spec: IndexSpec;
  /** Paths of the key of which some document holds an array on the way; empty when not multikey. */
  readonly multikeyPaths: ReadonlySet<string>;
  /** False when entries had to be cut or are collated: equality may be looked up, order may not be relied on. */
  readonly isOrdered: boolean;
}

export interface CollectionStats {
  readonly count: number;
  /** Sum of the BSON sizes of the documents. */
  readonly dataBytes: number;
}

export interface ValidateResult {
  readonly valid: boolean;
  readonly errors: string[];
  readonly nrecords: number;
  readonly keysPerIndex: { [indexName: string]: number };
}

export interface CreateIndexesResult {
  readonly before: number;
  readonly after: number;
  readonly createdCollection: boolean;
  /** Set when indexes are left to be filled by `Engine.finishBuild`; nobody can use them before. */
  readonly build: IndexBuild | undefined;
}

/** Indexes of one collection that are being built. */
export interface IndexBuild {
  readonly collectionId: number;
  readonly indexIds: readonly number[];
}

/** Counters of one execution, for `explain` and the profiler. */
export interface ScanStats {
  keysExamined: number;
  docsExamined: number;
  /** An index scan ends after so many keys, fitting or not: for a trial. */
  readonly keysExaminedMax?: number;
}

/**
 * A unit of work on one snapshot of everything plus its own writes. All methods but `commit` are synchronous; the
 * iterables stay valid across awaits until the transaction ends, and show the state at the moment they were started
 * (later writes of the same transaction are not met again by a running scan).
 *
 * Any write method may throw `WriteConflict` (112). The transaction must then be aborted by its caller; a writer
 * outside a multi-document transaction awaits `conflict.ended` and starts again in a new transaction.
 */
export interface EngineTransaction {
  readonly id: number;
  readonly state: 'open' | 'committed' | 'aborted';
  readonly isMultiDocument: boolean;
  /** True once something was written, so that a commit has something to store. */
  readonly hasWrites: boolean;

  collection(db: string, name: string): CollectionInfo | undefined;
  listCollections(db: string): CollectionInfo[];
  indexFacts(coll: CollectionInfo): IndexFacts[];
  stats(coll: CollectionInfo): CollectionStats;

  /** Throws 48 NamespaceExists, 73 InvalidNamespace. A view has `options.viewOn`. */
  createCollection(db: string, name: string, options?: Document): CollectionInfo;
  /** False when there was none. */
  dropCollection(db: string, name: string): boolean;
  dropDatabase(db: string): void;
  /** Throws 26 NamespaceNotFound, 48 NamespaceExists. */
  renameCollection(
    from: { db: string; name: string },
    to: { db: string; name: string },
    options?: { dropTarget?: boolean },
  ): void;
  setCollectionOptions(coll: CollectionInfo, options: Document): CollectionInfo;
  /** collMod of one index: hidden, expireAfterSeconds. Throws 27 IndexNotFound. */
  setIndexOptions(
    coll: CollectionInfo,
    indexName: string,
    change: { hidden?: boolean; expireAfterSeconds?: number },
  ): CollectionInfo;
  /**
   * Creates the collection when it is missing. Same name and same spec: no effect. Throws 85 IndexOptionsConflict,
   * 86 IndexKeySpecsConflict, 67 CannotCreateIndex, 11000 when documents already break a unique index.
   */
  createIndexes(
    coll: { db: string; name: string },
    specs: readonly IndexSpec[],
    /** `isOnline`: indexes on a large collection are only begun; see `CreateIndexesResult.build`. */
    options?: { isOnline?: boolean },
  ): CreateIndexesResult;
  /** `'*'` = all but `_id_`. Throws 27 IndexNotFound, 72 InvalidOptions for `_id_`. */
  dropIndexes(coll: CollectionInfo, names: '*' | readonly string[]): { before: number };

  /** The document must have its `_id`. Throws 11000 (`extra.fields`: keyPattern, keyValue), 10334 above 16 MiB. */
  insert(coll: CollectionInfo, document: Document): RecordId;
  replace(coll: CollectionInfo, record: StoredRecord, document: Document): void;
  remove(coll: CollectionInfo, record: StoredRecord): void;
  get(coll: CollectionInfo, recordId: RecordId): StoredRecord | undefined;
  scan(coll: CollectionInfo, direction: ScanDirection): Iterable<StoredRecord>;
  scanIndex(
    coll: CollectionInfo,
    indexName: string,
    bounds: IndexBounds,
    direction: ScanDirection,
    stats?: ScanStats,
  ): Iterable<IndexEntry>;

  readMeta(key: string): Document | undefined;
  /** `undefined` removes. Becomes visible and durable with the same commit as the data. */
  writeMeta(key: string, value: Document | undefined): void;
  scanMeta(prefix: string): Iterable<{ key: string; value: Document }>;

  /**
   * Makes the writes visible at once and resolves when they are flushed. Rejects with 14031 OutOfDiskSpace when they
   * could not be stored: then they are not acknowledged, and unless `health` says otherwise they left no trace.
   */
  commit(): Promise<void>;
  abort(): void;
}
