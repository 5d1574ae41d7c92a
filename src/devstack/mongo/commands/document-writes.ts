import { BSONRegExp, ObjectId, Timestamp } from 'bson';
import type { CollectionInfo, Document, StoredRecord } from '../bson-types';
import { failure } from '../errors';
import { compileFilter } from '../query';
import type { CompiledFilter } from '../query';
import type { EngineTransaction } from '../storage';
import { isDocument } from './arguments';
import type { CommandContext } from './context';
import { checkPreparedUnique, PREPARED_OPTION } from './prepared-unique';
import { insertMeasurement, isTimeSeries } from './time-series';

const validators = new WeakMap<Document, CompiledFilter>();

/** Sets a field, also one called `__proto__`. */
function setOwn(target: Document, name: string, value: unknown): void {
  if (name === '__proto__')
    Object.defineProperty(target, name, { value, enumerable: true, writable: true, configurable: true });
  else target[name] = value;
}

/** @throws 53 InvalidIdField, 52 DollarPrefixedFieldName for values that cannot be an `_id` */
export function checkId(id: unknown): void {
  if (Array.isArray(id)) throw failure(53, "The '_id' value cannot be of type array");
  if (id instanceof BSONRegExp) throw failure(53, "The '_id' value cannot be of type regex");
  if (!isDocument(id)) return;
  for (const name of Object.keys(id)) {
    if (name.startsWith('$')) {
      throw failure(52, `_id fields may not contain '$'-prefixed fields: ${name} is not valid for storage.`);
    }
  }
}

let nowCounter = 0;

/** A document as it is stored: with an `_id` in front, and empty timestamps at the top replaced by the time. */
export function prepareDocument(document: Document): Document {
  const names = Object.keys(document);
  const hasEmptyTimestamp = names.some((name) => isEmptyTimestamp(document[name]));
  if (names[0] === '_id' && !hasEmptyTimestamp) {
    checkId(document['_id']);
    return document;
  }
  const hasId = Object.hasOwn(document, '_id');
  const prepared: Document = { _id: hasId ? document['_id'] : new ObjectId() };
  checkId(prepared['_id']);
  for (const name of names) {
    if (name === '_id') continue;
    const value = document[name];
    setOwn(prepared, name, isEmptyTimestamp(value) ? currentTimestamp() : value);
  }
  return prepared;
}

function isEmptyTimestamp(value: unknown): boolean {
  return value instanceof Timestamp && value.low === 0 && value.high === 0;
}

function currentTimestamp(): Timestamp {
  nowCounter = (nowCounter + 1) & 0x7fffffff;
  return new Timestamp({ t: Math.floor(Date.now() / 1000), i: nowCounter });
}

/** @throws 121 DocumentValidationFailure when the collection's validator refuses the document */
export function checkValidator(coll: CollectionInfo, document: Document, isBypassed: boolean, before?: Document): void {
  const validator = coll.options['validator'];
  if (isBypassed || !isDocument(validator) || Object.keys(validator).length === 0) return;
  const { validationLevel, validationAction } = coll.options;
  if (validationLevel === 'off' || validationAction === 'warn') return;
  const filter = validatorOf(validator, coll);
  if (filter.matches(document)) return;
  // "moderate" leaves documents alone that were invalid before the update.
  if (validationLevel === 'moderate' && before !== undefined && !filter.matches(before)) return;
  throw failure(121, 'Document failed validation', {
    errInfo: {
      failingDocumentId: document['_id'],
      details: {
        operatorName: Object.keys(validator)[0] ?? '$and',
        specifiedAs: validator,
        reason: 'the document does not match the validator',
      },
    },
  });
}

function validatorOf(validator: Document, coll: CollectionInfo): CompiledFilter {
  let filter = validators.get(validator);
  if (filter === undefined) {
    filter = compileFilter(validator, { collation: coll.options['collation'] as Document | undefined });
    validators.set(validator, filter);
  }
  return filter;
}

/** Inserts a prepared document. */
export function insertDocument(
  ctx: CommandContext,
  tx: EngineTransaction,
  coll: CollectionInfo,
  document: Document,
  isBypassed: boolean,
): void {
  if (isTimeSeries(coll)) {
    insertMeasurement(tx, coll, document);
    return;
  }
  checkValidator(coll, document, isBypassed);
  if (coll.options[PREPARED_OPTION] !== undefined) checkPreparedUnique(tx, coll, document);
  tx.insert(coll, document);
  ctx.server.counters.inserted += 1;
}

/** Replaces a record's document. */
export function replaceDocument(
  ctx: CommandContext,
  tx: EngineTransaction,
  coll: CollectionInfo,
  record: StoredRecord,
  document: Document,
  isBypassed: boolean,
): void {
  checkValidator(coll, document, isBypassed, record.document);
  if (coll.options[PREPARED_OPTION] !== undefined) checkPreparedUnique(tx, coll, document, record);
  tx.replace(coll, record, document);
  ctx.server.counters.updated += 1;
}

/** The collection that is written to, made when it is missing. @throws 166 for a view */
export function writableCollection(tx: EngineTransaction, db: string, name: string): CollectionInfo {
  const coll = tx.collection(db, name) ?? tx.createCollection(db, name, {});
  if (!isTimeSeries(coll)) refuseView(coll);
  return coll;
}

/** @throws 166 CommandNotSupportedOnView */
export function refuseView(coll: CollectionInfo | undefined): void {
  if (coll?.type === 'view') throw failure(166, `Namespace ${coll.db}.${coll.name} is a view, not a collection`);
}

/** @throws 73 for namespaces that users may not write to */
export function checkWritable(db: string, name: string): void {
  if (name.startsWith('system.') && name !== 'system.js' && name !== 'system.users') {
    throw failure(73, `cannot write to '${db}.${name}'`);
  }
}
