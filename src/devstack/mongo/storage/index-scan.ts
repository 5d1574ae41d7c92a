import type { RecordId } from '../bson-types';
import { compileBounds } from './bounds';
import type { KeyRange } from './bounds';
import type { ByteString } from './byte-writer';
import { recordIdAtEnd, uint32Text } from './byte-writer';
import type { CollectionState } from './catalog';
import type { IndexDefinition } from './index-definition';
import type { OrderedOverlay } from './overlay';
import { mergeOwn, rangeEntries } from './range-scan';
import { hasRecordInKey } from './entry-key';
import type { Transaction } from './transaction';
import type { IndexBounds, IndexEntry, ScanDirection, ScanStats } from './types';

type OwnEntries = OrderedOverlay<ByteString, RecordId>;

/** Entries of an index within bounds, in key order or its reverse, as they are when the scan starts. */
export function* scanEntries(
  tx: Transaction,
  state: CollectionState,
  index: IndexDefinition,
  bounds: IndexBounds,
  direction: ScanDirection,
  stats?: ScanStats,
): Generator<IndexEntry, void, undefined> {
  const compiled = compileBounds(index, bounds);
  const own = tx.overlays.get(state.id)?.entries.get(index.id);
  const prefix = uint32Text(index.id);
  if (compiled.exactKeys !== undefined && !hasRecordInKey(index)) {
    const keys = direction === 1 ? compiled.exactKeys : [...compiled.exactKeys].reverse();
    for (const key of keys) {
      const recordId = lookUp(tx, own, prefix + key);
      if (recordId === undefined) continue;
      if (stats !== undefined) stats.keysExamined++;
      yield { recordId, key };
    }
    return;
  }
  const ascending = compiled.ranges.map(({ from, to }) => freeze(own, prefix + from, prefix + to));
  for (const range of direction === 1 ? ascending : ascending.reverse()) {
    for (const entry of rangeOf(tx, index, range, direction)) {
      if (stats !== undefined && ++stats.keysExamined === stats.keysExaminedMax) return;
      if (compiled.accepts === undefined || compiled.accepts(entry.key)) yield entry;
    }
  }
}

interface FrozenRange extends KeyRange {
  readonly own: ReadonlyMap<ByteString, number> | undefined;
}

/** With the own entries as they are now: a scan must not meet what its own statement writes later. */
function freeze(own: OwnEntries | undefined, from: ByteString, to: ByteString): FrozenRange {
  const keys = own === undefined || own.size === 0 ? [] : own.slice(from, to);
  if (keys.length === 0) return { from, to, own: undefined };
  return { from, to, own: new Map(keys.map((key) => [key, own?.values.get(key) ?? -1])) };
}

function lookUp(tx: Transaction, own: OwnEntries | undefined, stored: ByteString): RecordId | undefined {
  const mine = own?.values.get(stored);
  if (mine !== undefined) return mine < 0 ? undefined : mine;
  const value = tx.core.store.entries.getBinaryFast(stored, tx.openSnapshot().at);
  return value?.readUIntBE(0, 6);
}

function* rangeOf(
  tx: Transaction,
  index: IndexDefinition,
  range: FrozenRange,
  direction: ScanDirection,
): Generator<IndexEntry, void, undefined> {
  const isRecordInKey = hasRecordInKey(index);
  const stored = rangeEntries(tx.core.store.entries, () => tx.openSnapshot(), range, direction, !isRecordInKey);
  const { own } = range;
  const merged =
    own === undefined
      ? stored
      : mergeOwn(stored, [...own.keys()], direction, (key) => {
          const recordId = own.get(key) ?? -1;
          return recordId < 0 ? undefined : { key, recordId };
        });
  for (const entry of merged) {
    const key = entry.key.slice(4, isRecordInKey ? -6 : undefined);
    if ('recordId' in entry) yield { recordId: entry.recordId, key };
    else if (isRecordInKey) yield { recordId: recordIdAtEnd(entry.key), key };
    else yield { recordId: entry.value?.readUIntBE(0, 6) ?? 0, key };
  }
}

/** Records that have this key in an index that stores several records under one key. */
export function recordsWithKey(
  tx: Transaction,
  state: CollectionState,
  index: IndexDefinition,
  key: ByteString,
): RecordId[] {
  const from = uint32Text(index.id) + key;
  const range = freeze(tx.overlays.get(state.id)?.entries.get(index.id), from, from + '\u00ff');
  return [...rangeOf(tx, index, range, 1)].filter((entry) => entry.key === key).map((entry) => entry.recordId);
}
