import type { Document } from '../bson-types';
import { badValue, failure, unknownField, wrongType } from '../errors';
import { compileFilter, compilePipeline, validateCollation } from '../query';
import { checkCollectionName, collectionName, isDocument, numberOf, typeName } from './arguments';
import type { Arguments } from './arguments';
import type { CommandContext } from './context';
import { pipelineEnv } from './pipeline-env';
import { createTimeSeries, dropBuckets, isTimeSeries } from './time-series';
import type { CommandSpec } from './spec';

/** Options of `create` that would change what the collection does and that this server lacks. */
const REFUSED_OPTIONS = ['capped', 'encryptedFields', 'recordPreImages'];
const STORED_OPTIONS = [
  'validator',
  'validationLevel',
  'validationAction',
  'collation',
  'viewOn',
  'pipeline',
  'storageEngine',
  'indexOptionDefaults',
  'changeStreamPreAndPostImages',
  'clusteredIndex',
];

function refuse(ctx: CommandContext): void {
  for (const option of REFUSED_OPTIONS) {
    const value = ctx.body[option];
    if (value === undefined || value === false) continue;
    throw failure(72, `The option '${option}' of create is not supported by this server`);
  }
  if (ctx.body['expireAfterSeconds'] !== undefined && ctx.body['timeseries'] === undefined) {
    throw failure(
      72,
      "'expireAfterSeconds' is only supported on time-series collections or when the 'clusteredIndex' option is specified",
    );
  }
}

/** @throws 2 for levels and actions that MongoDB does not know */
export function checkValidationOptions(body: Document): void {
  checkChoice(body, 'validationLevel', ['off', 'strict', 'moderate']);
  checkChoice(body, 'validationAction', ['error', 'warn']);
}

function checkChoice(body: Document, field: string, choices: readonly string[]): void {
  const value = body[field];
  if (value === undefined) return;
  if (typeof value !== 'string') throw wrongType(field, typeName(value), 'string');
  if (!choices.includes(value))
    throw badValue(`Enumeration value '${value}' for field '${field}' is not a valid value.`);
}

function optionsOf(ctx: CommandContext): Document {
  const { args } = ctx;
  refuse(ctx);
  checkValidationOptions(ctx.body);
  const collation = args.document('collation');
  const normalised = collation === undefined ? undefined : validateCollation(collation);
  const validator = args.document('validator');
  if (validator !== undefined) compileFilter(validator);
  args.documents('pipeline');
  args.string('viewOn');
  if (ctx.body['pipeline'] !== undefined && ctx.body['viewOn'] === undefined) {
    throw failure(72, "'pipeline' requires 'viewOn' to also be specified");
  }
  const options: Document = {};
  for (const name of STORED_OPTIONS) if (ctx.body[name] !== undefined) options[name] = ctx.body[name];
  if (ctx.body['clusteredIndex'] !== undefined) options['clusteredIndex'] = clusteredIndexOf(args);
  if (collation !== undefined) {
    if (normalised === undefined) delete options['collation'];
    else options['collation'] = { ...normalised };
  }
  return options;
}

/** Every collection here is stored by record number with a unique index on `_id`; clients see no difference. */
function clusteredIndexOf(args: Arguments): Document {
  const spec = args.requiredDocument('clusteredIndex');
  for (const field of Object.keys(spec)) {
    if (!['v', 'key', 'unique', 'name'].includes(field)) throw unknownField(`create.clusteredIndex.${field}`);
  }
  const key = spec['key'];
  if (!isDocument(key) || Object.keys(key).join() !== '_id' || numberOf(key['_id']) !== 1) {
    throw failure(72, 'The clusteredIndex option supports only key: {_id: 1}');
  }
  if (spec['unique'] !== true)
    throw failure(5979700, 'The clusteredIndex option requires unique: true to be specified');
  return { v: 2, key, name: spec['name'] ?? '_id_', unique: true };
}

async function create(ctx: CommandContext): Promise<Document> {
  const name = collectionName(ctx.body, 'create', ctx.db);
  if (name.startsWith('system.')) throw failure(73, `Invalid system namespace: ${ctx.db}.${name}`);
  const options = optionsOf(ctx);
  await ctx.write((tx) => {
    const known = tx.collection(ctx.db, name);
    if (known !== undefined) {
      if (known.type === 'collection' && isSameOptions(known.options, options)) return;
      throw failure(48, `Collection ${ctx.db}.${name} already exists.`);
    }
    if (options['viewOn'] !== undefined) {
      if (ctx.transaction !== undefined) throw failure(263, 'Cannot create a view in a multi-document transaction.');
      compilePipeline(
        (options['pipeline'] as Document[] | undefined) ?? [],
        pipelineEnv(ctx, tx, name, { collation: undefined, variables: undefined }),
      );
    }
    const timeseries = ctx.args.document('timeseries');
    if (timeseries !== undefined) createTimeSeries(tx, ctx.db, name, timeseries, ctx.args.number('expireAfterSeconds'));
    else tx.createCollection(ctx.db, name, options);
  });
  return {};
}

function isSameOptions(a: Document, b: Document): boolean {
  // Creating a collection again with the same options succeeds, as in MongoDB 7.0.
  const plain = (options: Document): string =>
    JSON.stringify(options, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
  return plain(a) === plain(b);
}

async function drop(ctx: CommandContext): Promise<Document> {
  const name = collectionName(ctx.body, 'drop', ctx.db);
  return ctx.write((tx) => {
    const coll = tx.collection(ctx.db, name);
    if (coll === undefined) return {};
    const nIndexesWas = coll.indexes.length;
    if (isTimeSeries(coll)) dropBuckets(tx, coll);
    tx.dropCollection(ctx.db, name);
    ctx.server.cursors.killWhere(
      ({ origin }) => origin.txnNumber === undefined && origin.db === ctx.db && origin.collection === name,
    );
    return { ...(coll.type === 'collection' ? { nIndexesWas } : {}), ns: `${ctx.db}.${name}` };
  });
}

async function dropDatabase(ctx: CommandContext): Promise<Document> {
  return ctx.write((tx) => {
    if (tx.listCollections(ctx.db).length === 0) return {};
    tx.dropDatabase(ctx.db);
    return { dropped: ctx.db };
  });
}

function splitNamespace(value: string): { db: string; name: string } {
  const dot = value.indexOf('.');
  if (dot <= 0 || dot === value.length - 1) throw failure(73, `Invalid namespace specified '${value}'`);
  const db = value.slice(0, dot);
  const name = value.slice(dot + 1);
  checkCollectionName(db, name);
  return { db, name };
}

async function renameCollection(ctx: CommandContext): Promise<Document> {
  const from = splitNamespace(ctx.args.requiredString('renameCollection'));
  const to = splitNamespace(ctx.args.requiredString('to'));
  const dropTarget = ctx.args.boolean('dropTarget');
  if (from.db === to.db && from.name === to.name) throw failure(20, "Can't rename a collection to itself");
  await ctx.write((tx) => {
    const coll = tx.collection(from.db, from.name);
    if (coll === undefined) throw failure(26, `Source collection ${from.db}.${from.name} does not exist`);
    if (coll.type === 'view') throw failure(166, `cannot rename view: ${from.db}.${from.name}`);
    if (tx.collection(to.db, to.name) !== undefined && !dropTarget) throw failure(48, 'target namespace exists');
    tx.renameCollection(from, to, { dropTarget });
  });
  return {};
}

/** Commands that make and change collections. */
export const ddlCommands: readonly CommandSpec[] = [
  {
    name: 'create',
    fields: [
      ...STORED_OPTIONS,
      ...REFUSED_OPTIONS,
      'timeseries',
      'autoIndexId',
      'idIndex',
      'size',
      'max',
      'expireAfterSeconds',
      'flags',
      'temp',
    ],
    isAllowedInTransaction: true,
    isWrite: true,
    run: create,
  },
  { name: 'drop', fields: [], isWrite: true, run: drop },
  { name: 'dropDatabase', fields: [], isWrite: true, run: dropDatabase },
  {
    name: 'renameCollection',
    fields: ['to', 'dropTarget', 'stayTemp'],
    isAdminOnly: true,
    isWrite: true,
    run: renameCollection,
  },
];
