import { Int32 } from 'bson';
import type { Document, Value } from '../bson-types';
import { MongoError } from '../errors';
import type { IndexDefinition } from './index-definition';
import { showValue } from './show-value';

/** 11000 with MongoDB's message and, in `extra.fields`, `keyPattern` and `keyValue`. */
export function duplicateKey(
  coll: { db: string; name: string },
  index: IndexDefinition,
  values: readonly Value[],
): MongoError {
  const paths = Object.keys(index.spec.key);
  const keyPattern: Document = {};
  const keyValue: Document = {};
  for (const [at, path] of paths.entries()) {
    keyPattern[path] = new Int32(index.spec.key[path] ?? 1);
    keyValue[path] = values[at] ?? null;
  }
  const shown = paths.map((path, at) => `${path}: ${showValue(values[at])}`).join(', ');
  const collation = index.mapText === undefined ? '' : ' collation: ' + JSON.stringify(index.spec.collation);
  return new MongoError(
    11000,
    'DuplicateKey',
    `E11000 duplicate key error collection: ${coll.db}.${coll.name} index: ${index.spec.name}${collation} dup key: { ${shown} }`,
    { fields: { keyPattern, keyValue } },
  );
}
