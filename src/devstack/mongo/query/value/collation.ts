import type { CollationOptions } from 'mongodb';
import type { Document } from '../../bson-types';
/** Checks a collation document; undefined for the simple collation. */
export function validateCollation(_collation: Document): CollationOptions | undefined {
  throw new Error('not implemented yet');
}
