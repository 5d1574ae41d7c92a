import type { CollectionInfo, Document, IndexSpec } from '../bson-types';
import { failure, unknownField } from '../errors';
import { compileFilter } from '../query';
import type { EngineTransaction } from '../storage';
import { Arguments, collectionName, isDocument, numberOf } from './arguments';
import type { CommandContext } from './context';
import { checkValidationOptions } from './ddl';
import { omit } from './omit';
import { convertToUnique, PREPARED_OPTION, preparedIndexes } from './prepared-unique';
import type { CommandSpec } from './spec';

async function changeIndex(
  ctx: CommandContext,
  tx: EngineTransaction,
  coll: CollectionInfo,
  spec: Document,
): Promise<Document> {
  for (const field of Object.keys(spec)) {
    if (!['name', 'keyPattern', 'expireAfterSeconds', 'hidden', 'prepareUnique', 'unique'].includes(field))
      throw unknownField(`collMod.index.${field}`);
  }
  const args = new Arguments(spec, 'collMod.index');
  const name = args.string('name');
  const pattern = args.document('keyPattern');
  if ((name === undefined) === (pattern === undefined))
    throw failure(72, 'must specify either index name or key pattern');
  const index = coll.indexes.find((known) =>
    name === undefined ? isSameKey(known, pattern as Document) : known.name === name,
  );
  if (index === undefined) {
    throw failure(27, `cannot find index ${name ?? JSON.stringify(pattern)} for ns ${coll.db}.${coll.name}`);
  }
  if (spec['prepareUnique'] !== undefined || spec['unique'] !== undefined)
    return changeUniqueness(ctx, tx, coll, index, args);
  const expireAfterSeconds = args.number('expireAfterSeconds');
  const hidden = spec['hidden'] === undefined ? undefined : args.boolean('hidden');
  if (expireAfterSeconds === undefined && hidden === undefined)
    throw failure(72, 'no expireAfterSeconds, hidden, unique, or prepareUnique field');
  if (hidden !== undefined && index.name === '_id_') throw failure(2, "can't hide _id index");
  tx.setIndexOptions(coll, index.name, {
    ...(expireAfterSeconds === undefined ? {} : { expireAfterSeconds }),
    ...(hidden === undefined ? {} : { hidden }),
  });
  return {
    ...(expireAfterSeconds === undefined
      ? {}
      : {
          ...(index.expireAfterSeconds === undefined
            ? {}
            : { expireAfterSeconds_old: BigInt(index.expireAfterSeconds) }),
          expireAfterSeconds_new: BigInt(expireAfterSeconds),
        }),
    ...(hidden === undefined ? {} : { hidden_old: index.hidden ?? false, hidden_new: hidden }),
  };
}

async function changeUniqueness(
  ctx: CommandContext,
  tx: EngineTransaction,
  coll: CollectionInfo,
  index: IndexSpec,
  args: Arguments,
): Promise<Document> {
  const others = preparedIndexes(coll).filter((name) => name !== index.name);
  if (args.has('prepareUnique')) {
    const isPrepared = args.boolean('prepareUnique');
    const options = omit(coll.options, PREPARED_OPTION);
    const prepared = isPrepared ? [...others, index.name] : others;
    tx.setCollectionOptions(coll, prepared.length === 0 ? options : { ...options, [PREPARED_OPTION]: prepared });
    return { prepareUnique_old: others.length !== preparedIndexes(coll).length, prepareUnique_new: isPrepared };
  }
  if (!args.boolean('unique')) throw failure(2, 'collMod does not support converting an index to non-unique');
  if (!preparedIndexes(coll).includes(index.name)) {
    throw failure(72, 'Cannot make index unique with "prepareUnique=false". Run collMod to set it first.');
  }
  await convertToUnique(tx, coll, index, ctx.pace);
  return { unique_new: true };
}

function isSameKey(index: IndexSpec, pattern: Document): boolean {
  const names = Object.keys(pattern);
  const known = Object.keys(index.key);
  return (
    names.length === known.length &&
    names.every((name, i) => name === known[i] && numberOf(pattern[name]) === index.key[name])
  );
}

const CHANGEABLE = [
  'validator',
  'validationLevel',
  'validationAction',
  'viewOn',
  'pipeline',
  'changeStreamPreAndPostImages',
];

async function collMod(ctx: CommandContext): Promise<Document> {
  const name = collectionName(ctx.body, 'collMod', ctx.db);
  checkValidationOptions(ctx.body);
  const validator = ctx.args.document('validator');
  if (validator !== undefined) compileFilter(validator);
  return ctx.write((tx) => {
    const coll = tx.collection(ctx.db, name);
    if (coll === undefined) throw failure(26, 'ns does not exist');
    const isViewChange = ctx.body['viewOn'] !== undefined || ctx.body['pipeline'] !== undefined;
    if (isViewChange !== (coll.type === 'view')) {
      throw failure(
        72,
        isViewChange ? "'viewOn' option not supported on collections" : `option not supported on a view`,
      );
    }
    const options: Document = { ...coll.options };
    let isChanged = false;
    for (const option of CHANGEABLE) {
      if (ctx.body[option] === undefined) continue;
      options[option] = ctx.body[option];
      isChanged = true;
    }
    if (isDocument(options['validator']) && Object.keys(options['validator']).length === 0) delete options['validator'];
    const changed = isChanged ? tx.setCollectionOptions(coll, options) : coll;
    const index = ctx.args.document('index');
    return index === undefined ? {} : changeIndex(ctx, tx, changed, index);
  });
}

/** The `collMod` command. */
export const collModCommands: readonly CommandSpec[] = [
  { name: 'collMod', fields: [...CHANGEABLE, 'index', 'dryRun'], isWrite: true, run: collMod },
];
