import type { CollationOptions } from 'mongodb';
import type { Document, IndexSpec } from '../bson-types';
import { MongoError } from '../errors';
import type { CollectionState } from './catalog';
import type { IndexDefinition } from './index-definition';
import { duplicateKey } from './duplicate-key';
import { checkUnique, putKeys } from './record-writes';
import type { Transaction } from './transaction';

/** Checks a spec and completes it: plain numbers, the collection's collation where none is given. */
export function normaliseSpec(spec: IndexSpec, collectionOptions: Document): IndexSpec {
  const paths = Object.entries(spec.key);
  if (paths.length === 0) throw new MongoError(67, 'CannotCreateIndex', 'Index keys cannot be an empty object');
  const key: { [path: string]: 1 | -1 } = {};
  for (const [path, order] of paths) {
    const number = Number(order);
    if (path === '' || path.startsWith('.') || path.endsWith('.') || path.includes('..'))
      throw new MongoError(67, 'CannotCreateIndex', 'Index keys cannot contain an empty field.');
    if (path.includes('$**') || !Number.isFinite(number) || number === 0)
      throw new MongoError(
        67,
        'CannotCreateIndex',
        `Values in v:2 index key pattern cannot be of this kind here: { ${path}: ${String(order)} }`,
      );
    key[path] = number < 0 ? -1 : 1;
  }
  const collation = plainCollation(spec.collation ?? (collectionOptions['collation'] as CollationOptions | undefined));
  const rest = Object.fromEntries(
    Object.entries(spec).filter(([name, value]) => value !== undefined && value !== false && name !== 'collation'),
  ) as unknown as IndexSpec;
  return { ...rest, v: 2, key, ...(collation === undefined ? {} : { collation }) };
}

function plainCollation(collation: CollationOptions | Document | undefined): CollationOptions | undefined {
  if (collation === undefined || collation['locale'] === 'simple') return undefined;
  const plain = Object.entries(collation).map(([name, value]) => [
    name,
    typeof value === 'object' && value !== null ? Number(value) : (value as unknown),
  ]);
  return Object.fromEntries(plain) as CollationOptions;
}

/** True when the same index is there already. Throws 85 or 86 for one that is in the way. */
export function checkAgainstExisting(state: CollectionState, spec: IndexSpec): boolean {
  for (const { spec: existing } of state.definitions) {
    const isSameKey = signature(existing) === signature(spec);
    const isSame = isSameKey && optionsText(existing) === optionsText(spec);
    if (existing.name === spec.name) {
      if (isSame) return true;
      if (isSameKey)
        throw new MongoError(
          85,
          'IndexOptionsConflict',
          `An equivalent index already exists with the same name but different options. Requested index: ${shown(spec)}, existing index: ${shown(existing)}`,
        );
      throw new MongoError(
        86,
        'IndexKeySpecsConflict',
        'An existing index has the same name as the requested index. When index names are not specified, they are auto ' +
          `generated and can cause conflicts. Please refer to our documentation. Requested index: ${shown(spec)}, existing index: ${shown(existing)}`,
      );
    }
    if (!isSameKey) continue;
    // The index on _id is made by the server; asking for it again under any name has no effect.
    if (existing.name === '_id_') return true;
    throw new MongoError(
      85,
      'IndexOptionsConflict',
      isSame
        ? `Index already exists with a different name: ${existing.name}`
        : `An equivalent index already exists with a different name and options. Requested index: ${shown(spec)}, existing index: ${shown(existing)}`,
    );
  }
  return false;
}

function shown(spec: IndexSpec): string {
  return JSON.stringify(spec);
}

/** Two indexes of the same signature can't exist side by side (MongoDB since 5.0 counts unique and sparse in). */
function signature(spec: IndexSpec): string {
  const isId = Object.keys(spec.key).join() === '_id';
  return JSON.stringify([
    Object.entries(spec.key),
    spec.collation ?? null,
    isId ? null : (spec.partialFilterExpression ?? null),
    isId ? false : spec.unique === true,
    isId ? false : spec.sparse === true,
  ]);
}

function optionsText(spec: IndexSpec): string {
  return JSON.stringify([spec.expireAfterSeconds ?? null, spec.hidden === true]);
}

/** Puts the entries of all documents of the collection, refusing what a unique index can't hold. */
export function buildIndex(tx: Transaction, state: CollectionState, index: IndexDefinition): void {
  const taken = new Set<string>();
  for (const { recordId, document } of tx.scan(state, 1)) {
    const made = index.keysOf(document);
    if (index.isUnique && index.mapText === undefined) {
      // The index is new, so nothing but this build can hold a key: no look-up in the store for each of them.
      for (const { key, values } of made.keys) {
        if (taken.has(key)) throw duplicateKey(state, index, values);
        taken.add(key);
      }
    } else if (index.isUnique) checkUnique(tx, state, index, made.keys, recordId);
    putKeys(tx, state, index, made, recordId);
  }
}
