import type { RangeOptions } from 'lmdb';
import type { ByteString } from './byte-writer';
import type { KeyRange } from './bounds';
import type { Snapshot } from './snapshot';
import type { Table } from './store';
import type { ScanDirection } from './types';

const FIRST_BATCH = 16;
const MAX_BATCH = 512;

/**
 * Reads a range of a table in batches. No LMDB cursor outlives a batch: one that stays open across an await, or after
 * its snapshot was given back, ends the process with a segmentation fault.
 */
export function* rangeEntries(
  table: Table,
  snapshot: () => Snapshot,
  range: KeyRange,
  direction: ScanDirection,
  hasValues: boolean,
): Generator<{ key: ByteString; value: Buffer | undefined }, void, undefined> {
  let limit = FIRST_BATCH;
  let last: ByteString | undefined;
  for (;;) {
    const options = rangeOptions(range, direction, last, limit, snapshot());
    const batch: { key: ByteString; value: Buffer | undefined }[] = [];
    if (hasValues) for (const entry of table.getRange(options)) batch.push(entry);
    else for (const key of table.getKeys(options)) batch.push({ key, value: undefined });
    yield* batch;
    if (batch.length < limit) return;
    last = batch.at(-1)?.key;
    limit = Math.min(limit * 4, MAX_BATCH);
  }
}

function rangeOptions(
  range: KeyRange,
  direction: ScanDirection,
  last: ByteString | undefined,
  limit: number,
  snapshot: Snapshot,
): RangeOptions {
  const { transaction } = snapshot.at;
  if (direction === 1)
    return { start: last ?? range.from, exclusiveStart: last !== undefined, end: range.to, limit, transaction };
  return {
    start: last ?? range.to,
    exclusiveStart: true,
    end: range.from,
    inclusiveEnd: true,
    reverse: true,
    limit,
    transaction,
  };
}

/** Merges own keys into what is stored, in the direction of the scan; an own key hides the stored one. */
export function* mergeOwn<E extends { key: K }, K extends string | number, O>(
  stored: Iterable<E>,
  own: readonly K[],
  direction: ScanDirection,
  ofOwn: (key: K) => O | undefined,
): Generator<E | O, void, undefined> {
  let at = direction === 1 ? 0 : own.length - 1;
  for (const entry of stored) {
    for (; own[at] !== undefined && isBefore(own[at] as K, entry.key, direction); at += direction) {
      const made = ofOwn(own[at] as K);
      if (made !== undefined) yield made;
    }
    if (own[at] !== entry.key) yield entry;
  }
  for (; own[at] !== undefined; at += direction) {
    const made = ofOwn(own[at] as K);
    if (made !== undefined) yield made;
  }
}

function isBefore<K>(a: K, b: K, direction: ScanDirection): boolean {
  return direction === 1 ? a < b : a > b;
}
