import type { Document } from '../bson-types';
import { failure } from '../errors';
import { compileProjection, parseSortSpec } from '../query';
import type { EngineTransaction } from '../storage';
import { collectionName, hintOf, numberOf, sortOf } from './arguments';
import type { CommandContext } from './context';
import { checkWritable, refuseView } from './document-writes';
import { findFirst, letOf, ownCollation, select } from './query-run';
import type { CommandSpec } from './spec';
import { updateOf } from './update';
import { prepareUpdate, updateOne } from './update-one';
import type { PreparedUpdate } from './update-one';

/** @throws 9 FailedToParse for combinations that MongoDB refuses */
function checkCombination(ctx: CommandContext): { isRemove: boolean } {
  const { args } = ctx;
  const isRemove = args.boolean('remove');
  const hasUpdate = args.has('update');
  if (isRemove === hasUpdate) {
    throw failure(
      9,
      isRemove ? 'Cannot specify both an update and remove=true' : 'Either an update or remove=true must be specified',
    );
  }
  if (isRemove && args.boolean('upsert')) throw failure(9, 'Cannot specify both upsert=true and remove=true');
  if (isRemove && args.boolean('new')) {
    throw failure(9, "Cannot specify both new=true and remove=true; 'remove' always returns the deleted document");
  }
  if (isRemove && args.has('arrayFilters')) throw failure(9, 'Cannot specify arrayFilters and remove=true');
  return { isRemove };
}

function project(ctx: CommandContext, document: Document | undefined, rawFilter: Document): Document | null {
  if (document === undefined) return null;
  const fields = ctx.args.document('fields');
  if (fields === undefined || Object.keys(fields).length === 0) return document;
  const selection = select(ctx, rawFilter, undefined, { variables: letOf(ctx) });
  return compileProjection(fields, selection.filter, { variables: letOf(ctx) })(document);
}

async function removeFound(
  ctx: CommandContext,
  tx: EngineTransaction,
  name: string,
  rawFilter: Document,
): Promise<Document> {
  const coll = tx.collection(ctx.db, name);
  refuseView(coll);
  const selection = select(ctx, rawFilter, coll, {
    sort: sortOf(ctx.args),
    hint: hintOf(ctx.args),
    collation: ownCollation(ctx.args),
    variables: letOf(ctx),
  });
  const record = coll === undefined ? undefined : await findFirst(tx, coll, selection, ctx.pace);
  if (record !== undefined && coll !== undefined) {
    tx.remove(coll, record);
    ctx.server.counters.deleted += 1;
  }
  return {
    lastErrorObject: { n: record === undefined ? 0 : 1 },
    value: project(ctx, record?.document, rawFilter),
  };
}

async function updateFound(
  ctx: CommandContext,
  tx: EngineTransaction,
  name: string,
  prepared: PreparedUpdate,
): Promise<Document> {
  const { filter } = prepared.request;
  const isNew = ctx.args.boolean('new');
  const { updated, inserted } = await updateOne(ctx, tx, name, prepared);
  if (inserted !== undefined) {
    return {
      lastErrorObject: { n: 1, updatedExisting: false, upserted: inserted['_id'] },
      value: isNew ? project(ctx, inserted, filter) : null,
    };
  }
  return {
    lastErrorObject: { n: updated === undefined ? 0 : 1, updatedExisting: updated !== undefined },
    value: project(ctx, isNew ? updated?.after : updated?.before, filter),
  };
}

async function findAndModify(ctx: CommandContext): Promise<Document> {
  const { args, db } = ctx;
  const name = collectionName(
    ctx.body,
    ctx.body['findAndModify'] === undefined ? 'findandmodify' : 'findAndModify',
    db,
  );
  checkWritable(db, name);
  const { isRemove } = checkCombination(ctx);
  const rawFilter = args.document('query') ?? {};
  const sort = sortOf(args);
  if (sort !== undefined) parseSortSpec(sort);
  const retryLog = ctx.isRetryable ? ctx.session?.retryLog : undefined;
  const stmtId = numberOf(ctx.body['stmtId']) ?? 0;
  if (retryLog?.executed(stmtId) !== undefined && retryLog.storedReply !== undefined) {
    return { ...retryLog.storedReply, retriedStmtId: stmtId };
  }
  const prepared = isRemove
    ? undefined
    : prepareUpdate(ctx, {
        filter: rawFilter,
        update: updateOf(ctx.body['update'], 'findAndModify.update'),
        arrayFilters: args.documents('arrayFilters'),
        isUpsert: args.boolean('upsert'),
        isMulti: false,
        collation: ownCollation(args),
        hint: hintOf(args),
        sort,
        variables: letOf(ctx),
        constants: undefined,
        isBypassed: args.boolean('bypassDocumentValidation'),
      });
  return ctx.write(async (tx) => {
    ctx.meetWriteFailPoint();
    const reply =
      prepared === undefined ? await removeFound(ctx, tx, name, rawFilter) : await updateFound(ctx, tx, name, prepared);
    // A command that wrote nothing may simply run again when it is repeated.
    if (retryLog !== undefined && tx.hasWrites) {
      retryLog.record(stmtId, { n: 1, nModified: 0 });
      retryLog.recordReply({ ...reply });
    }
    return reply;
  });
}

/** The `findAndModify` command. */
export const findAndModifyCommands: readonly CommandSpec[] = [
  {
    name: 'findAndModify',
    aliases: ['findandmodify'],
    fields: [
      'query',
      'sort',
      'remove',
      'update',
      'new',
      'fields',
      'upsert',
      'bypassDocumentValidation',
      'collation',
      'hint',
      'arrayFilters',
      'let',
      'runtimeConstants',
      'sampleId',
    ],
    isAllowedInTransaction: true,
    isRetryableWrite: true,
    isWrite: true,
    run: findAndModify,
  },
];
