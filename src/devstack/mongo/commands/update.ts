import type { Document, StoredRecord } from '../bson-types';
import { failure, missingField, unknownField } from '../errors';
import { executePlan } from '../planner';
import type { StatementResult } from '../sessions/retry-log';
import type { EngineTransaction } from '../storage';
import { Arguments, collectionName, hintOf, isDocument, typeName } from './arguments';
import type { CommandContext } from './context';
import { checkWritable } from './document-writes';
import { findAllIds, letOf, newStats, ownCollation, planFor } from './query-run';
import type { CommandSpec } from './spec';
import { StatementRun } from './statement-run';
import { applyToRecord, prepareUpdate, updateOne } from './update-one';
import type { PreparedUpdate, UpdateRequest } from './update-one';

const STATEMENT_FIELDS = new Set([
  'q',
  'u',
  'c',
  'arrayFilters',
  'hint',
  'multi',
  'upsert',
  'upsertSupplied',
  'collation',
  'sampleId',
  'allowShardKeyUpdatesWithoutFullShardKeyInQuery',
]);
/** Records that a multi update or delete changes per commit. */
export const RECORDS_PER_COMMIT = 200;

/** `u` as MongoDB takes it: a replacement or operators, or a pipeline. */
export function updateOf(value: unknown, field: string): Document | Document[] {
  if (isDocument(value)) return value;
  if (Array.isArray(value) && value.every(isDocument)) return value;
  if (value === undefined) throw missingField(field);
  throw failure(9, `Update argument must be either an object or an array, got ${typeName(value)}`);
}

function readStatement(ctx: CommandContext, fields: Document, variables: Document | undefined): UpdateRequest {
  for (const field of Object.keys(fields)) {
    if (!STATEMENT_FIELDS.has(field)) throw unknownField(`update.updates.${field}`);
  }
  const args = new Arguments(fields, 'update.updates');
  const isMulti = args.boolean('multi');
  return {
    filter: args.requiredDocument('q'),
    update: updateOf(fields['u'], 'update.updates.u'),
    arrayFilters: args.documents('arrayFilters'),
    isUpsert: args.boolean('upsert'),
    isMulti,
    collation: ownCollation(args),
    hint: hintOf(args),
    sort: undefined,
    variables,
    constants: args.document('c'),
    isBypassed: ctx.args.boolean('bypassDocumentValidation'),
  };
}

/**
 * A multi update of records that fit into one commit: found and changed in one transaction, so that none is looked at
 * twice. Undefined when there are more, and nothing is changed then.
 */
async function updateFew(
  ctx: CommandContext,
  tx: EngineTransaction,
  name: string,
  prepared: PreparedUpdate,
): Promise<{ n: number; nModified: number } | undefined> {
  const coll = tx.collection(ctx.db, name);
  if (coll === undefined || coll.type === 'view') return undefined;
  prepared.compiledFor(coll);
  const records: StoredRecord[] = [];
  for (const record of executePlan(tx, planFor(tx, coll, prepared.selectionFor(coll)), newStats())) {
    const pause = ctx.pace.tick();
    if (pause !== undefined) await pause;
    if (record === undefined) continue;
    if (records.length === RECORDS_PER_COMMIT) return undefined;
    records.push(record);
  }
  let nModified = 0;
  for (const record of records) {
    if (applyToRecord(ctx, tx, coll, record, prepared).isModified) nModified += 1;
    const pause = ctx.pace.tick();
    if (pause !== undefined) await pause;
  }
  return { n: records.length, nModified };
}

/**
 * A multi update: what fits into one commit at once; more of them are found first and then changed in slices, looking
 * again at each record before it is changed.
 */
async function updateMany(ctx: CommandContext, name: string, prepared: PreparedUpdate): Promise<StatementResult> {
  const { db } = ctx;
  const few = await ctx.write((tx) => updateFew(ctx, tx, name, prepared));
  if (few !== undefined && (few.n > 0 || !prepared.request.isUpsert)) return few;
  const ids = await ctx.read(async (tx) => {
    const coll = tx.collection(db, name);
    if (coll?.type === 'view') throw failure(166, `Namespace ${db}.${name} is a view, not a collection`);
    prepared.compiledFor(coll);
    return coll === undefined ? [] : findAllIds(tx, coll, prepared.selectionFor(coll), ctx.pace);
  });
  if (ids.length === 0) {
    if (!prepared.request.isUpsert) return { n: 0, nModified: 0 };
    return ctx.write((tx) => statementResult(ctx, tx, name, prepared));
  }
  let n = 0;
  let nModified = 0;
  for (let from = 0; from < ids.length; from += RECORDS_PER_COMMIT) {
    const slice = ids.slice(from, from + RECORDS_PER_COMMIT);
    const counts = await ctx.write((tx) => updateSlice(ctx, tx, name, prepared, slice));
    n += counts.n;
    nModified += counts.nModified;
    const pause = ctx.pace.look();
    if (pause !== undefined) await pause;
  }
  return { n, nModified };
}

async function updateSlice(
  ctx: CommandContext,
  tx: EngineTransaction,
  name: string,
  prepared: PreparedUpdate,
  ids: readonly number[],
): Promise<{ n: number; nModified: number }> {
  const coll = tx.collection(ctx.db, name);
  if (coll === undefined) return { n: 0, nModified: 0 };
  const { filter } = prepared.selectionFor(coll);
  let n = 0;
  let nModified = 0;
  for (const id of ids) {
    const record = tx.get(coll, id);
    if (record === undefined || !filter.matches(record.document)) continue;
    n += 1;
    if (applyToRecord(ctx, tx, coll, record, prepared).isModified) nModified += 1;
    const pause = ctx.pace.tick();
    if (pause !== undefined) await pause;
  }
  return { n, nModified };
}

async function statementResult(
  ctx: CommandContext,
  tx: EngineTransaction,
  name: string,
  prepared: PreparedUpdate,
): Promise<StatementResult> {
  const { updated, inserted } = await updateOne(ctx, tx, name, prepared);
  if (inserted !== undefined) return { n: 1, nModified: 0, upsertedId: inserted['_id'] };
  if (updated === undefined) return { n: 0, nModified: 0 };
  return { n: 1, nModified: updated.isModified ? 1 : 0 };
}

async function update(ctx: CommandContext): Promise<Document> {
  const { args, db } = ctx;
  const name = collectionName(ctx.body, 'update', db);
  checkWritable(db, name);
  const updates = args.documents('updates');
  if (updates === undefined) throw missingField('update.updates');
  const variables = letOf(ctx);
  const requests = updates.map((fields) => readStatement(ctx, fields, variables));
  const prepared: PreparedUpdate[] = [];
  const preparedAt = (index: number): PreparedUpdate =>
    (prepared[index] ??= prepareUpdate(ctx, requests[index] as UpdateRequest));
  const outcome = await new StatementRun(
    ctx,
    {
      count: requests.length,
      isAlone: (index) => requests[index]?.isMulti === true,
      run: (tx, index) => statementResult(ctx, tx, name, preparedAt(index)),
      runAlone: (index) => updateMany(ctx, name, preparedAt(index)),
    },
    ctx.body['ordered'] === undefined || args.boolean('ordered'),
  ).run();
  let n = 0;
  let nModified = 0;
  const upserted: Document[] = [];
  outcome.results.forEach((result, index) => {
    if (result === undefined) return;
    n += result.n;
    nModified += result.nModified;
    if (result.upsertedId !== undefined) upserted.push({ index, _id: result.upsertedId });
  });
  return {
    n,
    ...(upserted.length > 0 ? { upserted } : {}),
    nModified,
    ...(outcome.writeErrors.length > 0 ? { writeErrors: outcome.writeErrors } : {}),
    ...(outcome.retriedStmtIds.length > 0 ? { retriedStmtIds: outcome.retriedStmtIds } : {}),
  };
}

/** The `update` command. */
export const updateCommands: readonly CommandSpec[] = [
  {
    name: 'update',
    fields: ['updates', 'ordered', 'bypassDocumentValidation', 'let', 'stmtIds', 'runtimeConstants'],
    isAllowedInTransaction: true,
    isRetryableWrite: true,
    isWrite: true,
    run: update,
  },
];
