import type { CollectionInfo, Document, IndexSpec, StoredRecord } from '../bson-types';
import { failure } from '../errors';
import { executePlan, planQuery } from '../planner';
import { compileFilter } from '../query';
import type { EngineTransaction } from '../storage';
import type { Pace } from '../sessions/pace';
import { valueAt } from './document-path';
import { newStats } from './query-run';

/** Name of the internal collection option that lists indexes with `prepareUnique`. Not shown to clients. */
export const PREPARED_OPTION = '$preparedUnique';

/** Names of the indexes that refuse new duplicates although old ones may still be there. */
export function preparedIndexes(coll: CollectionInfo): readonly string[] {
  return (coll.options[PREPARED_OPTION] as string[] | undefined) ?? [];
}

function keyOf(index: IndexSpec, document: Document): Document {
  return Object.fromEntries(Object.keys(index.key).map((path) => [path, valueAt(document, path) ?? null]));
}

function* sameKey(tx: EngineTransaction, coll: CollectionInfo, key: Document): Generator<StoredRecord | undefined> {
  const rawFilter = Object.fromEntries(Object.entries(key).map(([path, value]) => [path, { $eq: value }]));
  yield* executePlan(tx, planQuery(tx, coll, { filter: compileFilter(rawFilter), rawFilter }), newStats());
}

/**
 * Refuses a document whose key another one has already.
 *
 * @param self the record that is being replaced; undefined for an insert
 */
export function checkPreparedUnique(
  tx: EngineTransaction,
  coll: CollectionInfo,
  document: Document,
  self?: StoredRecord,
): void {
  for (const name of preparedIndexes(coll)) {
    const index = coll.indexes.find((known) => known.name === name);
    if (index === undefined) continue;
    const key = keyOf(index, document);
    for (const record of sameKey(tx, coll, key)) {
      if (record === undefined || record.recordId === self?.recordId) continue;
      throw failure(11000, `E11000 duplicate key error collection: ${coll.db}.${coll.name} index: ${name}`, {
        keyPattern: index.key,
        keyValue: key,
      });
    }
  }
}

/** Turns an index into a unique one. @throws 359 CannotConvertIndexToUnique with the ids that stand against it */
export async function convertToUnique(
  tx: EngineTransaction,
  coll: CollectionInfo,
  index: IndexSpec,
  pace: Pace,
): Promise<void> {
  const groups = new Map<string, unknown[]>();
  for (const record of tx.scan(coll, 1)) {
    const pause = pace.tick();
    if (pause !== undefined) await pause;
    const text = JSON.stringify(keyOf(index, record.document));
    const ids = groups.get(text);
    if (ids === undefined) groups.set(text, [record.document['_id']]);
    else ids.push(record.document['_id']);
  }
  const violations = [...groups.values()].filter((ids) => ids.length > 1).map((ids) => ({ ids }));
  if (violations.length > 0) {
    throw failure(
      359,
      'Cannot convert the index to unique. Please resolve conflicting documents before running collMod again.',
      { violations },
    );
  }
  tx.dropIndexes(coll, [index.name]);
  tx.createIndexes(coll, [{ ...index, unique: true }]);
}
