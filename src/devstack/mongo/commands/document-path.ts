import type { Document } from '../bson-types';

/** The value at a dotted path through documents (not arrays); undefined when there is none. */
export function valueAt(document: Document, path: string): unknown {
  let value: unknown = document;
  for (const part of path.split('.')) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Document)[part];
  }
  return value;
}
