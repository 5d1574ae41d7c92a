import type { ClientBulkWriteModel, Db, Document, MongoClient } from 'mongodb';
import { driverOptions } from './entities';

/** Operations on a database, by their name in the format. */
export const databaseOperations: { readonly [name: string]: (db: Db, args: Document) => Promise<unknown> } = {
  aggregate: (db, args) => {
    const { pipeline, ...options } = driverOptions(args);
    return db.aggregate(pipeline as Document[], options).toArray();
  },
  createCollection: (db, args) => {
    const { collection, viewOn, pipeline, ...options } = driverOptions(args);
    return db.createCollection(collection as string, {
      ...options,
      ...(viewOn === undefined ? {} : { viewOn, pipeline }),
    });
  },
  createCommandCursor: async (db, args) => {
    const { command, batchSize, maxTimeMS, comment, ...options } = driverOptions(args);
    delete options['commandName'];
    const cursor = db.runCursorCommand(command as Document, options);
    if (batchSize !== undefined) cursor.setBatchSize(Number(batchSize));
    if (maxTimeMS !== undefined) cursor.setMaxTimeMS(Number(maxTimeMS));
    if (comment !== undefined) cursor.setComment(comment);
    return Promise.resolve(cursor);
  },
  dropCollection: (db, args) => {
    const { collection, ...options } = driverOptions(args);
    return db.dropCollection(collection as string, options);
  },
  dropDatabase: (db, args) => db.dropDatabase(driverOptions(args)),
  listCollectionNames: async (db, args) => {
    const { filter, ...options } = driverOptions(args);
    return (await db.listCollections((filter as Document) ?? {}, { ...options, nameOnly: true }).toArray()).map(
      ({ name }) => name,
    );
  },
  listCollectionObjects: (db, args) => listCollections(db, args),
  listCollections: (db, args) => listCollections(db, args),
  modifyCollection: (db, args) => {
    const { collection, session, ...options } = args;
    return db.command({ collMod: collection as string, ...options }, session === undefined ? {} : { session });
  },
  runCommand: (db, args) => {
    const { command, ...options } = driverOptions(args);
    delete options['commandName'];
    return db.command(command as Document, options);
  },
  runCursorCommand: async (db, args) => {
    const { command, batchSize, maxTimeMS, comment, ...options } = driverOptions(args);
    delete options['commandName'];
    const cursor = db.runCursorCommand(command as Document, options);
    if (batchSize !== undefined) cursor.setBatchSize(Number(batchSize));
    if (maxTimeMS !== undefined) cursor.setMaxTimeMS(Number(maxTimeMS));
    if (comment !== undefined) cursor.setComment(comment);
    return cursor.toArray();
  },
};

function listCollections(db: Db, args: Document): Promise<Document[]> {
  const { filter, ...options } = driverOptions(args);
  return db.listCollections((filter as Document) ?? {}, options).toArray();
}

/** The format names the model by its key, the driver in a field. */
function clientModels(models: Document[]): ClientBulkWriteModel<Document>[] {
  return models.map((model) => {
    const [name, fields] = Object.entries(model)[0] as [string, Document];
    return { name, ...fields } as ClientBulkWriteModel<Document>;
  });
}

/** Operations on a client, by their name in the format. */
export const clientOperations: { readonly [name: string]: (client: MongoClient, args: Document) => Promise<unknown> } =
  {
    clientBulkWrite: (client, args) => {
      const { models, ...options } = driverOptions(args);
      return client.bulkWrite(clientModels(models as Document[]), options);
    },
    close: (client) => client.close(),
    listDatabaseNames: async (client, args) =>
      (
        await client
          .db()
          .admin()
          .listDatabases({ ...driverOptions(args), nameOnly: true })
      ).databases.map(({ name }) => name),
    listDatabaseObjects: async (client, args) =>
      (await client.db().admin().listDatabases(driverOptions(args))).databases,
    listDatabases: async (client, args) => (await client.db().admin().listDatabases(driverOptions(args))).databases,
  };
