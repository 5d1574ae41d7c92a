import { Binary, Long } from 'bson';
import type { CollectionInfo, Document, IndexSpec } from '../bson-types';
import { failure } from '../errors';
import { compileFilter } from '../query';
import type { CursorSource } from '../sessions/cursor-store';
import { collectionName, isDocument, numberOf } from './arguments';
import type { CommandContext, ReadView } from './context';
import { GeneratorSource, replyWithCursor } from './cursor-reply';
import { omit } from './omit';
import { PREPARED_OPTION, preparedIndexes } from './prepared-unique';
import type { CommandSpec } from './spec';
import { isTimeSeries, shownOptions } from './time-series';

const NO_VIEW: ReadView = {
  get tx(): never {
    throw new Error('a list has no snapshot');
  },
  atClusterTime: undefined,
  release: () => undefined,
};

/** A cursor source over a list that is already there. */
export function listSource(documents: readonly Document[]): CursorSource {
  return new GeneratorSource(documents[Symbol.iterator](), NO_VIEW);
}

function batchSizeOf(ctx: CommandContext): number | undefined {
  const cursor = ctx.body['cursor'];
  if (cursor === undefined) return undefined;
  if (!isDocument(cursor)) throw failure(14, "BSON field 'cursor' is not an object");
  return cursor['batchSize'] === undefined ? undefined : numberOf(cursor['batchSize']);
}

/** An index as listIndexes shows it. */
export function describeIndex(coll: CollectionInfo, index: IndexSpec): Document {
  const { v, key, name, ...options } = index;
  const clustered = index.name === '_id_' ? coll.options['clusteredIndex'] : undefined;
  if (isDocument(clustered))
    return { v, key: { ...key }, name: clustered['name'] ?? name, unique: true, clustered: true };
  const isPrepared = preparedIndexes(coll).includes(name);
  return { v, key: { ...key }, name, ...options, ...(isPrepared ? { prepareUnique: true } : {}) };
}

function describeCollection(coll: CollectionInfo, isNameOnly: boolean): Document {
  if (isTimeSeries(coll)) {
    if (isNameOnly) return { name: coll.name, type: 'timeseries' };
    return { name: coll.name, type: 'timeseries', options: shownOptions(coll), info: { readOnly: false } };
  }
  if (isNameOnly) return { name: coll.name, type: coll.type };
  const idIndex = coll.indexes.find(({ name }) => name === '_id_');
  return {
    name: coll.name,
    type: coll.type,
    options: publicOptions(coll),
    info:
      coll.type === 'view' ? { readOnly: true } : { readOnly: false, uuid: new Binary(coll.uuid, Binary.SUBTYPE_UUID) },
    ...(idIndex === undefined ? {} : { idIndex: describeIndex(coll, idIndex) }),
  };
}

function publicOptions(coll: CollectionInfo): Document {
  return omit(coll.options, PREPARED_OPTION);
}

async function listCollections(ctx: CommandContext): Promise<Document> {
  const isNameOnly = ctx.args.boolean('nameOnly');
  const filter = compileFilter(ctx.args.document('filter') ?? {});
  const documents = await ctx.read((tx) =>
    tx
      .listCollections(ctx.db)
      .map((coll) => ({ full: describeCollection(coll, false), shown: describeCollection(coll, isNameOnly) }))
      .filter(({ full }) => filter.matches(full))
      .map(({ shown }) => shown),
  );
  return replyWithCursor(ctx, listSource(documents), {
    collection: '$cmd.listCollections',
    batchSize: batchSizeOf(ctx) ?? Infinity,
    isSingleBatch: false,
  });
}

async function listIndexes(ctx: CommandContext): Promise<Document> {
  const name = collectionName(ctx.body, 'listIndexes', ctx.db);
  const coll = await ctx.read((tx) => tx.collection(ctx.db, name));
  if (coll === undefined) throw failure(26, `ns does not exist: ${ctx.db}.${name}`);
  if (coll.type === 'view') throw failure(166, `Namespace ${ctx.db}.${name} is a view, not a collection`);
  return replyWithCursor(ctx, listSource(coll.indexes.map((index) => describeIndex(coll, index))), {
    collection: name,
    batchSize: batchSizeOf(ctx) ?? Infinity,
    isSingleBatch: false,
  });
}

function listDatabases(ctx: CommandContext): Document {
  const filter = compileFilter(ctx.args.document('filter') ?? {});
  const isNameOnly = ctx.args.boolean('nameOnly');
  const all = ctx.server.engine
    .listDatabases()
    .map(({ name, sizeOnDisk, empty }) => ({ name, sizeOnDisk: Long.fromNumber(sizeOnDisk), empty }));
  const shown = all.filter((database) => filter.matches(database));
  if (isNameOnly) return { databases: shown.map(({ name }) => ({ name })) };
  const total = shown.reduce((sum, { sizeOnDisk }) => sum + sizeOnDisk.toNumber(), 0);
  return {
    databases: shown,
    totalSize: Long.fromNumber(total),
    totalSizeMb: Long.fromNumber(Math.floor(total / 1048576)),
  };
}

async function dbStats(ctx: CommandContext): Promise<Document> {
  const scale = ctx.args.number('scale') ?? 1;
  return ctx.read((tx) => {
    const collections = tx.listCollections(ctx.db);
    let objects = 0;
    let dataSize = 0;
    let indexes = 0;
    for (const coll of collections) {
      if (coll.type === 'view') continue;
      const stats = tx.stats(coll);
      objects += stats.count;
      dataSize += stats.dataBytes;
      indexes += coll.indexes.length;
    }
    return {
      db: ctx.db,
      collections: Long.fromNumber(collections.filter(({ type }) => type === 'collection').length),
      views: Long.fromNumber(collections.filter(({ type }) => type === 'view').length),
      objects: Long.fromNumber(objects),
      avgObjSize: objects === 0 ? 0 : dataSize / objects,
      dataSize: dataSize / scale,
      storageSize: dataSize / scale,
      indexes: Long.fromNumber(indexes),
      indexSize: 0,
      totalSize: dataSize / scale,
      scaleFactor: Long.fromNumber(scale),
    };
  });
}

async function collStats(ctx: CommandContext): Promise<Document> {
  const name = collectionName(ctx.body, ctx.body['collStats'] === undefined ? 'collstats' : 'collStats', ctx.db);
  return ctx.read((tx) => {
    const coll = tx.collection(ctx.db, name);
    if (coll === undefined) return { ns: `${ctx.db}.${name}`, size: 0, count: 0, storageSize: 0, nindexes: 0 };
    const { count, dataBytes } = tx.stats(coll);
    return {
      ns: `${ctx.db}.${name}`,
      size: dataBytes,
      count,
      ...(count === 0 ? {} : { avgObjSize: Math.floor(dataBytes / count) }),
      storageSize: dataBytes,
      capped: false,
      nindexes: coll.indexes.length,
      scaleFactor: 1,
    };
  });
}

async function validate(ctx: CommandContext): Promise<Document> {
  const name = collectionName(ctx.body, 'validate', ctx.db);
  return ctx.read((tx) => {
    const coll = tx.collection(ctx.db, name);
    if (coll === undefined) throw failure(26, `Collection '${ctx.db}.${name}' does not exist to validate.`);
    const result = ctx.server.engine.validate(tx, coll);
    return {
      ns: `${ctx.db}.${name}`,
      nInvalidDocuments: 0,
      nrecords: result.nrecords,
      nIndexes: coll.indexes.length,
      keysPerIndex: result.keysPerIndex,
      valid: result.valid,
      repaired: false,
      warnings: [],
      errors: result.errors,
    };
  });
}

/** Commands that describe databases, collections and indexes. */
export const catalogCommands: readonly CommandSpec[] = [
  { name: 'listCollections', fields: ['filter', 'cursor', 'nameOnly', 'authorizedCollections'], run: listCollections },
  { name: 'listIndexes', fields: ['cursor', 'includeBuildUUIDs', 'includeIndexBuildInfo'], run: listIndexes },
  {
    name: 'listDatabases',
    fields: ['filter', 'nameOnly', 'authorizedDatabases'],
    isAdminOnly: true,
    run: listDatabases,
  },
  { name: 'dbStats', aliases: ['dbstats'], fields: ['scale', 'freeStorage'], run: dbStats },
  { name: 'collStats', aliases: ['collstats'], fields: ['scale'], run: collStats },
  { name: 'validate', fields: ['full', 'repair', 'metadata', 'checkBSONConformance', 'background'], run: validate },
];
