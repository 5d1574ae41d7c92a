import type { CollectionInfo, RecordId } from '../bson-types';
import type { EngineTransaction } from './types';

/** The earliest moment that a JavaScript date can be. */
const EARLIEST = new Date(-8.64e15);

/** See `Engine.findExpired`. A document with an array of dates is over with its earliest one, as in MongoDB. */
export function findExpired(
  tx: EngineTransaction,
  coll: CollectionInfo,
  indexName: string,
  now: Date,
  limit: number,
): RecordId[] {
  const facts = tx.indexFacts(coll).find(({ spec }) => spec.name === indexName);
  const seconds = facts?.spec.expireAfterSeconds;
  // MongoDB ignores TTL options of compound indexes.
  if (facts === undefined || seconds === undefined || Object.keys(facts.spec.key).length !== 1) return [];
  const high = new Date(now.getTime() - seconds * 1000);
  const bounds = { fields: [[{ low: EARLIEST, high, isLowIncluded: true, isHighIncluded: true }]] };
  const expired = new Set<RecordId>();
  for (const { recordId } of tx.scanIndex(coll, indexName, bounds, 1)) {
    expired.add(recordId);
    if (expired.size >= limit) break;
  }
  return [...expired];
}
