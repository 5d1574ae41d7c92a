import type { Document, Value } from '../../bson-types';
import type { CollationInput } from '../types';
/** Distinct values of a path (arrays unwound once), in order of first appearance. */
export function distinctValues(_docs: Iterable<Document>, _path: string, _collation?: CollationInput): Value[] {
  throw new Error('not implemented yet');
}
