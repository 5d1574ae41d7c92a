import type { Document } from '../../bson-types';
/** Equality fields of a filter: the document that an upsert starts from. */
export function upsertSeed(_filter: Document): Document {
  throw new Error('not implemented yet');
}
