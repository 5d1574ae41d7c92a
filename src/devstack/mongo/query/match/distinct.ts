import type { Document, Value } from '../../bson-types';
import type { CollationInput } from '../types';
import { isDocument, getField } from '../value/bson-type';
import { collatorFor } from '../value/collation';
import { arrayIndexOf } from './path';
import { ValueSet } from '../value/value-set';

/**
 * Distinct values of a path in order of first appearance. As in MongoDB: arrays at the end of the path are unwound
 * once, arrays on the way are walked, and documents without the path give nothing.
 */
export function distinctValues(docs: Iterable<Document>, path: string, collation?: CollationInput): Value[] {
  const parts = path.split('.');
  const seen = new ValueSet(collatorFor(collation));
  for (const doc of docs) collect(doc, parts, 0, seen);
  return [...seen.values];
}

function collect(doc: Document, parts: readonly string[], at: number, seen: ValueSet): void {
  const value = getField(doc, parts[at] as string);
  collectFrom(value, parts, at + 1, seen);
}

function collectFrom(value: Value, parts: readonly string[], next: number, seen: ValueSet): void {
  if (value === undefined) return;
  if (next === parts.length) {
    if (Array.isArray(value)) for (const element of value as Value[]) seen.add(element);
    else seen.add(value);
    return;
  }
  if (isDocument(value)) collect(value, parts, next, seen);
  else if (Array.isArray(value)) {
    const index = arrayIndexOf(parts[next] as string);
    if (index >= 0) {
      collectFrom(value[index], parts, next + 1, seen);
      return;
    }
    for (const element of value as Value[]) if (isDocument(element)) collect(element, parts, next, seen);
  }
}
