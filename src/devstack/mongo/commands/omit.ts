import type { Document } from '../bson-types';

/** A document without the fields named. */
export function omit(document: Document, ...names: readonly string[]): Document {
  return Object.fromEntries(Object.entries(document).filter(([name]) => !names.includes(name)));
}
