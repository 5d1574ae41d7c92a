import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Double } from 'bson';
import type { CollectionInfo, RecordId } from '../bson-types';
import { decodeDocument, encodeDocument } from '../bson-codec';
import { MongoError } from '../errors';
import type { Catalog, CollectionState } from './catalog';
import { decodeState, namespaceOf } from './catalog';
import { applyTransaction, CatalogKey, publishTransaction, putState, sweepEntries } from './commit-apply';
import type { EngineCore } from './core';
import { DocumentCache } from './document-cache';
import { claimFolder, FolderError } from './folder';
import { OnlineBuild, withoutBuilds } from './online-build';
import { Snapshot } from './snapshot';
import { Store } from './store';
import { Sweeper } from './sweeper';
import { Transaction } from './transaction';
import { findExpired } from './ttl';
import type { EngineHealth, EngineOptions, EngineTransaction, IndexBuild, ValidateResult } from './types';
import { validateCollection } from './validate';

const DEFAULT_CACHE_BYTES = 64 * 1024 * 1024;

interface QueuedCommit {
  readonly tx: Transaction;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Sorts before every key that a caller of `writeMeta` can use. */
const OPENED_KEY = '\u0000opened';

function openStore(path: string, isFlushed: boolean): Store {
  try {
    return new Store(path, isFlushed);
  } catch (error) {
    throw new FolderError(path, `data.mdb can't be opened: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The storage of one server: collections, indexes, transactions and their durability. */
export class Engine implements EngineCore {
  catalog: Catalog = new Map();
  sequence = 0;
  lastId = 0;
  readonly cache: DocumentCache;
  private current: Snapshot | undefined;
  private queue: QueuedCommit[] = [];
  private readonly openTransactions = new Set<Transaction>();
  private readonly builds = new Map<number, Promise<void>>();
  private nextTransactionId = 1;
  private readonly sweeper: Sweeper;
  private isClosed = false;
  private healthNow: EngineHealth = 'ok';

  private constructor(
    readonly store: Store,
    private readonly options: EngineOptions,
    private readonly giveUp: () => void,
  ) {
    this.sweeper = new Sweeper(store, (sequence) => this.advance(sequence));
    this.cache = new DocumentCache(options.cacheBytes ?? DEFAULT_CACHE_BYTES);
  }

  /** Opens a folder, making it when missing. Rejects with a plain message when it can't be used. */
  static async open(options: EngineOptions): Promise<Engine> {
    const isTemporary = options.memory === true || options.dataDir === undefined;
    const path = isTemporary ? mkdtempSync(join(tmpdir(), 'holdfast-mongo-')) : (options.dataDir as string);
    const giveUp = isTemporary ? () => rmSync(path, { recursive: true, force: true }) : claimFolder(path);
    try {
      const engine = new Engine(openStore(path, options.memory !== true), options, giveUp);
      engine.load();
      return await Promise.resolve(engine);
    } catch (error) {
      giveUp();
      throw error;
    }
  }

  private load(): void {
    const catalog = new Map<string, CollectionState>();
    const unfinished: { state: CollectionState; indexIds: readonly number[] }[] = [];
    for (const { key, value } of this.store.catalog.getRange({ start: 'c', end: 'd' })) {
      if (!key.startsWith('c')) continue;
      const kept = withoutBuilds(decodeState(value));
      if (kept.indexIds.length > 0) unfinished.push(kept);
      const { state } = kept;
      catalog.set(namespaceOf(state.db, state.name), state);
    }
    this.catalog = catalog;
    const last = this.store.catalog.getBinary(CatalogKey.lastId);
    this.lastId = last === undefined ? 0 : (decodeDocument(last)['id'] as Double).value;
    this.sequence = this.store.write(() => {
      for (const { state, indexIds } of unfinished) {
        putState(this.store, state);
        sweepEntries(this.store, indexIds);
      }
      void this.store.meta.put(OPENED_KEY, Buffer.from(encodeDocument({ at: new Date() })));
    });
    this.sweeper.wake();
  }

  get health(): EngineHealth {
    return this.healthNow;
  }

  /** A new transaction; its snapshot is taken at its first read or write. */
  begin(options: { multiDocument: boolean }): Transaction {
    const closed = this.closedError();
    if (closed !== undefined) throw closed;
    const tx = new Transaction(this.nextTransactionId++, this, options);
    this.openTransactions.add(tx);
    return tx;
  }

  closedError(): MongoError | undefined {
    return this.isClosed ? new MongoError(91, 'ShutdownInProgress', 'The server is in shutdown') : undefined;
  }

  ended(tx: Transaction): void {
    this.openTransactions.delete(tx);
  }

  allocateId(): number {
    return ++this.lastId;
  }

  acquireSnapshot(): Snapshot {
    if (this.current === undefined) {
      const transaction = this.store.snapshot();
      this.current = new Snapshot(this.sequence, this.catalog, { transaction });
    }
    return this.current.use();
  }

  /** Commits of one turn of the event loop are stored, and flushed, together. */
  enqueue(tx: Transaction): Promise<void> {
    return new Promise((resolve, reject) => {
      this.queue.push({ tx, resolve, reject });
      if (this.queue.length === 1) setImmediate(() => this.commitQueued());
    });
  }

  /** See `BuildCore`. */
  async commitAtOnce<T>(work: (tx: Transaction) => T): Promise<T> {
    this.commitQueued();
    const tx = this.begin({ multiDocument: false });
    try {
      const result = work(tx);
      const stored = tx.commit();
      this.commitQueued();
      await stored;
      return result;
    } finally {
      tx.abort();
    }
  }

  /**
   * Fills indexes that `createIndexes` began, or waits for those who do; `pause` is called between two commits. Throws
   * 11000 and what else the documents do to an index, and what `pause` throws; the indexes are then gone again.
   */
  async finishBuild(build: IndexBuild, pause: () => Promise<void> | undefined): Promise<void> {
    const others = build.indexIds.map((id) => this.builds.get(id)).filter((other) => other !== undefined);
    const own = build.indexIds.filter((id) => !this.builds.has(id));
    if (own.length > 0) {
      const running = new OnlineBuild(this, { ...build, indexIds: own }, this.options.buildSliceLength ?? 1024).run(
        pause,
      );
      for (const id of own) this.builds.set(id, running);
      try {
        await running;
      } finally {
        for (const id of own) this.builds.delete(id);
      }
    }
    for (const other of new Set(others)) await other;
  }

  private commitQueued(): void {
    const group = this.queue;
    this.queue = [];
    if (group.length === 0) return;
    try {
      this.commitGroup(group);
    } catch (error) {
      // One that does not fit must not take the others with it.
      if (group.length > 1) for (const member of group) this.commitAlone(member);
      else this.fail(group, error);
    }
  }

  private commitAlone(member: QueuedCommit): void {
    try {
      this.commitGroup([member]);
    } catch (error) {
      this.fail([member], error);
    }
  }

  private commitGroup(group: readonly QueuedCommit[]): void {
    const sequence = this.store.write((number) => {
      for (const { tx } of group) applyTransaction(this.store, tx, number);
      this.options.beforeCommit?.();
    });
    this.healthNow = 'ok';
    this.advance(sequence);
    for (const { tx, resolve } of group) {
      this.publishCatalog(tx);
      publishTransaction(tx, sequence);
      tx.end('committed');
      resolve();
      if (tx.droppedCollections.length > 0 || tx.droppedIndexIds.length > 0) this.sweeper.wake();
    }
  }

  /** New snapshots show everything up to this commit. */
  private advance(sequence: number): void {
    this.sequence = sequence;
    this.current?.release();
    this.current = undefined;
  }

  private publishCatalog(tx: Transaction): void {
    if (tx.catalogChanges.size === 0) return;
    const catalog = new Map(this.catalog);
    for (const [namespace, state] of tx.catalogChanges) {
      if (state === undefined) catalog.delete(namespace);
      else catalog.set(namespace, state);
    }
    this.catalog = catalog;
  }

  private fail(group: readonly QueuedCommit[], cause: unknown): void {
    this.healthNow = 'read-only';
    const reason = cause instanceof Error ? cause.message : String(cause);
    for (const { tx, reject } of group) {
      tx.end('aborted');
      reject(new MongoError(14031, 'OutOfDiskSpace', `The write could not be stored: ${reason}`));
    }
  }

  /** Databases that have collections, by name. */
  listDatabases(tx?: EngineTransaction): { name: string; sizeOnDisk: number; empty: boolean }[] {
    const sizes = new Map<string, number>();
    const reader = tx ?? this.begin({ multiDocument: false });
    for (const state of this.catalog.values()) {
      const coll = reader.collection(state.db, state.name);
      const bytes = coll === undefined || coll.type === 'view' ? 0 : reader.stats(coll).dataBytes;
      sizes.set(state.db, (sizes.get(state.db) ?? 0) + bytes + 4096 * (1 + state.indexes.length));
    }
    if (tx === undefined) reader.abort();
    return [...sizes]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, sizeOnDisk]) => ({ name, sizeOnDisk, empty: false }));
  }

  /** Records that a TTL index says are over at `now`, oldest first; at most `limit`. */
  findExpired(tx: EngineTransaction, coll: CollectionInfo, indexName: string, now: Date, limit: number): RecordId[] {
    return findExpired(tx, coll, indexName, now, limit);
  }

  /** Checks every index entry against its document and the other way round. */
  validate(tx: EngineTransaction, coll: CollectionInfo): ValidateResult {
    const checking = this.validateInSlices(tx, coll);
    for (;;) {
      const { done, value } = checking.next();
      if (done === true) return value;
    }
  }

  /** As `validate`, with places to pause for a caller that must not stop the others. */
  validateInSlices(tx: EngineTransaction, coll: CollectionInfo): Generator<undefined, ValidateResult, undefined> {
    if (!(tx instanceof Transaction)) throw new TypeError('a transaction of another engine');
    return validateCollection(tx, tx.resolve(coll));
  }

  /** Ends open transactions without committing them, waits for queued commits and closes the files. */
  async close(): Promise<void> {
    if (this.isClosed) return;
    this.commitQueued();
    this.isClosed = true;
    this.sweeper.stop();
    for (const tx of [...this.openTransactions]) tx.abort();
    this.current?.release();
    this.current = undefined;
    await this.store.close();
    this.giveUp();
  }
}
