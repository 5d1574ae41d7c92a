import type { CollectionInfo, Document } from '../bson-types';
import { failure, missingField } from '../errors';
import { countPlan, executePlan, explainPlan } from '../planner';
import type { Plan } from '../planner';
import { compilePipeline } from '../query';
import type { EngineTransaction } from '../storage';
import { Arguments, checkCollectionName, hintOf, isDocument, sortOf, typeName } from './arguments';
import type { CommandContext } from './context';
import { SERVER_VERSION } from './hello';
import { pipelineEnv, viewOf } from './pipeline-env';
import { effectiveCollation, letOf, newStats, ownCollation, planFor, select } from './query-run';
import type { CommandSpec } from './spec';

const VERBOSITIES = new Set(['queryPlanner', 'executionStats', 'allPlansExecution']);

interface Explained {
  readonly filter: Document;
  readonly sort: Document | undefined;
  readonly hint: string | Document | undefined;
  readonly collation: Document | undefined;
  readonly variables: Document | undefined;
  readonly projection: Document | undefined;
  readonly limit: number | undefined;
  readonly skip: number;
  readonly isCount: boolean;
}

/** The query inside an explained command. */
function queryOf(ctx: CommandContext, inner: Document, name: string): Explained {
  const args = new Arguments(inner, name);
  const base = {
    hint: hintOf(args),
    collation: ownCollation(args),
    variables: letOf(ctx),
    sort: undefined,
    projection: undefined,
    limit: undefined,
    skip: 0,
    isCount: false,
  };
  switch (name) {
    case 'find':
      return {
        ...base,
        filter: args.document('filter') ?? {},
        sort: sortOf(args),
        projection: args.document('projection'),
        limit: args.count('limit') || undefined,
        skip: args.count('skip') ?? 0,
      };
    case 'count':
      return { ...base, filter: args.document('query') ?? {}, isCount: true };
    case 'distinct':
      return { ...base, filter: args.document('query') ?? {} };
    case 'findAndModify':
      return { ...base, filter: args.document('query') ?? {}, sort: sortOf(args), limit: 1 };
    case 'update':
    case 'delete': {
      const statements = args.documents(name === 'update' ? 'updates' : 'deletes');
      if (statements?.length !== 1) throw failure(72, 'explained write batches must be of size 1');
      const statement = new Arguments(statements[0] as Document, name);
      return {
        ...base,
        filter: statement.requiredDocument('q'),
        hint: hintOf(statement),
        collation: ownCollation(statement),
      };
    }
    default:
      throw failure(59, `Explain failed due to unknown command: ${name}`);
  }
}

async function executionStats(
  ctx: CommandContext,
  tx: EngineTransaction,
  plan: Plan | undefined,
  query: Explained,
): Promise<Document> {
  const stats = newStats();
  const started = performance.now();
  let nReturned = 0;
  if (plan !== undefined && plan.isCovered && query.isCount) {
    const counting = countPlan(tx, plan, stats);
    for (;;) {
      const { done, value } = counting.next();
      if (done) {
        nReturned = value;
        break;
      }
      const pause = ctx.pace.look();
      if (pause !== undefined) await pause;
    }
  } else if (plan !== undefined) {
    const wanted = query.limit === undefined || plan.needsSort ? Infinity : query.limit + query.skip;
    let found = 0;
    for (const record of executePlan(tx, plan, stats)) {
      const pause = ctx.pace.tick();
      if (pause !== undefined) await pause;
      if (record === undefined) continue;
      found += 1;
      if (found >= wanted) break;
    }
    nReturned = Math.min(Math.max(0, found - query.skip), query.limit ?? Infinity);
  }
  const winning = plan === undefined ? { stage: 'EOF' } : explainPlan(plan);
  return {
    executionSuccess: true,
    nReturned,
    executionTimeMillis: Math.round(performance.now() - started),
    totalKeysExamined: stats.keysExamined,
    totalDocsExamined: stats.docsExamined,
    executionStages: { ...winning, nReturned, keysExamined: stats.keysExamined, docsExamined: stats.docsExamined },
  };
}

async function explainQuery(
  ctx: CommandContext,
  tx: EngineTransaction,
  coll: CollectionInfo | undefined,
  query: Explained,
  ns: string,
  isExecuted: boolean,
): Promise<Document> {
  const selection = select(ctx, query.filter, coll, query);
  const plan =
    coll === undefined
      ? undefined
      : planFor(tx, coll, selection, {
          limit: query.limit,
          skip: query.skip,
          projection: query.projection,
          isCount: query.isCount,
        });
  return {
    queryPlanner: {
      namespace: ns,
      indexFilterSet: false,
      parsedQuery: query.filter,
      ...(query.collation === undefined ? {} : { collation: effectiveCollation(query.collation, coll) }),
      maxIndexedOrSolutionsReached: false,
      winningPlan: plan === undefined ? { stage: 'EOF' } : explainPlan(plan),
      rejectedPlans: [],
    },
    ...(isExecuted ? { executionStats: await executionStats(ctx, tx, plan, query) } : {}),
  };
}

async function explainAggregate(
  ctx: CommandContext,
  tx: EngineTransaction,
  inner: Document,
  name: string,
  isExecuted: boolean,
): Promise<Document> {
  const args = new Arguments(inner, 'aggregate');
  const stages = args.documents('pipeline');
  if (stages === undefined) throw missingField('aggregate.pipeline');
  const coll = tx.collection(ctx.db, name);
  const view = viewOf(coll);
  const base = view === undefined ? coll : tx.collection(ctx.db, view.on);
  const pipelineStages = view === undefined ? stages : [...view.pipeline, ...stages];
  const own = ownCollation(args);
  const collation = effectiveCollation(own, base);
  const pipeline = compilePipeline(
    pipelineStages,
    pipelineEnv(ctx, tx, base?.name ?? name, { collation, variables: letOf(ctx) }),
  );
  const { filter, sort, limit } = pipeline.pushdown;
  const query: Explained = {
    filter,
    sort,
    limit,
    hint: hintOf(args),
    collation: own,
    variables: letOf(ctx),
    projection: undefined,
    skip: 0,
    isCount: false,
  };
  const explained = await explainQuery(ctx, tx, base, query, `${ctx.db}.${name}`, isExecuted);
  const rest = pipelineStages.slice(pipeline.pushdown.stages);
  return rest.length === 0 ? explained : { stages: [{ $cursor: explained }, ...rest] };
}

async function explain(ctx: CommandContext): Promise<Document> {
  const inner = ctx.args.requiredDocument('explain');
  const verbosity = ctx.args.string('verbosity') ?? 'allPlansExecution';
  if (!VERBOSITIES.has(verbosity)) {
    throw failure(2, `Enumeration value '${verbosity}' for field 'explain.verbosity' is not a valid value.`);
  }
  const given = Object.keys(inner)[0] ?? '';
  const name = given === 'findandmodify' ? 'findAndModify' : given;
  const target = inner[given];
  if (typeof target !== 'string') throw failure(73, `collection name has invalid type ${typeName(target)}`);
  checkCollectionName(ctx.db, target);
  if (inner['let'] !== undefined && isDocument(inner['let'])) ctx.body['let'] = inner['let'];
  const isExecuted = verbosity !== 'queryPlanner';
  const ns = `${ctx.db}.${target}`;
  const explained = await ctx.read(async (tx) => {
    if (name === 'aggregate') return explainAggregate(ctx, tx, inner, target, isExecuted);
    const coll = tx.collection(ctx.db, target);
    if (coll?.type === 'view')
      throw failure(166, `explain of ${name} on a view is not supported by this server; explain an aggregate`);
    return explainQuery(ctx, tx, coll, queryOf(ctx, inner, name), ns, isExecuted);
  });
  return {
    explainVersion: '1',
    ...explained,
    command: { ...inner, $db: ctx.db },
    serverInfo: { host: ctx.server.host(), port: 0, version: SERVER_VERSION, gitVersion: 'holdfast-embedded' },
    serverParameters: {},
  };
}

/** The `explain` command. */
export const explainCommands: readonly CommandSpec[] = [
  { name: 'explain', fields: ['verbosity', 'let'], run: explain },
];
