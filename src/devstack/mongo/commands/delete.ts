import type { Document } from '../bson-types';
import { failure, missingField, unknownField } from '../errors';
import type { StatementResult } from '../sessions/retry-log';
import type { EngineTransaction } from '../storage';
import { Arguments, collectionName, hintOf, numberOf } from './arguments';
import type { CommandContext } from './context';
import { checkWritable, refuseView } from './document-writes';
import { findAllIds, findFirst, letOf, ownCollation, select } from './query-run';
import type { CommandSpec } from './spec';
import { StatementRun } from './statement-run';
import { RECORDS_PER_COMMIT } from './update';

interface DeleteRequest {
  readonly filter: Document;
  readonly isMulti: boolean;
  readonly collation: Document | undefined;
  readonly hint: string | Document | undefined;
  readonly variables: Document | undefined;
}

const STATEMENT_FIELDS = new Set(['q', 'limit', 'collation', 'hint', 'sampleId']);

function readStatement(fields: Document, variables: Document | undefined): DeleteRequest {
  for (const field of Object.keys(fields)) {
    if (!STATEMENT_FIELDS.has(field)) throw unknownField(`delete.deletes.${field}`);
  }
  const args = new Arguments(fields, 'delete.deletes');
  const limit = fields['limit'];
  if (limit === undefined) throw missingField('delete.deletes.limit');
  const number = numberOf(limit);
  if (number !== 0 && number !== 1)
    throw failure(9, `The limit field in delete objects must be 0 or 1. Got ${String(number)}`);
  return {
    filter: args.requiredDocument('q'),
    isMulti: number === 0,
    collation: ownCollation(args),
    hint: hintOf(args),
    variables,
  };
}

async function deleteOne(
  ctx: CommandContext,
  tx: EngineTransaction,
  name: string,
  request: DeleteRequest,
): Promise<StatementResult> {
  const coll = tx.collection(ctx.db, name);
  refuseView(coll);
  const selection = select(ctx, request.filter, coll, request);
  if (coll === undefined) return { n: 0, nModified: 0 };
  const record = await findFirst(tx, coll, selection, ctx.pace);
  if (record === undefined) return { n: 0, nModified: 0 };
  tx.remove(coll, record);
  ctx.server.counters.deleted += 1;
  return { n: 1, nModified: 0 };
}

async function deleteMany(ctx: CommandContext, name: string, request: DeleteRequest): Promise<StatementResult> {
  const { db } = ctx;
  const ids = await ctx.read(async (tx) => {
    const coll = tx.collection(db, name);
    refuseView(coll);
    const selection = select(ctx, request.filter, coll, request);
    return coll === undefined ? [] : findAllIds(tx, coll, selection, ctx.pace);
  });
  let n = 0;
  for (let from = 0; from < ids.length; from += RECORDS_PER_COMMIT) {
    const slice = ids.slice(from, from + RECORDS_PER_COMMIT);
    n += await ctx.write((tx) => deleteSlice(ctx, tx, name, request, slice));
    const pause = ctx.pace.look();
    if (pause !== undefined) await pause;
  }
  ctx.server.counters.deleted += n;
  return { n, nModified: 0 };
}

async function deleteSlice(
  ctx: CommandContext,
  tx: EngineTransaction,
  name: string,
  request: DeleteRequest,
  ids: readonly number[],
): Promise<number> {
  const coll = tx.collection(ctx.db, name);
  if (coll === undefined) return 0;
  const { filter } = select(ctx, request.filter, coll, request);
  let n = 0;
  for (const id of ids) {
    const record = tx.get(coll, id);
    if (record === undefined || !filter.matches(record.document)) continue;
    tx.remove(coll, record);
    n += 1;
    const pause = ctx.pace.tick();
    if (pause !== undefined) await pause;
  }
  return n;
}

async function remove(ctx: CommandContext): Promise<Document> {
  const { args, db } = ctx;
  const name = collectionName(ctx.body, 'delete', db);
  checkWritable(db, name);
  const deletes = args.documents('deletes');
  if (deletes === undefined) throw missingField('delete.deletes');
  const variables = letOf(ctx);
  const requests = deletes.map((fields) => readStatement(fields, variables));
  const outcome = await new StatementRun(
    ctx,
    {
      count: requests.length,
      isAlone: (index) => requests[index]?.isMulti === true,
      run: (tx, index) => deleteOne(ctx, tx, name, requests[index] as DeleteRequest),
      runAlone: (index) => deleteMany(ctx, name, requests[index] as DeleteRequest),
    },
    ctx.body['ordered'] === undefined || args.boolean('ordered'),
  ).run();
  return {
    n: outcome.results.reduce((sum, result) => sum + (result?.n ?? 0), 0),
    ...(outcome.writeErrors.length > 0 ? { writeErrors: outcome.writeErrors } : {}),
    ...(outcome.retriedStmtIds.length > 0 ? { retriedStmtIds: outcome.retriedStmtIds } : {}),
  };
}

/** The `delete` command. */
export const deleteCommands: readonly CommandSpec[] = [
  {
    name: 'delete',
    fields: ['deletes', 'ordered', 'let', 'stmtIds', 'runtimeConstants'],
    isAllowedInTransaction: true,
    isRetryableWrite: true,
    isWrite: true,
    run: remove,
  },
];
