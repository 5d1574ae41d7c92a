import type { CollectionInfo, Document, IndexSpec } from '../bson-types';
import { failure, missingField } from '../errors';
import { compileFilter, validateCollation } from '../query';
import type { IndexBuild } from '../storage';
import { Arguments, collectionName, isDocument, numberOf, typeName } from './arguments';
import type { CommandContext } from './context';
import { searchNotEnabled } from './pipeline-env';
import type { CommandSpec } from './spec';

const KNOWN_OPTIONS = new Set([
  'v',
  'key',
  'name',
  'unique',
  'sparse',
  'hidden',
  'partialFilterExpression',
  'expireAfterSeconds',
  'collation',
  'background',
  'ns',
]);
const LACKED_OPTIONS = new Set([
  'weights',
  'default_language',
  'language_override',
  'textIndexVersion',
  '2dsphereIndexVersion',
  'bits',
  'min',
  'max',
  'bucketSize',
  'storageEngine',
  'wildcardProjection',
  'dropDups',
  'prepareUnique',
  'clustered',
  'columnstoreProjection',
]);

function readKey(key: Document): { [path: string]: 1 | -1 } {
  const names = Object.keys(key);
  if (names.length === 0) throw failure(67, 'Index keys cannot be an empty object');
  const read: { [path: string]: 1 | -1 } = {};
  for (const name of names) {
    if (name === '' || name.startsWith('.') || name.endsWith('.') || name.includes('..')) {
      throw failure(67, 'Index keys cannot contain an empty field.');
    }
    if (name.startsWith('$') && !/^\$(id|db|ref)$/.test(name)) {
      throw failure(67, "Index key contains an illegal field name: field name starts with '$'.");
    }
    if (name.includes('$**')) throw failure(67, 'Wildcard indexes are not supported by this server');
    const value = key[name];
    const direction = numberOf(value);
    if (typeof value === 'string') {
      throw failure(
        67,
        value === ''
          ? 'Values in v:2 index key pattern cannot be empty strings'
          : `Index type '${value}' is not supported by this server`,
      );
    }
    if (direction === undefined || Number.isNaN(direction) || direction === 0) {
      throw failure(
        67,
        `Values in v:2 index key pattern cannot be of type ${typeName(value)}. Only numbers > 0, numbers < 0, and strings are allowed.`,
      );
    }
    read[name] = direction > 0 ? 1 : -1;
  }
  return read;
}

function checkOptions(spec: Document): void {
  for (const name of Object.keys(spec)) {
    if (KNOWN_OPTIONS.has(name)) continue;
    const lacked = LACKED_OPTIONS.has(name) ? ' It is not supported by this server.' : '';
    throw failure(
      197,
      `The field '${name}' is not valid for an index specification.${lacked} Specification: { name: "${String(spec['name'])}" }`,
    );
  }
}

/** @throws 67, 85, 197 ... as createIndexes does for specifications that cannot be */
function readIndex(spec: Document, defaultCollation: unknown): IndexSpec {
  checkOptions(spec);
  const args = new Arguments(spec, 'createIndexes.indexes');
  const key = args.document('key');
  if (key === undefined) throw failure(9, "The 'key' field is a required property of an index specification");
  const name = args.string('name');
  if (name === undefined) throw failure(9, "The 'name' field is a required property of an index specification");
  if (name === '*' || name === '') throw failure(2, `The index name '${name}' is not valid.`);
  const version = numberOf(spec['v'] ?? 2);
  if (version !== 2) throw failure(67, `Invalid index specification; cannot create an index with v=${String(version)}`);
  const direction = readKey(key);
  const expireAfterSeconds = args.number('expireAfterSeconds');
  if (expireAfterSeconds !== undefined) {
    if (expireAfterSeconds < 0 || expireAfterSeconds > 2147483647 || Number.isNaN(expireAfterSeconds)) {
      throw failure(
        67,
        "TTL index 'expireAfterSeconds' option must be within an acceptable range, try a different number",
      );
    }
    if (Object.keys(direction).length > 1)
      throw failure(67, 'TTL indexes are single-field indexes, compound indexes do not support TTL');
    if (direction['_id'] !== undefined)
      throw failure(197, "The field 'expireAfterSeconds' is not valid for an _id index specification.");
  }
  const partialFilterExpression = args.document('partialFilterExpression');
  if (partialFilterExpression !== undefined) {
    compileFilter(partialFilterExpression);
    if (args.boolean('sparse')) throw failure(67, 'cannot mix "partialFilterExpression" and "sparse" options');
  }
  const own = args.document('collation') ?? (isDocument(defaultCollation) ? defaultCollation : undefined);
  const collation = own === undefined ? undefined : validateCollation(own);
  return {
    v: 2,
    key: direction,
    name,
    ...(args.boolean('unique') && !isIdIndex(direction) ? { unique: true } : {}),
    ...(args.boolean('sparse') ? { sparse: true } : {}),
    ...(args.boolean('hidden') ? { hidden: true } : {}),
    ...(partialFilterExpression === undefined ? {} : { partialFilterExpression }),
    ...(expireAfterSeconds === undefined ? {} : { expireAfterSeconds: Math.trunc(expireAfterSeconds) }),
    ...(collation === undefined ? {} : { collation }),
  };
}

function isIdIndex(key: { [path: string]: 1 | -1 }): boolean {
  const names = Object.keys(key);
  return names.length === 1 && key['_id'] === 1;
}

async function createIndexes(ctx: CommandContext): Promise<Document> {
  const name = collectionName(ctx.body, 'createIndexes', ctx.db);
  const specs = ctx.args.documents('indexes');
  if (specs === undefined) throw missingField('createIndexes.indexes');
  if (specs.length === 0) throw failure(2, 'Must specify at least one index to create');
  const { answer, build } = await ctx.write((tx): { answer: Document; build?: IndexBuild } => {
    const coll = tx.collection(ctx.db, name);
    if (coll?.type === 'view') throw failure(166, `Namespace ${ctx.db}.${name} is a view, not a collection`);
    const indexes = specs
      .map((spec) => readIndex(spec, coll?.options['collation']))
      .filter((index) => !isIdIndex(index.key));
    if (indexes.length === 0) {
      const count = coll?.indexes.length ?? 1;
      if (coll === undefined) tx.createCollection(ctx.db, name, {});
      const answer = {
        numIndexesBefore: count,
        numIndexesAfter: count,
        createdCollectionAutomatically: coll === undefined,
        note: 'all indexes already exist',
      };
      return { answer };
    }
    const made = tx.createIndexes({ db: ctx.db, name }, indexes, { isOnline: ctx.transaction === undefined });
    const { before, after, createdCollection } = made;
    const answer = {
      numIndexesBefore: before,
      numIndexesAfter: after,
      createdCollectionAutomatically: createdCollection,
      ...(before === after ? { note: 'all indexes already exist' } : {}),
    };
    return { answer, build: made.build };
  });
  if (build !== undefined) await ctx.server.engine.finishBuild(build, ctx.pace.look);
  return answer;
}

function namesToDrop(ctx: CommandContext, coll: CollectionInfo): '*' | string[] {
  const index = ctx.body['index'];
  if (index === '*') return '*';
  if (typeof index === 'string') return [index];
  if (Array.isArray(index)) {
    if (!index.every((name) => typeof name === 'string'))
      throw failure(14, 'dropIndexes takes an array of index names');
    return index;
  }
  if (!isDocument(index)) throw missingField('dropIndexes.index');
  const names = Object.keys(index);
  const known = coll.indexes.find(
    ({ key }) =>
      Object.keys(key).length === names.length &&
      Object.keys(key).every((path, i) => path === names[i] && numberOf(index[path]) === key[path]),
  );
  if (known === undefined) throw failure(27, `can't find index with key: ${JSON.stringify(index)}`);
  return [known.name];
}

async function dropIndexes(ctx: CommandContext): Promise<Document> {
  const name = collectionName(
    ctx.body,
    ctx.body['dropIndexes'] === undefined ? 'deleteIndexes' : 'dropIndexes',
    ctx.db,
  );
  return ctx.write((tx) => {
    const coll = tx.collection(ctx.db, name);
    if (coll === undefined) throw failure(26, `ns not found ${ctx.db}.${name}`);
    const names = namesToDrop(ctx, coll);
    if (names !== '*') {
      for (const wanted of names) {
        if (wanted === '_id_') throw failure(72, 'cannot drop _id index');
        if (!coll.indexes.some((index) => index.name === wanted))
          throw failure(27, `index not found with name [${wanted}]`);
      }
    }
    return { nIndexesWas: tx.dropIndexes(coll, names).before };
  });
}

function refuseSearch(): never {
  throw searchNotEnabled();
}

/** Commands on indexes. */
export const indexCommands: readonly CommandSpec[] = [
  {
    name: 'createIndexes',
    fields: ['indexes', 'ignoreUnknownIndexOptions', 'commitQuorum'],
    isAllowedInTransaction: true,
    isWrite: true,
    run: createIndexes,
  },
  { name: 'dropIndexes', aliases: ['deleteIndexes'], fields: ['index'], isWrite: true, run: dropIndexes },
  { name: 'createSearchIndexes', fields: 'any', run: refuseSearch },
  { name: 'updateSearchIndex', fields: 'any', run: refuseSearch },
  { name: 'dropSearchIndex', fields: 'any', run: refuseSearch },
  { name: 'listSearchIndexes', fields: 'any', run: refuseSearch },
];
