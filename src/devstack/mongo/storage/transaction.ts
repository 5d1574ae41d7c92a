import type { CollectionInfo, Document, IndexSpec, RecordId, StoredRecord } from '../bson-types';
import { MongoError } from '../errors';
import type { CollectionState } from './catalog';
import { namespaceOf } from './catalog';
import type { EngineCore } from './core';
import * as ddl from './ddl';
import { Holdings } from './holdings';
import type { IndexDefinition } from './index-definition';
import { scanEntries } from './index-scan';
import { readMeta, scanMeta, writeMeta } from './meta-records';
import { CollectionOverlay, OrderedOverlay } from './overlay';
import { readRecord, scanRecords } from './record-reads';
import { insertDocument, removeDocument, replaceDocument } from './record-writes';
import type { Snapshot } from './snapshot';
import type {
  CollectionStats,
  CreateIndexesResult,
  EngineTransaction,
  IndexBounds,
  IndexEntry,
  IndexFacts,
  ScanDirection,
  ScanStats,
} from './types';
import { WaitList } from './wait-list';

/**
 * A commit is one blocking step of some 5 us per document, and no step may stop the others for longer than 50 ms.
 * (MongoDB has no such limit since 4.2; before, it refused with the same code.)
 */
const TRANSACTION_RECORDS_MAX = 8_000;

/** The one implementation of `EngineTransaction`; its collaborators in this folder use the members below as well. */
export class Transaction implements EngineTransaction {
  state: 'open' | 'committed' | 'aborted' = 'open';
  readonly isMultiDocument: boolean;
  readonly waiters = new WaitList();
  /** Own changes of the catalog by namespace; `undefined`: dropped. */
  readonly catalogChanges = new Map<string, CollectionState | undefined>();
  /** Collections whose documents and entries are to be swept away after the commit. */
  readonly droppedCollections: CollectionState[] = [];
  readonly droppedIndexIds: number[] = [];
  readonly overlays = new Map<number, CollectionOverlay>();
  /** Collections written to, by id, as this transaction knows them. */
  readonly written = new Map<number, CollectionState>();
  readonly metaChanges = new OrderedOverlay<string, Document | null>();
  private readonly releases: (() => void)[] = [];
  readonly holdings = new Holdings(this);
  private taken: Snapshot | undefined;
  private isCommitting = false;
  private recordsTaken = 0;
  private lastResolved: { readonly coll: object; readonly state: CollectionState } | undefined;

  constructor(
    readonly id: number,
    readonly core: EngineCore,
    options: { multiDocument: boolean },
  ) {
    this.isMultiDocument = options.multiDocument;
  }

  get hasWrites(): boolean {
    return this.overlays.size > 0 || this.catalogChanges.size > 0 || this.metaChanges.size > 0;
  }

  /** Taken at the first read or write, as MongoDB does, and kept until the end. */
  get snapshot(): Snapshot {
    if (this.taken !== undefined) return this.taken;
    this.ensureOpen();
    this.taken = this.core.acquireSnapshot();
    return this.taken;
  }

  ensureOpen(): void {
    if (this.state !== 'open' || this.isCommitting)
      throw new MongoError(251, 'NoSuchTransaction', `Transaction ${this.id} has already ended`);
    const closed = this.core.closedError();
    if (closed !== undefined) throw closed;
  }

  /** The collection as this transaction sees it; `undefined` when it does not exist. */
  find(db: string, name: string): CollectionState | undefined {
    const namespace = namespaceOf(db, name);
    if (this.catalogChanges.size > 0 && this.catalogChanges.has(namespace)) return this.catalogChanges.get(namespace);
    return this.snapshot.catalog.get(namespace);
  }

  resolve(coll: { db: string; name: string }): CollectionState {
    // Statements ask once per record; what a snapshot says of a collection stays, as long as nothing is changed here.
    const { lastResolved } = this;
    if (coll === lastResolved?.coll && this.catalogChanges.size === 0) return lastResolved.state;
    const state = this.find(coll.db, coll.name);
    if (state === undefined)
      throw new MongoError(26, 'NamespaceNotFound', `ns not found: ${namespaceOf(coll.db, coll.name)}`);
    if (this.catalogChanges.size === 0) this.lastResolved = { coll, state };
    return state;
  }

  collection(db: string, name: string): CollectionInfo | undefined {
    return this.find(db, name);
  }

  listCollections(db: string): CollectionInfo[] {
    return ddl.listCollections(this, db);
  }

  indexFacts(coll: CollectionInfo): IndexFacts[] {
    const { definitions, building } = this.resolve(coll);
    return building.size === 0 ? [...definitions] : definitions.filter(({ id }) => !building.has(id));
  }

  stats(coll: CollectionInfo): CollectionStats {
    const state = this.resolve(coll);
    const own = this.overlays.get(state.id);
    const stored = this.core.store.stats.getBinary(state.documentPrefix, this.snapshot.at);
    return {
      count: (stored?.readDoubleBE(0) ?? 0) + (own?.countDelta ?? 0),
      dataBytes: (stored?.readDoubleBE(8) ?? 0) + (own?.bytesDelta ?? 0),
    };
  }

  createCollection(db: string, name: string, options: Document = {}): CollectionInfo {
    return ddl.createCollection(this, db, name, options);
  }

  dropCollection(db: string, name: string): boolean {
    return ddl.dropCollection(this, db, name);
  }

  dropDatabase(db: string): void {
    for (const coll of this.listCollections(db)) ddl.dropCollection(this, db, coll.name);
  }

  renameCollection(
    from: { db: string; name: string },
    to: { db: string; name: string },
    options: { dropTarget?: boolean } = {},
  ): void {
    ddl.renameCollection(this, from, to, options.dropTarget === true);
  }

  setCollectionOptions(coll: CollectionInfo, options: Document): CollectionInfo {
    return ddl.setCollectionOptions(this, coll, options);
  }

  setIndexOptions(
    coll: CollectionInfo,
    indexName: string,
    change: { hidden?: boolean; expireAfterSeconds?: number },
  ): CollectionInfo {
    return ddl.setIndexOptions(this, coll, indexName, change);
  }

  createIndexes(
    coll: { db: string; name: string },
    specs: readonly IndexSpec[],
    options: { isOnline?: boolean } = {},
  ): CreateIndexesResult {
    return ddl.createIndexes(this, coll, specs, options.isOnline === true);
  }

  dropIndexes(coll: CollectionInfo, names: '*' | readonly string[]): { before: number } {
    return ddl.dropIndexes(this, coll, names);
  }

  insert(coll: CollectionInfo, document: Document): RecordId {
    this.ensureOpen();
    return insertDocument(this, this.resolve(coll), document);
  }

  replace(coll: CollectionInfo, record: StoredRecord, document: Document): void {
    this.ensureOpen();
    replaceDocument(this, this.resolve(coll), record, document);
  }

  remove(coll: CollectionInfo, record: StoredRecord): void {
    this.ensureOpen();
    removeDocument(this, this.resolve(coll), record);
  }

  get(coll: CollectionInfo, recordId: RecordId): StoredRecord | undefined {
    return this.read(this.resolve(coll), recordId);
  }

  /** As `get`, for a collection that is already resolved. */
  read(state: CollectionState, recordId: RecordId): StoredRecord | undefined {
    return readRecord(this, state, recordId);
  }

  scan(coll: CollectionInfo, direction: ScanDirection): Iterable<StoredRecord> {
    return scanRecords(this, this.resolve(coll), direction);
  }

  /** The snapshot of a running scan; a scan that outlives its transaction must not read freed pages. */
  openSnapshot(): Snapshot {
    this.ensureOpen();
    return this.snapshot;
  }

  scanIndex(
    coll: CollectionInfo,
    indexName: string,
    bounds: IndexBounds,
    direction: ScanDirection,
    stats?: ScanStats,
  ): Iterable<IndexEntry> {
    const state = this.resolve(coll);
    const definition = state.definitions.find((candidate) => candidate.spec.name === indexName);
    if (definition === undefined) throw new MongoError(27, 'IndexNotFound', `index not found with name [${indexName}]`);
    return scanEntries(this, state, definition, bounds, direction, stats);
  }

  readMeta(key: string): Document | undefined {
    return readMeta(this, key);
  }

  writeMeta(key: string, value: Document | undefined): void {
    this.ensureOpen();
    writeMeta(this, key, value);
  }

  scanMeta(prefix: string): Iterable<{ key: string; value: Document }> {
    return scanMeta(this, prefix);
  }

  overlayOf(state: CollectionState): CollectionOverlay {
    let overlay = this.overlays.get(state.id);
    if (overlay === undefined) this.overlays.set(state.id, (overlay = new CollectionOverlay()));
    return overlay;
  }

  /** Indexes of which this transaction learnt something that must be stored: multikey, no longer ordered. */
  readonly touchedStates = new Map<number, CollectionState>();

  markMultikey(state: CollectionState, index: IndexDefinition, path: string): void {
    if (!index.multikeyPaths.has(path)) {
      index.multikeyPaths.add(path);
      index.areFactsStored = false;
    }
    if (!index.areFactsStored) this.touchedStates.set(state.id, state);
  }

  markUnordered(state: CollectionState, index: IndexDefinition): void {
    if (index.isOrdered) {
      index.isOrdered = false;
      index.areFactsStored = false;
    }
    if (!index.areFactsStored) this.touchedStates.set(state.id, state);
  }

  /** Counts a record that is about to be written; refuses one too many. */
  countRecord(): void {
    this.recordsTaken += 1;
    if (!this.isMultiDocument || this.recordsTaken <= TRANSACTION_RECORDS_MAX) return;
    throw new MongoError(
      257,
      'TransactionTooLarge',
      `a transaction may write ${TRANSACTION_RECORDS_MAX} documents on this development server`,
    );
  }

  /** Does something when the transaction is over, committed or not: gives back what it held. */
  onEnd(release: () => void): void {
    this.releases.push(release);
  }

  commit(): Promise<void> {
    this.ensureOpen();
    if (!this.hasWrites) {
      this.end('committed');
      return Promise.resolve();
    }
    this.isCommitting = true;
    return this.core.enqueue(this);
  }

  abort(): void {
    if (this.state === 'open' && !this.isCommitting) this.end('aborted');
  }

  /** Gives back snapshot and intents and wakes those who wait. Called by the engine after a commit. */
  end(state: 'committed' | 'aborted'): void {
    this.state = state;
    this.taken?.release();
    this.taken = undefined;
    this.lastResolved = undefined;
    this.holdings.release();
    for (const release of this.releases) release();
    this.releases.length = 0;
    this.waiters.wake();
    this.core.ended(this);
  }
}
