import type { Document } from '../bson-types';
import { compileSort, sortDocuments } from '../query';
import type { CollationInput } from '../query';

/** So many documents are sorted in one go: a few milliseconds. */
const RUN_LENGTH = 500;
const COMPARISONS_PER_PAUSE = 64;

/**
 * Sorts stably without holding up the others: sorted runs, then merges, with `undefined` wherever the caller may look
 * at the clock. One call of a sort over 100,000 documents would stop every other client for a second.
 */
export function* sortInSlices(
  documents: readonly Document[],
  spec: Document,
  collation: CollationInput | undefined,
  limit: number | undefined,
): Generator<Document | undefined, void, undefined> {
  let runs: Document[][] = [];
  for (let from = 0; from < documents.length; from += RUN_LENGTH) {
    runs.push(sortDocuments(documents.slice(from, from + RUN_LENGTH), spec, collation, limit));
    yield undefined;
  }
  const compare = compileSort(spec, collation);
  while (runs.length > 1) {
    const merged: Document[][] = [];
    for (let i = 0; i < runs.length; i += 2) {
      const second = runs[i + 1];
      merged.push(
        second === undefined ? (runs[i] as Document[]) : yield* merge(runs[i] as Document[], second, compare, limit),
      );
    }
    runs = merged;
  }
  yield* runs[0] ?? [];
}

function* merge(
  a: readonly Document[],
  b: readonly Document[],
  compare: (x: Document, y: Document) => number,
  limit = Infinity,
): Generator<undefined, Document[], undefined> {
  const merged: Document[] = [];
  let i = 0;
  let j = 0;
  while (merged.length < limit && (i < a.length || j < b.length)) {
    // Equal ones come from `a` first, which is what makes the whole sort stable.
    const isFromA = j >= b.length || (i < a.length && compare(a[i] as Document, b[j] as Document) <= 0);
    merged.push((isFromA ? a[i++] : b[j++]) as Document);
    if (merged.length % COMPARISONS_PER_PAUSE === 0) yield undefined;
  }
  return merged;
}
