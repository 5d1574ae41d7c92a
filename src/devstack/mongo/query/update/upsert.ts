import type { Document, Value } from '../../bson-types';
import { MongoError } from '../../errors';
import { isOperatorDocument } from '../match/operators';
import { bsonType, getField, isDocument, setField, T } from '../value/bson-type';

/**
 * Equality fields of a filter: the document that an upsert starts from. `_id` comes first.
 *
 * @param onlyId for a replacement, which takes nothing else from the filter

 * @throws MongoError 54 NotSingleValueField when a path (or a part of it) is given twice, 55 for a part of `_id`
 */
export function upsertSeed(filter: Document, onlyId = false): Document {
  const equalities = new Map<string, Value>();
  collect(filter, equalities, onlyId);
  const seed: Document = {};
  if (equalities.has('_id')) seed['_id'] = equalities.get('_id');
  for (const [path, value] of equalities) setAtPath(seed, path.split('.'), value);
  return seed;
}

function collect(filter: Document, into: Map<string, Value>, onlyId: boolean): void {
  for (const [field, value] of Object.entries(filter)) {
    if (field === '$and' || (field === '$or' && Array.isArray(value) && value.length === 1)) {
      if (Array.isArray(value)) for (const part of value as Value[]) if (isDocument(part)) collect(part, into, onlyId);
    } else if (!field.startsWith('$') && (!onlyId || field === '_id' || field.startsWith('_id.'))) {
      const equality = equalityOf(value);
      if (equality !== undefined) add(field, equality, into);
    }
  }
}

function equalityOf(value: Value): Value {
  if (!isOperatorDocument(value)) return bsonType(value) === T.REGEX ? undefined : value;
  if (Object.hasOwn(value, '$eq')) return value['$eq'];
  for (const op of ['$in', '$all']) {
    const list = value[op];
    // MongoDB rewrites a list of one to an equality before it looks for the fields of the upsert.
    if (!Array.isArray(list) || list.length !== 1) continue;
    const only: Value = list[0];
    if (bsonType(only) !== T.REGEX && !isOperatorDocument(only)) return only;
  }
  return undefined;
}

function add(path: string, value: Value, into: Map<string, Value>): void {
  if (path.startsWith('_id.')) {
    throw new MongoError(
      55,
      'NotExactValueField',
      `field at '_id' must be exactly specified, field at sub-path '${path}'found`,
    );
  }
  for (const known of into.keys()) {
    const reason = clash(path, known);
    if (reason !== undefined) {
      throw new MongoError(54, 'NotSingleValueField', `cannot infer query fields to set, ${reason}`);
    }
  }
  into.set(path, value);
}

function clash(path: string, known: string): string | undefined {
  if (path === known) return `path '${path}' is matched twice`;
  if (path.startsWith(`${known}.`)) return `both paths '${path}' and '${known}' are matched`;
  if (known.startsWith(`${path}.`)) return `both paths '${known}' and '${path}' are matched`;
  return undefined;
}

function setAtPath(seed: Document, parts: readonly string[], value: Value): void {
  let at = seed;
  for (const part of parts.slice(0, -1)) {
    const known = getField(at, part);
    const next: Document = isDocument(known) ? known : {};
    if (next !== known) setField(at, part, next);
    at = next;
  }
  setField(at, parts[parts.length - 1] as string, value);
}
