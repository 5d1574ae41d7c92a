import type { AnyBulkWriteOperation, Collection, Document, FindCursor, IndexSpecification } from 'mongodb';
import { driverOptions } from './entities';
import type { OperationContext } from './operations';

export type CollectionOperation = (
  collection: Collection,
  args: Document,
  context: OperationContext,
) => Promise<unknown>;

/** The arguments without those named, as the driver's options. */
function rest(args: Document, ...names: string[]): Document {
  const options = driverOptions(args);
  for (const name of names) delete options[name];
  return options;
}

function lowerFirst(value: unknown): unknown {
  return typeof value === 'string' ? value.charAt(0).toLowerCase() + value.slice(1) : value;
}

function returning(options: Document): Document {
  return options['returnDocument'] === undefined
    ? options
    : { ...options, returnDocument: lowerFirst(options['returnDocument']) };
}

function findCursor(collection: Collection, args: Document): FindCursor {
  return collection.find(args['filter'] ?? {}, rest(args, 'filter'));
}

/** Bulk models of the format are the driver's, but for a few names. */
function bulkModels(requests: Document[]): AnyBulkWriteOperation[] {
  return requests as unknown as AnyBulkWriteOperation[];
}

function indexModel(model: Document): { name?: string; definition: Document; type?: 'search' | 'vectorSearch' } {
  return model as { name?: string; definition: Document };
}

/**
 * Driver 7.8 puts an ObjectId in the place of an `_id` that is null, which the specification forbids; with this option
 * it sends such a document as it is.
 */
function keepingNullIds(options: Document, documents: readonly unknown[]): Document {
  const hasNullId = documents.some((document) => (document as Document | undefined)?.['_id'] === null);
  return hasNullId ? { ...options, forceServerObjectId: true } : options;
}

/** Operations on a collection, by their name in the format. */
export const collectionOperations: { readonly [name: string]: CollectionOperation } = {
  aggregate: (collection, args) => collection.aggregate(args['pipeline'], rest(args, 'pipeline')).toArray(),
  bulkWrite: (collection, args) =>
    collection.bulkWrite(
      bulkModels(args['requests']),
      keepingNullIds(
        rest(args, 'requests'),
        (args['requests'] as Document[]).map((request) => request['insertOne']?.['document'] as unknown),
      ),
    ),
  count: (collection, args) => collection.count(args['filter'], rest(args, 'filter')),
  countDocuments: (collection, args) => collection.countDocuments(args['filter'], rest(args, 'filter')),
  createFindCursor: async (collection, args) => {
    const cursor = findCursor(collection, args);
    // The format wants the cursor to be made on the server now, not at its first use.
    await cursor.hasNext();
    return cursor;
  },
  createIndex: (collection, args) => collection.createIndex(args['keys'] as IndexSpecification, rest(args, 'keys')),
  createSearchIndex: (collection, args) => collection.createSearchIndex(indexModel(args['model'])),
  createSearchIndexes: (collection, args) =>
    collection.createSearchIndexes((args['models'] as Document[]).map(indexModel)),
  deleteMany: (collection, args) => collection.deleteMany(args['filter'], rest(args, 'filter')),
  deleteOne: (collection, args) => collection.deleteOne(args['filter'], rest(args, 'filter')),
  distinct: (collection, args) =>
    collection.distinct(args['fieldName'], args['filter'] ?? {}, rest(args, 'fieldName', 'filter')),
  drop: (collection, args) => collection.drop(rest(args)),
  dropIndex: (collection, args) => collection.dropIndex(args['name'], rest(args, 'name')),
  dropIndexes: (collection, args) => collection.dropIndexes(rest(args)),
  dropSearchIndex: (collection, args) => collection.dropSearchIndex(args['name']),
  estimatedDocumentCount: (collection, args) => collection.estimatedDocumentCount(rest(args)),
  find: (collection, args) => findCursor(collection, args).toArray(),
  findOne: (collection, args) => collection.findOne(args['filter'] ?? {}, rest(args, 'filter')),
  findOneAndDelete: (collection, args) => collection.findOneAndDelete(args['filter'], rest(args, 'filter')),
  findOneAndReplace: (collection, args) =>
    collection.findOneAndReplace(args['filter'], args['replacement'], returning(rest(args, 'filter', 'replacement'))),
  findOneAndUpdate: (collection, args) =>
    collection.findOneAndUpdate(args['filter'], args['update'], returning(rest(args, 'filter', 'update'))),
  insertMany: (collection, args) =>
    collection.insertMany(args['documents'], keepingNullIds(rest(args, 'documents'), args['documents'] as unknown[])),
  insertOne: (collection, args) =>
    collection.insertOne(args['document'], keepingNullIds(rest(args, 'document'), [args['document']])),
  listIndexNames: async (collection, args) =>
    (await collection.listIndexes(rest(args)).toArray()).map(({ name }) => name as string),
  listIndexes: (collection, args) => collection.listIndexes(rest(args)).toArray(),
  listSearchIndexes: (collection, args) => {
    const { name, aggregationOptions } = args;
    return name === undefined
      ? collection.listSearchIndexes(aggregationOptions ?? {}).toArray()
      : collection.listSearchIndexes(name as string, aggregationOptions ?? {}).toArray();
  },
  rename: (collection, args) => collection.rename(args['to'], rest(args, 'to')),
  replaceOne: (collection, args) =>
    collection.replaceOne(args['filter'], args['replacement'], rest(args, 'filter', 'replacement')),
  updateMany: (collection, args) =>
    collection.updateMany(args['filter'], args['update'], rest(args, 'filter', 'update')),
  updateOne: (collection, args) => collection.updateOne(args['filter'], args['update'], rest(args, 'filter', 'update')),
  updateSearchIndex: (collection, args) => collection.updateSearchIndex(args['name'], args['definition']),
};
