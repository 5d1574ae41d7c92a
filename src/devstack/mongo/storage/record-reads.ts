import { RawDocument } from '../bson-encode';
import type { Document, RecordId, StoredRecord } from '../bson-types';
import { decodeDocument } from '../bson-codec';
import type { ByteString } from './byte-writer';
import { recordIdAtEnd, recordIdText, uint32Text } from './byte-writer';
import type { CollectionState } from './catalog';
import type { CachedDocument } from './document-cache';
import { HEADER_BYTES } from './header';
import { mergeOwn, rangeEntries } from './range-scan';
import type { Snapshot } from './snapshot';
import type { Transaction } from './transaction';
import type { ScanDirection } from './types';

/** See `EngineTransaction.get`. */
export function readRecord(tx: Transaction, state: CollectionState, recordId: RecordId): StoredRecord | undefined {
  return readVersion(tx, state, recordId);
}

/** A record as a transaction sees it, with the size of its document as BSON. */
export interface RecordVersion extends StoredRecord {
  readonly sizeBytes: number;
}

export function readVersion(tx: Transaction, state: CollectionState, recordId: RecordId): RecordVersion | undefined {
  const own = tx.overlays.get(state.id)?.documents.values.get(recordId);
  if (own === null) return undefined;
  if (own !== undefined) {
    const { document, bytes } = own;
    return { recordId, document, cached: { raw: new RawDocument(bytes) }, sizeBytes: bytes.length };
  }
  const key = state.documentPrefix + recordIdText(recordId);
  const { snapshot } = tx;
  const cached = tx.core.cache.visible(key, snapshot.sequence) ?? storedVersion(tx, key, snapshot);
  return cached && { recordId, document: cached.document, cached, sizeBytes: cached.bsonBytes };
}

/** The version in the store, which is remembered. */
function storedVersion({ core }: Transaction, key: ByteString, snapshot: Snapshot): CachedDocument | undefined {
  const bytes = core.store.documents.getBinaryFast(key, snapshot.at);
  if (bytes === undefined) return undefined;
  // LMDB's shared buffer: it is read before anything else is, and its length belongs to the next read too.
  const [sequence, bsonBytes] = [bytes.readDoubleBE(0), bytes.length - HEADER_BYTES];
  const isNewest = snapshot.sequence === core.sequence;
  const known = core.cache.get(key, sequence);
  if (known !== undefined) {
    known.isNewest ||= isNewest;
    return known;
  }
  return core.cache.set(key, sequence, documentIn(bytes), { bsonBytes, isNewest });
}

function documentIn(bytes: Buffer): Document {
  return decodeDocument(bytes.subarray(HEADER_BYTES, bytes.length));
}

/** See `EngineTransaction.scan`; the state of own writes is that of the first step. `after` leaves out records up to it. */
export function* scanRecords(
  tx: Transaction,
  state: CollectionState,
  direction: ScanDirection,
  after: RecordId = 0,
): Generator<StoredRecord, void, undefined> {
  const range = {
    from: state.documentPrefix + (after === 0 ? '' : recordIdText(after + 1)),
    to: uint32Text(state.id + 1),
  };
  const stored = rangeEntries(tx.core.store.documents, () => tx.openSnapshot(), range, direction, true);
  const records = decodeAll(tx, stored);
  const own = tx.overlays.get(state.id)?.documents;
  if (own === undefined || own.size === 0) return yield* records;
  const frozen = new Map(own.values);
  return yield* mergeOwn(records, own.slice(0, Infinity), direction, (recordId) => {
    const pending = frozen.get(recordId);
    return pending ? { key: recordId, recordId, document: pending.document } : undefined;
  });
}

function* decodeAll(
  tx: Transaction,
  stored: Iterable<{ key: ByteString; value: Buffer | undefined }>,
): Generator<StoredRecord & { key: number }, void, undefined> {
  for (const { key, value } of stored) {
    if (value === undefined) continue;
    const recordId = recordIdAtEnd(key);
    // Not remembered: a full scan would only push out what is really used again.
    const cached = tx.core.cache.get(key, value.readDoubleBE(0));
    yield { key: recordId, recordId, document: cached?.document ?? documentIn(value), ...(cached && { cached }) };
  }
}
