import type { Value } from '../../bson-types';
import type { CollationInput } from '../types';
/** MongoDB's full cross-type order: negative, 0 or positive. Exact for all number types, including NaN and -0. */
export function compareValues(_a: Value, _b: Value, _collation?: CollationInput): number {
  throw new Error('not implemented yet');
}
/** Rank of the value's type in MongoDB's comparison order (MinKey lowest, MaxKey highest). */
export function canonicalType(_v: Value): number {
  throw new Error('not implemented yet');
}
