import type { Document } from '../bson-types';
import { failure, missingField } from '../errors';
import { countPlan, executePlan } from '../planner';
import { distinctValues } from '../query';
import type { EngineTransaction } from '../storage';
import { encodedSizeBytes } from '../bson-codec';
import { documentsOfView } from './aggregate';
import { collectionName, hintOf } from './arguments';
import type { CommandContext } from './context';
import { letOf, newStats, ownCollation, planFor, select } from './query-run';
import type { CommandSpec } from './spec';

async function countMatching(ctx: CommandContext, tx: EngineTransaction, name: string): Promise<number> {
  const { args } = ctx;
  const coll = tx.collection(ctx.db, name);
  const rawFilter = args.document('query') ?? {};
  const collation = ownCollation(args);
  if (coll?.type === 'view') return (await documentsOfView(ctx, tx, coll, [{ $match: rawFilter }], collation)).length;
  const selection = select(ctx, rawFilter, coll, { hint: hintOf(args), collation });
  if (coll === undefined) return 0;
  const plan = planFor(tx, coll, selection, { isCount: true });
  const stats = newStats();
  if (plan.isCovered) {
    const counting = countPlan(tx, plan, stats);
    for (;;) {
      const { done, value } = counting.next();
      if (done) return value;
      const pause = ctx.pace.look();
      if (pause !== undefined) await pause;
    }
  }
  let count = 0;
  for (const record of executePlan(tx, plan, stats)) {
    const pause = ctx.pace.tick();
    if (pause !== undefined) await pause;
    if (record !== undefined) count += 1;
  }
  return count;
}

async function count(ctx: CommandContext): Promise<Document> {
  const name = collectionName(ctx.body, 'count', ctx.db);
  const limit = Math.abs(ctx.args.number('limit') ?? 0);
  const skip = ctx.args.count('skip') ?? 0;
  const matching = await ctx.read((tx) => countMatching(ctx, tx, name));
  const n = Math.max(0, matching - skip);
  return { n: limit === 0 ? n : Math.min(n, Math.trunc(limit)) };
}

async function distinct(ctx: CommandContext): Promise<Document> {
  const { args } = ctx;
  const name = collectionName(ctx.body, 'distinct', ctx.db);
  const key = args.string('key');
  if (key === undefined) throw missingField('distinct.key');
  const rawFilter = args.document('query') ?? {};
  const own = ownCollation(args);
  const view = ctx.openRead();
  try {
    const values = await distinctIn(ctx, view.tx, name, { key, rawFilter, own });
    if (encodedSizeBytes({ values }) > 16 * 1024 * 1024) throw failure(17217, 'distinct too big, 16mb cap');
    return { values, ...(view.atClusterTime === undefined ? {} : { atClusterTime: view.atClusterTime }) };
  } finally {
    view.release();
  }
}

async function distinctIn(
  ctx: CommandContext,
  tx: EngineTransaction,
  name: string,
  request: { key: string; rawFilter: Document; own: Document | undefined },
): Promise<unknown[]> {
  const { key, rawFilter, own } = request;
  const coll = tx.collection(ctx.db, name);
  if (coll?.type === 'view') {
    return distinctValues(await documentsOfView(ctx, tx, coll, [{ $match: rawFilter }], own), key, own);
  }
  const selection = select(ctx, rawFilter, coll, { hint: hintOf(ctx.args), collation: own, variables: letOf(ctx) });
  if (coll === undefined) return [];
  const documents: Document[] = [];
  const values: unknown[] = [];
  for (const record of executePlan(tx, planFor(tx, coll, selection), newStats())) {
    const pause = ctx.pace.tick();
    if (pause !== undefined) await pause;
    if (record !== undefined) documents.push(record.document);
    if (documents.length < 1000) continue;
    // Values seen so far stand for their documents, so that memory follows the answer and not the collection.
    values.push(...distinctValues(documents, key, selection.collation));
    documents.length = 0;
  }
  values.push(...distinctValues(documents, key, selection.collation));
  return distinctValues(
    values.map((value) => ({ v: [value] })),
    'v',
    selection.collation,
  );
}

/** `count` and `distinct`. */
export const countCommands: readonly CommandSpec[] = [
  {
    name: 'count',
    fields: ['query', 'limit', 'skip', 'hint', 'collation', 'fields', 'allowDiskUse'],
    run: count,
  },
  {
    name: 'distinct',
    fields: ['key', 'query', 'collation', 'hint', 'let'],
    isAllowedInTransaction: true,
    takesSnapshot: true,
    run: distinct,
  },
];
