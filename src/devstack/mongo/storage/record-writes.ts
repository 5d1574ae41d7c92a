import type { Document, RecordId, StoredRecord } from '../bson-types';
import { encodeDocument } from '../bson-codec';
import { MongoError } from '../errors';
import { compareValues } from '../query';
import type { ByteString } from './byte-writer';
import { recordIdAtEnd, recordIdText, uint32Text } from './byte-writer';
import type { CollectionState } from './catalog';
import { namespaceOf } from './catalog';
import { duplicateKey } from './duplicate-key';
import { recordsWithKey } from './index-scan';
import type { IndexDefinition, MadeKey, MadeKeys } from './index-definition';
import { REMOVED } from './overlay';
import { rangeEntries } from './range-scan';
import { hasRecordInKey, storedKey } from './entry-key';
import { readVersion } from './record-reads';
import type { RecordVersion } from './record-reads';
import type { Transaction } from './transaction';
import { WriteConflict, refuseOther } from './write-conflict';
import type { Holder } from './write-conflict';

/** MongoDB's bound for a stored document, 16 MiB. */
const MAX_DOCUMENT_BYTES = 16 * 1024 * 1024;

/** See `EngineTransaction.insert`. */
export function insertDocument(tx: Transaction, state: CollectionState, document: Document): RecordId {
  enterForWrite(tx, state);
  const bytes = encodeBounded(document);
  const recordId = allocateRecord(tx, state);
  const made = state.definitions.map((index) => index.keysOf(document));
  for (const [at, index] of state.definitions.entries())
    if (index.isUnique) checkUnique(tx, state, index, (made[at] as MadeKeys).keys, recordId);
  holdRecord(tx, state, recordId);
  const overlay = tx.overlayOf(state);
  for (const [at, index] of state.definitions.entries()) putKeys(tx, state, index, made[at] as MadeKeys, recordId);
  overlay.documents.set(recordId, { document, bytes });
  overlay.countDelta += 1;
  overlay.bytesDelta += bytes.length;
  return recordId;
}

/** See `EngineTransaction.replace`. */
export function replaceDocument(
  tx: Transaction,
  state: CollectionState,
  record: StoredRecord,
  document: Document,
): void {
  enterForWrite(tx, state);
  const { recordId } = record;
  takeRecord(tx, state, recordId);
  const old = currentVersion(tx, state, recordId);
  const bytes = encodeBounded(document);
  const changes: { index: IndexDefinition; added: MadeKeys; removed: readonly MadeKey[] }[] = [];
  for (const index of state.definitions) {
    if (!index.isAffected(old.document, document)) continue;
    const before = index.keysOf(old.document);
    const after = index.keysOf(document);
    const added = keysBeside(after.keys, before.keys);
    const removed = keysBeside(before.keys, after.keys);
    if (index.isUnique) checkUnique(tx, state, index, added, recordId);
    changes.push({ index, added: { ...after, keys: added }, removed });
  }
  for (const { index, added, removed } of changes) {
    removeKeys(tx, state, index, removed, recordId);
    putKeys(tx, state, index, added, recordId);
  }
  const overlay = tx.overlayOf(state);
  overlay.documents.set(recordId, { document, bytes });
  overlay.bytesDelta += bytes.length - old.sizeBytes;
}

/** Those that are not among the others; most documents have one. */
function keysBeside(keys: readonly MadeKey[], others: readonly MadeKey[]): readonly MadeKey[] {
  if (keys.length === 0 || others.length === 0) return keys;
  if (keys.length === 1 && others.length === 1) return keys[0]?.key === others[0]?.key ? [] : keys;
  const known = new Set(others.map(({ key }) => key));
  return keys.filter(({ key }) => !known.has(key));
}

/** See `EngineTransaction.remove`. */
export function removeDocument(tx: Transaction, state: CollectionState, record: StoredRecord): void {
  enterForWrite(tx, state);
  const { recordId } = record;
  takeRecord(tx, state, recordId);
  const old = currentVersion(tx, state, recordId);
  for (const index of state.definitions) removeKeys(tx, state, index, index.keysOf(old.document).keys, recordId);
  const overlay = tx.overlayOf(state);
  overlay.documents.set(recordId, null);
  overlay.countDelta -= 1;
  overlay.bytesDelta -= old.sizeBytes;
}

function encodeBounded(document: Document): Uint8Array {
  const bytes = encodeDocument(document);
  if (bytes.length > MAX_DOCUMENT_BYTES)
    throw new MongoError(
      10334,
      'BSONObjectTooLarge',
      `BSONObj size: ${bytes.length} is invalid. Size must be between 0 and 16793600(16MB)`,
    );
  return bytes;
}

/** Registers a writer of the collection and makes sure that its indexes are still those of the snapshot. */
export function enterForWrite(tx: Transaction, state: CollectionState): void {
  const known = tx.written.get(state.id);
  if (known === state) return;
  if (state.type === 'view')
    throw new MongoError(
      166,
      'CommandNotSupportedOnView',
      `Namespace ${namespaceOf(state.db, state.name)} is a view, not a collection`,
    );
  const namespace = namespaceOf(state.db, state.name);
  if (!tx.catalogChanges.has(namespace)) {
    if (tx.core.catalog.get(namespace) !== tx.snapshot.catalog.get(namespace))
      throw new WriteConflict(Promise.resolve());
    refuseOther(namespaceOwners.get(tx.core)?.get(namespace), tx);
  }
  tx.written.set(state.id, state);
  if (state.runtime.writers.has(tx)) return;
  state.runtime.writers.add(tx);
  tx.onEnd(() => state.runtime.writers.delete(tx));
}

/** Namespaces whose catalog entry an open transaction changes. Per engine, because several may run in one process. */
export const namespaceOwners = new WeakMap<object, Map<string, Transaction>>();

function allocateRecord(tx: Transaction, state: CollectionState): RecordId {
  const { runtime } = state;
  if (runtime.nextRecordId === undefined) {
    const range = { from: state.documentPrefix, to: uint32Text(state.id + 1) };
    const latest = tx.core.acquireSnapshot();
    const last = rangeEntries(tx.core.store.documents, () => latest, range, -1, false).next().value;
    latest.release();
    runtime.nextRecordId = last === undefined ? 1 : recordIdAtEnd(last.key) + 1;
  }
  return runtime.nextRecordId++;
}

/** First writer wins: refuses a record that another open transaction wrote, or that was committed after the snapshot. */
function takeRecord(tx: Transaction, state: CollectionState, recordId: RecordId): void {
  const owner = state.runtime.recordOwners.get(recordId);
  if (owner === tx) return;
  refuseOther(owner, tx);
  refuseNewer(tx, state, recordId);
  holdRecord(tx, state, recordId);
}

/** Nobody else may write it until the end. A new record's number is known to nobody else: it needs no look before. */
function holdRecord(tx: Transaction, state: CollectionState, recordId: RecordId): void {
  const { recordOwners } = state.runtime;
  tx.countRecord();
  tx.holdings.take(recordOwners, recordId);
}

function refuseNewer(tx: Transaction, state: CollectionState, recordId: RecordId): void {
  if (tx.snapshot.sequence === tx.core.sequence) return;
  const key = state.documentPrefix + recordIdText(recordId);
  if (tx.core.cache.visible(key, tx.snapshot.sequence) !== undefined) return;
  const seen = tx.core.store.documents.getBinaryFast(key, tx.snapshot.at)?.readDoubleBE(0);
  const latest = tx.core.acquireSnapshot();
  const now = tx.core.store.documents.getBinaryFast(key, latest.at)?.readDoubleBE(0);
  latest.release();
  if (seen !== now) throw new WriteConflict(Promise.resolve());
}

function currentVersion(tx: Transaction, state: CollectionState, recordId: RecordId): RecordVersion {
  const version = readVersion(tx, state, recordId);
  if (version !== undefined) return version;
  throw new MongoError(1, 'InternalError', `record ${recordId} of ${state.db}.${state.name} no longer exists`);
}

/** Puts entries, and notes what they say of the index. */
export function putKeys(
  tx: Transaction,
  state: CollectionState,
  index: IndexDefinition,
  made: MadeKeys,
  recordId: RecordId,
): void {
  for (const path of made.arrayPaths) tx.markMultikey(state, index, path);
  if (made.isCut) tx.markUnordered(state, index);
  if (made.keys.length === 0) return;
  const entries = tx.overlayOf(state).entriesOf(index.id);
  for (const { key } of made.keys) entries.set(storedKey(index, key, recordId), recordId);
}

function removeKeys(
  tx: Transaction,
  state: CollectionState,
  index: IndexDefinition,
  keys: readonly MadeKey[],
  recordId: RecordId,
): void {
  const entries = tx.overlayOf(state).entriesOf(index.id);
  for (const { key } of keys) {
    if (index.isUnique) takeKey(tx, state, index, key);
    if (state.building.has(index.id) && isHeldByAnother(tx, state, index, key, recordId)) continue;
    entries.set(storedKey(index, key, recordId), REMOVED);
  }
}

/**
 * While a unique index is built, records that break it may still be there: the entry of one must not go with the
 * other, or the build would end without noticing. The key is taken, so the build can't put it after this look.
 */
function isHeldByAnother(
  tx: Transaction,
  state: CollectionState,
  index: IndexDefinition,
  key: ByteString,
  recordId: RecordId,
): boolean {
  if (!index.isUnique || hasRecordInKey(index)) return false;
  const stored = storedKey(index, key, recordId);
  const own = tx.overlays.get(state.id)?.entries.get(index.id)?.values.get(stored);
  if (own !== undefined) return own !== recordId && own !== REMOVED;
  const latest = tx.core.acquireSnapshot();
  const found = tx.core.store.entries.getBinaryFast(stored, latest.at)?.readUIntBE(0, 6);
  latest.release();
  return found !== undefined && found !== recordId;
}

function takeKey(tx: Transaction, state: CollectionState, index: IndexDefinition, key: ByteString): void {
  let owners = state.runtime.keyOwners.get(index.id);
  if (owners === undefined) state.runtime.keyOwners.set(index.id, (owners = new Map<ByteString, Holder>()));
  const held = owners;
  const owner = held.get(key);
  if (owner === tx) return;
  refuseOther(owner, tx);
  tx.holdings.take(held, key);
}

/** Throws 11000, or `WriteConflict` when the answer depends on another transaction. */
export function checkUnique(
  tx: Transaction,
  state: CollectionState,
  index: IndexDefinition,
  keys: readonly MadeKey[],
  recordId: RecordId,
): void {
  for (const made of keys) {
    takeKey(tx, state, index, made.key);
    if (hasRecordInKey(index)) checkCollated(tx, state, index, made, recordId);
    else {
      const stored = storedKey(index, made.key, recordId);
      const own = tx.overlays.get(state.id)?.entries.get(index.id)?.values.get(stored);
      if (own === recordId || own === REMOVED) continue;
      if (own !== undefined) throw duplicateKey(state, index, made.values);
      const found = tx.core.store.entries.getBinaryFast(stored, tx.snapshot.at);
      // Already this record's own: a writer was ahead of the build of the index.
      if (found?.readUIntBE(0, 6) === recordId) continue;
      if (found !== undefined) throw duplicateKey(state, index, made.values);
      refuseNewerKey(tx, stored);
    }
  }
}

/** Committed by another one after the snapshot: not visible as a duplicate, so the statement must start again. */
function refuseNewerKey(tx: Transaction, stored: ByteString): void {
  if (tx.snapshot.sequence === tx.core.sequence) return;
  const latest = tx.core.acquireSnapshot();
  const found = tx.core.store.entries.getBinaryFast(stored, latest.at);
  latest.release();
  if (found !== undefined) throw new WriteConflict(Promise.resolve());
}

/** Keys under a collation are coarser than equality, so the documents decide. */
function checkCollated(
  tx: Transaction,
  state: CollectionState,
  index: IndexDefinition,
  made: MadeKey,
  recordId: RecordId,
): void {
  if (tx.snapshot.sequence !== tx.core.sequence && hasNewerCollated(tx, index, made.key))
    throw new WriteConflict(Promise.resolve());
  for (const other of recordsWithKey(tx, state, index, made.key)) {
    if (other === recordId) continue;
    const record = tx.read(state, other);
    if (record === undefined) continue;
    for (const { values } of index.keysOf(record.document).keys) {
      const isEqual = values.every((value, at) => compareValues(value, made.values[at], index.spec.collation) === 0);
      if (isEqual) throw duplicateKey(state, index, made.values);
    }
  }
}

function hasNewerCollated(tx: Transaction, index: IndexDefinition, key: ByteString): boolean {
  const prefix = uint32Text(index.id) + key;
  const range = { from: prefix, to: prefix + '\u00ff' };
  const latest = tx.core.acquireSnapshot();
  const now = [...rangeEntries(tx.core.store.entries, () => latest, range, 1, false)].map((entry) => entry.key);
  latest.release();
  const seen = [...rangeEntries(tx.core.store.entries, () => tx.snapshot, range, 1, false)].map((entry) => entry.key);
  return now.join() !== seen.join();
}
