import type { Document, Value } from '../../bson-types';
import { MongoError } from '../../errors';
import { arrayIndexOf } from '../match/path';
import type { CollationInput, DocumentComparator } from '../types';
import { getField, isDocument } from '../value/bson-type';
import { collatorFor, type StringOrder } from '../value/collation';
import { compareWith } from '../value/compare';
import { isNumeric, toDouble } from '../value/number';
import { describeElement } from '../value/print';

export interface SortPart {
  readonly path: string;
  readonly direction: 1 | -1;
}

/**
 * Checks a sort specification: paths with 1 or -1, in order. `{}` gives an empty list; `$natural` is kept as a path.
 *
 * @throws MongoError 2, 15974, 15975 and 16410 as MongoDB does; `$meta` sorts are refused
 */
export function parseSortSpec(spec: Document): SortPart[] {
  const parts = Object.entries(spec).map(([path, order]): SortPart => {
    if (path === '') throw new MongoError(40352, 'Location40352', 'FieldPath cannot be constructed with empty string');
    if (isDocument(order)) {
      if (Object.keys(order)[0] === '$meta') {
        throw new MongoError(2, 'BadValue', 'sort by $meta is not supported by this server');
      }
      throw new MongoError(
        15975,
        'Location15975',
        `Illegal key in $sort specification: ${describeElement(path, order)}`,
      );
    }
    if (!isNumeric(order)) {
      throw new MongoError(
        15974,
        'Location15974',
        `Illegal key in $sort specification: ${describeElement(path, order)}`,
      );
    }
    const direction = toDouble(order);
    if (direction !== 1 && direction !== -1) {
      throw new MongoError(
        15975,
        'Location15975',
        '$sort key ordering must be 1 (for ascending) or -1 (for descending)',
      );
    }
    checkSortPath(path);
    return { path, direction };
  });
  if (parts.length > 32) throw new MongoError(13103, 'Location13103', 'too many compound keys');
  return parts;
}

function checkSortPath(path: string): void {
  if (path === '$natural') return;
  for (const part of path.split('.')) {
    if (part === '') throw new MongoError(15998, 'Location15998', 'FieldPath field names may not be empty strings.');
    if (part.startsWith('$')) {
      throw new MongoError(
        16410,
        'Location16410',
        `FieldPath field names may not start with '$'. Consider using $getField or $setField.`,
      );
    }
  }
}

/** The value by which a document is sorted: of an array the least or greatest element; null for a missing field. */
type KeyReader = (doc: Document) => Value;

function keyReader(path: string, direction: 1 | -1, strings: StringOrder | undefined): KeyReader {
  const parts = path.split('.');
  const better = (a: Value, b: Value): boolean => compareWith(a, b, strings) * direction < 0;
  return (doc) => {
    const value = parts.length === 1 ? getField(doc, path) : undefined;
    if (parts.length === 1 && !Array.isArray(value)) return value === undefined ? null : value;
    const candidates: Value[] = [];
    gather(doc, parts, 0, candidates);
    let best = candidates[0];
    for (let i = 1; i < candidates.length; i += 1) if (better(candidates[i], best)) best = candidates[i];
    return best;
  };
}

/** The keys that an index on the path would have: an empty array gives undefined (below null), missing gives null. */
function gather(doc: Document, parts: readonly string[], at: number, into: Value[]): void {
  gatherFrom(getField(doc, parts[at] as string), parts, at + 1, into);
}

function gatherFrom(value: Value, parts: readonly string[], next: number, into: Value[]): void {
  const isLast = next === parts.length;
  if (Array.isArray(value)) {
    if (isLast) {
      if (value.length === 0) into.push(undefined);
      for (const element of value as Value[]) into.push(element);
      return;
    }
    const index = arrayIndexOf(parts[next] as string);
    if (index >= 0 && index < value.length && !value.some((e) => isDocument(e) && String(index) in e)) {
      gatherFrom(value[index], parts, next + 1, into);
      return;
    }
    if (value.length === 0) into.push(null);
    for (const element of value as Value[]) {
      if (isDocument(element)) gather(element, parts, next, into);
      else into.push(null);
    }
    return;
  }
  if (isLast) into.push(value === undefined ? null : value);
  else if (isDocument(value)) gather(value, parts, next, into);
  else into.push(null);
}

/**
 * A comparator of documents in the order of a sort specification.
 *
 * @throws MongoError for a specification that MongoDB refuses
 */
export function compileSort(spec: Document, collation?: CollationInput): DocumentComparator {
  const strings = collatorFor(collation);
  const parts = parseSortSpec(spec).filter((part) => part.path !== '$natural');
  const readers = parts.map((part) => keyReader(part.path, part.direction, strings));
  return (a, b) => {
    for (let i = 0; i < readers.length; i += 1) {
      const read = readers[i] as KeyReader;
      const order = compareWith(read(a), read(b), strings);
      if (order !== 0) return order * (parts[i] as SortPart).direction;
    }
    return 0;
  };
}

interface Keyed {
  readonly doc: Document;
  readonly keys: readonly Value[];
}

function keyedOrder(
  spec: Document,
  collation: CollationInput | undefined,
): { keyed: (doc: Document) => Keyed; compare: (a: Keyed, b: Keyed) => number } {
  const strings = collatorFor(collation);
  const parts = parseSortSpec(spec).filter((part) => part.path !== '$natural');
  const readers = parts.map((part) => keyReader(part.path, part.direction, strings));
  return {
    keyed: (doc) => ({ doc, keys: readers.map((read) => read(doc)) }),
    compare: (a, b) => {
      for (let i = 0; i < parts.length; i += 1) {
        const order = compareWith(a.keys[i], b.keys[i], strings);
        if (order !== 0) return order * (parts[i] as SortPart).direction;
      }
      return 0;
    },
  };
}

/** Sorts stably with keys read once per document; with a limit gives only the first ones. */
export function sortDocuments(
  docs: readonly Document[],
  spec: Document,
  collation?: CollationInput,
  limit?: number,
): Document[] {
  const order = keyedOrder(spec, collation);
  const sorted = docs.map(order.keyed).sort(order.compare);
  return (limit === undefined ? sorted : sorted.slice(0, limit)).map((entry) => entry.doc);
}

/** How many documents are sorted or merged between two chances to yield; a few ms of work. */
const CHUNK = 1024;

/**
 * As `sortDocuments`, without stopping the server: sorts in chunks and merges them, yielding in between.
 *
 * @param yieldNow gives a promise when the time slice is used up
 */
export async function sortDocumentsAsync(
  docs: readonly Document[],
  spec: Document,
  options: { collation?: CollationInput; limit?: number; yieldNow?: () => Promise<void> | undefined } = {},
): Promise<Document[]> {
  const { limit, yieldNow } = options;
  if (docs.length <= CHUNK) return sortDocuments(docs, spec, options.collation, limit);
  const order = keyedOrder(spec, options.collation);
  let runs: Keyed[][] = [];
  for (let at = 0; at < docs.length; at += CHUNK) {
    const run = docs
      .slice(at, at + CHUNK)
      .map(order.keyed)
      .sort(order.compare);
    runs.push(limit === undefined ? run : run.slice(0, limit));
    await yieldNow?.();
  }
  while (runs.length > 1) {
    const next: Keyed[][] = [];
    for (let i = 0; i < runs.length; i += 2) {
      const right = runs[i + 1];
      const left = runs[i] as Keyed[];
      next.push(right ? await mergeRuns(left, right, order.compare, limit, yieldNow) : left);
    }
    runs = next;
  }
  return (runs[0] ?? []).map((entry) => entry.doc);
}

async function mergeRuns(
  left: readonly Keyed[],
  right: readonly Keyed[],
  compare: (a: Keyed, b: Keyed) => number,
  limit: number | undefined,
  yieldNow: (() => Promise<void> | undefined) | undefined,
): Promise<Keyed[]> {
  const length = Math.min(left.length + right.length, limit ?? Infinity);
  const merged: Keyed[] = [];
  let i = 0;
  let j = 0;
  while (merged.length < length) {
    const a = left[i];
    const b = right[j];
    if (b === undefined || (a !== undefined && compare(a, b) <= 0)) {
      merged.push(a as Keyed);
      i += 1;
    } else {
      merged.push(b);
      j += 1;
    }
    if (merged.length % CHUNK === 0) await yieldNow?.();
  }
  return merged;
}
