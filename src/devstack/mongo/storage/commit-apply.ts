import { Double } from 'bson';
import { encodeDocument } from '../bson-codec';
import type { ByteString } from './byte-writer';
import { recordIdText, uint32Text } from './byte-writer';
import { encodeState, namespaceOf } from './catalog';
import type { CollectionState } from './catalog';
import { HEADER_BYTES } from './header';
import type { CollectionOverlay } from './overlay';
import { REMOVED } from './overlay';
import type { Store } from './store';
import type { Transaction } from './transaction';

/** Keys of the catalog table: entries of collections, the last id given out, and what is still to be swept away. */
export const CatalogKey = {
  lastId: 'i',
  collection: (id: number): ByteString => 'c' + uint32Text(id),
  sweptDocuments: (id: number): ByteString => 'xd' + uint32Text(id),
  sweptEntries: (id: number): ByteString => 'xe' + uint32Text(id),
};

const PRESENT = Buffer.from([1]);
let scratch = Buffer.allocUnsafeSlow(64 * 1024);

/**
 * Writes everything of one transaction into the running LMDB write transaction, in one go: about 4 us per document
 * with two indexes, which is why `TRANSACTION_RECORDS_MAX` bounds a transaction: more would stop the others for longer
 * than 50 ms. (Rejected: pauses inside the LMDB transaction. While one is open, every read of lmdb 3.5.6 goes to it,
 * whichever snapshot it names, so the others would read what is not committed.)
 */
export function applyTransaction(store: Store, tx: Transaction, sequence: number): void {
  const dropped = new Set(tx.droppedCollections.map((state) => state.id));
  for (const [id, overlay] of tx.overlays) if (!dropped.has(id)) applyOverlay(store, id, overlay, sequence);
  applyCatalog(store, tx);
  for (const [key, value] of tx.metaChanges.values) {
    if (value === null) void store.meta.remove(key);
    else void store.meta.put(key, Buffer.from(encodeDocument(value)));
  }
}

function applyOverlay(store: Store, collectionId: number, overlay: CollectionOverlay, sequence: number): void {
  const prefix = uint32Text(collectionId);
  for (const [recordId, pending] of overlay.documents.values) {
    const key = prefix + recordIdText(recordId);
    if (pending === null) void store.documents.remove(key);
    else void store.documents.put(key, withHeader(sequence, pending.bytes));
  }
  for (const entries of overlay.entries.values()) {
    for (const [key, recordId] of entries.values) {
      if (recordId === REMOVED) void store.entries.remove(key);
      else void store.entries.put(key, recordIdBytes(recordId));
    }
  }
  if (overlay.countDelta === 0 && overlay.bytesDelta === 0) return;
  const known = store.stats.getBinary(prefix);
  const stats = Buffer.alloc(16);
  stats.writeDoubleBE((known?.readDoubleBE(0) ?? 0) + overlay.countDelta, 0);
  stats.writeDoubleBE((known?.readDoubleBE(8) ?? 0) + overlay.bytesDelta, 8);
  void store.stats.put(prefix, stats);
}

/** LMDB copies the value before `put` returns inside a write transaction, so one buffer serves all of them. */
function withHeader(sequence: number, bytes: Uint8Array): Buffer {
  const length = HEADER_BYTES + bytes.length;
  if (scratch.length < length) scratch = Buffer.allocUnsafeSlow(length * 2);
  scratch.writeDoubleBE(sequence, 0);
  scratch.set(bytes, HEADER_BYTES);
  return scratch.subarray(0, length);
}

const recordIdScratch = Buffer.allocUnsafeSlow(6);

function recordIdBytes(recordId: number): Buffer {
  recordIdScratch.writeUIntBE(recordId, 0, 6);
  return recordIdScratch;
}

/** Stores a catalog entry; inside a write transaction. */
export function putState(store: Store, state: CollectionState): void {
  void store.catalog.put(CatalogKey.collection(state.id), Buffer.from(encodeState(state)));
}

/** Notes indexes whose entries are to be swept away; inside a write transaction. */
export function sweepEntries(store: Store, indexIds: readonly number[]): void {
  for (const id of indexIds) void store.catalog.put(CatalogKey.sweptEntries(id), PRESENT);
}

function applyCatalog(store: Store, tx: Transaction): void {
  for (const state of tx.droppedCollections) {
    void store.catalog.remove(CatalogKey.collection(state.id));
    void store.stats.remove(state.documentPrefix);
    void store.catalog.put(CatalogKey.sweptDocuments(state.id), PRESENT);
    for (const { id } of state.definitions) void store.catalog.put(CatalogKey.sweptEntries(id), PRESENT);
  }
  sweepEntries(store, tx.droppedIndexIds);
  for (const state of changedStates(tx)) putState(store, state);
  if (tx.catalogChanges.size > 0)
    void store.catalog.put(CatalogKey.lastId, Buffer.from(encodeDocument({ id: new Double(tx.core.lastId) })));
}

/** Own changes, and the current entries of collections whose indexes turned out multikey or no longer ordered. */
function changedStates(tx: Transaction): Set<CollectionState> {
  const states = new Set<CollectionState>();
  for (const state of tx.catalogChanges.values()) if (state !== undefined) states.add(state);
  for (const state of tx.touchedStates.values()) {
    const namespace = namespaceOf(state.db, state.name);
    const current = tx.catalogChanges.has(namespace)
      ? tx.catalogChanges.get(namespace)
      : tx.core.catalog.get(namespace);
    if (current !== undefined && current.id === state.id) states.add(current);
  }
  return states;
}

/** After the commit: the facts of the indexes are stored now, and the documents written are worth remembering. */
export function publishTransaction(tx: Transaction, sequence: number): void {
  for (const state of changedStates(tx)) for (const index of state.definitions) index.areFactsStored = true;
  for (const [id, overlay] of tx.overlays) {
    const prefix = uint32Text(id);
    for (const [recordId, pending] of overlay.documents.values) {
      const key = prefix + recordIdText(recordId);
      if (pending === null) tx.core.cache.forget(key);
      else tx.core.cache.set(key, sequence, pending.document, { bsonBytes: pending.bytes.length, isNewest: true });
    }
  }
}
