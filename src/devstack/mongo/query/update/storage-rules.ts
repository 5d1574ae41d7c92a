import type { Document, Value } from '../../bson-types';
import { MongoError } from '../../errors';
import { bsonType, isDocument, T } from '../value/bson-type';

/**
 * Rules for a whole document that is to be stored: no field of the top level starts with `$`, and `_id` is neither an
 * array nor a regular expression and has no `$` names inside.
 *
 * @throws MongoError 52 DollarPrefixedFieldName, 53 InvalidIdField
 */
export function checkStorable(doc: Document, fromPipeline = false): void {
  for (const name of Object.keys(doc)) {
    if (!name.startsWith('$') || fromPipeline) continue;
    throw new MongoError(
      52,
      'DollarPrefixedFieldName',
      `The dollar ($) prefixed field '${name}' in '${name}' is not allowed in the context of an update's replacement ` +
        'document. Consider using an aggregation pipeline with $replaceWith.',
    );
  }
  if (Object.hasOwn(doc, '_id')) checkId(doc['_id']);
}

function checkId(id: Value): void {
  const type = bsonType(id);
  if (type === T.ARRAY || type === T.REGEX || type === T.MISSING) {
    const name = type === T.ARRAY ? 'array' : type === T.REGEX ? 'regex' : 'undefined';
    throw new MongoError(53, 'InvalidIdField', `The '_id' value cannot be of type ${name}`);
  }
  if (isDocument(id)) refuseDollars(id);
}

function refuseDollars(doc: Document): void {
  for (const [name, value] of Object.entries(doc)) {
    if (name.startsWith('$')) {
      throw new MongoError(
        52,
        'DollarPrefixedFieldName',
        `_id fields may not contain '$'-prefixed fields: ${name} is not valid for storage.`,
      );
    }
    if (isDocument(value)) refuseDollars(value);
  }
}
