import mongoose from 'mongoose';
import type { Connection, Model, Schema } from 'mongoose';
import { appendOnly } from './append-only';
import { tenantScope } from './tenant-scope';

/** A model as a function of the connection, so that two apps (and each test worker) can live in one process. */
export type ModelOf<T> = (db: Connection) => Model<T>;

interface Definition {
  readonly name: string;
  readonly collection: string;
  readonly schema: Schema;
}

/**
 * Documents in the first answer of a find. The server's default of 101 costs a second command for a page of 50 variants
 * in four branches or an order of 200 lines; every read of ours is bounded anyway.
 */
const FIND_BATCH_SIZE = 1_000;

const definitions = new Map<string, Definition>();

/**
 * Declares a collection: its document type, its indexes and its tenant scope.
 * @param options.tenantScoped false only for the tenants collection and for what has no tenant by nature.
 * @param options.appendOnly true for rows that are never changed or removed.
 */
export function defineModel<T>(
  name: string,
  collection: string,
  schema: Schema<T>,
  options: { tenantScoped: boolean; appendOnly?: boolean } = { tenantScoped: true },
): ModelOf<T> {
  schema.set('versionKey', false);
  schema.set('id', false);
  schema.set('minimize', false);
  schema.set('strict', 'throw');
  schema.set('strictQuery', 'throw');
  schema.set('autoIndex', false);
  schema.set('autoCreate', false);
  schema.pre('find', function () {
    if (this.getOptions().batchSize === undefined) this.setOptions({ batchSize: FIND_BATCH_SIZE });
  });
  if (options.tenantScoped) schema.plugin(tenantScope);
  if (options.appendOnly === true) schema.plugin(appendOnly);
  definitions.set(name, { name, collection, schema: schema });
  return (db) => (db.models[name] ?? db.model(name, schema as unknown as Schema, collection)) as unknown as Model<T>;
}

export interface MongoSettings {
  readonly uri: string;
  /** Connections for parallel commands; few writers in parallel mean few write conflicts. */
  readonly poolSizeMax: number;
  /**
   * Emits each command as an event, for tests that count them. The driver then decodes every answer a second time: of
   * a page of 50 products an eighth of its whole cost.
   */
  readonly emitsCommands?: boolean;
}

/**
 * Connects and proves that transactions work: without a replica set the service refuses to start (DESIGN §4).
 * Throws an Error with what was expected, what was got and what to do.
 */
export async function connectMongo(settings: MongoSettings): Promise<Connection> {
  const db = mongoose.createConnection(settings.uri, {
    maxPoolSize: settings.poolSizeMax,
    minPoolSize: 2,
    waitQueueTimeoutMS: 5_000,
    serverSelectionTimeoutMS: 10_000,
    retryWrites: true,
    monitorCommands: settings.emitsCommands === true,
    writeConcern: { w: 'majority', journal: true },
  });
  await db.asPromise();
  const hello = await db.getClient().db('admin').command({ hello: 1 });
  if (typeof hello['setName'] !== 'string' && hello['msg'] !== 'isdbgrid') {
    await db.close();
    throw new Error(
      'Expected a MongoDB replica set or sharded cluster, got a standalone server, which has no transactions. ' +
        'Start it with --replSet and run rs.initiate(), or unset MONGODB_URI to use the embedded development server.',
    );
  }
  return db;
}

/** What was not there before; indexes as `collection.name`. */
export interface MadeStructure {
  readonly madeCollections: readonly string[];
  readonly madeIndexes: readonly string[];
}

/**
 * Creates every collection and index that a loaded module declares, and tells which were missing. Safe to repeat; each
 * process does it when it starts, and `npm run migrate` for all modules.
 */
export async function syncIndexes(db: Connection): Promise<MadeStructure> {
  const existing = new Set((await db.listCollections()).map((info) => info.name));
  const [madeCollections, madeIndexes]: [string[], string[]] = [[], []];
  for (const { name, collection, schema } of definitions.values()) {
    const model = (db.models[name] ?? db.model(name, schema, collection)) as Model<unknown>;
    const isNew = !existing.has(collection);
    if (isNew) madeCollections.push(collection);
    if (isNew) await model.createCollection();
    const before = isNew ? new Set<string>() : await indexNames(db, collection);
    const declared = schema.indexes().map(([, options]) => String(options.name));
    madeIndexes.push(...declared.filter((index) => !before.has(index)).map((index) => `${collection}.${index}`));
    await model.createIndexes();
  }
  return { madeCollections, madeIndexes };
}

/**
 * Indexes that earlier versions made and no model declares any more, by collection: they only cost, and a unique one would
 * still refuse. By name, and only what was ours: an index that somebody else made for a report is theirs.
 */
const RETIRED_INDEXES: Readonly<Record<string, readonly string[]>> = {
  // Replaced by `payment_refunds_due`.
  payments: ['payment_refunds'],
  // Replaced by `reservation_live`.
  reservations: ['reservation_expiry'],
  // Replaced by `variants_barcode_keys`.
  variants: ['variants_barcode'],
};

/**
 * Drops the retired indexes that are still there; returns them as `collection.name`. Not at every start: while processes
 * of the earlier version still run beside new ones, they need them.
 */
export async function dropRetiredIndexes(db: Connection): Promise<string[]> {
  const dropped: string[] = [];
  for (const [collection, retired] of Object.entries(RETIRED_INDEXES)) {
    const present = await indexNames(db, collection);
    for (const name of retired.filter((index) => present.has(index))) {
      await db.collection(collection).dropIndex(name);
      dropped.push(`${collection}.${name}`);
    }
  }
  return dropped;
}

async function indexNames(db: Connection, collection: string): Promise<Set<string>> {
  const rows = await db.collection(collection).listIndexes().toArray();
  return new Set(rows.map(({ name }) => String(name)));
}

/** True for MongoDB's duplicate key error, optionally on the named index. */
export function isDuplicateKey(error: unknown, indexName?: string): boolean {
  if (!(error instanceof mongoose.mongo.MongoServerError) || error.code !== 11000) return false;
  return indexName === undefined || error.message.includes(`index: ${indexName} `);
}
