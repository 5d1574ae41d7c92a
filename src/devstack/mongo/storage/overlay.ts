import type { Document, RecordId } from '../bson-types';
import type { ByteString } from './byte-writer';

/** A document that a transaction wrote. */
export interface PendingDocument {
  readonly document: Document;
  readonly bytes: Uint8Array;
}

/** Marks an index entry that the transaction takes away. */
export const REMOVED = -1;

/** Own writes with their keys in order. Sorted only when a scan asks, since most transactions never scan their own. */
export class OrderedOverlay<K extends string | number, V> {
  readonly values = new Map<K, V>();
  private ordered: K[] = [];
  private isSorted = true;

  get size(): number {
    return this.values.size;
  }

  set(key: K, value: V): void {
    const known = this.values.size;
    this.values.set(key, value);
    if (this.values.size === known) return;
    const last = this.ordered.at(-1);
    if (last !== undefined && last > key) this.isSorted = false;
    this.ordered.push(key);
  }

  /** Keys k with from <= k < to, ascending: a copy, so that a scan doesn't meet later writes. */
  slice(from: K, to: K): K[] {
    if (!this.isSorted) {
      this.ordered.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
      this.isSorted = true;
    }
    return this.ordered.slice(lowerBound(this.ordered, from), lowerBound(this.ordered, to));
  }
}

function lowerBound<K>(keys: readonly K[], wanted: K): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((keys[middle] as K) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Everything that one transaction wrote to one collection. */
export class CollectionOverlay {
  /** `null`: removed. */
  readonly documents = new OrderedOverlay<RecordId, PendingDocument | null>();
  /** Per index id: stored key -> record, or `REMOVED`. */
  readonly entries = new Map<number, OrderedOverlay<ByteString, RecordId>>();
  countDelta = 0;
  bytesDelta = 0;

  entriesOf(indexId: number): OrderedOverlay<ByteString, RecordId> {
    let entries = this.entries.get(indexId);
    if (entries === undefined) this.entries.set(indexId, (entries = new OrderedOverlay()));
    return entries;
  }
}
