import { ObjectId } from 'bson';
import type { CollectionInfo, Document } from '../bson-types';
import { badValue, failure, missingField, unknownField } from '../errors';
import type { EngineTransaction } from '../storage';
import { Arguments } from './arguments';
import { valueAt } from './document-path';
import { omit } from './omit';

/** As in MongoDB a time series is a view over a collection of this name; here a bucket holds one measurement. */
const BUCKET_PREFIX = 'system.buckets.';
const FIELDS = new Set(['timeField', 'metaField', 'granularity', 'bucketMaxSpanSeconds', 'bucketRoundingSeconds']);
const GRANULARITIES = ['seconds', 'minutes', 'hours'];

/** Whether a name stands for a time series collection. */
export function isTimeSeries(coll: CollectionInfo | undefined): boolean {
  return coll?.options['timeseries'] !== undefined;
}

/** @throws MongoError for options that MongoDB refuses */
function readOptions(options: Document): Document {
  for (const field of Object.keys(options)) if (!FIELDS.has(field)) throw unknownField(`create.timeseries.${field}`);
  const args = new Arguments(options, 'create.timeseries');
  const timeField = args.string('timeField');
  if (timeField === undefined) throw missingField('create.timeseries.timeField');
  if (timeField === '_id' || timeField.includes('.'))
    throw failure(72, "The field 'timeField' must be a top-level field and not '_id'");
  const metaField = args.string('metaField');
  if (metaField === '_id' || metaField === timeField)
    throw failure(72, "The field 'metaField' cannot be '_id' or the time field");
  const granularity = args.string('granularity');
  if (granularity !== undefined && !GRANULARITIES.includes(granularity)) {
    throw badValue(
      `Enumeration value '${granularity}' for field 'create.timeseries.granularity' is not a valid value.`,
    );
  }
  const span = args.number('bucketMaxSpanSeconds');
  const rounding = args.number('bucketRoundingSeconds');
  if (span !== rounding)
    throw failure(72, "'bucketMaxSpanSeconds' and 'bucketRoundingSeconds' must be set together and be equal");
  return options;
}

/** Makes a time series collection. `expireAfterSeconds` becomes a TTL index on the measurements' time. */
export function createTimeSeries(
  tx: EngineTransaction,
  db: string,
  name: string,
  options: Document,
  expireAfterSeconds: number | undefined,
): void {
  const timeseries = readOptions(options);
  const buckets = BUCKET_PREFIX + name;
  tx.createCollection(db, buckets, {});
  if (expireAfterSeconds !== undefined) {
    tx.createIndexes({ db, name: buckets }, [
      { v: 2, key: { [`doc.${String(timeseries['timeField'])}`]: 1 }, name: 'expiry', expireAfterSeconds },
    ]);
  }
  tx.createCollection(db, name, {
    timeseries,
    ...(expireAfterSeconds === undefined ? {} : { expireAfterSeconds: BigInt(expireAfterSeconds) }),
    viewOn: buckets,
    pipeline: [{ $replaceRoot: { newRoot: '$doc' } }],
  });
}

/** Stores a measurement; several may have the same `_id`. @throws 2 without a date in the time field */
export function insertMeasurement(tx: EngineTransaction, coll: CollectionInfo, document: Document): void {
  const timeField = String((coll.options['timeseries'] as Document)['timeField']);
  if (!(valueAt(document, timeField) instanceof Date)) {
    throw badValue(`'${timeField}' must be present and contain a valid BSON UTC datetime value`);
  }
  const buckets = tx.collection(coll.db, BUCKET_PREFIX + coll.name);
  if (buckets === undefined) throw failure(26, `the buckets of ${coll.db}.${coll.name} are gone`);
  tx.insert(buckets, { _id: new ObjectId(), doc: document });
}

/** Drops what lies under a time series. */
export function dropBuckets(tx: EngineTransaction, coll: CollectionInfo): void {
  tx.dropCollection(coll.db, BUCKET_PREFIX + coll.name);
}

/** Options as listCollections shows them: without those of the view. */
export function shownOptions(coll: CollectionInfo): Document {
  return omit(coll.options, 'viewOn', 'pipeline');
}
