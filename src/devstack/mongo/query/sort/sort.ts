import type { Document } from '../../bson-types';
import type { CollationInput, DocumentComparator } from '../types';
/** Checks a sort specification: paths with 1 or -1, in order. */
export function parseSortSpec(_spec: Document): { path: string; direction: 1 | -1 }[] {
  throw new Error('not implemented yet');
}
/** A comparator of documents (array fields compare by their least or greatest element). */
export function compileSort(_spec: Document, _collation?: CollationInput): DocumentComparator {
  throw new Error('not implemented yet');
}
/** Sorts stably with keys taken once per document; with a limit keeps only the first ones. */
export function sortDocuments(_docs: Document[], _spec: Document, _collation?: CollationInput, _limit?: number): Document[] {
  throw new Error('not implemented yet');
}
